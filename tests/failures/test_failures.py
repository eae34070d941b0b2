#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong with the keyring, tokens, answers and sign-ins: every failure by its number, in one table."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

from table import CLI, ISSUES, LIMIT, PROJECTS, SANITIZED, TOKEN, Home, Row, Runner, World, expect, without_sanitizer
from world import wait_until

FINE, USAGE, ATTENTION, LATER, INTERRUPTED = 0, 1, 2, 3, 130
NO_BUS = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"}


# --- the keyring

def mock_home():
    return Home(mock_keyring="well")


def mode(name):
    return lambda world: world.set_keyring_mode(name)


def no_plain_file(world):
    """Without a keyring the secret is in no file; the stored issues can still be read."""
    result = world.run("status", "--json", environment=NO_BUS)
    expect(json.loads(result.stdout)[0]["trouble"] == "keyring-unavailable", result.stdout)
    expect(world.run("issues", world.key, environment=NO_BUS).returncode == FINE, "the stored issues are not shown")
    result = world.run("sign-in", "--no-browser", "--site", "all", environment=NO_BUS)
    expect(result.returncode == ATTENTION and result.stdout == "", "a sign-in began that could not be kept")
    kept = world.all_bytes()
    expect(b"refresh_token" not in kept and b"eyJ" not in kept, "a token in a file")


def a_dismissed_prompt(world):
    world.set_keyring_mode("dismissed")
    for command in (["status"], ["refresh"], ["projects", "--refresh"]):
        expect(world.run(*command).returncode == ATTENTION, command)
    expect(world.count_prompts() == 0, "something asked for a password that nobody waits for")
    result = world.run("sign-in", "--no-browser", "--site", "all")
    expect(result.returncode == ATTENTION and result.stdout == "", result.stdout, result.stderr)
    expect(world.count_prompts() == 1, world.count_prompts(), "prompts")
    expect(world.trouble() == "keyring-locked", world.trouble())


def an_endless_prompt(world):
    world.set_keyring_mode("endless")
    began = time.monotonic()
    expect(world.run("status").returncode == ATTENTION, "status")
    child = world.start_cli("sign-in", "--no-browser")
    wait_until(lambda: world.count_prompts() == 1)
    child.send_signal(signal.SIGINT)
    _, errors = child.communicate(timeout=LIMIT)
    expect(child.returncode == INTERRUPTED, child.returncode, errors)
    expect(time.monotonic() - began < 10, "the prompt could not be left")


def delete_item(world):
    subprocess.run(["secret-tool", "clear", "xdg:schema", "org.example.JiraMonitor"], env=world.environment, check=True)


def signed_in_twice():
    """A grant and a token of Data Center."""
    world = Home()
    center = world.hello["data_center"]
    result = world.run("sign-in", "--pat", "--site", center["url"], stdin=center["token"] + "\n")
    assert result.returncode == 0, result.stderr
    world.before = world.look()
    return world


def delete_one_item(world):
    """The other account does not suffer."""
    found = subprocess.run(["secret-tool", "search", "--all", "xdg:schema", "org.example.JiraMonitor"], env=world.environment,
                           capture_output=True, text=True, check=True)
    names = set(re.findall(r"attribute\.name = (credential/\S+)", found.stdout + found.stderr))
    expect(len(names) == 2, names)
    row = world.json("accounts")[1]
    for name in sorted(names):
        subprocess.run(["secret-tool", "clear", "name", name], env=world.environment, check=True)
        troubles = [one["trouble"] for one in json.loads(world.run("status", "--json").stdout)]
        break
    expect(sorted(troubles) == ["needs-sign-in", "ok"], troubles, row)


# --- tokens

def lost_answer(world):
    world.arm((TOKEN, "reset", {"when": "after_commit", "times": 1}))
    result = world.run("refresh")
    expect(result.returncode in (FINE, LATER), result.returncode, result.stderr)
    expect(world.run("refresh").returncode == FINE, "the old token was not tried again")
    expect(world.control("GET", "/tokens")["leeway_uses"] >= 1, "the leeway was not needed: the answer was not lost")


def killed_meanwhile(world):
    world.arm((TOKEN, "delay", {"times": 1}))
    child = world.start_cli("refresh")
    wait_until(lambda: world.count(TOKEN) == 1)
    child.kill()
    child.communicate()
    world.control("POST", "/release")


