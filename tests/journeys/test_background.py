#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A program that goes on without its window."""
import contextlib
import os
import re
import signal
import time

from desk import App, Desk, GLib, Widget, wait_for
from simulator import run

NAME = 'org.example.JiraMonitor'
PATH = '/org/example/JiraMonitor'
LONG = 60           # seconds: nothing here is about how fast it is
AGAIN = 2           # seconds until the same is asked for once more


def signed_in(desk):
    desk.start_keyring()
    jira = desk.connect_jira('--sites', '1', '--projects', '2', '--issues', '10')
    desk.sign_in()
    return jira


def windows(desk, pid):
    """How many windows of that process a screen reader sees."""
    registry = Widget(desk.accessibility, 'org.a11y.atspi.Registry', '/org/a11y/atspi/accessible/root')
    found = 0
    for application in registry.children():
        with contextlib.suppress(GLib.Error):
            owner = GLib.Variant('(s)', (application.owner,))
            if desk.accessibility.call('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus',
                                       'GetConnectionUnixProcessID', owner) == (pid,):
                found += len(application.children())
    return found


def owner(desk):
    """The process that holds the program's name, or None."""
    with contextlib.suppress(GLib.Error):
        pid, = desk.session.call('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus',
                                 'GetConnectionUnixProcessID', GLib.Variant('(s)', (NAME,)))
        return pid
    return None


def start(desk, *arguments, environment=None):
    log = desk.log.open('a')
    return desk.start([os.environ['JM_APP'], *arguments], {'G_DEBUG': 'fatal-warnings'} | (environment or {}),
                      stdout=log, stderr=log)


def start_hidden(desk, environment=None):
    process = start(desk, '--background', environment=environment)
    wait_for(lambda: owner(desk) == process.pid, lambda: 'the program on the bus', LONG)
    return process


def second_start(desk, *arguments):
    """It hands over to the one that runs."""
    assert start(desk, *arguments).wait(LONG) == 0, desk.log.read_text()


def ask(desk, action, *targets):
    """What the tray and notifications do."""
    targets = [GLib.Variant('s', target) for target in targets]
    desk.session.call(NAME, PATH, 'org.gtk.Actions', 'Activate', GLib.Variant('(sava{sv})', (action, targets, {})))


def refresh(desk, jira):
    """It is done when Jira gave a new token. Who asks while one is being kept gets that one, and asks again."""
    def count():
        return jira.control('GET', '/tokens')['refreshes']

    def look():
        nonlocal asked_at
        if count() == before and time.monotonic() > asked_at + AGAIN:
            asked_at = time.monotonic()
            ask(desk, 'refresh-all')
        return count() > before
    before, asked_at = count(), -AGAIN
    wait_for(look, lambda: 'a new token', LONG)


def wait_hidden(desk, process):
    wait_for(lambda: windows(desk, process.pid) == 0, lambda: 'the end of the window', LONG)
    assert process.poll() is None, f'the program ended: {desk.log.read_text()}'


def end(desk, process):
    process.terminate()
    assert process.wait(LONG) == 0, f'it ended with {process.returncode}: {desk.log.read_text()}'


def closed_once():
    """closing the window asks once, then the program goes on, and starting it again shows it"""
    with Desk() as desk:
        jira = signed_in(desk)
        app = desk.open()
        app.wait_text('Token is active')
        desk.key('Control+w')
        app.wait_text('Keep Watching?')
        desk.key('Escape')
        app.wait_gone('alert')

        desk.key('Control+w')
        app.press('Keep Running')
        wait_hidden(desk, app.process)
        refresh(desk, jira)
        assert windows(desk, app.process.pid) == 0, 'a window came by itself'

        second_start(desk)
        app = App(desk, app.process)
        app.wait_text('Token is active')
        desk.key('Control+w')
        wait_hidden(desk, app.process)

        second_start(desk)
        app = App(desk, app.process)
        app.wait_text('Token is active')
        app.quit()


def closed_for_good():
    """who wants it to end with its window is asked once, too"""
    with Desk() as desk:
        signed_in(desk)
        app = desk.open()
        app.wait_text('Token is active')
        desk.key('Control+w')
        app.press('Quit')
        app.wait_end()

        app = desk.open()
        app.wait_text('Token is active')
        desk.key('Control+w')
        app.wait_end()


def without_account():
    """without an account there is nothing to watch, and nothing is asked"""
    with Desk() as desk:
        desk.start_keyring()
        app = desk.open()
        app.find('button', 'Try the Demonstration')
        desk.key('Control+w')
        app.wait_end()


