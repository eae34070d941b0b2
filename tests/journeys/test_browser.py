#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in with the browser."""
import re

from desk import Desk
from simulator import run

COUNTDOWN = re.compile(r'^5\d:\d\d$')  # of the hour that a token lives


def stay_signed_in():
    """who signed in with the browser is still signed in at the next start"""
    with Desk() as desk:
        desk.start_keyring()
        desk.install_browser()
        jira = desk.connect_jira('--sites', '2', '--projects', '3', '--issues', '40')
        app = desk.open()

        app.press('Sign In')
        app.activate('Your Browser')
        assert not jira.control('GET', '/requests'), 'it went to Jira before it was told to'
        app.wait_focus('button', 'Continue in Your Browser')
        desk.key('Return')
        app.wait_text('Which sites shall be watched?')
        app.activate('ACME', role='check box')
        app.press('Add 1 Account')
        app.wait_text(re.compile('Signed in as '))
        app.wait_focus('button', 'Open Overview')
        desk.key('Return')
        app.wait_gone('dialog')
        app.wait_text('Token is active')
        app.wait_text(COUNTDOWN)
        app.quit()

        app = desk.open()
        app.wait_text('Token is active')
        app.wait_text(COUNTDOWN)
        assert jira.control('GET', '/tokens')['sign_ins'] == 1
        app.quit()


def change_of_mind():
    """who refuses in the browser is told so, and may try again"""
    with Desk() as desk:
        desk.start_keyring()
        desk.install_browser()
        jira = desk.connect_jira('--sites', '1', '--projects', '1', '--issues', '1')
        jira.control('POST', '/consent', {'auto': 'deny'})
        app = desk.open()

        app.press('Sign In')
        app.activate('Your Browser')
        app.press('Continue in Your Browser')
        app.find('button', 'Try Again')
        assert not desk.programs('browser.py')

        jira.control('POST', '/consent', {'auto': 'accept'})
        app.press('Try Again')
        app.press('Continue in Your Browser')
        app.wait_text(re.compile('Signed in as '))
        app.press('Open Overview')
        app.wait_text('Token is active')
        app.quit()


run([stay_signed_in, change_of_mind])
