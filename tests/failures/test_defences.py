#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What must hold against those who listen, look and lie: each defence by its number, with the real program and its real files.

Defences of the window (what server text may do to widgets, which links are opened) are in tests/window/test-text.c.
"""

import base64
import http.server
import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
import urllib.parse

from table import CLI, ISSUES, LIMIT, PROJECTS, TOKEN, Home, Row, Runner, expect
from test_failures import ATTENTION, FINE, LATER, USAGE, ask, untrusted
from world import wait_until

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")


# --- files

def modes(world):
    """Even when somebody opened the folder, and whatever the umask is."""
    root = world.home + "/data/jira-monitor"
    os.chmod(root, 0o755)
    result = subprocess.run(["sh", "-c", 'umask 0; "$0" projects --refresh && "$0" issues "$1" --refresh', CLI, world.key],
                            env=world.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    expect(result.returncode == FINE, result.stderr)
    seen = 0
    for where, _, names in os.walk(root):
        expect(stat.S_IMODE(os.stat(where).st_mode) == 0o700, where, oct(os.stat(where).st_mode))
        for name in names:
            seen += 1
            expect(stat.S_IMODE(os.stat(os.path.join(where, name)).st_mode) == 0o600, name)
    expect(seen >= 2, "only", seen, "files")


def foreign_folder(world):
    """Where somebody else owns the folder, nothing is written."""
    third = world.home + "/third/jira-monitor"
    os.makedirs(third)
    os.chown(third, 65534, 65534)
    result = world.run("status", environment={"XDG_DATA_HOME": world.home + "/third"})
    expect(result.returncode == ATTENTION, result.returncode, result.stderr)
    expect(os.listdir(third) == [], os.listdir(third))


# --- secrets

def secrets_of(world):
    """All that was secret in what Jira was sent, and what it gave."""
    found = {world.hello["client_secret"], world.hello["api_token"]["token"], world.hello["data_center"]["token"]}
    for request in world.control("GET", "/requests"):
        for name, value in dict(request["headers"]).items():
            if name.lower() == "authorization":
                kind, _, value = value.partition(" ")
                found.add(value)
                if kind == "Basic":
                    found.add(base64.b64decode(value).decode())
        body = request["body"] or ""
        body = body if isinstance(body, str) else json.dumps(body)
        found.update(re.findall(r'"(?:code|refresh_token|client_secret|code_verifier)"\s*:\s*"([^"]+)"', body))
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(request["target"]).query)
        found.update(value for name in ("state", "code") for value in query.get(name, []))
    secret = subprocess.run(["secret-tool", "search", "--all", "--unlock", "xdg:schema", "org.example.JiraMonitor"],
                            env=world.environment, capture_output=True, text=True, check=False)
    found.update(re.findall(r'"(?:access|refresh)_?token"\s*:\s*"([^"]+)"', secret.stdout + secret.stderr, re.I))
    return {one for one in found if len(one) >= 8}


def expect_none(world, where, kept, but=()):
    kept = kept if isinstance(kept, bytes) else kept.encode(errors="surrogateescape")
    canaries = secrets_of(world) - set(but)
    expect(len(canaries) >= 5, "too few canaries:", len(canaries))
    for canary in canaries:
        for shape in (canary.encode(), base64.b64encode(canary.encode()).rstrip(b"="), canary.encode("utf-16-le"),
                      urllib.parse.quote(canary, safe="").encode()):
            expect(shape not in kept, "a secret of", len(canary), "characters in", where, "around",
                   kept[max(0, kept.find(shape) - 60):kept.find(shape)])


def every_command(world, run):
    """Each command once, good and bad; run() gets the words and standard input."""
    center, token = world.hello["data_center"], world.hello["api_token"]
    run(["sign-in", "--pat", "--site", center["url"], "--token-name", "jira-monitor"], center["token"])
    run(["sign-in", "--api-token", "--site", world.hello["sites"][1]["url"], "--email", token["email"]], token["token"])
    for command in (["refresh"], ["status"], ["projects", "--refresh"], ["issues", world.key, "--refresh"], ["events"],
                    ["test-connection"], ["accounts"]):
        run(command, "")
    for fault in (("status", {"code": 400, "body": {"error": "invalid_request", "refresh_token": "echoed-refresh-token-1"}}),
                  ("truncate", {"n": 30}), ("html_200", {}), ("wrong_type", {"path": "$.access_token", "value": 5})):
        world.control("DELETE", "/arm")
        world.arm((TOKEN, *fault))
        run(["refresh", "acme"], "")
    world.control("DELETE", "/arm")
    result = world.run("refresh", "acme")
    expect(result.returncode == FINE, result.stderr)


def grown(world):
    """Two accounts came; the first is as before."""
    expect(world.look()["accounts"][0] == world.before["accounts"][0], world.look()["accounts"])
    world.before = world.look()


def logs(world):
    """With every log that GLib, libsoup, libsecret and we have."""
    everything = []
    world.environment["G_MESSAGES_DEBUG"] = "all"
    try:
        child = world.begin_sign_in("--again", "acme")
        # libdex says something before main() begins.
        url = next(line for line in child.stdout if line.startswith("http")).strip()
        ask(url)
        output, errors = child.communicate(timeout=LIMIT)
        expect(child.returncode == FINE, errors)
        everything += [output, errors]

        def run(command, stdin):
            result = world.run(*command, stdin=stdin)
            everything.extend((result.stdout, result.stderr))
        every_command(world, run)
        expect("jira-monitor-DEBUG" in "".join(everything), "there is no log")
        expect("echoed-refresh-token-1" not in "".join(everything), "an answer was logged")
        expect_none(world, "the log", "".join(everything))
    finally:
        del world.environment["G_MESSAGES_DEBUG"]
    expect_none(world, "the files", world.all_bytes() + world.all_bytes("config") + world.all_bytes("cache") + world.all_bytes("run"))
    expect(b"echoed-refresh-token-1" not in world.all_bytes(), "an answer was kept")


def processes(world):
    """What anybody sees of us in /proc while we hold a secret; the environment's client secret was put there by the person."""
    center = world.hello["data_center"]
    world.arm(("/dc/*", "delay", {"times": 1}))
    child = world.start_cli("sign-in", "--pat", "--site", center["url"], stdin=subprocess.PIPE)
    child.stdin.write(center["token"] + "\n")
    child.stdin.close()
    wait_until(lambda: world.count("/dc/*") >= 1)
    seen = b""
    for name in ("cmdline", "environ"):
        with open(f"/proc/{child.pid}/{name}", "rb") as file:
            seen += file.read()
    with open(f"/proc/{child.pid}/limits", encoding="ascii") as file:
        limits = file.read()
    expect(center["token"].encode() not in seen, "the token is in /proc")
    expect(re.search(r"Max core file size +0 +0 ", limits), limits)
    child.send_signal(signal.SIGABRT)
    child.stdin = None
    child.communicate(timeout=LIMIT)
    expect(not any(name.startswith("core") for _, _, names in os.walk(world.home) for name in names), "a core file")
    world.control("POST", "/release")
    expect(USAGE == world.run("sign-in", "--pat", "--site", center["url"], "--token", "x").returncode, "a secret as an argument")


