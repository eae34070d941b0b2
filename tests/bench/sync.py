#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`jira-monitor-cli sync --full` against programs that do the same: speed with and without latency, memory, disk, requests.

usage: sync.py [--million]        with it, the memory for 1 000 000 issues as well: half an hour and 4 GB of disk
"""

import contextlib
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile

import figures

PEERS = pathlib.Path(__file__).resolve().parent / "peers"
NODE_PEER = figures.BUILD / "peers"

BYTES = 7_000
PROJECTS = 20
SIMULATOR = ["--sites", "1", "--projects", str(PROJECTS), "--issue-bytes", str(BYTES), "--cache", "1024"]

FAST = 100_000
SLOW, LATENCY_MS = 20_000, 100
FEW, MANY = 10_000, 1_000_000 if "--million" in sys.argv else 100_000


def run(command, environment):
    """What a program printed last, as JSON, and its peak memory in bytes."""
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        lines = process.stdout.read().splitlines()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{command[0]} ended with {process.returncode}")
    return json.loads(lines[-1]), usage.ru_maxrss * 1024


def prepare_node():
    """The folder in which Node finds the peer's packages; None where there is no Node."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return None
    NODE_PEER.mkdir(exist_ok=True)
    for name in ("package.json", "sync.mjs"):
        shutil.copy(PEERS / name, NODE_PEER / name)
    if not (NODE_PEER / "node_modules/better-sqlite3/build/Release/better_sqlite3.node").exists():
        environment = os.environ | ({"npm_config_nodedir": "/usr"} if os.path.exists("/usr/include/node") else {})
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"],
                       cwd=NODE_PEER, env=environment, check=True, stdout=subprocess.DEVNULL)
    return NODE_PEER


class Site:
    """One simulated Jira that ours and the peers fetch from, each into a new file. json_bytes: of what the peer that
    ran last has kept."""

    def __init__(self, n_issues, *options):
        self.options = ["--issues", str(n_issues), *SIMULATOR, *options]
        self.n_issues = n_issues

    def __enter__(self):
        self.session = figures.signed_in(*self.options)
        self.environment, self.account, self.hello = self.session.__enter__()
        self.choose("projects", "issues")
        return self

    def choose(self, *resources):
        """What the account fetches: the peers know nothing but issues, and no comments with them."""
        [account] = json.loads(subprocess.run([figures.CLI, "accounts", "--json"], env=self.environment, check=True,
                                              capture_output=True).stdout)
        with contextlib.closing(sqlite3.connect(self.data / "state.db")) as state, state:
            state.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)",
                          (f"sync-settings/{account['id']}", json.dumps({"resources": resources})))

    @property
    def data(self):
        return pathlib.Path(self.environment["XDG_DATA_HOME"], "jira-monitor")

    def __exit__(self, *error):
        return self.session.__exit__(*error)

    def ours(self, *arguments):
        report, peak = run([figures.CLI, "sync", *(arguments or ["--full"]), "--json"], self.environment)
        return report, peak

    def forget(self):
        """Takes the fetched data away, so that the next run begins with nothing."""
        for file in self.files():
            file.unlink()

    def files(self):
        return list(self.data.glob("accounts/*"))

    def peer(self, command):
        token = self.hello["api_token"]
        with tempfile.TemporaryDirectory(prefix="jira-monitor-peer-") as folder:
            report, peak = run([*command, self.hello["sites"][0]["url"], token["email"], token["token"],
                                f"{folder}/peer.db"], os.environ)
            assert report["issues"] == self.n_issues, report
            with contextlib.closing(sqlite3.connect(f"{folder}/peer.db")) as db:
                self.json_bytes = db.execute("SELECT sum (length (CAST (raw AS BLOB))) FROM issues").fetchone()[0]
        return report, peak


def rate(report):
    return report["issues"] / report["issue_seconds"]


def compare(site, what, goal, peers, warm_up):
    """The second of two rounds counts: in the first the simulator fills its cache of answers."""
    for turn in range(1 + warm_up):
        if turn:
            site.forget()
        ours, peak = site.ours()
        assert ours["issues"] == site.n_issues, ours
    figures.note(f"{what}: jira-monitor-cli {rate(ours):.0f} issues/s, peak {peak / 2**20:.0f} MB")
    for name, command in peers.items():
        for turn in range(1 + warm_up):
            theirs, their_peak = site.peer(command)
        figures.note(f"{what}: {name} {rate(theirs):.0f} issues/s, peak {their_peak / 2**20:.0f} MB")
        if goal and name == next(iter(peers)):
            figures.figure(f"fetching, {what}: against {name}", rate(ours) / rate(theirs), "×", goal, at_least=True)
    return ours, peak


def main():
    python = {"Python": [sys.executable, PEERS / "sync_peer.py"]}
    node = prepare_node()
    peers = ({"Node": ["node", node / "sync.mjs"]} if node else {}) | python
    if not node:
        figures.note("no Node and npm here: measured against Python alone")

    with Site(FAST) as site:
        compare(site, "no latency", 2, peers, warm_up=True)
        disk = sum(file.stat().st_size for file in site.files())
        sent = site.json_bytes
        figures.note(f"{sent / 2**20:.0f} MB of JSON became {disk / 2**20:.0f} MB")
        figures.figure("size on disk against the JSON", disk / sent, "×", 0.8)
        quick, _ = site.ours("--quick")
        figures.figure("quick sync with nothing new: requests", quick["requests"], "", 3)
    with Site(SLOW, "--latency", str(LATENCY_MS)) as site:
        compare(site, f"{LATENCY_MS} ms latency", 3.5, peers, warm_up=False)

    peaks = []
    for n_issues in (FEW, MANY):
        with Site(n_issues) as site:
            peaks.append(site.ours()[1] / 2**20)
        figures.note(f"peak memory of fetching {n_issues} issues: {peaks[-1]:.1f} MB")
    figures.figure("fetching: peak memory", max(peaks), "MB", 64)
    figures.figure(f"fetching: memory, {MANY} against {FEW} issues", peaks[1] / peaks[0], "×", 1.2)


main()
figures.finish()
