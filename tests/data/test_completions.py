#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a shell offers behind jira-monitor-cli, asked by pressing Tab in it where that can be done from outside.

JM_CLI is the program, JM_COMPLETIONS the folder of the scripts. Prints TAP.
"""

import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from tap import Skip, run, test

CLI = os.environ['JM_CLI']
SCRIPTS = Path(os.environ['JM_COMPLETIONS'])
scratch = tempfile.mkdtemp(prefix='jira-monitor-completions.')
ENVIRONMENT = {**os.environ, 'LC_ALL': 'C.UTF-8', 'XDG_DATA_HOME': scratch, 'GSETTINGS_BACKEND': 'memory',
               'PATH': f'{os.path.dirname(CLI)}:{os.environ["PATH"]}'}

# What a person has typed, and what must be among the offers, or be all of them.
OFFERS = (
    (['si'], {'sign-in', 'sign-out'}, True),
    (['export', ''], {'issues', 'projects', 'users'}, False),
    (['export', '--fo'], {'--format'}, True),
    (['export', '--format', ''], {'csv', 'json', 'markdown'}, True),
    (['export', '-f', 'm'], {'markdown'}, True),
    (['--json', 'stat'], {'status', 'stats'}, False),
    (['sync', '--ce'], {'--census'}, True),
    (['status', '--account', ''], set(), True),
    (['nonsense', ''], set(), True),
)


def ask(words, environment=None):
    done = subprocess.run(words, env=environment or ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and done.stderr == '', done
    return done.stdout


def shell(name):
    program = shutil.which(name)
    if not program:
        raise Skip(f'{name} is not installed')
    return program


def check_offers(offers_of):
    for words, expected, alone in OFFERS:
        offered = set(offers_of(words))
        assert offered == expected if alone else offered >= expected, (words, offered)


@test
def the_program_offers_every_command_and_every_option_of_its_help():
    help_text = ask([CLI, '--help'])
    commands = re.findall(r'^  ([a-z-]+)', help_text.partition('\nCommands:\n')[2].partition('\n\n')[0], re.M)
    assert 'sign-in' in commands and len(commands) > 10, commands
    offered = [line.split('\t')[0] for line in ask([CLI, '--complete', '']).splitlines()]
    assert offered == commands
    for command in commands:
        options = set(re.findall(r'^  (?:-., )?(--[a-z-]+)', ask([CLI, command, '--help']), re.M))
        offered = {line.split('\t')[0] for line in ask([CLI, '--complete', command, '-']).splitlines()}
        assert offered == options, (command, offered ^ options)


@test
def the_program_offers_what_fits():
    check_offers(lambda words: [line.split('\t')[0] for line in ask([CLI, '--complete', *words]).splitlines()])
    assert ask([CLI, '--complete', 'export', '--format=c']) == '--format=csv\t\n'
    assert ask([CLI, '--complete', 'export', '--format', '=', 'c']) == 'csv\t\n'
    assert ask([CLI, '--complete', 'export', '--output', '']) == ':files\n'
    assert ask([CLI, '--complete']) == ask([CLI, '--complete', ''])


@test
def it_offers_the_same_in_another_language():
    german = {**ENVIRONMENT, 'LC_ALL': 'de_DE.UTF-8', 'LANGUAGE': 'de'}
    for words, _, _ in OFFERS:
        names = [line.split('\t')[0] for line in ask([CLI, '--complete', *words], german).splitlines()]
        assert names == [line.split('\t')[0] for line in ask([CLI, '--complete', *words]).splitlines()]


@test
def bash_offers_them():
    program = shell('bash')

    def offers_of(words):
        # As readline does it: the words, which of them is being typed, and the function that is registered.
        script = ('source "$1"; shift; function=$(complete -p jira-monitor-cli | sed "s/.*-F \\([^ ]*\\).*/\\1/"); '
                  'COMP_WORDS=(jira-monitor-cli "$@"); COMP_CWORD=$#; "$function"; '
                  '[ ${#COMPREPLY[@]} -eq 0 ] || printf "%s\\n" "${COMPREPLY[@]}"')
        return ask([program, '--norc', '--noprofile', '-c', script, 'bash', str(SCRIPTS / 'jira-monitor-cli.bash'),
                    *words]).splitlines()

    check_offers(offers_of)


@test
def fish_offers_them():
    program = shell('fish')

    def offers_of(words):
        line = ' '.join(['jira-monitor-cli', *(word or '""'[:0] for word in words)])
        script = f'source {SCRIPTS / "jira-monitor-cli.fish"}; complete -C {json.dumps(line)}'
        return [row.split('\t')[0] for row in ask([program, '--no-config', '-c', script]).splitlines()]

    check_offers(offers_of)


@test
def zsh_can_read_it():
    program = shell('zsh')
    ask([program, '-n', str(SCRIPTS / '_jira-monitor-cli')])


@test
def fish_can_read_it():
    program = shell('fish')
    ask([program, '--no-execute', str(SCRIPTS / 'jira-monitor-cli.fish')])


try:
    run('/data/completions')
finally:
    shutil.rmtree(scratch)