def hidden_start():
    """--background shows no window until somebody starts the program, and SIGTERM ends it in order"""
    with Desk() as desk:
        jira = signed_in(desk)
        process = start_hidden(desk)
        refresh(desk, jira)
        second_start(desk, '--background')
        refresh(desk, jira)
        assert windows(desk, process.pid) == 0, 'a window came by itself'

        second_start(desk)
        app = App(desk, process)
        app.wait_text('Token is active')
        end(desk, process)


def asked_from_outside():
    """tray and notifications open the window where they say"""
    with Desk() as desk:
        jira = signed_in(desk)
        account = desk.cli('accounts')[0]['id']
        project = desk.cli('projects', '--refresh')[0]['key']
        first, second = (issue['key'] for issue in desk.cli('issues', project, '--refresh')[:2])
        process = start_hidden(desk)

        ask(desk, 'show-issue', f'{account} {first}')
        app = App(desk, process)
        app.find('table row', re.compile(rf'\b{first}\b'))
        app.wait_gone('table row', re.compile(rf'\b{second}\b'))
        ask(desk, 'show-issue', f'{account} {second}')
        app.find('table row', re.compile(rf'\b{second}\b'))
        ask(desk, 'preferences-page', 'sync')
        app.find('dialog', 'Preferences')
        desk.key('Escape')
        app.wait_gone('dialog')

        # A problem that is over has no cure, and one that is not has.
        ask(desk, 'cure-problem', f'sign-in/{account}')
        app.wait_text('Token is active')
        jira.control('POST', '/tokens', {'revoke': 'all'})
        ask(desk, 'refresh-all')
        app.wait_text('Jira no longer accepts this sign-in')
        ask(desk, 'cure-problem', f'sign-in/{account}')
        app.find('button', 'Continue in Your Browser')
        ask(desk, 'quit')
        assert process.wait(LONG) == 0, desk.log.read_text()


def hung():
    """one that runs and does not answer is given up, with a hint"""
    with Desk() as desk:
        desk.start_keyring()
        process = start_hidden(desk)
        process.send_signal(signal.SIGSTOP)
        try:
            assert start(desk).wait(LONG) == 3
            assert 'does not answer' in desk.log.read_text()
        finally:
            process.send_signal(signal.SIGCONT)
        end(desk, process)


def without_bus():
    """without a session bus there is a window that says what is missing"""
    with Desk() as desk:
        address, = desk.session.call('org.a11y.Bus', '/org/a11y/bus', 'org.a11y.Bus', 'GetAddress')
        process = start(desk, environment={'AT_SPI_BUS_ADDRESS': address, 'G_DEBUG': '',
                                           'DBUS_SESSION_BUS_ADDRESS': f'unix:path={desk.home}/nowhere'})
        app = App(desk, process)
        app.find('button', 'Try the Demonstration')
        end(desk, process)


def bus_ends():
    """the end of the bus is not the end of the program"""
    with Desk() as desk:
        jira = signed_in(desk)
        # GLib says "critical" of a call that was just being sent.
        process = start_hidden(desk, {'G_DEBUG': ''})
        refresh(desk, jira)
        desk.end_bus()
        end(desk, process)


def notification_starts_it():
    """an action that is asked of a program that has ended starts it"""
    with Desk() as desk:
        signed_in(desk)
        account = desk.cli('accounts')[0]['id']
        (desk.home / f'services/{NAME}.service').write_text(
            f'[D-BUS Service]\nName={NAME}\nExec={os.environ["JM_APP"]} --gapplication-service\n')
        desk.session.call('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus',
                          'UpdateActivationEnvironment', GLib.Variant('(a{ss})', (desk.environment,)))
        desk.session.call('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'ReloadConfig')

        target = GLib.Variant('s', account)
        desk.session.call(NAME, PATH, 'org.freedesktop.Application', 'ActivateAction',
                          GLib.Variant('(sava{sv})', ('show-account', [target], {})))
        pid = owner(desk)
        try:
            wait_for(lambda: windows(desk, pid) == 1, lambda: 'the window', LONG)
        finally:
            os.kill(pid, signal.SIGTERM)
        wait_for(lambda: owner(desk) is None, lambda: 'the end', LONG)

        # One that opens no window ends when it is done: nobody asked it to stay.
        desk.session.call(NAME, PATH, 'org.freedesktop.Application', 'ActivateAction',
                          GLib.Variant('(sava{sv})', ('refresh-all', [], {})))
        wait_for(lambda: owner(desk) is None, lambda: 'the end', LONG)


run([closed_once, closed_for_good, without_account, hidden_start, asked_from_outside, hung,
     without_bus, bus_ends, notification_starts_it])
