# SPDX-License-Identifier: GPL-3.0-or-later
"""A desk for a journey: a screen, a bus, a keyring and a home of its own, and the real program on it.

What a journey sees is what a screen reader is told (AT-SPI, spoken as plain D-Bus), and what it does is what a person at
the keyboard does: keys go through the X server. Nothing reaches into the program.
"""
import contextlib
import json
import os
import pathlib
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

import gi

gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, Gio, GLib

from simulator import Simulator

LIMIT = 15          # seconds that one thing may take
PAUSE = 0.02        # seconds between two looks
MAX_TABS = 80       # more widgets than a window here has
REGISTRY = ('org.a11y.atspi.Registry', '/org/a11y/atspi/registry/deviceeventcontroller',
            'org.a11y.atspi.DeviceEventController')
PRESS, RELEASE, SYMBOL = 0, 1, 3  # kinds of GenerateKeyboardEvent
MODIFIERS = {'Control': 37, 'Shift': 50, 'Alt': 64}  # key codes of every PC keyboard under X
KEYS = {'Tab': 0xff09, 'Return': 0xff0d, 'Escape': 0xff1b, 'Up': 0xff52, 'Home': 0xff50, 'End': 0xff57, 'comma': 0x2c, 'question': 0x3f,
        'F5': 0xffc2}
CONTAINERS = {'panel', 'filler', 'grouping', 'generic', 'section'}


class Missing(AssertionError):
    pass


def wait_for(look, what, limit=LIMIT):
    """What look() gives as soon as it is true. A widget that goes while it is looked at was not there."""
    end = time.monotonic() + limit
    while True:
        with contextlib.suppress(GLib.Error):
            if result := look():
                return result
        if time.monotonic() > end:
            raise Missing(f'{what()} did not come')
        time.sleep(PAUSE)


def free_port():
    """None of those that the system gives to whoever asks for any: nobody takes it meanwhile."""
    while True:
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(('127.0.0.1', random.randrange(10000, 32768)))
            return probe.getsockname()[1]


def find_service(name):
    """The lines of the system's description of it, but for the one of systemd, which is not asked here"""
    folders = [*os.environ.get('XDG_DATA_DIRS', '').split(':'), '/usr/local/share', '/usr/share']
    paths = (pathlib.Path(folder) / f'dbus-1/services/{name}.service' for folder in folders if folder)
    text = next(path for path in paths if path.exists()).read_text()
    return [line for line in text.splitlines() if not line.startswith('SystemdService')]


def matches(text, wanted):
    """wanted: the whole text, or a pattern that is found in it."""
    return bool(wanted.search(text)) if isinstance(wanted, re.Pattern) else text == wanted


class Bus:
    def __init__(self, address):
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        self.connection = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)

    def call(self, name, path, interface, method, arguments=None):
        answer = self.connection.call_sync(name, path, interface, method, arguments, None, Gio.DBusCallFlags.NONE,
                                           LIMIT * 1000, None)
        return answer.unpack()

    def call_each(self, name, paths, interface, method):
        """The same of many objects at once, without waiting for one answer before the next question. What each says by
        its path; without those that are gone."""
        answers = {}

        def answered(connection, result, path):
            answers[path] = None
            with contextlib.suppress(GLib.Error):
                answers[path] = connection.call_finish(result).unpack()

        for path in paths:
            self.connection.call(name, path, interface, method, None, None, Gio.DBusCallFlags.NONE, LIMIT * 1000, None,
                                 answered, path)
        while len(answers) < len(paths):
            GLib.MainContext.default().iteration(True)
        return {path: answer for path, answer in answers.items() if answer is not None}

    def end(self):
        if not self.connection.is_closed():
            self.connection.close_sync(None)


