#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sign-in that was withdrawn."""
import re

from desk import Desk
from simulator import run


def sign_in_again():
    """a sign-in that was withdrawn is offered again, and keeps the issues"""
    with Desk() as desk:
        desk.start_keyring()
        desk.install_browser()
        jira = desk.connect_jira('--sites', '1', '--projects', '3', '--issues', '40')
        desk.sign_in()
        key = desk.cli('projects', '--refresh')[0]['key']
        issues = desk.cli('issues', key, '--refresh')
        accounts = desk.cli('accounts')

        app = desk.open()
        app.wait_text('Token is active')
        jira.control('POST', '/tokens', {'revoke': 'all'})
        app.press('Refresh Now')
        app.wait_text('Jira no longer accepts this sign-in')
        assert not app.says('Dismiss'), 'what the page says is said again in a toast'
        app.press('Sign In Again')
        app.press('Continue in Your Browser')
        app.wait_text(re.compile('Signed in as '))
        app.press('Open Overview')
        app.wait_gone('dialog')
        app.wait_text('Token is active')
        assert desk.cli('accounts') == accounts

        app.open_page('Projects')
        app.activate(re.compile('.'), role='table cell')
        app.find('table row', re.compile(rf'\b{issues[0]["key"]}\b'))
        assert desk.cli('issues', key) == issues
        app.quit()


run([sign_in_again])
