#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every page in every state, by ear and by keyboard: the rules are in audit.py, the states in states.py.

  test_walk.py LOOK [LAST]     LAST: the state to stop after, for a short walk
"""
import sys

from audit import Tree, Walk, check_names, check_siblings
from desk import Desk
from simulator import run
from states import STATES


LOOKS = 3  # A page that changed while it was looked at, as one that is fetched does, is looked at again.


def look_at(walk):
    for _ in range(LOOKS):
        tree = Tree(walk.app)
        found = check_names(tree) + check_siblings(tree) + walk.check_focus()
        if not found:
            break
    return found + walk.check_log()


def walk_through():
    """everything has a name, Tab reaches it and comes back, and nothing is out of sight"""
    look, last = [*sys.argv[1:], None][:2]
    with Desk() as desk:
        walk = Walk(desk, look)
        states = []
        found = []
        for stop in walk.stops(last):
            states.append(stop.name)
            found += [f'{stop.name}: {line}' for line in look_at(stop)]
        if last is None:
            assert set(STATES) <= set(states), f'not seen: {sorted(set(STATES) - set(states))}'
        else:
            assert states[-1] == last, f'{last} was not come to: {states}'
        assert not found, f'{len(found)} findings in {look}\n' + '\n'.join(found)


run([walk_through])
