#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody who has no account looks around."""
import re

from desk import Desk, wait_for
from simulator import run


def look_around():
    """the demonstration shows a live token, projects and issues, and leaves nothing behind"""
    with Desk() as desk:
        desk.start_keyring()
        app = desk.open()
        app.find('button', 'Try the Demonstration')
        before = desk.files()

        app.focus('button', 'Try the Demonstration')
        desk.key('Return')
        app.wait_text('Token is active')
        assert app.says('This is a demonstration')
        assert app.says(re.compile(r'^\d\d:\d\d$')), 'no countdown'
        assert desk.programs('jira-monitor-simulator'), 'the demonstration shows another Jira'

        app.open_page('Projects')
        app.activate('Accessibility', role='table cell')
        app.find('table row', re.compile('A11Y-'))

        app.press('Leave')
        app.find('button', 'Try the Demonstration')
        wait_for(lambda: not desk.programs('jira-monitor-simulator'), lambda: 'the end of the simulator')
        wait_for(lambda: desk.files() == before, lambda: f'{before} in place of {desk.files()}')
        app.quit()


run([look_around])
