#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in with an API token."""
import re

from desk import Desk
from simulator import run


def wrong_then_right():
    """a wrong API token is refused with a cure, and the right one then works in the same place"""
    with Desk() as desk:
        desk.start_keyring()
        jira = desk.connect_jira('--sites', '1', '--projects', '2', '--issues', '10')
        email, token = jira.hello['api_token']['email'], jira.hello['api_token']['token']
        app = desk.open()

        app.press('Sign In')
        app.write(re.compile('^Site'), jira.site['url'] + '/browse/WEB-1')  # any link will do
        app.activate('API Token')
        app.write(re.compile('^E-mail Address'), email)
        app.write(re.compile('^Token'), token[:-1] + ('a' if token[-1] != 'a' else 'b'))
        app.press('Check and Continue')
        app.wait_text(re.compile('^Jira does not accept this pair'))
        assert jira.control('GET', '/requests')[-1]['status'] == 401

        app.write(re.compile('^Token'), token)
        app.press('Check and Continue')
        app.wait_text(re.compile('Signed in as '))
        app.press('Open Overview')
        app.wait_gone('dialog')
        app.wait_text('Token is active')
        app.wait_text(re.compile('API token'))
        app.quit()


run([wrong_then_right])