class Widget:
    """One accessible object."""

    def __init__(self, bus, name, path):
        self.bus = bus
        self.owner = name
        self.path = path

    def call(self, interface, method, arguments=None):
        return self.bus.call(self.owner, self.path, 'org.a11y.atspi.' + interface, method, arguments)

    def get(self, interface, member):
        pair = GLib.Variant('(ss)', ('org.a11y.atspi.' + interface, member))
        return self.bus.call(self.owner, self.path, 'org.freedesktop.DBus.Properties', 'Get', pair)[0]

    @property
    def role(self):
        return Atspi.role_get_name(Atspi.Role(self.call('Accessible', 'GetRole')[0]))

    @property
    def interfaces(self):
        return {interface.rsplit('.', 1)[1] for interface in self.call('Accessible', 'GetInterfaces')[0]}

    @property
    def label(self):
        """Its name; the entries of a menu have theirs in another widget."""
        name = self.get('Accessible', 'Name')
        if not name:
            for kind, targets in self.call('Accessible', 'GetRelationSet')[0]:
                if kind == Atspi.RelationType.LABELLED_BY:
                    others = (Widget(self.bus, *target) for target in targets)
                    name = ' '.join(other.get('Accessible', 'Name') or other.text for other in others)
        return name

    @property
    def text(self):
        """What is written in it."""
        return self.call('Text', 'GetText', GLib.Variant('(ii)', (0, -1)))[0] if 'Text' in self.interfaces else ''

    @property
    def description(self):
        return self.get('Accessible', 'Description')

    def has(self, state):
        low, high = self.call('Accessible', 'GetState')[0]
        return bool((low | high << 32) >> int(state) & 1)

    @property
    def sensitive(self):
        return self.has(Atspi.StateType.SENSITIVE)

    @property
    def focused(self):
        return self.has(Atspi.StateType.FOCUSED)

    def children(self):
        return [Widget(self.bus, *child) for child in self.call('Accessible', 'GetChildren')[0]]

    def walk(self, depth=0):
        """All below it that is shown, in reading order."""
        for child in self.children():
            with contextlib.suppress(GLib.Error):
                if child.has(Atspi.StateType.SHOWING):
                    yield depth, child
                    yield from child.walk(depth + 1)

    def find_all(self, role, label=None):
        for _, widget in self.walk():
            with contextlib.suppress(GLib.Error):
                if (role is None or widget.role == role) and (label is None or matches(widget.label, label)):
                    yield widget

    def texts(self):
        """All that can be read below it."""
        found = []
        for _, widget in self.walk():
            with contextlib.suppress(GLib.Error):
                found += [text for text in {widget.label, widget.text, widget.description} if text]
        return found

    def press(self):
        """By its first action, as a screen reader does."""
        wait_for(lambda: self.sensitive, lambda: f'“{self.label}” to be pressed')
        assert self.call('Action', 'DoAction', GLib.Variant('(i)', (0,)))[0], f'“{self.label}” was not pressed'

    def write(self, text):
        assert self.call('EditableText', 'SetTextContents', GLib.Variant('(s)', (text,)))[0], 'nothing was written'

    def describe(self):
        label, text = self.label, self.text
        marks = [mark for mark, state in (('focused', Atspi.StateType.FOCUSED), ('checked', Atspi.StateType.CHECKED),
                                          ('selected', Atspi.StateType.SELECTED)) if self.has(state)]
        parts = [self.role, f'“{label}”' if label else '', f'= “{text}”' if text not in ('', label) else '', *marks,
                 '' if self.sensitive else 'insensitive']
        return ' '.join(filter(None, parts))


