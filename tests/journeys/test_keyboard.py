#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody without a mouse."""
import re

from desk import Atspi, Desk, wait_for
from simulator import run


def wait_page(app, title):
    """Until the page is shown, and marked in the sidebar, and nothing else is."""
    def look():
        rows = [row.label.split(',')[0] for row in app.find('list', 'Pages').find_all('list item')
                if row.has(Atspi.StateType.SELECTED)]
        return rows == [title] and next(app.find_all('grouping', title), None)
    wait_for(look, lambda: f'{title} in\n{app.tree()}\n')


def keys_alone():
    """all pages and dialogs are reached, read and left with keys alone"""
    with Desk() as desk:
        desk.start_keyring()
        app = desk.open('--demonstration')
        app.wait_text('Token is active')

        pages = app.pages()
        assert {'Overview', 'Events', 'Projects', 'Issues'} <= set(pages), pages
        for number, title in enumerate(pages, 1):
            desk.key(f'Control+{number}')
            wait_page(app, title)
        app.open_page('Issues')
        app.focus('list item', 'Issues')
        desk.key('Up')
        wait_page(app, 'Projects')
        desk.key('Up')
        wait_page(app, pages[pages.index('Projects') - 1])
        desk.key('Tab')
        wait_page(app, pages[pages.index('Projects') - 1])

        desk.key('Control+comma')
        desk.key('Control+comma')
        app.focus('spin button', re.compile('^Renew before the end'))
        desk.key('Escape')
        app.wait_gone('dialog')

        desk.key('Control+Shift+n')
        app.find('heading', 'Where is your Jira?')
        app.wait_focus('text', 'Site, or a link to any issue')
        desk.key('Escape')
        app.wait_gone('dialog')

        desk.key('Control+question')
        app.find('dialog', 'Keyboard Shortcuts')
        app.wait_text('Refresh the token')
        desk.key('Control+w')
        app.wait_gone('dialog')

        # Above a dialog, too
        desk.key('Control+Shift+n')
        app.wait_focus('text', 'Site, or a link to any issue')
        app.quit()


run([keys_alone])
