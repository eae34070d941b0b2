#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real tray, and the mouse."""
from desk import Desk, wait_for
from panel import Panel
from simulator import run


def tray():
    """the icon hides and shows the window, its menu works, it follows the state and the panel"""
    with Desk() as desk:
        desk.start_keyring()
        desk.set('keep-running', "'yes'")
        jira = desk.connect_jira('--sites', '1', '--projects', '3', '--issues', '40')
        desk.sign_in()
        panel = Panel(desk)
        app = desk.open()
        app.wait_text('Token is active')
        app.wait_active()
        panel.wait_icon()
        panel.keep_picture('tray-window')

        panel.click()
        app.wait_hidden()
        panel.keep_picture('tray-hidden')
        panel.click()
        app.wait_active()
        app.wait_text('Token is active')

        # The menu is the panel's own; the first entry opens the window.
        panel.click()
        app.wait_hidden()
        panel.open_menu()
        panel.keep_picture('tray-menu')
        panel.close_menu()
        panel.open_menu()
        panel.activate('Home')
        app.wait_active()

        fine = panel.picture_of_icon()
        jira.control('POST', '/tokens', {'revoke': 'all'})
        app.press('Refresh Now')
        app.wait_text('Jira no longer accepts this sign-in')
        wait_for(lambda: panel.picture_of_icon() != fine, lambda: 'another icon')
        panel.keep_picture('tray-error')

        panel.stop()
        panel.start()
        panel.wait_icon()
        assert len(panel.get_items()) == 1, panel.get_items()

        panel.open_menu()
        panel.activate('End')
        app.wait_end()
        wait_for(lambda: not panel.get_items(), lambda: 'the end of the icon')
        panel.wait_no_icon()


run([tray])
