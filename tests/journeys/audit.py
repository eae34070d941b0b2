# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks at every state of the program as somebody who does not see it, or has no mouse.

The program walks through all its pages and states as it does for the pictures (--shots=-), stops at each, and waits for
what is typed to it: src/window/shots/jm-walk.h. Meanwhile the accessible tree is read, and Tab is pressed until the focus
has been everywhere. A finding is a line; a state without findings is in order.
"""
import collections
import contextlib
import json
import os
import re
import subprocess

from desk import App, Atspi, GLib, Missing, Widget, wait_for

LOOKS_LIMIT = 60    # seconds until the next stop
MAX_TABS = 400      # more than any page has
CACHE = ('/org/a11y/atspi/cache', 'org.a11y.atspi.Cache', 'GetItems')

# Roles that are operated or spoken as one thing: nothing of them is known without a name.
NAMED = {'alert', 'button', 'check box', 'check menu item', 'combo box', 'dialog', 'editbar', 'entry', 'frame', 'link',
         'list item', 'menu item', 'page tab', 'password text', 'push button', 'radio button', 'radio menu item',
         'slider', 'spin button', 'switch', 'text', 'toggle button', 'tree item'}
PRESSED = {'button', 'push button', 'toggle button', 'link', 'menu item', 'check box', 'radio button', 'page tab'}
# Where the focus may rest without being a control.
RESTS = {'scroll pane', 'tree table', 'table', 'table row', 'table cell', 'list', 'label', 'document frame', 'terminal'}
# They would take the focus, but give it to what is in them: one with nothing that can be used is passed by.
HOLDERS = {'GtkListBox', 'GtkScrolledWindow'}
# What a programmer wrote and no person: icon-name-symbolic, GtkButton, org.example.Thing, %s
NOT_WORDS = re.compile(r'-symbolic$|^[a-z]+(?:[-_][a-z0-9]+)+$|^(?:Gtk|Adw|Jm)[A-Z]|^[a-z]+(?:\.[A-Za-z-]+){2,}$|%[sdu]\b|\bNULL\b|\(null\)')

WARNING = re.compile(r'-(?:WARNING|CRITICAL) \*\*|AddressSanitizer')
# GTK 4.18 when a page that was taken out comes back while somebody reads the tree; nothing follows from it.
KNOWN_WARNING = re.compile(r"gtk_at_context_set_accessible_role: assertion '!self->realized' failed")


class Thing:
    """What the accessible tree tells of one widget."""

    def __init__(self, item):
        (_, self.path), _, _, _, _, interfaces, name, role, self.description, states = item
        self.name = name
        self.role = Atspi.role_get_name(Atspi.Role(role))
        self.interfaces = {interface.rsplit('.', 1)[1] for interface in interfaces}
        self.states = states[0] | states[1] << 32
        self.children = []
        self.above = None

    def has(self, state):
        return bool(self.states >> int(state) & 1)

    @property
    def shown(self):
        return self.has(Atspi.StateType.SHOWING)

    @property
    def focusable(self):
        return self.has(Atspi.StateType.FOCUSABLE) and self.has(Atspi.StateType.SENSITIVE)

    def way(self):
        """Where it is, by what has a name around it."""
        names = []
        at = self.above
        while at is not None:
            if at.name and at.role not in ('label', 'application'):
                names.append(f'{at.role} “{at.name}”')
            at = at.above
        return ' in '.join([f'{self.role} “{self.name}”'] + names[:3])

    def walk(self):
        for child in self.children:
            if child.shown:
                yield child
                yield from child.walk()


class Tree:
    """All that is shown, read in one piece."""

    def __init__(self, app):
        self.app = app
        kin = self.read_kin()  # GTK knows of those that somebody asked for
        path, interface, method = CACHE
        items = app.desk.accessibility.call(app.owner, path, interface, method)[0]
        things = {item[0][1]: Thing(item) for item in items}
        for path, children in kin.items():
            for child in children:
                if path in things and child in things:
                    things[child].above = things[path]
                    things[path].children.append(things[child])
        self.things = list(things[app.path].walk())

    def read_kin(self):
        """Who is in whom: a generation with each question."""
        kin = {}
        paths = [self.app.path]
        while paths:
            answers = self.app.desk.accessibility.call_each(self.app.owner, paths, 'org.a11y.atspi.Accessible', 'GetChildren')
            for path, (children,) in answers.items():
                kin[path] = [child for _, child in children]
            paths = list(dict.fromkeys(child for path in answers for child in kin[path] if child not in kin))
        return kin

    def label(self, thing):
        """Its name; entries of menus, and some rows, have theirs in another widget."""
        return thing.name or Widget(self.app.desk.accessibility, self.app.owner, thing.path).label


def check_names(tree):
    """Everything that can be used has a name, and one that a person wrote."""
    found = []
    for thing in tree.things:
        name = tree.label(thing).strip() if thing.role in NAMED else thing.name.strip()
        if not name and thing.role in NAMED and not is_part(thing) and not (thing.role == 'list item' and holds(thing)):
            found.append(f'has no name: {thing.way()}')
        elif not name and thing.focusable and thing.role not in RESTS and not is_part(thing) and not holds(thing):
            found.append(f'takes the focus without a name: {thing.way()}')
        elif thing.role in NAMED | {'image', 'icon'} and NOT_WORDS.search(name):
            found.append(f'has a name that is none: {thing.way()}')
    return found


def is_part(thing):
    """The button inside a menu button, what a combo box shows: one with what is around it, which has the name."""
    around = thing.above
    while around is not None and around.role not in PRESSED | {'combo box', 'list item', 'spin button'}:
        around = around.above
    return around is not None and bool(around.name) and \
        (around.role == 'combo box' or len(around.children) <= 1 and thing.above is around)


def holds(thing):
    """A container, which gives the focus to what is in it."""
    return any(inner.focusable and inner.name for inner in thing.walk())


def check_siblings(tree):
    """No two buttons side by side have the same name."""
    found = []
    for around in {id(thing.above): thing.above for thing in tree.things if thing.above}.values():
        names = collections.Counter((child.role, tree.label(child)) for child in around.children
                                    if child.shown and child.role in PRESSED)
        found += [f'is there {count} times: {role} “{name}” in {around.way()}'
                  for (role, name), count in names.items() if name and count > 1]
    return found


class Walk:
    """The program on its walk, stop by stop."""

    def __init__(self, desk, looks, environment=None, what='-'):
        self.desk = desk
        self.name = self.look = None
        self.logged = 0
        self.rounds = set()  # the stops of rounds that were in order
        with desk.log.open('a') as log:
            self.process = desk.start([os.environ['JM_APP'], '--demonstration', f'--shots={what}', f'--looks={looks}'],
                                      environment, stdin=subprocess.PIPE, stderr=log)
        self.app = App(desk, self.process)

    def stops(self, last=None):
        """At each state once, then the program goes on. After the state last it is not walked with any further."""
        while (line := self.process.stdout.readline()):
            word, *rest = line.split()
            if word != 'stop':
                break
            self.name, self.look = rest
            yield self
            if self.name == last:
                self.process.terminate()
                self.process.wait(LOOKS_LIMIT)
                return
            with contextlib.suppress(BrokenPipeError):  # why is told below
                self.tell('next')
        if self.process.wait(LOOKS_LIMIT) != 0:
            raise Missing(f'the walk ended with {self.process.returncode} after {self.name}: {self.desk.log.read_text()}')

    def tell(self, line):
        self.process.stdin.write(line + '\n')
        self.process.stdin.flush()

    def ask(self, question):
        self.tell(question)
        answer = self.process.stdout.readline()
        if not answer:
            self.process.wait(LOOKS_LIMIT)
            raise Missing(f'the program ended at {self.name} {self.look}: {self.desk.log.read_text()}')
        return json.loads(answer)

    def press(self, key):
        """Gives where the focus is after it."""
        before = self.ask('focus')

        def look():
            focus = self.ask('focus')
            return (focus['keys'] > before['keys'] or focus['widget'] != before['widget']) and focus
        self.desk.key(key)
        try:
            return wait_for(look, lambda: f'{key} at {self.name}')
        except Missing:  # one key of some hundreds gets lost between Xvfb and GTK
            self.desk.key(key)
            return wait_for(look, lambda: f'{key} at {self.name}, pressed twice,')

    def check_log(self):
        """Nothing that GTK has to say since the last time."""
        text = self.desk.log.read_text()
        lines = text[self.logged:].splitlines()
        self.logged = len(text)
        return [line for line in lines if WARNING.search(line) and not KNOWN_WARNING.search(line)]

    def check_focus(self):
        """Tab goes everywhere and comes back, Shift and Tab the same way back; where it is can be seen. What can have the
        focus is often the same in many states: one round is enough for them."""
        stops = tuple(stop['path'] for stop in self.ask('stops'))
        if stops in self.rounds:
            return []
        found = self.check_round()
        if not found:
            self.rounds.add(stops)
        return found

    def check_round(self):
        found = []
        self.way = way = []
        self.ask('start')
        here = self.press('Tab')
        while len(way) < MAX_TABS:
            widget = here['widget']
            if widget is None:
                return [f'Tab leads nowhere after {way[-1]["path"] if way else "the start"}']
            if way and widget['id'] == way[0]['id']:
                break
            if way and widget['id'] == way[-1]['id']:
                return found + [f'Tab stays at {describe(widget)}']
            if any(widget['id'] == before['id'] for before in way):
                return found + [f'Tab does not come back to {describe(way[0])}, but to {describe(widget)}']
            if not widget['in-sight'] or not here['focus-visible']:
                self.ask('settle')
                widget = self.ask('focus')['widget'] or widget  # scrolling comes with the next frame
                if not widget['in-sight']:
                    found.append(f'has the focus out of sight: {describe(widget)}')
            way.append(widget)
            here = self.press('Tab')
        else:
            return found + [f'Tab has no end: {describe(way[-1])}']
        return found + self.check_reached(way) + self.check_back(way)

    def check_reached(self, way):
        """What arrow keys walk through has one stop for all."""
        reached = {stop['id'] for stop in way} | {around for stop in way for around in stop['around']}
        groups = {stop['group'] for stop in way if 'group' in stop}
        return [f'is not reached by Tab: {describe(stop)}' for stop in self.ask('stops')
                if stop['id'] not in reached and stop.get('group') not in groups and stop['type'] not in HOLDERS]

    def check_back(self, way):
        """After the round the focus is on the first again. A list may be entered from behind at another of its stops."""
        here = way[0]
        before = unit(here)
        for expected in reversed(way):
            if unit(expected) == before:
                continue
            for _ in range(len(way)):
                here = self.press('Shift+Tab')['widget']
                if here is None or unit(here) != before:
                    break
            if here is None or unit(here) != unit(expected):
                return [f'Shift+Tab leads to {describe(here) if here else "nothing"}, not back to {describe(expected)}']
            before = unit(here)
        return []


def unit(stop):
    return stop.get('group', stop['id'])


def describe(stop):
    words = f' “{stop["words"]}”' if stop.get('words') else ''
    return re.sub(r'.*/(?=Jm\w+)|^.*(?=GtkPopover)', '…/', stop['path']) + words
