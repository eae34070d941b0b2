#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`./dev flatpak`: what it asks of flatpak and flatpak-builder, played by scripts, and what it says where they are not.

JM_SOURCE is the folder of the project. Prints TAP.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tap import run, test

SOURCE = Path(os.environ['JM_SOURCE'])
FLATPAK = '''#!/bin/sh
echo "flatpak $*" >>"$DIARY"
case $1 in
  info) [ -n "$HAVE_RUNTIME" ] ;;
  remotes) [ -z "$HAVE_REMOTE" ] || echo flathub ;;
  remote-info) [ "$2" = flathub ] ;;
esac
'''
BUILDER = '''#!/bin/sh
echo "flatpak-builder $*" >>"$DIARY"
exit ${BUILDER_STATUS:-0}
'''


class Place:
    """A copy of what ./dev flatpak needs, and a PATH with the programs that are named."""

    def __init__(self, *programs):
        self.folder = Path(tempfile.mkdtemp(prefix='jira-monitor-flatpak.'))
        (self.folder / '.ci').mkdir()
        (self.folder / 'bin').mkdir()
        for name in ('dev', '.ci/flatpak', 'org.example.JiraMonitor.json'):
            shutil.copy(SOURCE / name, self.folder / name)
        for name, text in (('flatpak', FLATPAK), ('flatpak-builder', BUILDER)):
            if name in programs:
                (self.folder / 'bin' / name).write_text(text, encoding='utf-8')
                (self.folder / 'bin' / name).chmod(0o755)
        for name in ('bash', 'env', 'sh', 'sed', 'dirname', 'readlink', 'mkdir'):
            (self.folder / 'bin' / name).symlink_to(shutil.which(name))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)

    def dev_flatpak(self, *words, **variables):
        environment = {'PATH': str(self.folder / 'bin'), 'DIARY': str(self.folder / 'diary'), **variables}
        done = subprocess.run([str(self.folder / 'dev'), 'flatpak', *words], env=environment, capture_output=True,
                              text=True, check=False)
        diary = self.folder / 'diary'
        return done, diary.read_text(encoding='utf-8').splitlines() if diary.exists() else []


def expect_one_sentence(done, words):
    assert done.returncode == 1, done
    assert done.stdout == '' and done.stderr.count('\n') == 1 and words in done.stderr, done.stderr


@test
def without_flatpak_it_says_so_in_one_sentence():
    with Place() as place:
        expect_one_sentence(place.dev_flatpak()[0], 'with flatpak, which is not installed')
    with Place('flatpak') as place:
        expect_one_sentence(place.dev_flatpak()[0], 'with flatpak-builder, which is not installed')


@test
def without_the_runtime_it_says_so_in_one_sentence():
    with Place('flatpak', 'flatpak-builder') as place:
        done, diary = place.dev_flatpak()
        expect_one_sentence(done, 'org.gnome.Platform//50 org.gnome.Sdk//50')
        assert not any(line.startswith('flatpak-builder') for line in diary)


@test
def the_runtime_is_installed_from_the_remote_that_has_it():
    with Place('flatpak', 'flatpak-builder') as place:
        done, diary = place.dev_flatpak(HAVE_REMOTE='1')
        assert done.returncode == 0, done
        assert any('--install-deps-from=flathub' in line for line in diary), diary


@test
def it_builds_installs_for_the_person_and_starts():
    with Place('flatpak', 'flatpak-builder') as place:
        done, diary = place.dev_flatpak('--demonstration', HAVE_RUNTIME='1', WAYLAND_DISPLAY='wayland-0')
        assert done.returncode == 0, done
        builder, = [line for line in diary if line.startswith('flatpak-builder')]
        assert '--user --install' in builder and builder.endswith(' org.example.JiraMonitor.json')
        assert '--install-deps-from' not in builder
        assert diary[-1] == 'flatpak run org.example.JiraMonitor --demonstration'


@test
def without_a_display_it_is_installed_and_not_started():
    with Place('flatpak', 'flatpak-builder') as place:
        done, diary = place.dev_flatpak(HAVE_RUNTIME='1')
        assert done.returncode == 0 and 'There is no display here' in done.stderr, done
        assert not any(line.startswith('flatpak run') for line in diary)


@test
def what_does_not_build_is_not_started():
    with Place('flatpak', 'flatpak-builder') as place:
        done, diary = place.dev_flatpak(HAVE_RUNTIME='1', DISPLAY=':0', BUILDER_STATUS='1')
        assert done.returncode == 1 and 'could not be built' in done.stderr, done
        assert not any(line.startswith('flatpak run') for line in diary)


run('/data/flatpak')
