#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands around what is stored: sync, search, export, stats, health."""

import csv
import io
import json
import os
import stat
import unittest

from world import World, run_tests

SYNC_MEMBERS = {
    "account", "id", "site", "cloud_id", "kind", "user", "primary", "active", "run", "issues", "issue_seconds", "seconds",
    "requests", "added", "changed", "removed", "skipped", "resources",
}


class Data(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        """One site, fetched once: the tests that change it say so by their order."""
        cls.world = World()
        cls.addClassCleanup(cls.world.end)
        code, _, errors, _ = cls.world.sign_in("--site", "acme")
        assert code == 0, errors
        cls.first = cls.sync("--full")

    @classmethod
    def sync(cls, *arguments):
        result = cls.world.run("sync", *arguments, "--json")
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout.splitlines()[-1])

    def issues(self):
        return json.loads(self.world.run("export", "issues", "--format", "json").stdout)

    def test_a_full_sync_tells_everything(self):
        report = self.first
        self.assertEqual(set(report), SYNC_MEMBERS)
        self.assertEqual(report["run"], "full")
        self.assertGreater(report["issues"], 0)
        self.assertEqual(report["added"], report["issues"])
        self.assertEqual((report["changed"], report["removed"], report["skipped"]), (0, 0, 0))
        resources = report["resources"]
        self.assertEqual(resources["issues"]["count"], report["issues"])
        for name in ("projects", "statuses", "issue-types", "fields"):
            self.assertGreater(resources[name]["count"], 0, name)
        for name, resource in resources.items():
            self.assertIsNone(resource["failed"], name)
        # What needs an administrator's right is told, and is no failure.
        self.assertIn("needs", resources["workflows"]["not_allowed"])

    def test_a_quick_sync_with_nothing_new_asks_little(self):
        report = self.sync("--quick")
        self.assertEqual((report["added"], report["changed"], report["removed"]), (0, 0, 0))
        self.assertLessEqual(report["requests"], 3)

    def test_what_changes_and_goes_is_followed(self):
        keys = [issue["key"] for issue in self.issues()]
        self.world.control("POST", "/issues", {"change": keys[0], "summary": "Xylophone lessons begin"})
        self.world.control("POST", "/issues", {"delete": keys[1]})
        self.assertEqual(self.sync("--quick")["changed"], 1)
        found = self.world.json("search", "xylo", "less")
        self.assertEqual([issue["key"] for issue in found], [keys[0]])
        self.assertEqual(self.sync("--census")["removed"], 1)
        self.assertNotIn(keys[1], [issue["key"] for issue in self.issues()])

    def test_what_others_did_is_news(self):
        """The person herself may be one of the two."""
        self.assertEqual(self.world.json("news"), [])
        truth = self.world.control("GET", "/truth")
        people = sorted({issue["assignee"] for issue in truth["issues"]} - {None})[:2]
        for person in people:
            self.world.control("POST", "/mutate", {"do": "comment", "issue": truth["issues"][0]["key"], "author": person,
                                                   "text": "Is it done, @me?"})
        self.sync("--quick")
        news = self.world.json("news")
        self.assertIn(len(news), (1, 2))
        self.assertEqual(self.world.json("news"), news)
        for item in news:
            self.assertEqual(set(item), {"time", "kind", "account", "key", "id", "project", "summary", "who", "status"})
            self.assertEqual((item["kind"], item["key"], item["status"]),
                             ("mentioned", truth["issues"][0]["key"], None))
            self.assertTrue(item["who"])
        self.assertEqual(len(self.world.json("news", "--limit", "1")), 1)
        self.assertIn("mentioned", self.world.run("news").stdout)

    def test_a_key_is_found_without_jira(self):
        issue = self.issues()[5]
        self.world.control("DELETE", "/requests")
        found = self.world.json("search", issue["key"])
        self.assertEqual(found[0]["key"], issue["key"])
        self.assertTrue(found[0]["url"].endswith("/browse/" + issue["key"]))
        self.assertEqual(self.world.control("GET", "/requests"), [])
        self.assertEqual(self.world.json("search", "qqqqqqqqq"), [])

    def test_an_export_is_whole_and_private(self):
        path = self.world.home + "/issues.csv"
        self.assertEqual(self.world.run("export", "issues", "--output", path).returncode, 0)
        with open(path, encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        self.assertEqual(len(rows) - 1, len(self.issues()))
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        markdown = self.world.run("export", "projects", "--format", "markdown").stdout
        self.assertTrue(markdown.startswith("|"))
        project = self.issues()[0]["key"].split("-")[0]
        rows = list(csv.reader(io.StringIO(self.world.run("export", "issues", "--project", project).stdout)))
        self.assertTrue(all(row[0].startswith(project + "-") for row in rows[1:]))

    def test_an_export_that_fails_leaves_what_was_there(self):
        path = self.world.home + "/kept.csv"
        with open(path, "w", encoding="utf-8") as file:
            file.write("kept")
        result = self.world.run("export", "issues", "--output", path, "--account", "nobody")
        self.assertEqual(result.returncode, 1)
        with open(path, encoding="utf-8") as file:
            self.assertEqual(file.read(), "kept")
        result = self.world.run("export", "issues", "--output", self.world.home + "/no/such/folder/x.csv")
        self.assertEqual(result.returncode, 2)
        self.assertTrue(result.stderr.strip())

    def test_statistics_add_up(self):
        stats = self.world.json("stats", "--days", "90")
        self.assertEqual(stats["issues"], len(self.issues()))
        self.assertEqual(sum(one["count"] for one in stats["statuses"]), stats["issues"])
        self.assertEqual(sum(one["count"] for one in stats["types"]), stats["issues"])
        self.assertEqual(sum(one["count"] for one in stats["priorities"]), stats["open"])
        self.assertEqual(sum(one["count"] for one in stats["ages"]), stats["open"])
        self.assertEqual(len(stats["days"]), 90)
        self.assertEqual(sum(day["created"] for day in stats["days"]), stats["created"])
        self.assertEqual(stats["stored"]["issues"], stats["issues"])

    def test_health_tells_each_check(self):
        checks = {check["check"]: check for check in self.world.json("health")}
        for name in ("token", "jira", "permissions", "clock", "freshness", "keyring", "storage"):
            self.assertIn(checks[name]["level"], ("fine", "remark"), checks[name])
        self.assertEqual(checks["jira"]["account"], "ACME")
        self.assertIsNone(checks["keyring"]["account"])

    def test_a_report_names_nobody_unless_asked(self):
        account = self.world.json("accounts")[0]
        names = [account[member] for member in ("account", "site", "user", "id", "cloud_id")]
        text = self.world.run("report").stdout
        plain = self.world.json("report")
        named = self.world.json("report", "--names")
        for name in names:
            self.assertNotIn(name, text)
            self.assertNotIn(name, json.dumps(plain))
        self.assertEqual(plain["accounts"][0]["account"], "A1")
        self.assertEqual(plain["accounts"][0]["state"], "active")
        self.assertGreater(plain["accounts"][0]["stored"]["issues"]["count"], 0)
        self.assertEqual(plain["system"]["keyring"], "JmSecretKeyring")
        self.assertIn("gnome-keyring", plain["system"]["secret_service"])
        self.assertTrue(any(check["check"] == "token" for check in plain["health"]["checks"]))
        self.assertEqual(named["accounts"][0]["name"], account["account"])
        self.assertEqual(named["accounts"][0]["site"], account["site"])

    def test_tables_are_for_people(self):
        for arguments in (["sync"], ["search", "the"], ["stats"], ["health"]):
            result = self.world.run(*arguments)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertTrue(result.stdout.strip(), arguments)
            self.assertNotIn("{", result.stdout)

    def test_one_resource_alone(self):
        self.assertEqual(set(self.sync("--resource", "users")["resources"]), {"users"})


if __name__ == "__main__":
    run_tests(Data)
