#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The auditor finds the faults that were put there. An auditor that finds nothing is not believed otherwise."""
import types

from audit import Thing, Walk, check_names, check_siblings
from desk import Atspi
from simulator import run

STATES = 1 << int(Atspi.StateType.SHOWING) | 1 << int(Atspi.StateType.SENSITIVE)
FOCUSABLE = 1 << int(Atspi.StateType.FOCUSABLE)
ROLES = {Atspi.role_get_name(Atspi.Role(number)): number for number in range(int(Atspi.Role.LAST_DEFINED))}


def thing(role, name='', *children, states=STATES):
    made = Thing((('', '/a'), ('', '/'), ('', '/'), 0, 0, [], name, ROLES[role], '', [states, 0]))
    made.children = list(children)
    for child in children:
        child.above = made
    return made


def tree_of(*things):
    root = thing('frame', 'Jira Monitor', *things)
    return types.SimpleNamespace(things=[root, *root.walk()], label=lambda one: one.name)


def walk_of(*way, back=None, stops=None, out_of_sight=()):
    """A walk through a window in which Tab goes from one to the next, over and over."""
    class Played(Walk):
        def __init__(self):
            self.rounds = set()
            self.name = 'played'
            self.at = -1

        def describe(self, name):
            return {'keys': 0, 'focus-visible': True, 'widget': {
                'id': name, 'type': 'GtkButton', 'path': name, 'around': [], 'in-sight': name not in out_of_sight}}

        def ask(self, question):
            if question == 'stops':
                return [self.describe(name)['widget'] for name in stops or way]
            return self.describe(way[self.at % len(way)])

        def press(self, key):
            if key == 'Tab':
                self.at = self.at + 1 if way[self.at % len(way)] != 'trap' else self.at
            elif back is not None:
                return self.describe(back)
            else:
                self.at -= 1
            return self.describe(way[self.at % len(way)])
    return Played()


def names():
    """a button, an entry and a row without a name, an icon's name and a placeholder of printf are found"""
    assert not check_names(tree_of(thing('button', 'Refresh'), thing('panel'), thing('label', 'view-refresh-symbolic')))
    for role in ('button', 'text', 'list item', 'check box', 'link', 'spin button'):
        assert len(check_names(tree_of(thing('panel', '', thing(role))))) == 1, role
    for name in ('view-refresh-symbolic', 'document-open-recent', 'GtkButton', '%d issues', 'org.example.Thing'):
        assert len(check_names(tree_of(thing('button', name)))) == 1, name
    assert len(check_names(tree_of(thing('panel', '', states=STATES | FOCUSABLE)))) == 1


def siblings():
    """two buttons of one name side by side are found, and not those in different rows"""
    assert len(check_siblings(tree_of(thing('button', 'Open'), thing('button', 'Open')))) == 1
    assert not check_siblings(tree_of(thing('panel', 'A', thing('button', 'Open')), thing('panel', 'B', thing('button', 'Open'))))


def traps():
    """a focus that stays, goes out of sight, leaves something out or another way back is found"""
    assert not walk_of('a', 'b', 'c').check_focus()
    assert walk_of('a', 'trap', 'c').check_focus()
    assert walk_of('a', 'b', 'c', stops=('a', 'b', 'c', 'd')).check_focus()
    assert walk_of('a', 'b', 'c', back='b').check_focus()
    assert walk_of('a', 'b', 'c', out_of_sight=('b',)).check_focus()
    assert walk_of('trap', stops=('trap', 'b')).check_focus()


run([names, siblings, traps])
