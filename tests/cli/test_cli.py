#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Journeys with the real jira-monitor-cli: a private bus with a real gnome-keyring, the built simulator, no display."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import unittest
import urllib.request

from world import CLI, LIMIT, World, run_tests, without_sanitizer

RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
STATUS_MEMBERS = {
    "account", "id", "site", "cloud_id", "kind", "user", "primary", "active", "state", "trouble", "message", "expires_at",
    "seconds_left", "last_refresh_at", "next_check_at", "sign_in_again_by", "refreshes",
}


class CommandLine(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.end)

    def sign_in(self, *arguments):
        code, output, errors, _ = self.world.sign_in(*arguments)
        self.assertEqual(code, 0, errors)
        return output

    def assert_time(self, value, nullable=False):
        if not (nullable and value is None):
            self.assertRegex(value, RFC3339)

    # --- usage

    def test_help_lists_each_command(self):
        result = self.world.run("--help")
        self.assertEqual(result.returncode, 0)
        for name in ("sign-in", "accounts", "status", "refresh", "events", "projects", "issues PROJECT", "test-connection",
                     "sign-out ACCOUNT", "sync", "search WORDS…", "export RESOURCE", "stats", "health", "news",
                     "report"):
            self.assertIn("\n  " + name, result.stdout)
        for name in ("sign-in", "issues", "events"):
            self.assertIn(name, self.world.run(name, "--help").stdout)

    def test_version_needs_no_bus(self):
        result = self.world.run("--version", environment={"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"})
        self.assertEqual(result.returncode, 0)
        self.assertRegex(result.stdout, r"^jira-monitor-cli \d+\.\d+")

    def test_wrong_usage_ends_with_1(self):
        for arguments in ([], ["frob"], ["issues"], ["issues", "A", "B"], ["status", "--frob"], ["events", "--limit", "x"],
                          ["events", "--limit", "-1"], ["sign-out"], ["sign-in", "--pat", "--oauth"],
                          ["sign-in", "--email", "a@b.example"], ["sign-in", "--api-token", "--site", "acme"],
                          ["sign-in", "--pat", "--site", "acme", "--ends", "soon"], ["sync", "--full", "--quick"],
                          ["sync", "--resource", "frobs"], ["search"], ["search", "--limit", "-1", "x"], ["export"],
                          ["news", "--limit", "-1"],
                          ["export", "frobs"], ["export", "issues", "--format", "xml"], ["stats", "--days", "-3"]):
            result = self.world.run(*arguments)
            self.assertEqual(result.returncode, 1, arguments)
            self.assertEqual(result.stdout, "", arguments)
            self.assertTrue(result.stderr.strip(), arguments)

    def test_without_an_account_attention_is_needed(self):
        for arguments in (["status"], ["accounts"], ["refresh"], ["projects"], ["issues", "ABC"], ["test-connection"],
                          ["sync"], ["search", "x"], ["export", "issues"], ["stats"], ["health"]):
            result = self.world.run(*arguments)
            self.assertEqual(result.returncode, 2, arguments)
            self.assertIn("sign-in", result.stderr)
        self.assertEqual(json.loads(self.world.run("status", "--json").stdout), [])

    def test_an_unsafe_endpoint_is_refused(self):
        for endpoint in ("http://example.com", "ftp://localhost", "nonsense"):
            result = self.world.run("status", environment={"JIRA_MONITOR_ENDPOINT": endpoint})
            self.assertEqual(result.returncode, 1, endpoint)

    def test_a_report_needs_no_account(self):
        result = self.world.run("report")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertTrue(result.stdout.startswith("# Jira Monitor: report\n\nMade "))
        self.assertIn("\n## Accounts\n\nnone\n", result.stdout)

    # --- in the browser

    def test_the_first_line_is_the_url_alone(self):
        code, output, errors, url = self.world.sign_in("--site", "acme", "--json")
        self.assertEqual(code, 0, errors)
        self.assertRegex(url, r"^http://127\.0\.0\.1:\d+/authorize\?\S+$")
        made = json.loads(output)
        self.assertEqual([account["account"] for account in made], ["ACME"])

    def test_sites_are_chosen_by_name_or_all(self):
        self.sign_in("--site", "all")
        self.assertEqual(len(self.world.json("accounts")), 2)

    def test_several_sites_without_a_choice_keep_nothing(self):
        code, _, errors, _ = self.world.sign_in()
        self.assertEqual(code, 1)
        self.assertIn("ACME Sandbox", errors)
        self.assertEqual(self.world.run("status").returncode, 2)
        code, _, errors, _ = self.world.sign_in("--site", "nowhere")
        self.assertEqual(code, 1)
        self.assertIn("nowhere", errors)

    def test_a_second_time_is_refused_and_again_renews(self):
        self.sign_in("--site", "acme")
        before = self.world.json("accounts")
        code, _, errors, _ = self.world.sign_in("--site", "acme")
        self.assertEqual(code, 2)
        self.assertIn("--again", errors)
        self.sign_in("--again", "acme")
        self.assertEqual(self.world.json("accounts"), before)

    def test_a_refusal_is_told(self):
        self.world.control("POST", "/consent", {"auto": "deny"})
        code, _, errors, _ = self.world.sign_in("--site", "all")
        self.assertEqual(code, 2)
        self.assertEqual(len(errors.strip().splitlines()), 3)
        self.assertEqual(self.world.run("accounts").returncode, 2)

    def test_interrupting_frees_the_port_at_once(self):
        for _ in range(2):
            child = self.world.begin_sign_in()
            child.stdout.readline()
            child.send_signal(signal.SIGINT)
            _, errors = child.communicate(timeout=LIMIT)
            self.assertEqual(child.returncode, 130)
            self.assertIn("Interrupted", errors)

    def test_without_an_app_it_says_so(self):
        result = self.world.run("sign-in", "--no-browser", environment={"JIRA_CLIENT_ID": ""})
        self.assertEqual(result.returncode, 2)
        self.assertEqual(result.stdout, "")
        self.assertIn("JIRA_CLIENT_ID", result.stderr)

    # --- with a token

    def test_an_api_token_comes_by_standard_input(self):
        token = self.world.hello["api_token"]
        result = self.world.run("sign-in", "--api-token", "--site", self.world.hello["sites"][0]["url"], "--email",
                                token["email"], "--ends", "2027-03-31", "--json", stdin=token["token"] + "\n")
        self.assertEqual(result.returncode, 0, result.stderr)
        status = self.world.json("status")[0]
        self.assertEqual(status["kind"], "api-token")
        self.assertEqual(status["sign_in_again_by"], "2027-03-31T00:00:00Z")
        self.assertIsNone(status["seconds_left"])
        self.assertIsNone(status["expires_at"])

    def test_a_scoped_token_works_too(self):
        token = self.world.hello["scoped_api_token"]
        result = self.world.run("sign-in", "--api-token", "--site", self.world.hello["sites"][0]["url"], "--email",
                                token["email"], stdin=token["token"])
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertTrue(self.world.json("projects"))

    def test_a_wrong_token_is_refused(self):
        result = self.world.run("sign-in", "--api-token", "--site", self.world.hello["sites"][0]["url"], "--email",
                                "mia@example.com", stdin="wrong\n")
        self.assertEqual(result.returncode, 2)
        self.assertNotIn("wrong", result.stderr)
        self.assertIn("Check", result.stderr)
        self.assertNotIn("ran out", result.stderr)

    def test_a_personal_access_token_tells_its_end(self):
        center = self.world.hello["data_center"]
        result = self.world.run("sign-in", "--pat", "--site", center["url"], "--token-name", "jira-monitor",
                                stdin=center["token"] + "\n")
        self.assertEqual(result.returncode, 0, result.stderr)
        status = self.world.json("status")[0]
        self.assertEqual(status["kind"], "pat")
        self.assertIsNone(status["cloud_id"])
        self.assert_time(status["sign_in_again_by"])
        self.assertTrue(self.world.json("projects"))

    def test_a_typed_secret_is_not_shown(self):
        center = self.world.hello["data_center"]
        pid, terminal = pty.fork()
        if pid == 0:
            os.execve(CLI, [CLI, "sign-in", "--pat", "--site", center["url"]], self.world.environment)
        shown = b""
        while b"token:" not in shown:
            shown += os.read(terminal, 4096)
        os.write(terminal, center["token"].encode() + b"\n")
        while True:
            try:
                shown += os.read(terminal, 4096)
            except OSError:
                break
        os.close(terminal)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 0, shown)
        self.assertNotIn(center["token"].encode(), shown)

    def test_sites_are_asked_for_on_a_terminal(self):
        pid, terminal = pty.fork()
        if pid == 0:
            os.execve(CLI, [CLI, "sign-in", "--no-browser"], self.world.environment)
        shown = b""
        while b"minutes" not in shown:
            shown += os.read(terminal, 4096)
        url = re.search(rb"http://127\.0\.0\.1:\d+/authorize\S+", shown)[0].decode()
        urllib.request.urlopen(url, timeout=LIMIT).close()
        while b"Which ones?" not in shown:
            shown += os.read(terminal, 4096)
        os.write(terminal, b"2\n")
        while True:
            try:
                shown += os.read(terminal, 4096)
            except OSError:
                break
        os.close(terminal)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 0, shown)
        self.assertEqual([account["account"] for account in self.world.json("accounts")], ["ACME Sandbox"])

    # --- looking

    def test_shapes_of_json(self):
        self.sign_in("--site", "all")
        status = self.world.json("status")
        self.assertEqual(len(status), 2)
        for one in status:
            self.assertEqual(set(one), STATUS_MEMBERS)
            self.assertEqual(one["state"], "active")
            self.assertEqual(one["trouble"], "ok")
            self.assert_time(one["expires_at"])
            self.assert_time(one["sign_in_again_by"])
            self.assert_time(one["last_refresh_at"], nullable=True)
            self.assert_time(one["next_check_at"], nullable=True)
            self.assertTrue(3500 < one["seconds_left"] <= 3600)
            self.assertEqual(set(one["refreshes"]), {"attempted", "succeeded", "failed"})
        self.assertEqual([one["primary"] for one in status], [True, False])

        events = self.world.json("events")
        self.assertTrue(events)
        for event in events:
            self.assertEqual(set(event), {"time", "kind", "account", "message", "detail"})
            self.assertIn(event["kind"], ("refresh", "error", "warning", "info"))
            self.assert_time(event["time"])
        self.assertEqual(len(self.world.json("events", "--limit", "1")), 1)

        projects = self.world.json("projects", "--account", "ACME Sandbox")
        for project in projects:
            self.assertEqual(set(project), {"key", "name", "id", "type", "lead"})
        projects = self.world.json("projects")
        counted = 0
        for project in projects[:6]:
            issues = self.world.json("issues", project["key"].lower())
            counted += len(issues)
            for issue in issues:
                self.assertEqual(set(issue), {"key", "id", "summary", "type", "status", "status_category", "priority",
                                              "assignee", "updated"})
                self.assertTrue(issue["key"].startswith(project["key"] + "-"))
                self.assert_time(issue["updated"])
        self.assertTrue(counted)

        report = self.world.json("test-connection", "ACME")[0]
        self.assertEqual(report["trouble"], "ok")
        self.assertEqual(report["permissions"]["asked"], report["permissions"]["granted"])
        self.assertEqual(report["scopes_missing"], [])

    def test_the_store_answers_without_jira(self):
        self.sign_in("--site", "acme")
        key = self.world.json("projects")[0]["key"]
        issues = self.world.json("issues", key)
        self.world.control("DELETE", "/requests")
        self.assertEqual(self.world.json("issues", key), issues)
        self.world.json("projects")
        self.world.json("status")
        self.assertEqual(self.world.control("GET", "/requests"), [])
        self.world.json("issues", key, "--refresh")
        self.assertTrue(self.world.control("GET", "/requests"))

    def test_a_refresh_counts(self):
        self.sign_in("--site", "all")
        for _ in range(2):
            self.assertEqual(self.world.run("refresh").returncode, 0)
        status = self.world.json("status", "--account", "acme")[0]
        self.assertGreaterEqual(status["refreshes"]["succeeded"], 1)
        self.assertEqual(status["refreshes"]["failed"], 0)
        self.assert_time(status["last_refresh_at"])

    def test_a_revoked_sign_in_needs_attention(self):
        self.sign_in("--site", "acme")
        self.world.control("POST", "/tokens", {"revoke": "all"})
        result = self.world.run("refresh")
        self.assertEqual(result.returncode, 2, result.stderr)
        result = self.world.run("status", "--json")
        self.assertEqual(result.returncode, 2)
        self.assertEqual(json.loads(result.stdout)[0]["trouble"], "needs-sign-in")
        self.assertEqual(json.loads(result.stdout)[0]["state"], "error")

    def test_a_fault_of_the_server_is_for_later(self):
        self.sign_in("--site", "acme")
        self.world.control("POST", "/arm", {"match": {"path": "/oauth/token"}, "times": 0, "kind": "status",
                                            "args": {"code": 503}})
        result = self.world.run("refresh")
        self.assertEqual(result.returncode, 3, result.stderr)
        self.assertNotEqual(json.loads(self.world.run("status", "--json").stdout)[0]["trouble"], "needs-sign-in")

    def arm(self, path, kind, **arguments):
        """From now on, until the next time."""
        self.world.control("DELETE", "/arm")
        self.world.control("POST", "/arm", {"match": {"path": path}, "times": 0, "kind": kind, "args": arguments})

    def test_a_connection_test_takes_no_refusal_for_an_answer(self):
        self.sign_in("--site", "acme")
        for path, code, trouble, ends_with in (("*/myself", 403, "site-gone", 2), ("*/myself", 404, "site-gone", 2),
                                               ("*/project/search", 403, "scope-changed", 2),
                                               ("*/project/search", 410, "server-error", 3),
                                               ("*/mypermissions", 400, "server-error", 3)):
            self.arm(path, "status", code=code, body="{}")
            result = self.world.run("test-connection", "--json")
            report = json.loads(result.stdout)[0]
            self.assertEqual((result.returncode, report["trouble"]), (ends_with, trouble), (path, code))
            self.assertNotIn("null", report["message"])

    def test_what_a_fetch_learns_of_the_sign_in_is_known_afterwards(self):
        for kind, arguments, trouble in (
                ("scope_removed", {}, "scope-changed"),
                ("status", {"code": 403, "body": "", "headers": {"X-Seraph-LoginReason": "AUTHENTICATION_DENIED"}}, "blocked")):
            self.sign_in("--site", "acme") if kind == "scope_removed" else None
            self.arm("*/project/search", kind, **arguments)
            self.assertEqual(self.world.run("projects", "--refresh").returncode, 2)
            self.assertEqual(json.loads(self.world.run("status", "--json").stdout)[0]["trouble"], trouble)
        # Nothing more is sent while Jira wants a CAPTCHA.
        self.world.control("DELETE", "/requests")
        self.assertEqual(self.world.run("projects", "--refresh").returncode, 2)
        self.assertEqual(self.world.control("GET", "/requests"), [])

    def test_a_file_that_may_not_grow_is_a_sentence(self):
        self.sign_in("--site", "acme")
        for arguments in (["status"], ["refresh"], ["issues", "API"]):
            result = subprocess.run(["prlimit", "--fsize=0", CLI, *arguments], env=self.world.environment, text=True,
                                    capture_output=True, timeout=LIMIT, check=False)
            self.assertIn(result.returncode, (0, 2), result.stderr)
            if result.returncode == 2:
                self.assertTrue(result.stderr.strip())
        self.assertEqual(self.world.run("refresh").returncode, 0)

    def test_a_log_is_not_among_the_answers(self):
        self.world.environment["G_MESSAGES_DEBUG"] = "jira-monitor"
        self.sign_in("--site", "acme")
        self.assertEqual(self.world.json("status")[0]["trouble"], "ok")
        result = self.world.run("refresh", "--json")
        json.loads(result.stdout)
        self.assertIn("/oauth/token: 200", result.stderr)

    def test_a_full_disk_is_no_short_answer(self):
        self.sign_in("--site", "acme")
        for arguments in (["projects", "--json"], ["status"], ["events"], ["issues", "API"]):
            with open("/dev/full", "w", encoding="utf-8") as full:
                result = subprocess.run([CLI, *arguments], env=self.world.environment, stdout=full, text=True,
                                        stderr=subprocess.PIPE, timeout=LIMIT, check=False)
            self.assertEqual(result.returncode, 2, arguments)
            self.assertIn("Standard output", result.stderr)

    def test_no_token_goes_to_another_endpoint(self):
        self.sign_in("--site", "acme")
        other = World()
        self.addCleanup(other.end)
        for command in (["refresh"], ["test-connection"], ["projects", "--refresh"]):
            result = self.world.run(*command, environment={"JIRA_MONITOR_ENDPOINT": other.hello["endpoint"]})
            self.assertEqual(other.control("GET", "/requests"), [], command)
            if command == ["refresh"]:
                self.assertEqual(result.returncode, 2)
                self.assertIn("JIRA_MONITOR_ENDPOINT", result.stderr)
        self.assertEqual(self.world.run("refresh").returncode, 0)
        self.assertEqual(self.world.json("status")[0]["trouble"], "ok")

    def test_a_keyring_that_answers_again_is_trusted(self):
        self.sign_in("--site", "acme")
        self.assertEqual(self.world.run("refresh", environment={"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"})
                         .returncode, 2)
        self.assertEqual(self.world.json("status")[0]["trouble"], "ok")

    def test_a_locked_keyring_is_called_so(self):
        self.sign_in("--site", "acme")
        self.world.lock_keyring()
        result = self.world.run("status", "--json")
        self.assertEqual(result.returncode, 2)
        self.assertEqual(json.loads(result.stdout)[0]["trouble"], "keyring-locked")
        result = self.world.run("sign-out", "acme")
        self.assertEqual(result.returncode, 2)
        self.assertEqual(len(json.loads(self.world.run("accounts", "--json").stdout)), 1)

    def test_without_a_bus_the_keyring_is_unavailable(self):
        self.sign_in("--site", "acme")
        result = self.world.run("status", "--json", environment={"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"})
        self.assertEqual(result.returncode, 2)
        self.assertEqual(json.loads(result.stdout)[0]["trouble"], "keyring-unavailable")

    def test_two_refreshes_at_once_send_no_spent_token(self):
        self.sign_in("--site", "acme")
        children = [subprocess.Popen([CLI, "refresh"], env=self.world.environment, stdout=subprocess.DEVNULL,
                                     stderr=subprocess.DEVNULL) for _ in range(4)]
        self.assertEqual([child.wait(LIMIT) for child in children], [0] * 4)
        self.assertEqual(self.world.json("status")[0]["trouble"], "ok")

    # --- tables

    def test_no_escape_reaches_the_terminal(self):
        self.sign_in("--site", "acme")
        key = self.world.json("projects")[0]["key"]
        evil = "\x1b[31mred\x1b]0;title\x07 \u202eevil \x9b31m\nline"
        issue = self.world.json("issues", key)[0]
        self.world.control("POST", "/issues", {"change": issue["key"], "summary": evil})
        for arguments in (["issues", key, "--refresh"], ["events"], ["status"], ["projects"]):
            shown = self.world.run(*arguments).stdout
            self.assertTrue(shown)
            for character in shown:
                self.assertTrue(character == "\n" or (ord(character) >= 32 and not 127 <= ord(character) < 160),
                                (arguments, character))
            self.assertNotIn("\u202e", shown)
        # JSON keeps it, escaped
        raw = self.world.run("issues", key, "--json").stdout
        self.assertNotIn("\x1b", raw)
        self.assertNotIn("\x9b", raw)
        self.assertIn(evil, [shown["summary"] for shown in json.loads(raw)])

    def test_a_table_fits_the_terminal(self):
        self.sign_in("--site", "acme")
        key = max(self.world.json("projects"), key=lambda project: len(self.world.json("issues", project["key"])))["key"]
        pid, terminal = pty.fork()
        if pid == 0:
            os.execvpe("sh", ["sh", "-c", f"stty cols 90; exec '{CLI}' issues {key}"], self.world.environment)
        shown = b""
        while True:
            try:
                shown += os.read(terminal, 4096)
            except OSError:
                break
        os.close(terminal)
        os.waitpid(pid, 0)
        lines = without_sanitizer(shown.decode()).split("\r\n")
        self.assertGreater(len(lines), 2)
        for line in lines:
            self.assertLessEqual(len(line), 90, line)

    # --- secrets and farewell

    def test_secrets_are_nowhere_but_in_the_keyring(self):
        self.sign_in("--site", "acme")
        self.world.run("refresh")
        secret = subprocess.run(["secret-tool", "search", "--all", "--unlock", "xdg:schema", "org.example.JiraMonitor"],
                                env=self.world.environment, capture_output=True, text=True, check=False)
        tokens = set(re.findall(r'"(?:access|refresh)_?token"\s*:\s*"([^"]+)"', secret.stdout + secret.stderr, re.I))
        kept = self.world.all_bytes()
        self.assertNotIn(b"refresh_token", kept)
        self.assertNotIn(self.world.hello["client_secret"].encode(), kept)
        for token in tokens:
            self.assertNotIn(token.encode(), kept)

    def test_a_sign_in_outlives_its_environment(self):
        self.sign_in("--site", "acme")
        result = self.world.run("refresh", environment={"JIRA_CLIENT_ID": "", "JIRA_CLIENT_SECRET": ""})
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_signing_out_leaves_no_byte(self):
        self.sign_in("--site", "acme")
        self.world.json("issues", self.world.json("projects")[0]["key"])
        account = self.world.json("accounts")[0]
        traces = [account[name].encode() for name in ("id", "cloud_id", "site", "user")]
        for trace in traces[1:]:
            self.assertIn(trace, self.world.all_bytes())
        result = self.world.run("sign-out", "acme", "--json")
        self.assertEqual(result.returncode, 0, result.stderr)
        farewell = json.loads(result.stdout)
        self.assertTrue(farewell["secret_removed"] and farewell["data_removed"])
        self.assertFalse(farewell["shared"])
        self.assertEqual(farewell["revoke_url"], "https://id.atlassian.com/manage-profile/apps")
        left = self.world.all_bytes()
        for trace in traces:
            self.assertNotIn(trace, left)
        self.assertEqual(self.world.run("status").returncode, 2)
        self.assertEqual([event["message"] for event in self.world.json("events")], ["An account was disconnected"])

    def test_files_are_the_persons_alone(self):
        self.sign_in("--site", "acme")
        self.world.json("projects")
        for where, folders, names in os.walk(f"{self.world.home}/data/jira-monitor"):
            self.assertEqual(os.stat(where).st_mode & 0o777, 0o700)
            for name in names:
                self.assertEqual(os.stat(os.path.join(where, name)).st_mode & 0o777, 0o600, name)


if __name__ == "__main__":
    run_tests(CommandLine)
