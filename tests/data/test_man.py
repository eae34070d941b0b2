#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual pages: complete, and without a complaint of those that show them.

JM_PAGES is their folder, JM_CLI the command line. Prints TAP.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

from tap import Skip, run, test

PAGES = sorted(Path(os.environ['JM_PAGES']).glob('*.1'))
CLI = os.environ['JM_CLI']
ENVIRONMENT = {**os.environ, 'LC_ALL': 'C.UTF-8', 'MANWIDTH': '1000', 'MANPAGER': 'cat', 'GROFF_NO_SGR': '1'}


def show(page):
    if not shutil.which('man'):
        raise Skip('man is not installed')
    done = subprocess.run(['man', '--warnings', '-E', 'UTF-8', '-l', '-Tutf8', str(page)], env=ENVIRONMENT,
                          capture_output=True, text=True, check=False)
    if not done.stdout and 'minimized' in done.stderr:
        raise Skip(done.stderr)
    assert done.returncode == 0 and done.stderr == '', (page.name, done.stderr)
    return re.sub('.\b', '', done.stdout)


@test
def there_is_one_for_each_program():
    assert [page.name for page in PAGES] == ['jira-monitor-cli.1', 'jira-monitor.1'], PAGES
    for page in PAGES:
        text = page.read_text(encoding='utf-8')
        assert not re.search('@[a-z]+@', text), page
        assert all(f'.SH {title}' in text for title in ('NAME', 'SYNOPSIS', 'DESCRIPTION', 'OPTIONS', 'SEE ALSO'))


@test
def man_shows_them_without_a_warning():
    for page in PAGES:
        assert 'Jira' in show(page)


@test
def mandoc_finds_nothing_wrong():
    if not shutil.which('mandoc'):
        raise Skip('mandoc is not installed')
    for page in PAGES:
        done = subprocess.run(['mandoc', '-T', 'lint', '-W', 'warning', str(page)], capture_output=True, text=True,
                              check=False)
        assert 'ERROR' not in done.stdout and 'WARNING' not in done.stdout, done.stdout


@test
def each_command_and_option_is_explained():
    text = PAGES[0].read_text(encoding='utf-8').replace('\\-', '-')
    help_text = subprocess.run([CLI, '--help'], env=ENVIRONMENT, capture_output=True, text=True, check=True).stdout
    for command in re.findall(r'^  ([a-z-]+)', help_text.partition('\nCommands:\n')[2].partition('\n\n')[0], re.M):
        assert re.search(rf'^\.SS {command}\b', text, re.M), command
    for option in ('--account', '--json', '--api-token', '--census', '--format', '--days'):
        assert option in text, option


run('/data/man')