class App(Widget):
    """The program, from its window down."""

    def __init__(self, desk, process):
        self.desk = desk
        self.process = process
        found = wait_for(lambda: self.look_for(desk.accessibility), lambda: 'the window')
        super().__init__(desk.accessibility, found.owner, found.path)

    def look_for(self, bus):
        assert self.process.poll() is None, f'the program ended: {self.desk.log.read_text()}'
        registry = Widget(bus, 'org.a11y.atspi.Registry', '/org/a11y/atspi/accessible/root')
        for application in registry.children():
            pid, = bus.call('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus',
                            'GetConnectionUnixProcessID', GLib.Variant('(s)', (application.owner,)))
            if pid == self.process.pid and application.children():
                return application
        return None

    def tree(self):
        """For the eyes of whoever looks why a journey failed."""
        lines = []
        with contextlib.suppress(GLib.Error):
            for depth, widget in self.walk():
                if widget.role not in CONTAINERS or widget.label:
                    lines.append('  ' * depth + widget.describe())
        return '\n'.join(lines + [self.desk.log.read_text()])

    def find(self, role, label=None):
        return wait_for(lambda: next(self.find_all(role, label), None),
                        lambda: f'{role} {label} in\n{self.tree()}\n')

    def press(self, label, role='button'):
        self.find(role, label).press()

    def write(self, label, text):
        self.find('text', label).write(text)

    def wait_text(self, wanted):
        """Until wanted can be read somewhere; gives the whole text."""
        return wait_for(lambda: next((text for text in self.texts() if matches(text, wanted)), None),
                        lambda: f'“{wanted}” in\n{self.tree()}\n')

    def wait_hidden(self):
        """Until it has no window; it goes on without."""
        wait_for(lambda: not self.children(), lambda: 'the end of the window')
        assert self.process.poll() is None, f'the program ended: {self.desk.log.read_text()}'

    def wait_active(self):
        """Until it has a window, and that has the focus."""
        wait_for(lambda: any(window.has(Atspi.StateType.ACTIVE) for window in self.children()),
                 lambda: 'the window in front')

    def wait_gone(self, role, label=None):
        wait_for(lambda: next(self.find_all(role, label), None) is None, lambda: f'the end of {role} {label}')

    def says(self, wanted):
        return any(matches(text, wanted) for text in self.texts())

    def find_focus(self):
        return next((widget for _, widget in self.walk() if widget.focused), None)

    def wait_focus_elsewhere(self, here):
        """Some stops are told to nobody, the edge of a scrolled page for one: then it goes on after a moment."""
        def look():
            there = self.find_focus()
            return there if there and there.path != here else None
        with contextlib.suppress(Missing):
            return wait_for(look, lambda: 'another focus', limit=0.5)
        return None

    def focus(self, role, label):
        """Walks there with the Tab key, and looks after each step where it is."""
        here = self.find_focus()
        for _ in range(MAX_TABS):
            if here and here.role == role and matches(here.label, label):
                return
            self.desk.key('Tab')
            here = self.wait_focus_elsewhere(here and here.path)
        raise Missing(f'the focus did not come to {role} {label} in\n{self.tree()}')

    def wait_focus(self, role, label):
        """Until it has come there by itself."""
        def look():
            here = self.find_focus()
            return here and here.role == role and matches(here.label, label)
        wait_for(look, lambda: f'the focus on {role} {label} in\n{self.tree()}\n')

    def activate(self, label, role='list item'):
        """By the keyboard: a row has no action that presses it."""
        self.find(role, label)
        self.focus(role, label)
        self.desk.key('Return')

    def pages(self):
        """Titles in the order of the sidebar: Ctrl and the number of one leads to it."""
        return [row.label.split(',')[0] for row in self.find('list', 'Pages').find_all('list item')]

    def open_page(self, title):
        wait_for(lambda: title in self.pages(), lambda: f'{title} in\n{self.tree()}\n')
        self.desk.key(f'Control+{self.pages().index(title) + 1}')
        self.find('grouping', title)

    def quit(self):
        self.desk.key('Control+q')
        self.wait_end()

    def wait_end(self):
        assert self.process.wait(LIMIT) == 0, f'it ended with {self.process.returncode}: {self.desk.log.read_text()}'


