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


with figures.signed_in("--issues", str(ISSUES), "--projects", "1", "--sites", "1") as (environment, *_):
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

    # Judged without GL: where there is no graphics card its rasteriser would be measured, and GTK wakes up every 15
    # seconds to tidy its caches for it.
    for renderer in ("ngl", "cairo"):
        window = figures.Window([figures.APP], environment | {"GSK_RENDERER": renderer})
        time.sleep(SETTLE_SECONDS)
        shown = rest(window, IDLE_SECONDS)
        window.hide()
        time.sleep(SETTLE_SECONDS)
        hidden = rest(window, IDLE_SECONDS)
        window.end()
        figures.note(f"{renderer}: shown {shown[0] * 100:.2f} % of a processor, {shown[1]:.2f} wake-ups a second; "
                     f"hidden {hidden[0] * 100:.2f} %, {hidden[1]:.2f} a second")
    figures.figure("window: processor time when idle", shown[0] * 100, "%", 0.2)
    figures.figure("window: wake-ups a second when hidden", hidden[1], "/s", 0)

figures.finish()