def bus(world):
    """Everything that goes over the session bus, the talk with the keyring included."""
    with open(world.home + "/bus", "wb") as capture:
        monitor = subprocess.Popen(["dbus-monitor", "--session"], env=world.environment, stdout=capture,
                                   stderr=subprocess.DEVNULL)
        world.children.append(monitor)
        wait_until(lambda: os.path.getsize(world.home + "/bus") > 0)
        every_command(world, lambda command, stdin: world.run(*command, stdin=stdin))
        world.sign_in("--again", "acme")
    with open(world.home + "/bus", "rb") as capture:
        seen = capture.read()
    expect(b"org.freedesktop.Secret" in seen, "the capture saw no keyring")
    # The canaries are read afterwards: reading them by secret-tool is no talk of ours.
    expect_none(world, "the bus", seen)
    # dbus-monitor writes bytes as hexadecimal numbers
    packed = re.sub(rb"[\s]+", b" ", seen)
    for canary in secrets_of(world):
        expect(canary.encode()[:24].hex(" ").encode() not in packed, "a secret in a byte array")


# --- the network

def plain_http(world):
    for site in ("http://jira.example.com", "http://192.0.2.1/jira"):
        result = world.run("sign-in", "--pat", "--site", site, stdin="x\n")
        expect(result.returncode in (USAGE, ATTENTION), site, result.returncode, result.stderr)
    for endpoint in ("http://example.com", "https://user:secret@example.com", "ftp://127.0.0.1"):
        result = world.run("refresh", environment={"JIRA_MONITOR_ENDPOINT": endpoint})
        expect(result.returncode == USAGE, endpoint, result.returncode)


