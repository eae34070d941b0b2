#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Flatpak's manifest: what the sandbox is allowed, and that nothing is built in from an unknown source.

Reads the manifest that is named by JM_MANIFEST. Prints TAP.
"""

import json
import os
import re

from tap import run, test

# Each line that is added here is a hole in the sandbox; the issue says which ones there may be.
ALLOWED = {
    '--share=network',  # Jira
    '--share=ipc',  # X11 needs it for shared memory
    '--socket=wayland',
    '--socket=fallback-x11',
    '--device=dri',
    '--talk-name=org.kde.StatusNotifierWatcher',  # the tray
}
# Said once more, so that a wrong line in ALLOWED is found as well.
NEVER = ('--filesystem', '--persist', '--socket=session-bus', '--socket=system-bus', '--socket=x11', '--own-name',
         '--talk-name=org.freedesktop.secrets', '--talk-name=org.freedesktop.Flatpak', '--device=all', '--allow',
         '--talk-name=org.freedesktop.Notifications', '--talk-name=org.freedesktop.DBus')

with open(os.environ['JM_MANIFEST'], encoding='utf-8') as file:
    TEXT = file.read()
MANIFEST = json.loads(TEXT)


def modules(of=None):
    for module in (MANIFEST if of is None else of).get('modules', []):
        assert isinstance(module, dict), f'{module}: a module in another file is not seen here'
        yield module
        yield from modules(module)


@test
def the_runtime_is_that_of_gnome():
    assert (MANIFEST['id'], MANIFEST['runtime'], MANIFEST['sdk']) == (
        'org.example.JiraMonitor', 'org.gnome.Platform', 'org.gnome.Sdk')
    assert re.fullmatch(r'[0-9]+', MANIFEST['runtime-version']), 'a released runtime'
    assert MANIFEST['command'] == 'jira-monitor'


@test
def the_sandbox_is_allowed_what_is_needed_and_no_more():
    given = MANIFEST['finish-args']
    assert len(given) == len(set(given)), 'each once'
    assert set(given) == ALLOWED, f'added: {set(given) - ALLOWED}, missing: {ALLOWED - set(given)}'


@test
def nothing_reaches_the_files_the_keyring_or_the_bus_of_the_host():
    for argument in MANIFEST['finish-args']:
        assert not argument.startswith(NEVER), argument
        assert '*' not in argument, argument
    for module in modules():
        assert 'finish-args' not in module


@test
def what_is_downloaded_is_pinned_and_looked_after():
    for module in modules():
        for source in module['sources']:
            assert isinstance(source, dict), f'{module["name"]}: {source} is not seen here'
            if 'url' not in source:
                assert source['type'] in ('dir', 'file', 'patch'), source
                continue
            assert source['type'] == 'archive', f'{source["url"]}: a release, not a branch'
            assert source['url'].startswith('https://'), source['url']
            assert re.fullmatch(r'[0-9a-f]{64}', source['sha256']), source['url']
            assert 'x-checker-data' in source, f'{source["url"]}: nobody would notice a new release'


@test
def nothing_is_fetched_while_it_builds():
    assert '--share=network' not in json.dumps(MANIFEST.get('build-options', {}))
    for module in modules():
        assert '--share=network' not in json.dumps(module.get('build-options', {})), module['name']


@test
def the_application_is_this_folder_without_what_was_built():
    application = MANIFEST['modules'][-1]
    source, = application['sources']
    assert (application['name'], application['buildsystem']) == ('jira-monitor', 'meson')
    assert (source['type'], source['path']) == ('dir', '.')
    assert {'.flatpak-builder', 'build', 'build-flatpak', 'build-sanitized'} <= set(source['skip'])
    assert '-Dsignin_view=enabled' in application['config-opts'], 'the window for signing in is in the Flatpak'


@test
def the_file_is_written_as_everybody_writes_it():
    assert TEXT == json.dumps(MANIFEST, indent=2, ensure_ascii=False) + '\n'


run('/data/manifest')
