# SPDX-License-Identifier: GPL-3.0-or-later
"""Functions as tests: @test collects them, run() runs them and prints TAP."""

import traceback

tests = []


class Skip(Exception):
    """What a test needs is not on this machine."""


def test(function):
    tests.append(function)
    return function


def run(path):
    print(f'1..{len(tests)}', flush=True)
    for number, function in enumerate(tests, 1):
        name = f'{path}/' + function.__name__.replace('_', '-')
        try:
            function()
            print(f'ok {number} {name}', flush=True)
        except Skip as reason:
            print(f'ok {number} {name} # SKIP {reason}', flush=True)
        except Exception:  # whatever it is, the other tests run
            print(f'not ok {number} {name}', flush=True)
            print('# ' + traceback.format_exc().replace('\n', '\n# '), flush=True)