class Desk:
    """All that ends with a journey. The keyring's password is known to it, so that it can be locked and unlocked."""

    def __init__(self):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix='jira-monitor-desk-'))
        self.log = self.home / 'program.log'
        self.children = []
        self.buses = []
        self.jiras = []
        for name in ('data', 'config', 'cache', 'run', 'temporary', 'keyring', 'screen', 'services'):
            (self.home / name).mkdir(mode=0o700)
        self.environment = {
            'HOME': str(self.home), 'PATH': os.environ['PATH'], 'LC_ALL': 'C.UTF-8', 'GDK_BACKEND': 'x11',
            'GIO_USE_PROXY_RESOLVER': 'dummy', 'GIO_USE_VFS': 'local', 'GSETTINGS_BACKEND': 'keyfile',
            'GSK_RENDERER': 'cairo', 'TMPDIR': str(self.home / 'temporary'),
            'XDG_DATA_HOME': str(self.home / 'data'), 'XDG_CONFIG_HOME': str(self.home / 'config'),
            'XDG_CACHE_HOME': str(self.home / 'cache'), 'XDG_RUNTIME_DIR': str(self.home / 'run'),
        }
        for name in ('GSETTINGS_SCHEMA_DIR', 'JIRA_MONITOR_LIBEXECDIR', 'XDG_DATA_DIRS'):
            if name in os.environ:
                self.environment[name] = os.environ[name]
        (self.home / 'config/gtk-4.0').mkdir()
        (self.home / 'config/gtk-4.0/settings.ini').write_text('[Settings]\ngtk-enable-animations=0\n')
        try:
            self.set_up()
        except BaseException:
            self.end()
            raise

    def set_up(self):
        screen = self.start(['Xvfb', '-displayfd', '1', '-nolisten', 'tcp', '-noreset', '-screen', '0', '1300x900x24',
                             '-fbdir', str(self.home / 'screen')])
        self.environment['DISPLAY'] = ':' + self.first_line(screen)
        bus = self.start(['dbus-daemon', f'--config-file={self.write_bus_file()}', '--nofork', '--nopidfile',
                          '--print-address=1'])
        self.environment['DBUS_SESSION_BUS_ADDRESS'] = self.first_line(bus)
        self.session = self.connect(self.environment['DBUS_SESSION_BUS_ADDRESS'])
        address, = self.session.call('org.a11y.Bus', '/org/a11y/bus', 'org.a11y.Bus', 'GetAddress')
        self.accessibility = self.connect(address)

    def end_bus(self):
        """As it ends with a session, and everything on it with it."""
        bus = next(child for child in self.children if child.args[0] == 'dbus-daemon')
        bus.terminate()
        bus.wait(LIMIT)

    def write_bus_file(self):
        """A bus that starts the accessibility bus and nothing else of the system's: no portal, no keyring but ours."""
        (self.home / 'services/org.a11y.Bus.service').write_text('\n'.join(find_service('org.a11y.Bus')) + '\n')
        file = self.home / 'bus.conf'
        file.write_text(f'''<busconfig>
  <type>session</type>
  <listen>unix:path={self.home}/run/bus</listen>
  <servicedir>{self.home}/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
''')
        return file

    def connect(self, address):
        bus = Bus(address)
        self.buses.append(bus)
        return bus

    def start(self, command, environment=None, **arguments):
        arguments = {'stdin': subprocess.DEVNULL, 'stdout': subprocess.PIPE, 'stderr': subprocess.DEVNULL} | arguments
        child = subprocess.Popen(command, env=self.environment | (environment or {}), text=True, **arguments)
        self.children.append(child)
        return child

    @staticmethod
    def first_line(child):
        line = child.stdout.readline().strip()
        assert line, f'{child.args[0]} did not start'
        return line

    def start_keyring(self, *options):
        keyring = self.start(['gnome-keyring-daemon', *options, '--unlock', '--foreground', '--components=secrets',
                              f'--control-directory={self.home}/keyring'],
                             {'XDG_DATA_HOME': str(self.home / 'keyring')}, stdin=subprocess.PIPE)
        keyring.stdin.write('correct horse')
        keyring.stdin.close()
        wait_for(lambda: self.has_owner('org.freedesktop.secrets'), lambda: 'the keyring')

    def has_owner(self, name):
        return self.session.call('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'NameHasOwner',
                                 GLib.Variant('(s)', (name,)))[0]

    def unlock_keyring(self):
        """By starting it anew, with its password."""
        self.start_keyring('--replace')

    def lock_keyring(self):
        collection = GLib.Variant('(ao)', (['/org/freedesktop/secrets/collection/login'],))
        self.session.call('org.freedesktop.secrets', '/org/freedesktop/secrets', 'org.freedesktop.Secret.Service', 'Lock',
                          collection)

    def install_browser(self):
        """What opens http links from now on: it follows all redirects and shows nothing."""
        program = self.home / 'browser.py'
        program.write_text('import sys, urllib.request\nurllib.request.urlopen(sys.argv[1], timeout=20).read()\n')
        (self.home / 'data/applications').mkdir()
        (self.home / 'data/applications/browser.desktop').write_text(
            f'[Desktop Entry]\nType=Application\nName=Browser\nExec={sys.executable} {program} %u\n'
            'MimeType=x-scheme-handler/http;\n')
        (self.home / 'config/mimeapps.list').write_text(
            '[Default Applications]\nx-scheme-handler/http=browser.desktop\n'
            '[Added Associations]\nx-scheme-handler/http=browser.desktop\n')

    def connect_jira(self, *options):
        """A Jira that consents by itself, in place of Atlassian's; the program's OAuth app is registered there."""
        address = f'http://localhost:{free_port()}/callback'
        jira = Simulator('--auto-accept', '--redirect-uri', address, *options)
        self.jiras.append(jira)
        self.environment |= {
            'JIRA_MONITOR_ENDPOINT': jira.endpoint, 'JIRA_REDIRECT_URI': address,
            'JIRA_CLIENT_ID': jira.hello['client_id'], 'JIRA_CLIENT_SECRET': jira.hello['client_secret'],
        }
        return jira

    def open(self, *arguments):
        """The program, as soon as its window is there."""
        with self.log.open('a') as log:
            return App(self, self.start([os.environ['JM_APP'], *arguments], {'G_DEBUG': 'fatal-warnings'}, stdout=log, stderr=log))

    def key(self, keys):
        """'Control+q': held down from left to right."""
        *modifiers, last = keys.split('+')
        held = [MODIFIERS[name] for name in modifiers]
        for code in held:
            self.generate(code, PRESS)
        self.generate(KEYS.get(last) or ord(last), SYMBOL)
        for code in reversed(held):
            self.generate(code, RELEASE)

    def generate(self, code, kind):
        self.accessibility.call(*REGISTRY, 'GenerateKeyboardEvent', GLib.Variant('(isu)', (code, '', kind)))

    def click(self, x, y, button=1):
        """With the mouse, at a place of the screen"""
        self.accessibility.call(*REGISTRY, 'GenerateMouseEvent', GLib.Variant('(iis)', (x, y, f'b{button}c')))

    def set(self, name, value):
        """One of the program's settings, before it starts"""
        file = self.home / 'config/glib-2.0/settings/keyfile'
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f'[org/example/JiraMonitor]\n{name}={value}\n')

    def cli(self, *arguments):
        """What the command line prints as JSON."""
        result = subprocess.run([os.environ['JM_CLI'], *arguments, '--json'], env=self.environment, capture_output=True,
                                text=True, timeout=LIMIT)
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout)

    def sign_in(self):
        """With the browser, from the command line: for journeys that begin signed in."""
        child = self.start([os.environ['JM_CLI'], 'sign-in', '--oauth', '--no-browser'])
        urllib.request.urlopen(self.first_line(child), timeout=LIMIT).close()
        assert child.wait(LIMIT) == 0, 'nobody is signed in'

    def programs(self, name):
        """The processes of that name that were started from this desk."""
        found = []
        for folder in pathlib.Path('/proc').iterdir():
            with contextlib.suppress(OSError):
                if folder.name.isdigit() and f'HOME={self.home}\0' in (folder / 'environ').read_text() and \
                        name in (folder / 'cmdline').read_text():
                    found.append(int(folder.name))
        return found

    def files(self):
        """All that the program keeps, its settings and what it forgot to take away."""
        folders = (self.home / name for name in ('data/jira-monitor', 'config', 'run', 'temporary'))
        return sorted(str(path) for folder in folders for path in folder.rglob('*') if path.is_file())

    def end(self):
        for bus in self.buses:
            bus.end()
        for child in reversed(self.children):
            child.terminate()
            child.wait(LIMIT)
            for pipe in (child.stdin, child.stdout):
                if pipe is not None:
                    with contextlib.suppress(BrokenPipeError):
                        pipe.close()
        for jira in self.jiras:
            jira.__exit__()
        shutil.rmtree(self.home)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()
