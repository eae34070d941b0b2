#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What leads to a site, without a window: the company's authority, client certificates, http, proxies."""
import os
import shutil
import subprocess
import sys
import unittest

from world import World, run_tests


def openssl(folder, *words):
    subprocess.run(["openssl", *words], cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Network(unittest.TestCase):
    def setUp(self):
        self.world = World("--tls", "corp_ca")
        self.addCleanup(self.world.end)
        self.center = self.world.hello["data_center"]
        self.site = self.center["url"].split("/")[2]
        self.ca = self.world.home + "/company.pem"
        with open(self.ca, "w", encoding="ascii") as file:
            file.write(self.world.hello["ca"])

    def run_well(self, *words, stdin=""):
        result = self.world.run(*words, stdin=stdin)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result

    def test_a_company_ca_opens_the_site_and_goes_with_it(self):
        words = ("sign-in", "--pat", "--site", self.center["url"])
        refused = self.world.run(*words, stdin=self.center["token"] + "\n")
        self.assertEqual(refused.returncode, 2, refused.stderr)
        self.assertIn("ACME Corporate CA", refused.stderr)
        self.assertEqual(self.world.json("network"), {"sites": [], "proxies": []})

        self.run_well(*words, "--ca", self.ca, stdin=self.center["token"] + "\n")
        site, = self.world.json("network")["sites"]
        self.assertEqual(site["site"], self.site)
        self.assertEqual(site["authorities"][0]["subject"], "ACME Corporate CA (ACME)")
        self.assertRegex(site["authorities"][0]["sha256"], "^([0-9A-F]{2}:){31}[0-9A-F]{2}$")
        self.assertIn("SHA-256", self.run_well("network").stdout)
        self.run_well("projects", "--refresh")

        # Taken back: refused again, by every command.
        self.run_well("network", "forget", self.site)
        self.assertEqual(self.world.run("projects", "--refresh").returncode, 2)
        self.run_well("network", "ca", self.site, self.ca)
        self.run_well("projects", "--refresh")

        self.run_well("sign-out", "ACME Data Center")
        self.assertEqual(self.world.json("network"), {"sites": [], "proxies": []})

    def test_other_files_are_refused(self):
        for path in (self.world.home + "/none", self.world.home, "/dev/null"):
            result = self.world.run("network", "ca", self.site, path)
            self.assertIn(result.returncode, (1, 2), result.stderr)
        self.assertEqual(self.world.json("network")["sites"], [])

    def test_wrong_words_tell_the_ways(self):
        for words in (("network", "nonsense"), ("network", "ca"), ("network", "ca", "x"), ("network", "proxy", "a:1")):
            result = self.world.run(*words)
            self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("network proxy HOST:PORT USER", result.stderr)

    def test_secrets_come_by_standard_input_and_are_kept_in_the_keyring(self):
        folder = self.world.home
        openssl(folder, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=Jo",
                "-keyout", "jo.key", "-out", "jo.pem")
        openssl(folder, "pkcs12", "-export", "-in", "jo.pem", "-inkey", "jo.key", "-out", "jo.p12", "-passout",
                "pass:canary-file")
        os.remove(folder + "/jo.key")
        wrong = self.world.run("network", "client", self.site, folder + "/jo.p12", stdin="nonsense\n")
        self.assertEqual(wrong.returncode, 1, wrong.stderr)
        self.run_well("network", "client", self.site, folder + "/jo.p12", stdin="canary-file\n")
        self.run_well("network", "proxy", "proxy.acme.example:3128", "jo", stdin="canary-proxy\n")
        network = self.world.json("network")
        self.assertEqual(network["sites"][0]["client"][0]["subject"], "Jo")
        self.assertEqual(network["proxies"], ["proxy.acme.example:3128"])
        for top, _, names in os.walk(folder + "/data"):
            for name in names:
                with open(os.path.join(top, name), "rb") as file:
                    text = file.read()
                self.assertNotIn(b"canary", text)
                self.assertNotIn(b"PRIVATE KEY", text)

        self.run_well("network", "forget", self.site)
        self.run_well("network", "forget", "proxy.acme.example:3128")
        self.assertEqual(self.world.json("network"), {"sites": [], "proxies": []})

    def test_http_is_allowed_for_one_site(self):
        words = ("sign-in", "--pat", "--site", "http://jira.acme.example")
        refused = self.world.run(*words, stdin="x\n")
        self.assertEqual(refused.returncode, 2, refused.stderr)
        self.assertIn("https://", refused.stderr)
        self.assertIn("token", self.run_well("network", "plain", "jira.acme.example").stderr)
        self.assertTrue(self.world.json("network")["sites"][0]["plain_http"])
        # No such host: it is asked now, and there is no network.
        self.assertEqual(self.world.run(*words, stdin="x\n").returncode, 3)
        self.assertNotEqual(self.world.run("network", "plain", "acme.atlassian.net").returncode, 0)
        self.run_well("network", "encrypted", "jira.acme.example")
        self.assertEqual(self.world.json("network")["sites"], [])


if __name__ == "__main__":
    if shutil.which("openssl") is None:
        print("1..0 # SKIP the program openssl is missing")
        sys.exit(0)
    run_tests(Network)