class Elsewhere:
    """Another origin, which notes what it is sent."""

    def __init__(self):
        self.seen = seen = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self):
                seen.append((self.command, self.path, dict(self.headers)))
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(b"{}")

            do_GET = do_POST = answer

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/elsewhere"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def end(self):
        self.server.shutdown()
        self.server.server_close()


def redirects(world):
    elsewhere = Elsewhere()
    try:
        for path, command in ((TOKEN, ["refresh"]), (PROJECTS, ["projects", "--refresh"]), (ISSUES, ["issues", world.key, "--refresh"])):
            for code in (301, 302, 303, 307, 308):
                world.control("DELETE", "/arm")
                world.arm((path, "redirect", {"code": code, "to": elsewhere.url}))
                result = world.run(*command)
                expect(result.returncode == LATER, path, code, result.returncode, result.stderr)
        # Addresses in the answers themselves
        world.control("DELETE", "/arm")
        for path, field in ((PROJECTS, "$.nextPage"), (PROJECTS, "$.self"), (PROJECTS, "$.values[*].self"), (ISSUES, "$.issues[*].self")):
            world.arm((path, "wrong_type", {"path": field, "value": elsewhere.url}))
        expect(world.run("projects", "--refresh").returncode == FINE, "projects")
        expect(world.run("issues", world.key, "--refresh").returncode == FINE, "issues")
        expect(elsewhere.seen == [], elsewhere.seen)
    finally:
        elsewhere.end()


def not_jira(world):
    """200, but not what was asked for."""
    for body, headers in (("[]", {}), ("{}", {}), ("{\"values\":{}}", {}), ("null", {}), ("{\"values\":[]", {}),
                          ("<html>", {"Content-Type": "application/json"}), ("{}", {"Content-Type": "text/plain"})):
        world.control("DELETE", "/arm")
        world.arm((PROJECTS, "status", {"code": 200, "body": body, "headers": {"Content-Type": "application/json"} | headers}))
        result = world.run("projects", "--refresh")
        expect(result.returncode == LATER, body, headers, result.returncode, result.stderr)
        expect(world.look() == world.before, body, "took something away")


# --- hostile text

CORPUS = (
    "<b>bold</b>", "<a href=\"file:///etc/passwd\">x</a>", "<span size=\"999999999\">x</span>", "Fix a < b && c", "&#x202e;",
    "javascript:alert(1)", "\u202eevil\u202c", "\u2066\u2067x", "\u200b\u200d\ufeff", "e" + "\u0301" * 300, "\x1b[31mred\x1b]0;t\x07",
    "\x9b31m", "\x00"[:0] + "\x01\x08\x7f", "tab\tnewline\nreturn\r", "%s%n%d", "$(reboot)`id`", "=cmd|'/c calc'!A0", "\u2028\u2029",
    "x" * 255,
)


