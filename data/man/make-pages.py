#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a manual page from what a program says about itself, so that they can't differ.

usage: make-pages.py VERSION PAGE.in PROGRAM

In PAGE.in, @version@ is replaced by VERSION, @options@ by the options of `PROGRAM --help`, and @commands@ by its
commands, each with the options of `PROGRAM COMMAND --help`.
"""

import os
import re
import subprocess
import sys

OPTION = re.compile(r'^  (-\S.*?)(?:  +(.*))?$')
COMMAND = re.compile(r'^  ([a-z][a-z-]*)((?: \S+)*?)  +(.*)$')
COMMON = ('--help', '--account', '--json', '--version')


def ask(program, *words):
    """What it prints, in English and on a wide screen, whoever asks."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(('LC_', 'LANG'))}
    environment['LC_ALL'] = 'C.UTF-8'
    return subprocess.run([program, *words, '--help'], env=environment, capture_output=True, text=True,
                          check=True).stdout


def roff(text):
    """As it is, whatever is in it."""
    text = text.replace('\\', '\\e').replace('-', '\\-').replace('…', '.\\|.\\|.').replace('“', '\\(lq').replace(
        '”', '\\(rq').replace('’', '\\(cq')
    return re.sub(r"^([.'])", r'\\&\1', text)


def options_of(help_text):
    """(name, summary) of each."""
    found = []
    section = None
    for line in help_text.splitlines():
        if line and not line.startswith(' '):
            section = line
        match = OPTION.match(line)
        if match and section and section.endswith('Options:') and 'help-' not in match[1]:
            found.append((match[1], match[2] or ''))
    return found


def commands_of(help_text):
    """(name, arguments, summary) of each."""
    part = help_text.partition('\nCommands:\n')[2].partition('\n\n')[0]
    return [(match[1], match[2].strip(), match[3]) for match in map(COMMAND.match, part.splitlines()) if match]


def write_options(options):
    lines = []
    for name, summary in options:
        flags, _, argument = name.partition('=')
        value = f'=\\fI{roff(argument)}' if argument else ''
        lines += ['.TP', f'.B {roff(flags)}\\fR{value}', roff(summary)]
    return '\n'.join(lines)


def write_commands(program, help_text):
    lines = []
    for name, arguments, summary in commands_of(help_text):
        own = [option for option in options_of(ask(program, name)) if not option[0].partition('=')[0].endswith(COMMON)]
        lines += [f'.SS {roff(name)}' + (f' \\fI{roff(arguments)}' if arguments else ''), roff(summary) + '.']
        lines += [write_options(own)] if own else []
    return '\n'.join(lines)


def main():
    version, page, program = sys.argv[1:]
    with open(page, encoding='utf-8') as file:
        text = file.read()
    help_text = ask(program)
    text = text.replace('@version@', version)
    text = text.replace('@options@', write_options(options_of(help_text)))
    if '@commands@' in text:
        text = text.replace('@commands@', write_commands(program, help_text))
    sys.stdout.write(text)


main()
