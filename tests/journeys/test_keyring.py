#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A keyring that is locked."""
import contextlib
import re

from desk import Desk, GLib
from simulator import run


def locked():
    """with a locked keyring the window says so, shows what is stored, and deletes nothing"""
    with Desk() as desk:
        desk.start_keyring()
        jira = desk.connect_jira('--sites', '1', '--projects', '3', '--issues', '40')
        desk.sign_in()
        desk.cli('projects', '--refresh')
        desk.lock_keyring()
        files = desk.files()

        app = desk.open()
        app.wait_text('The keyring is locked')
        app.find('button', 'Unlock Keyring')
        app.open_page('Projects')
        app.find('table cell', 'Payments')
        app.open_page('Events')
        app.wait_text(re.compile('projects fetched'))
        assert set(files) <= set(desk.files()), desk.files()

        app.open_page('Overview')
        button = app.find('button', 'Unlock Keyring')
        desk.unlock_keyring()
        with contextlib.suppress(GLib.Error):  # it also looks by itself from time to time, and may have been quicker
            button.press()
        app.wait_text('Token is active')
        assert jira.control('GET', '/tokens')['sign_ins'] == 1
        app.quit()


run([locked])