def after_the_leeway(world):
    world.arm((TOKEN, "reset", {"when": "after_commit", "times": 0}))
    expect(world.run("refresh").returncode == LATER, "a lost answer")
    world.control("DELETE", "/arm")
    world.control("POST", "/clock", {"advance": 601})
    result = world.run("refresh")
    expect(result.returncode == ATTENTION, result.returncode, result.stderr)
    expect(world.trouble() == "needs-sign-in", world.trouble())


def at_once(command, n=4):
    def story(world):
        before = world.control("GET", "/tokens")
        children = [world.start_cli(*command) for _ in range(n)]
        for child in children:
            _, errors = child.communicate(timeout=LIMIT)
            expect(child.returncode == FINE, child.returncode, errors)
        after = world.control("GET", "/tokens")
        expect(after["refreshes_refused"] == before["refreshes_refused"], "a spent token was sent")
        expect(after["leeway_uses"] == before["leeway_uses"], "two sent the same token")
        expect(command[0] != "projects" or after["refreshes"] == before["refreshes"] + 1, after)
    return story


def lifetime(world):
    """Whatever the answer says, the token lives between a minute and a day for us."""
    for fault in (("missing", {"path": "$.refresh_token"}), ("missing", {"path": "$.expires_in"}),
                  *(("wrong_type", {"path": "$.expires_in", "value": value}) for value in (0, -1, 1e12, "3600", "soon", None))):
        world.control("DELETE", "/arm")
        world.arm((TOKEN, *fault))
        result = world.run("refresh", "--json")
        expect(result.returncode == FINE, fault, result.stderr)
        left = json.loads(result.stdout)[0]["seconds_left"]
        expect(50 <= left <= 86400, fault, left)


def site_removed(world):
    site = world.hello["sites"][0]
    world.control("POST", "/sites", {"remove": site["id"]})
    results = {name: world.run("test-connection", name, "--json") for name in ("ACME", "ACME Sandbox")}
    expect(results["ACME"].returncode == ATTENTION, results["ACME"].stdout)
    expect(json.loads(results["ACME"].stdout)[0]["trouble"] == "site-gone", results["ACME"].stdout)
    expect(results["ACME Sandbox"].returncode == FINE, results["ACME Sandbox"].stdout)


def restore_site(world):
    world.control("POST", "/sites", {"restore": world.hello["sites"][0]["id"]})


def removed_while_fetching(world):
    account = world.json("accounts")[0]
    world.arm((ISSUES, "delay", {"times": 1}))
    child = world.start_cli("issues", world.key, "--refresh")
    wait_until(lambda: world.count(ISSUES) == 1)
    result = world.run("sign-out", "acme")
    expect(result.returncode == FINE, result.stderr)
    world.control("POST", "/release")
    _, errors = child.communicate(timeout=LIMIT)
    expect(child.returncode in (ATTENTION, LATER), child.returncode, errors)
    expect(json.loads(world.run("accounts", "--json").stdout) == [], "the account came back")
    for where, _, found in os.walk(world.home + "/data"):
        for name in found:
            with open(os.path.join(where, name), "rb") as file:
                kept = file.read()
            expect(account["id"].encode() not in kept, name, "still has", kept.count(account["id"].encode()), "times",
                   kept[max(kept.find(account["id"].encode()) - 200, 0):][:500])
    names = [name for _, _, found in os.walk(world.home + "/data") for name in found]
    expect(not any(account["id"] in name for name in names), names)
    world.before = {"accounts": None}
    world.look = lambda: {"accounts": None}


def api_token_home():
    world = World()
    token = world.hello["api_token"]
    result = world.run("sign-in", "--api-token", "--site", world.hello["sites"][0]["url"], "--email", token["email"],
                       stdin=token["token"])
    assert result.returncode == 0, result.stderr
    world.__class__ = Home
    world.key = world.json("projects")[0]["key"]
    world.json("issues", world.key)
    world.before = world.look()
    return world


