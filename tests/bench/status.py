#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`jira-monitor-cli status` against `secret-tool lookup`: both ask the keyring once."""

import os
import subprocess

import figures

ROUNDS = 15

with figures.signed_in("--issues", "100") as (environment, *_):
    subprocess.run(["secret-tool", "store", "--label=bench", "bench", "one"], input="x", text=True, check=True,
                   env=os.environ)
    lookup = figures.median_seconds(["secret-tool", "lookup", "bench", "one"], ROUNDS, os.environ)
    status = figures.median_seconds([figures.CLI, "status"], ROUNDS, environment)
    figures.note(f"status {status * 1000:.1f} ms, secret-tool lookup {lookup * 1000:.1f} ms, medians of {ROUNDS}")
    figures.figure("command line: status against a keyring look-up", status / lookup, "×", 3)

figures.finish()
