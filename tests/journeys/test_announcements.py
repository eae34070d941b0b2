#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said aloud to somebody who does not see the screen, and what is not."""
import re

from desk import Desk, GLib, matches, wait_for
from simulator import run

EVENT = 'org.a11y.atspi.Event.Object'
REGISTRY = ('org.a11y.atspi.Registry', '/org/a11y/atspi/registry', 'org.a11y.atspi.Registry')


POLITE, ASSERTIVE = 1, 2


class Ear:
    """Hears what programs announce, as a screen reader does."""

    def __init__(self, desk):
        self.heard = []
        self.everything = []
        bus = desk.accessibility
        bus.connection.signal_subscribe(None, EVENT, 'Announcement', None, None, 0, self.hear)
        bus.call(*REGISTRY, 'RegisterEvent', GLib.Variant('(sas)', ('object:announcement', [])))

    def hear(self, _connection, _sender, _path, _interface, _member, arguments):
        _, priority, _, words, _ = arguments.unpack()
        self.heard.append((words, priority))
        self.everything.append((words, priority))

    def listen(self):
        while GLib.MainContext.default().iteration(False):
            pass
        return self.heard

    def wait(self, wanted):
        """Until wanted is said after what was waited for before; gives how urgently."""
        def look():
            for place, (words, priority) in enumerate(self.listen()):
                if matches(words, wanted):
                    del self.heard[:place + 1]
                    return priority
            return None
        return wait_for(look, lambda: f'“{wanted}” among {self.heard}')


def results():
    """results and counts are said when they are there"""
    with Desk() as desk:
        ear = Ear(desk)
        app = desk.open('--demonstration')
        app.wait_text('Token is active')

        desk.key('Control+t')
        ear.wait(re.compile(r'^\d+ of \d+|^Everything|^Jira'))

        app.open_page('Issues')
        desk.key('Control+f')
        app.wait_focus('entry', re.compile('Search'))
        for letter in 'pay':
            desk.key(letter)
        ear.wait(re.compile(r'^[\d,]+ issues? found$'))

        for page in ('Projects', 'Events', 'Explorer'):
            app.open_page(page)
            desk.key('Control+f')
            app.wait_focus('entry', re.compile('Search'))
            desk.key('q')
            ear.wait(re.compile(r'^\d+ found$'))


def troubles():
    """a state that needs somebody interrupts; that all is well again does not; numbers that run are not said"""
    with Desk() as desk:
        ear = Ear(desk)
        desk.start_keyring()
        desk.install_browser()
        jira = desk.connect_jira('--sites', '1', '--projects', '3', '--issues', '40')
        desk.sign_in()
        app = desk.open()
        app.wait_text('Token is active')
        desk.key('F5')
        ear.wait(re.compile('^Synced'))
        assert all(words.startswith('Synced') for words, _ in ear.everything), ear.everything

        app.open_page('Issues')
        app.wait_text(re.compile(r'^40 issues'))
        jira.arm('status', '*/search/jql', times=0, code=403)
        desk.key('Control+m')
        app.wait_focus('menu item', 'Fetch from Jira')
        desk.key('Return')
        assert ear.wait(re.compile(' since ')) == POLITE
        jira.control('DELETE', '/arm')
        app.open_page('Overview')

        jira.control('POST', '/tokens', {'revoke': 'all'})
        app.press('Refresh Now')
        assert ear.wait(re.compile('Jira no longer accepts this sign-in')) == ASSERTIVE
        app.press('Sign In Again')
        app.press('Continue in Your Browser')
        ear.wait(re.compile('Almost there'))
        app.wait_text(re.compile('Signed in as '))
        app.press('Open Overview')
        assert ear.wait(re.compile('Token is active')) == POLITE


run([results, troubles])
