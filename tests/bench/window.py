#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window with 10 000 issues stored, against a bare libadwaita window: first frame, memory, rest."""

import os
import statistics
import subprocess
import time

import figures

ROUNDS = 7
ISSUES = 10_000
SETTLE_SECONDS = 3
IDLE_SECONDS = 60

BARE = [figures.BUILD / "tests/bench/bare-window"]


def measure(command, environment):
    """Seconds to the first frame, bytes after it has settled."""
    window = figures.Window(command, environment)
    time.sleep(SETTLE_SECONDS)
    memory = window.memory()
    window.end()
    return window.first_frame, memory


def rest(window, seconds):
    """Share of one processor and wake-ups a second."""
    processor, wake_ups = window.processor_seconds(), window.wake_ups()
    time.sleep(seconds)
    return (window.processor_seconds() - processor) / seconds, (window.wake_ups() - wake_ups) / seconds


with figures.signed_in("--issues", str(ISSUES), "--projects", "1", "--sites", "1") as (environment, _):
    subprocess.run([figures.CLI, "projects", "--refresh"], env=environment, check=True, stdout=subprocess.DEVNULL)
    key = subprocess.run([figures.CLI, "projects", "--json"], env=environment, check=True, capture_output=True,
                         text=True).stdout.split('"key"')[1].split('"')[1]
    subprocess.run([figures.CLI, "issues", key, "--refresh"], env=environment, check=True, stdout=subprocess.DEVNULL)

    app, bare = [], []
    for turn in range(ROUNDS + 1):
        results = measure(BARE, os.environ), measure([figures.APP], environment)
        if turn:
            bare.append(results[0])
            app.append(results[1])
    frames = [statistics.median(r[0] for r in rows) for rows in (app, bare)]
    memories = [statistics.median(r[1] for r in rows) / 2**20 for rows in (app, bare)]
    figures.note(f"first frame {frames[0] * 1000:.0f} ms, bare {frames[1] * 1000:.0f} ms, medians of {ROUNDS}")
    figures.figure("window: time to the first frame against a bare one", frames[0] / frames[1], "×", 2.0)
    figures.note(f"memory {memories[0]:.1f} MB, bare {memories[1]:.1f} MB")
    figures.figure("window: memory above a bare one", memories[0] - memories[1], "MB", 40)

    window = figures.Window([figures.APP], environment)
    time.sleep(SETTLE_SECONDS)
    processor, wake_ups = rest(window, IDLE_SECONDS)
    figures.note(f"shown and idle: {wake_ups:.2f} wake-ups a second over {IDLE_SECONDS} s")
    figures.figure("window: processor time when idle", processor * 100, "%", 0.2)
    window.hide()
    time.sleep(SETTLE_SECONDS)
    processor, wake_ups = rest(window, IDLE_SECONDS)
    figures.note(f"hidden: {processor * 100:.3f} % of a processor")
    figures.figure("window: wake-ups a second when hidden", wake_ups, "/s", 0.05)
    window.end()

figures.finish()