def token_ended(world):
    world.control("POST", "/tokens", {"expire": "api_token"})
    expect(world.run("projects", "--refresh").returncode == ATTENTION, "an ended token")
    expect(world.trouble() == "needs-sign-in", world.trouble())
    n_sent = len(world.control("GET", "/requests"))
    for _ in range(3):
        expect(world.run("projects", "--refresh").returncode == ATTENTION, "again")
    expect(len(world.control("GET", "/requests")) == n_sent, "a refused token was sent again")


# --- the network and answers

def stop_simulator(world):
    world.simulator.terminate()
    world.simulator.wait()
    world.control = lambda *_: {"families_killed": 0}


def offline(world):
    stop_simulator(world)
    began = time.monotonic()
    result = world.run("projects", "--refresh")
    expect(result.returncode == LATER, result.returncode, result.stderr)
    expect(time.monotonic() - began < 3, "took long")
    expect(world.run("refresh").returncode == LATER, "refresh")
    expect(world.trouble() == "offline", world.trouble())


def no_such_name(world):
    result = world.run("sign-in", "--pat", "--site", "https://jira.invalid", stdin="x\n")
    expect(result.returncode == LATER, result.returncode, result.stderr)
    expect("jira.invalid" in result.stderr, result.stderr)


def dead_proxy(world):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens
        proxy = f"http://127.0.0.1:{taken.getsockname()[1]}"
        # libproxy leaks, and that is not ours to mend.
        environment = {"http_proxy": proxy, "https_proxy": proxy, "GIO_USE_PROXY_RESOLVER": "environment",
                       "ASAN_OPTIONS": "detect_leaks=0"}
        expect(world.run("refresh", environment=environment).returncode == FINE, "this machine was asked through a proxy")
        result = world.run("sign-in", "--pat", "--site", "https://jira.example.com", stdin="x\n", environment=environment)
        expect(result.returncode == LATER, result.returncode, result.stderr)
        expect("127.0.0.1" in result.stderr, "the proxy is not named:", result.stderr)


def untrusted(world):
    """No certificate that is not trusted gets a secret."""
    for kind in ("expired", "wrong_host", "self_signed", "tls11", "corp_ca"):
        other = World("--tls", kind)
        try:
            center = other.hello["data_center"]
            result = other.run("sign-in", "--pat", "--site", center["url"], stdin=center["token"] + "\n")
            expect(result.returncode == ATTENTION, kind, result.returncode, result.stderr)
            expect(center["token"] not in result.stderr, "the token is told")
            for request in other.control("GET", "/requests"):
                expect("authorization" not in json.dumps(request["headers"]).lower(), kind, request)
        finally:
            other.end()


def restarted_in_a_pause(world):
    world.arm((PROJECTS, "retry_after", {"value": 600, "times": 1}))
    for command in (["projects", "--refresh"], ["issues", world.key, "--refresh"], ["test-connection"]):
        result = world.run(*command)
        expect(result.returncode == LATER, command, result.returncode, result.stderr)
        expect("minutes" in result.stdout + result.stderr, command, result.stdout, result.stderr)
    expect(world.count("/ex/jira/*") == 1, "it was asked again in the pause")
    expect(world.run("sign-out", "acme").returncode == FINE, "sign-out")
    expect(b"paused/" not in world.all_bytes(), "the pause is still there")
    world.look = lambda: world.before
    expect(world.sign_in("--site", "acme")[0] == FINE, "a new account")


def status(code, path=PROJECTS, **arguments):
    return ((path, "status", {"code": code} | arguments),)


def each(path, *faults):
    """Each of these for good: it ends with "later", and when it passes at the second try, with "fine"."""
    command = ["projects", "--refresh"] if path == PROJECTS else ["issues", "KEY", "--refresh"]

    def story(world):
        words = [world.key if word == "KEY" else word for word in command]
        for kind, arguments in faults:
            for times, ends in ((0, LATER), (1, FINE)):
                world.control("DELETE", "/arm")
                world.arm((path, kind, arguments | {"times": times}))
                result = world.run(*words)
                expect(result.returncode == ends, kind, arguments, times, "ended with", result.returncode, result.stderr)
                expect(world.look() == world.before, kind, arguments, "took something away")
    return story


