#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Escape closes each dialog, and the focus is where it was before: src/window/shots/jm-shot-dialogs.c."""
import os
import pathlib
import re

from audit import Walk
from desk import Desk
from simulator import run

# Which dialogs each file opens
DIALOGS = {
    'charts/jm-figure.c': 'statistics-table',
    'disconnect/jm-disconnect-dialog.c': 'disconnect',
    'help/jm-help.c': 'help',
    'issues/jm-issue-view-name.c': 'view-name',
    'jm-application-actions.c': 'about shortcuts',
    'jm-application-closing.c': '',  # test_background.py: the demonstration is not asked
    'jm-application-requests.c': 'preferences',
    'jm-link.c': 'link',
    'jm-text.c': '',
    'jm-window-actions.c': 'accounts report sign-in sign-in-again',
    'jm-window-rebuild.c': 'rebuild',
    'jm-window.c': '',  # presents what others made
    'network/jm-network-ask.c': 'network-plain network-proxy network-token',
}
OPENS = re.compile(r'\b(?:adw_dialog_present|jm_window_open_dialog|adw_alert_dialog_(?:new|choose)|jm_text_question) \(')


def escape():
    """each dialog is left with Escape, and leaves nothing behind"""
    expected = ' '.join(DIALOGS.values()).split()
    with Desk() as desk:
        walk = Walk(desk, 'wide-light', what='-dialogs')
        left = []
        for stop in walk.stops():
            left.append(stop.name)
            desk.key('Escape')
        assert sorted(left) == sorted(expected), f'other dialogs than {expected}: {left}'
        assert not walk.check_log(), walk.check_log()


def all_of_them():
    """no file opens a dialog that is not left with Escape here"""
    window = pathlib.Path(os.environ['JM_SOURCE'], 'src/window')
    files = {str(file.relative_to(window)) for file in window.rglob('*.c') if OPENS.search(file.read_text())}
    files = {file for file in files if not file.startswith('shots/')}
    assert files == set(DIALOGS), f'not here: {sorted(files - set(DIALOGS))}; not there: {sorted(set(DIALOGS) - files)}'


run([escape, all_of_them])
