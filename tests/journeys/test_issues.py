#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody who looks for work among the issues, without a mouse."""
import re

from desk import Desk
from simulator import run

ENTRY = 'Search stored issues'


def look_for_work():
    """issues are found, my own are chosen, and a view of them is kept and taken, with keys alone"""
    with Desk() as desk:
        desk.start_keyring()
        app = desk.open('--demonstration')
        app.wait_text('Token is active')
        app.open_page('Projects')
        app.activate('Accessibility', role='table cell')
        app.find('table row', re.compile('A11Y-'))
        app.wait_text(re.compile(r'^187 issues'))

        desk.key('Control+f')
        app.wait_focus('entry', ENTRY)
        app.find('entry', ENTRY).write('focus ring')
        app.wait_text(re.compile(r'^\d+ of 187 issues'))
        app.find('entry', ENTRY).write('A11Y-95')
        desk.key('Return')
        app.find('table row', re.compile('A11Y-95'))
        app.find('entry', ENTRY).write('')
        app.wait_text(re.compile(r'^187 issues'))

        desk.key('Control+d')
        app.find('text', 'Name')
        app.write('Name', 'Made for all')
        desk.key('Return')
        app.wait_text('Made for all')

        desk.key('Control+b')
        app.activate('Assigned to Me')
        app.wait_text('Assigned to Me')
        desk.key('Control+b')
        app.activate('Made for all')
        app.wait_text(re.compile(r'^187 issues'))
        app.quit()


run([look_for_work])