def memory(path, *faults):
    """The same, and it does not grow by more than 64 MB."""
    def measure(world):
        child = subprocess.Popen([CLI, "projects", "--refresh"], env=world.environment, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, ended, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(ended)
        return child.returncode, usage.ru_maxrss / 1024

    def story(world):
        _, usual = measure(world)
        for kind, arguments, ends in faults:
            world.control("DELETE", "/arm")
            world.arm((path, kind, arguments))
            code, peak = measure(world)
            expect(code == ends, kind, "ended with", code)
            expect(peak < usual + (1024 if SANITIZED else 64), kind, usual, peak)
    return story


def one_unreadable(world):
    """All others are stored, of the one that is stored already nothing is taken away, and it is told."""
    victim = world.before["issues"][len(world.before["issues"]) // 2]
    world.control("POST", "/issues", {"create": {"project": world.key, "summary": "One more"}})
    for kind in ("nul_escape", "bad_utf8"):
        world.control("DELETE", "/arm")
        world.control("DELETE", "/requests")
        world.arm((ISSUES, kind, {"summary": victim["summary"]}))
        result = world.run("issues", world.key, "--refresh", "--json")
        expect(result.returncode == FINE, kind, result.stderr)
        expect("1 issue could not be read" in result.stderr, kind, result.stderr)
        after = json.loads(result.stdout)
        expect(victim in after and len(after) == len(world.before["issues"]) + 1, kind, len(after))
        expect(world.count(ISSUES) <= 24, world.count(ISSUES), "requests")
        expect("could not be read" in world.json("events", "--limit", "1")[0]["message"], "no event")
    world.before = world.look()


def strange_fields(world):
    """One issue is strange: the others are stored, and nothing is said to programmers."""
    for path, value in (("fields.summary", 5), ("fields.summary", None), ("fields", None), ("fields.status", "x"),
                        ("fields.status.statusCategory", []), ("fields.assignee", [1]), ("fields.updated", "yesterday"),
                        ("fields.priority", 7), ("key", None)):
        world.control("DELETE", "/arm")
        world.arm((ISSUES, "wrong_type", {"path": "$.issues[0]." + path, "value": value}))
        result = world.run("issues", world.key, "--refresh", "--json")
        expect(result.returncode == FINE, path, value, result.stderr)
        expect(len(json.loads(result.stdout)) >= len(world.before["issues"]) - 1, path, value, "more than one is gone")
    world.control("DELETE", "/arm")
    expect(world.run("issues", world.key, "--refresh").returncode == FINE, "afterwards")


# --- signing in

def busy_port(world):
    with socket.create_server(("127.0.0.1", world.redirect_port)):
        result = world.run("sign-in", "--no-browser", "--site", "all")
        expect(result.returncode == ATTENTION, result.returncode, result.stderr)
        expect(result.stdout == "", "an address was shown, but nobody listens")
        expect(str(world.redirect_port) in result.stderr, "the port is not named:", result.stderr)
        expect("--paste" in result.stderr, "no other way is offered:", result.stderr)
        paste(world, lambda location: ["https://example.com/\n", location.replace("state=", "state=x") + "\n", location + "\n"], FINE)
        expect(world.count(TOKEN) == 1, "exchanged", world.count(TOKEN), "times")
        paste(world, lambda location: [], USAGE)
        paste(world, lambda location: ["nonsense\n"] * 9, USAGE)


def paste(world, get_lines, ends):
    """The way of --paste: nobody listens."""
    child = world.start_cli("sign-in", "--no-browser", "--paste", "--again", "acme", stdin=subprocess.PIPE)
    location = redirect_of(child.stdout.readline().strip())
    _, errors = child.communicate("".join(get_lines(location)), timeout=LIMIT)
    expect(child.returncode == ends, child.returncode, errors)
    expect("code=" not in without_sanitizer(errors), "a code is shown")


def never_returns(world):
    for _ in range(2):
        child = world.begin_sign_in()
        expect(child.stdout.readline().startswith("http"), "the port was not free again")
        child.send_signal(signal.SIGINT)
        child.communicate(timeout=LIMIT)
        expect(child.returncode == INTERRUPTED, child.returncode)
    expect(refused(f"http://127.0.0.1:{world.redirect_port}/"), "the port is still open")


def refused(url):
    try:
        urllib.request.urlopen(url, timeout=LIMIT).close()
    except urllib.error.HTTPError:
        return False
    except urllib.error.URLError:
        return True
    return False


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def redirect_of(url):
    """Where the browser would be sent to."""
    try:
        urllib.request.build_opener(Stay).open(url, timeout=LIMIT)
    except urllib.error.HTTPError as answer:
        return answer.headers["Location"]
    raise AssertionError("no redirect")


def ask(url):
    try:
        with urllib.request.urlopen(url, timeout=LIMIT) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read()


def wrong_state(world):
    child = world.begin_sign_in("--again", "acme")
    location = redirect_of(child.stdout.readline().strip())
    address = location.split("?")[0]
    code = urllib.parse.parse_qs(urllib.parse.urlsplit(location).query)["code"][0]
    for query in ("code=stolen&state=wrong", "state=wrong&error=access_denied", f"code={code}", ""):
        expect(ask(f"{address}?{query}")[0] == 400, query)
    expect(world.count(TOKEN) == 0, "a foreign code was exchanged")
    expect(ask(location)[0] == 200, "the right one")
    _, errors = child.communicate(timeout=LIMIT)
    expect(child.returncode == FINE, errors)
    expect(refused(location), "the port is open after it")
    expect(world.count(TOKEN) == 1, "exchanged", world.count(TOKEN), "times")


def declined(world):
    world.control("POST", "/consent", {"auto": "deny"})
    code, _, errors, _ = world.sign_in("--again", "acme")
    expect(code == ATTENTION and "declined" in errors, errors)
    world.control("POST", "/consent", {"auto": "accept"})


def an_error_with_markup(world):
    child = world.begin_sign_in("--again", "acme")
    url = urllib.parse.urlsplit(child.stdout.readline().strip())
    state = urllib.parse.parse_qs(url.query)["state"][0]
    evil = "<script>alert(1)</script> <b>\x1b[31m"
    query = urllib.parse.urlencode({"error": "server_error", "error_description": evil, "state": state})
    _, page = ask(f"http://127.0.0.1:{world.redirect_port}/callback?{query}")
    _, errors = child.communicate(timeout=LIMIT)
    expect(child.returncode == ATTENTION, errors)
    expect(b"script" not in page, page)
    expect("<script>" in errors and "\x1b" not in errors, errors)


def left_at(path, revokes):
    def story(world):
        families = world.control("GET", "/tokens")
        world.arm((path, "delay", {"times": 1}))
        child = world.begin_sign_in("--site", "all")
        url = child.stdout.readline().strip()
        ask(url)
        wait_until(lambda: world.count(path) == 1)
        child.send_signal(signal.SIGINT)
        child.communicate(timeout=LIMIT)
        expect(child.returncode == INTERRUPTED, child.returncode)
        expect(json.loads(world.run("accounts", "--json").stdout) == [], "half an account is left")
        expect(b"eyJ" not in world.all_bytes(), "a token in a file")
        if revokes:
            expect(world.control("GET", "/tokens")["revocations"] > families["revocations"], "the grant was not handed back")
    return story


def empty_home():
    """Nobody is signed in: nothing can be lost."""
    world = World()
    world.__class__ = Home
    world.before = {}
    world.look = lambda: {}
    world.key = "API"
    return world


def lost_code(world):
    world.arm((TOKEN, "reset", {"when": "after_commit", "times": 0}))
    code, _, errors, _ = world.sign_in("--again", "acme")
    expect(code == ATTENTION, code, errors)
    expect("start over" in errors, errors)
    expect(world.count(TOKEN) == 1, "a code was sent", world.count(TOKEN), "times")


def no_site(world):
    world.arm(("/oauth/token/accessible-resources", "status", {"code": 200, "body": [], "times": 0}))
    code, _, errors, _ = world.sign_in("--again", "acme")
    expect(code == ATTENTION and "no Jira site" in errors, code, errors)


def fifty_sites(_):
    world = World("--sites", "50")
    try:
        code, _, errors, _ = world.sign_in()
        expect(code == USAGE, code, errors)
        expect(sum("http" in line for line in errors.splitlines()) == 50, errors)
        code, _, errors, _ = world.sign_in("--site", "all")
        expect(code == FINE, errors)
        expect(len(world.json("accounts")) == 50, len(world.json("accounts")))
    finally:
        world.end()


ROWS = [
    # --- the keyring
    Row("F1", "no bus", story=no_plain_file, within=3),
    Row("F2", "the keyring is locked", world=mock_home, given=mode("locked"), do=("refresh",), ends=ATTENTION, says="locked",
        trouble="keyring-locked", heal=mode("well")),
    Row("F3", "the prompt is sent away", world=mock_home, story=a_dismissed_prompt, heal=mode("well")),
    Row("F4", "the prompt is never answered", world=mock_home, story=an_endless_prompt, heal=mode("well")),
    Row("F5", "the keyring is frozen", world=Home, given=lambda world: world.keyring.send_signal(signal.SIGSTOP),
        do=("status",), ends=ATTENTION, within=8, heal=lambda world: world.keyring.send_signal(signal.SIGCONT)),
    Row("F6", "the keyring does not take the new tokens", world=mock_home, given=mode("denied"), do=("refresh",),
        ends=ATTENTION, trouble="tokens-unsaved", requests=(TOKEN, 1), heal=mode("well")),
    Row("F7", "the keyring gives back something else", world=mock_home, given=mode("other"), do=("refresh",),
        ends=ATTENTION, heal=mode("well")),
    Row("F8", "the file backend is damaged", skip="the file backend is used in Flatpak only"),
    Row("F9", "the file backend has another password", skip="the file backend is used in Flatpak only"),
    Row("F10", "the secret was deleted", world=signed_in_twice, story=delete_one_item, signed_in=False),
    Row("F11", "two programs write the keyring", story=at_once(["refresh"], 6)),
    # --- the life of a token
    Row("F12", "the answer to a refresh is lost", story=lost_answer),
    Row("F13", "the program is killed in a refresh", story=killed_meanwhile),
    Row("F14", "a lost answer, and more than ten minutes", world=Home, story=after_the_leeway, signed_in=False),
    Row("F15", "four refresh at once", story=at_once(["refresh"])),
    Row("F16", "four find an ended token at once", given=lambda world: world.control("POST", "/tokens", {"expire": "access"}),
        story=at_once(["projects", "--refresh"])),
    *(Row("F17", f"the token endpoint: {what}", faults=((TOKEN, kind, arguments),), do=("refresh",), ends=ends,
          trouble=trouble, requests=(TOKEN, 2)) for what, kind, arguments, ends, trouble in (
        ("400", "status", {"code": 400, "body": {"error": "invalid_request"}}, ATTENTION, "client-refused"),
        ("401, it does not know the app", "status", {"code": 401, "body": {"error": "access_denied"}}, ATTENTION, "client-refused"),
        ("403 of something else", "status", {"code": 403, "body": "<html>"}, LATER, "server-error"),
        ("429", "retry_after", {"value": 7}, LATER, "rate-limited"),
        ("500", "status", {"code": 500}, LATER, "server-error"),
        ("503", "status", {"code": 503}, LATER, "server-error"),
        ("a web page", "html_200", {}, LATER, "captive-portal"))),
    Row("F18", "an answer without a new token, or with a strange life", story=lifetime),
    Row("F19", "90 days unused", world=Home, given=lambda world: world.control("POST", "/tokens", {"expire": "all"}),
        do=("refresh",), ends=ATTENTION, trouble="needs-sign-in", signed_in=False),
    Row("F20", "a site was taken away", world=lambda: Home(sites="all"), story=site_removed, heal=restore_site),
    Row("F20", "the grant was revoked", world=Home, given=lambda world: world.control("POST", "/tokens", {"revoke": "all"}),
        ends=ATTENTION, trouble="needs-sign-in", requests=(TOKEN, 2), signed_in=False),
    Row("F21", "a permission was taken away", world=Home, faults=((PROJECTS, "scope_removed", {"scope": "read:jira-work"}),),
        ends=ATTENTION, trouble="scope-changed", says="permission", signed_in=False),
    Row("F22", "the account goes while it is fetched", world=Home, story=removed_while_fetching, signed_in=False),
    Row("F23", "an API token ended", world=api_token_home, story=token_ended, signed_in=False),
    # --- time
    Row("F24", "asleep for hours", skip="a clock turned by hand: /auth/token-keeper/wakes-once-after-30-days, watches-with-one-timer"),
    # --- the network
    Row("F28", "nobody answers", world=Home, story=offline, signed_in=False),
    Row("F28", "no such name", story=no_such_name),
    Row("F29", "a web page instead of Jira", faults=((PROJECTS, "html_200", {}),), ends=LATER, says="web page", requests=(PROJECTS, 1)),
    Row("F30", "a dead proxy", story=dead_proxy),
    Row("F31", "certificates that are not trusted", story=untrusted,
        skip=None if shutil.which("openssl") else "the program openssl is missing"),
    # --- answers
    Row("F32", "400", faults=status(400, ISSUES, body={"errorMessages": ["Field 'x' does not exist."]}),
        do=("issues", "KEY", "--refresh"), ends=ATTENTION, says="Field 'x' does not exist", requests=(ISSUES, 1), trouble="ok"),
    Row("F33", "403", faults=status(403), ends=ATTENTION, requests=(PROJECTS, 1), trouble="ok"),
    Row("F33", "404", faults=status(404), ends=ATTENTION, requests=(PROJECTS, 1), trouble="ok"),
    Row("F34", "409", faults=status(409), ends=ATTENTION, requests=(PROJECTS, 3), trouble="ok"),
    Row("F35", "410", faults=status(410), ends=ATTENTION, requests=(PROJECTS, 1), says="removed", trouble="ok"),
    Row("F36", "413", faults=status(413, ISSUES), do=("issues", "KEY", "--refresh"), ends=ATTENTION, requests=(ISSUES, 8)),
    *(Row("F37", f"429, Retry-After: {value}", faults=((PROJECTS, "retry_after", {"value": value, "times": 1}),))
      for value in (1, 0, -1, "soon", "Fri, 20 Nov 2020 12:00:00 GMT")),
    Row("F37", "429 without Retry-After", faults=((PROJECTS, "retry_after", {"times": 1}),)),
    Row("F37", "a pause and a restart", world=Home, story=restarted_in_a_pause),
    Row("F37", "429 for ten days", world=Home, faults=((PROJECTS, "retry_after", {"value": 864000}),), ends=LATER, within=5,
        requests=(PROJECTS, 1), says="wait"),
    Row("F38", "503", faults=status(503), ends=LATER, requests=(PROJECTS, 5)),
    Row("F39", "an answer drips", skip="real time: /base/http/a-slow-server-is-left-after-60-seconds, with a clock turned by hand"),
    Row("F40", "answers that are cut short", story=each(
        PROJECTS, ("truncate", {"n": 20}), ("gzip", {"how": "truncate"}), ("gzip", {"how": "badcrc"}), ("chunk_no_end", {}),
        ("empty_200", {}))),
    Row("F40", "issues that are cut short", story=each(ISSUES, ("truncate", {"n": 20}), ("empty_200", {}))),
    Row("F41", "answers without measure", story=memory(
        PROJECTS, ("big", {"n": 100_000_000}, LATER), ("gzip", {"how": "bomb", "n": 400_000_000}, LATER),
        ("header_flood", {"n": 20000}, LATER), ("continue_flood", {"n": 2000}, FINE))),
    Row("F42", "what is not UTF-8", story=each(ISSUES, ("bad_utf8", {}), ("nul_escape", {}))),
    Row("F42", "one issue that is not UTF-8", world=Home, story=one_unreadable),
    Row("F43", "nesting without end", story=each(ISSUES, ("deep", {"n": 1_000_000}))),
    Row("F44", "fields of the wrong type", story=strange_fields),
    # --- signing in
    Row("F60", "the port is taken", story=busy_port),
    Row("F61", "the browser never comes back", story=never_returns),
    Row("F62", "a wrong state, and a second redirect", story=wrong_state),
    Row("F63", "the person says no", story=declined),
    Row("F63", "an error with markup", story=an_error_with_markup),
    Row("F64", "left while the code is exchanged", world=empty_home, story=left_at(TOKEN, False), signed_in=False),
    Row("F64", "left with tokens in the hand", world=empty_home,
        story=left_at("/oauth/token/accessible-resources", True), signed_in=False),
    Row("F65", "the answer to the code is lost", story=lost_code),
    Row("F66", "a grant without a site", story=no_site),
    Row("F66", "fifty sites", story=fifty_sites),
]

if __name__ == "__main__":
    sys.exit(Runner("/failures/").run(ROWS))