def hostile_text(world):
    key = world.before["issues"][0]["key"]
    for text in CORPUS:
        world.control("POST", "/issues", {"change": key, "summary": text})
        for command in (["issues", world.key, "--refresh"], ["events"]):
            result = world.run(*command)
            expect(result.returncode == FINE, ascii(text)[:40], result.stderr)
            for character in result.stdout:
                number = ord(character)
                expect(character == "\n" or (number >= 32 and not 127 <= number < 160 and number not in range(0x202a, 0x202f)
                                             and number not in range(0x2066, 0x206a)), ascii(text)[:40], ascii(character))
        kept = json.loads(world.run("issues", world.key, "--json").stdout)
        expect(text in [issue["summary"] for issue in kept], "not kept as it came:", ascii(text)[:40],
               sorted(len(issue["summary"]) for issue in kept)[-3:])
    world.control("POST", "/issues", {"change": key, "summary": world.before["issues"][0]["summary"]})
    expect(world.run("issues", world.key, "--refresh").returncode == FINE, "afterwards")
    # Its time of change is another one now.
    after = world.look()["issues"]
    expect(sorted(one["summary"] for one in after) == sorted(one["summary"] for one in world.before["issues"]), after)
    world.before["issues"] = after


def huge_field(world):
    """10 MB in one line"""
    world.arm((ISSUES, "wrong_type", {"path": "$.issues[0].fields.summary", "value": "x" * 10_000_000}))
    began = time.monotonic()
    for command in (["issues", world.key, "--refresh"], ["issues", world.key]):
        result = world.run(*command)
        expect(result.returncode == FINE, result.stderr)
    expect(time.monotonic() - began < 10, "took long")


# --- the source: what no test of behaviour can see

def source(pattern, but=(), folder="src"):
    expression = re.compile(pattern)

    def story(_):
        files = 0
        for where, _, names in os.walk(os.path.join(SOURCE, folder)):
            for name in names:
                path = os.path.relpath(os.path.join(where, name), SOURCE)
                if not name.endswith((".c", ".h", ".ui")) or path.startswith(tuple(but)):
                    continue
                files += 1
                with open(os.path.join(where, name), encoding="utf-8") as file:
                    for number, line in enumerate(file, 1):
                        expect(not expression.search(line), f"{path}:{number}: {line.strip()}")
        expect(files > 10, "only", files, "files were looked at")
    return story


ROWS = [
    Row("D1", "a folder that is open, a umask of 0", story=modes),
    Row("D1", "somebody else's folder", story=foreign_folder,
        skip=None if os.geteuid() == 0 else "only root can give a folder away"),
    Row("D7", "arguments, environment, core file", world=Home, story=processes),
    Row("D7", "the session bus", world=Home, story=bus, heal=grown, within=3 * LIMIT,
        skip=None if shutil.which("dbus-monitor") else "the program dbus-monitor is missing"),
    Row("D12", "plain HTTP", story=plain_http),
    Row("D12", "certificates that are not trusted", story=untrusted,
        skip=None if shutil.which("openssl") else "the program openssl is missing"),
    Row("D13", "redirects and addresses to another origin", story=redirects),
    Row("D14", "200, but not what was asked for", story=not_jira),
    Row("D15", "nothing that a server wrote is markup",
        story=source(r"_set_markup|_set_body_use_markup \(.*TRUE|use-markup\">(?:True|true)", folder="src/window",
                     but=("src/window/help/jm-help-sheet.c",))),  # the program's own help
    Row("D16", "links leave by one door", story=source(r"g_app_info_launch|gtk_show_uri|gtk_uri_launcher_new|g_spawn|\bsystem \(|popen \(",
                                                        but=("src/window/jm-link.c", "src/window/help/jm-help.c", "src/window/sign-in/jm-sign-in-browser-page.c",
                                                             "src/cli/jm-cli-sign-in.c", "src/simulator"))),
    Row("D17", "hostile text in a terminal", world=Home, story=hostile_text),
    Row("D18", "a field of 10 MB", world=Home, story=huge_field,
        heal=lambda world: world.run("issues", world.key, "--refresh")),
    Row("D27", "every log there is", world=Home, story=logs, heal=grown, within=3 * LIMIT),
    Row("D28", "secrets from getrandom() alone", story=source(r"\bg_(random_|rand_|uuid_string_random)|\brand \(|\brandom \(|\bsrand",
                                                              but=("src/simulator",))),
]

if __name__ == "__main__":
    sys.exit(Runner("/defences/").run(ROWS))
