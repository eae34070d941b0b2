# SPDX-License-Identifier: GPL-3.0-or-later
"""What the benchmarks share: a simulator, a signed-in person, medians, and how a figure is printed."""

import contextlib
import json
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import tempfile
import time

BUILD = pathlib.Path(__file__).resolve().parents[2] / "build"
CLI = BUILD / "src/cli/jira-monitor-cli"
APP = BUILD / "src/window/jira-monitor"
SIMULATOR = BUILD / "src/simulator/jira-monitor-simulator"

missed = []


def figure(name, value, unit, goal, at_least=False):
    """One line a figure; a missed goal makes the program fail at its end."""
    met = value >= goal if at_least else value <= goal
    sign = "≥" if at_least else "≤"
    print(f"{name:52} {value:8.2f} {unit:5} goal {sign} {goal:g} {unit:5} {'met' if met else 'MISSED'}", flush=True)
    if not met:
        missed.append(name)


def note(text):
    print(f"  {text}", flush=True)


def finish():
    sys.exit(1 if missed else 0)


def median_seconds(command, rounds, environment):
    """Wall time of whole processes, after one round that is not counted."""
    times = []
    for turn in range(rounds + 1):
        begin = time.monotonic()
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
        if turn:
            times.append(time.monotonic() - begin)
    return statistics.median(times)


@contextlib.contextmanager
def simulator(*options):
    """A simulator that consents by itself; gives the line of JSON in which it introduces itself."""
    process = subprocess.Popen(
        [SIMULATOR, "--auto-accept", "--exit-with-parent", *options],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()


@contextlib.contextmanager
def signed_in(*options):
    """A person with one signed-in account; gives the environment in which programs are theirs, the account's
    name, and the simulator's first line."""
    with simulator(*options) as jira, tempfile.TemporaryDirectory(prefix="jira-monitor-bench-") as home:
        environment = os.environ | {
            "XDG_DATA_HOME": f"{home}/data",
            "XDG_CONFIG_HOME": f"{home}/config",
            "JIRA_MONITOR_ENDPOINT": jira["endpoint"],
            "JIRA_CLIENT_ID": jira["client_id"],
            "JIRA_CLIENT_SECRET": jira["client_secret"],
            "JIRA_REDIRECT_URI": jira["redirect_uri"],
        }
        site = jira["sites"][0]["name"]
        sign_in = subprocess.Popen(
            [CLI, "sign-in", "--oauth", "--no-browser", "--site", site],
            env=environment, stdout=subprocess.PIPE, text=True)
        address = sign_in.stdout.readline().strip()
        subprocess.run([sys.executable, "-c", "import sys, urllib.request; urllib.request.urlopen(sys.argv[1]).read()",
                        address], check=True)
        if sign_in.wait() != 0:
            sys.exit("sign-in failed")
        yield environment, site, jira


class Window:
    """A GTK program under the probe."""

    def __init__(self, command, environment):
        read, write = os.pipe()
        begin = time.monotonic()
        self.process = subprocess.Popen(
            command, pass_fds=[write],
            env=environment | {"LD_PRELOAD": str(BUILD / "tests/bench/libframe-probe.so"), "JM_PROBE_FD": str(write)})
        os.close(write)
        with os.fdopen(read) as pipe:
            line = pipe.readline()
        if not line:
            sys.exit(f"{command[0]} ended before its first frame")
        self.first_frame = int(line) / 1e6 - begin

    def memory(self):
        """Proportional set size, bytes."""
        for line in pathlib.Path(f"/proc/{self.process.pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
        return 0

    def processor_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def wake_ups(self):
        """Of the main thread: how often it left a wait."""
        status = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/status").read_text()
        return int(status.split("voluntary_ctxt_switches:")[1].split()[0])

    def hide(self):
        self.process.send_signal(signal.SIGUSR1)

    def end(self):
        self.process.terminate()
        self.process.wait()
