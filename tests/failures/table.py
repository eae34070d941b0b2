# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a table of failures against the real jira-monitor-cli, a few rows at a time, and prints TAP.

A row says what goes wrong, what the person does meanwhile, and what is expected: the exit code, the words, the trouble of the
account, how often Jira was asked. What no row has to say, because it holds for all of them: the program neither crashes nor
hangs nor complains to programmers, and afterwards nothing is lost. Accounts and stored issues are as before, and unless the
row says that the sign-in is over, it works again as soon as the fault is gone.
"""

import dataclasses
import json
import os
import queue
import re
import subprocess
import sys
import threading
import time
import traceback
import typing
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli"))
from world import CLI, LIMIT, World, without_sanitizer

WORKERS = 4
with open(CLI, "rb") as program:
    SANITIZED = b"libasan" in program.read()
PATIENCE = 5 if SANITIZED else 1  # times as slow, on a machine with other things to do
PROGRAMMERS_WORDS = re.compile(r"CRITICAL|WARNING \*\*|ERROR:|assertion|Sanitizer|Segmentation|0x[0-9a-f]{6}|\(null\)")
TOKEN, PROJECTS, ISSUES = "/oauth/token", "*/project/search", "*/search/jql"


@dataclasses.dataclass
class Row:
    id: str
    what: str
    # What goes wrong: faults of the simulator (path, kind, arguments), or anything else by a function of the world
    faults: tuple = ()
    given: typing.Callable | None = None
    environment: dict = dataclasses.field(default_factory=dict)
    # What is done: a command, in which KEY is the key of a project; or a whole story, a function of the world
    do: tuple = ("projects", "--refresh")
    stdin: str = ""
    story: typing.Callable | None = None
    # What is expected
    ends: int = 0
    says: str | None = None
    trouble: str | None = None
    requests: tuple | None = None  # (path, at most)
    within: float = LIMIT
    # How it gets well again, and whether the sign-in survives
    heal: typing.Callable | None = None
    signed_in: bool = True
    # The world: None is a shared one, which must be as before when the row is over
    world: typing.Callable | None = None
    skip: str | None = None


class Home(World):
    """A world with somebody signed in and with something stored."""

    def __init__(self, *simulator_arguments, sites="acme", **keywords):
        super().__init__(*simulator_arguments, **keywords)
        self.environment["G_DEBUG"] = "fatal-criticals"
        code, _, errors, _ = self.sign_in("--site", sites)
        assert code == 0, errors
        projects = self.json("projects", "--account", "ACME")
        self.key = next(p["key"] for p in projects if self.json("issues", p["key"], "--account", "ACME"))
        self.before = self.look()

    def look(self):
        """All that may not be lost."""
        return {name: self.json(*command, "--account", "ACME")
                for name, command in (("accounts", ["accounts"]), ("projects", ["projects"]), ("issues", ["issues", self.key]))}

    def arm(self, *faults):
        for path, kind, arguments in faults:
            arguments = dict(arguments)
            times = arguments.pop("times", 0)
            method = arguments.pop("method", None)
            match = {"path": path} | ({"method": method} if method else {})
            self.control("POST", "/arm", {"match": match, "times": times, "kind": kind, "args": arguments})

    def count(self, path):
        """Requests to it since the row began."""
        pattern = re.compile(re.escape(path).replace(r"\*", ".*") + "$")
        return sum(bool(pattern.match(request["path"])) for request in self.control("GET", "/requests"))

    def trouble(self, environment=None):
        status = json.loads(self.run("status", "--json", "--account", "ACME", environment=environment).stdout)
        return status[0]["trouble"]

    def start_cli(self, *arguments, stdin=subprocess.DEVNULL):
        return subprocess.Popen([CLI, *arguments], env=self.environment, stdin=stdin, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)


def expect(condition, *what):
    if not condition:
        raise AssertionError(" ".join(str(one) for one in what))


def check_words(row, errors, ends):
    expect(not PROGRAMMERS_WORDS.search(errors), "words for programmers:", errors)
    if ends != 0:
        expect(1 <= len(errors.strip().splitlines()) <= 4, "not a few sentences:", errors)
    if row.says is not None:
        expect(re.search(row.says, errors), "expected", row.says, "in:", errors)


def run_row(row, world):
    world.control("DELETE", "/requests")
    world.arm(*row.faults)
    if row.given is not None:
        row.given(world)
    began = time.monotonic()
    if row.story is not None:
        row.story(world)
    else:
        command = [world.key if word == "KEY" else word for word in row.do]
        result = world.run(*command, stdin=row.stdin, environment=row.environment)
        errors = without_sanitizer(result.stderr)
        expect(result.returncode == row.ends, "ended with", result.returncode, "and:", errors)
        check_words(row, errors, result.returncode)
    took = time.monotonic() - began
    expect(took < row.within * PATIENCE, f"took {took:.1f} s")
    if row.requests is not None:
        path, most = row.requests
        expect(world.count(path) <= most, world.count(path), "requests to", path)
    if row.trouble is not None:
        trouble = world.trouble(row.environment)
        expect(trouble == row.trouble, "the account is", trouble)
    check_nothing_is_lost(row, world)


def check_nothing_is_lost(row, world):
    world.control("DELETE", "/arm")
    world.control("POST", "/release")
    if row.heal is not None:
        row.heal(world)
    after = world.look()
    for name, before in world.before.items():
        expect(after[name] == before, name, "before:", str(before)[:400], "after:", str(after[name])[:400])
    if not row.signed_in:
        return
    result = world.run("refresh", "acme")
    expect(result.returncode == 0, "the sign-in does not get well again:", result.stderr)
    expect(world.control("GET", "/tokens")["families_killed"] == 0, "a spent token was sent too late")


class Runner:
    def __init__(self, prefix):
        self.prefix = prefix
        self.shared = queue.SimpleQueue()
        self.worlds = []
        self.lock = threading.Lock()

    def take(self, row):
        if row.world is not None:
            world = row.world()
        else:
            try:
                return self.shared.get_nowait()
            except queue.Empty:
                world = Home()
        with self.lock:
            self.worlds.append(world)
        return world

    def run_one(self, row):
        """None when all is well, else what is not."""
        if row.skip is not None:
            return None
        try:
            world = self.take(row)
            run_row(row, world)
            if row.world is None:
                self.shared.put(world)
            else:
                with self.lock:
                    self.worlds.remove(world)
                world.end()
            return None
        except Exception as error:  # a failed expectation, or what nobody thought of
            return "".join(traceback.format_exception(error)) if not isinstance(error, AssertionError) or not str(error) else str(error)

    def run(self, rows):
        """Returns the exit code. Arguments of the program choose rows by their id."""
        chosen = [row for row in rows if len(sys.argv) == 1 or row.id in sys.argv[1:]]
        failed = 0
        print(f"1..{len(chosen)}")
        # Fewer than one has processors would leave them idle: most of a row is waiting.
        with ThreadPoolExecutor(WORKERS) as pool:
            for number, (row, fault) in enumerate(zip(chosen, pool.map(self.run_one, chosen)), 1):
                failed += fault is not None
                print(f"{'ok' if fault is None else 'not ok'} {number} {self.prefix}{row.id}: {row.what}"
                      + (f" # SKIP {row.skip}" if row.skip else ""))
                for line in (fault or "").splitlines():
                    print("#", line)
                sys.stdout.flush()
        for world in self.worlds:
            world.end()
        return 1 if failed else 0
