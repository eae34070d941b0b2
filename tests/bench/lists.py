#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The issue list and search as you type: 1 000 000 issues against 10 000, from files that are filled once.

usage: lists.py [FOLDER]        where the two files are kept (1.4 GB); without it they are made anew: some minutes
"""

import pathlib
import subprocess
import sys
import tempfile

import figures

PROGRAM = figures.BUILD / "tests/bench/bench-issue-list"
FEW, MANY = 10_000, 1_000_000


def measure(folder, issues):
    """Milliseconds by name."""
    print(f"  {issues} issues …", flush=True)
    lines = subprocess.run([PROGRAM, folder / f"{issues}.db", str(issues)], check=True, stdout=subprocess.PIPE, text=True)
    return {name: float(value) for name, value in (line.split("\t") for line in lines.stdout.splitlines())}


def is_first_page(name):
    return name.split()[0].rstrip(",") in ("sort", "filter", "work", "text", "group")


def main(folder):
    few, many = measure(folder, FEW), measure(folder, MANY)
    for name in filter(is_first_page, many):
        figures.note(f"{name:36} {few[name]:7.2f} → {many[name]:7.2f} ms of {many['processor ' + name]:7.2f} ms processor,"
                     f" ×{many[name] / max(few[name], 0.01):6.1f}, {many['rows ' + name]:9.0f} rows, all in {many['all ' + name]:5.0f} ms")

    sorts = [name for name in many if name.startswith("sort")]
    figures.figure("first page, slowest sort", max(many[name] for name in sorts), "ms", 30)
    figures.figure("first page, slowest filter, work or group",
                   max(many[name] for name in many if is_first_page(name) and not name.startswith("text")), "ms", 30)
    figures.figure("first page, sorts: 1 000 000 against 10 000",
                   sum(many[name] for name in sorts) / sum(few[name] for name in sorts), "×", 2)
    figures.figure("search, p95", many["search p95"], "ms", 30)
    figures.figure("main loop late while scrolling and syncing, p99", many["frame late p99"], "ms", 16)
    figures.figure("main loop late while scrolling and syncing, most", many["frame late at most"], "ms", 50)
    figures.note(f"of that the main thread's own work: p99 {many['frame work p99']:.1f} ms, most {many['frame work at most']:.1f} ms")
    figures.note(f"search p50 {many['search p50']:.1f} ms, slowest {many['search slowest']:.0f} ms; "
                 f"memory {many['memory, MB']:.0f} MB, at most {many['memory at most, MB']:.0f} MB "
                 f"({few['memory at most, MB']:.0f} MB with {FEW})")


if len(sys.argv) > 1:
    main(pathlib.Path(sys.argv[1]))
else:
    with tempfile.TemporaryDirectory(prefix="jira-monitor-lists-") as made:
        main(pathlib.Path(made))
figures.finish()
