#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every page in every state in the least window, with text of the usual size and of twice that: nothing asks for more."""
from audit import Walk
from desk import Desk
from simulator import run


def sizes():
    """nothing asks for more than the window has"""
    with Desk() as desk:
        walk = Walk(desk, 'least,least-large')
        found = []
        for stop in walk.stops():
            found += [f'{stop.name} {stop.look}: {one["width"]} × {one["height"]}: {one["path"]}' for one in stop.ask('big')]
            found += [f'{stop.name} {stop.look}: {line}' for line in stop.check_log()]
        assert not found, f'{len(found)} findings\n' + '\n'.join(found)


run([sizes])
