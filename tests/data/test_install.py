#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`meson install` into an empty folder: what is there, whether it fits together, and that it can be taken away again.

JM_BUILD is the build directory, JM_PREFIX its prefix. Prints TAP.
"""

import configparser
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from xml.etree import ElementTree

from tap import Skip, run, test

BUILD = Path(os.environ['JM_BUILD'])
PREFIX = os.environ['JM_PREFIX']
APP = 'org.example.JiraMonitor'
WANTED = [
    'bin/jira-monitor',
    'bin/jira-monitor-cli',
    'libexec/jira-monitor/jira-monitor-simulator',
    f'share/applications/{APP}.desktop',
    'share/bash-completion/completions/jira-monitor-cli',
    f'share/dbus-1/services/{APP}.service',
    'share/fish/vendor_completions.d/jira-monitor-cli.fish',
    f'share/glib-2.0/schemas/{APP}.gschema.xml',
    'share/help/C/jira-monitor/index.page',
    f'share/icons/hicolor/scalable/apps/{APP}.svg',
    f'share/icons/hicolor/symbolic/apps/{APP}-symbolic.svg',
    f'share/icons/hicolor/symbolic/apps/{APP}-attention-symbolic.svg',
    f'share/icons/hicolor/symbolic/apps/{APP}-error-symbolic.svg',
    'share/man/man1/jira-monitor.1',
    'share/man/man1/jira-monitor-cli.1',
    f'share/metainfo/{APP}.metainfo.xml',
    'share/zsh/site-functions/_jira-monitor-cli',
]
# Nothing of ours lies anywhere else.
PLACES = ('bin/jira-monitor', 'libexec/jira-monitor/', 'share/help/', 'share/locale/', *WANTED,
          f'share/icons/hicolor/symbolic/apps/{APP}-')

scratch = Path(tempfile.mkdtemp(prefix='jira-monitor-install.'))
root = scratch / PREFIX.lstrip('/')
log = BUILD / 'meson-logs' / 'install-log.txt'
kept_log = log.read_bytes() if log.exists() else None


def meson(*words):
    return subprocess.run(['meson', *words], env={**os.environ, 'DESTDIR': str(scratch)}, cwd=BUILD, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=True).stdout


def files():
    return sorted(str(path.relative_to(root)) for path in root.rglob('*') if not path.is_dir())


def keys(path, section):
    """The last component of a key is kept as it is written."""
    parser = configparser.ConfigParser(interpolation=None, comment_prefixes='#', delimiters='=', strict=True)
    parser.optionxform = str
    parser.read_string((root / path).read_text(encoding='utf-8'))
    return dict(parser[section])


@test
def everything_that_is_expected_is_there():
    there = files()
    missing = [path for path in WANTED if path not in there]
    assert not missing, missing


@test
def nothing_else_is_there():
    other = [path for path in files() if not path.startswith(PLACES)]
    assert not other, other


@test
def programs_can_be_run_and_the_rest_be_read_by_everybody():
    for path in files():
        mode = (root / path).stat().st_mode & 0o777
        program = path.startswith(('bin/', 'libexec/'))
        assert mode == (0o755 if program else 0o644), f'{path}: {mode:o}'


@test
def the_desktop_file_starts_what_is_installed():
    entry = keys(f'share/applications/{APP}.desktop', 'Desktop Entry')
    assert f'bin/{entry["Exec"].split()[0]}' in files(), entry['Exec']
    assert entry['Icon'] == APP
    assert entry['StartupWMClass'] == APP
    assert entry['DBusActivatable'] == 'true'
    for action in entry['Actions'].rstrip(';').split(';'):
        words = keys(f'share/applications/{APP}.desktop', f'Desktop Action {action}')['Exec'].split()
        # By the bus, and by the command line where nobody uses the bus: the same action.
        assert words == ['gapplication', 'action', APP, action], words


@test
def the_bus_starts_what_is_installed():
    service = keys(f'share/dbus-1/services/{APP}.service', 'D-BUS Service')
    program, *options = service['Exec'].split()
    assert service['Name'] == APP
    assert program == f'{PREFIX}/bin/jira-monitor' and options == ['--gapplication-service'], service['Exec']


@test
def what_is_installed_runs_from_its_prefix():
    """Where the folder can be put in the place of the prefix, and with it the schema."""
    bwrap = ['bwrap', '--dev-bind', '/', '/', '--bind', str(root), PREFIX]
    if not shutil.which('bwrap') or not Path(PREFIX).is_dir() or subprocess.run(
            [*bwrap, 'true'], capture_output=True, check=False).returncode != 0:
        raise Skip('no folder can be put in the place of another here')
    subprocess.run(['glib-compile-schemas', '--strict', str(root / 'share/glib-2.0/schemas')], check=True)
    environment = {name: value for name, value in os.environ.items()
                   if name not in ('GSETTINGS_SCHEMA_DIR', 'JIRA_MONITOR_LIBEXECDIR', 'JIRA_MONITOR_HELPDIR')}
    environment.update(XDG_DATA_HOME=str(scratch / 'data'), GSETTINGS_BACKEND='memory', LC_ALL='C.UTF-8',
                       ASAN_OPTIONS='detect_leaks=0')
    for words, expected, status in (
            ([f'{PREFIX}/bin/jira-monitor', '--version'], 'jira-monitor', 0),
            # Attention is needed: nobody has signed in.
            ([f'{PREFIX}/bin/jira-monitor-cli', 'accounts', '--json'], '[]', 2),
            ([f'{PREFIX}/libexec/jira-monitor/jira-monitor-simulator', '--help'], 'jira-monitor-simulator', 0)):
        done = subprocess.run([*bwrap, *words], env=environment, capture_output=True, text=True, check=False)
        assert expected in done.stdout and done.returncode == status, (words, done)
    shutil.rmtree(scratch / 'data')
    (root / 'share/glib-2.0/schemas/gschemas.compiled').unlink()


def skeleton(page):
    """What a translation leaves as it is: the ids and where links lead."""
    return [(element.tag, sorted((name, value) for name, value in element.attrib.items() if name in ('id', 'xref', 'href')))
            for element in ElementTree.parse(page).iter() if set(element.attrib) & {'id', 'xref', 'href'}]


@test
def the_help_is_the_same_in_every_language():
    original = root / 'share/help/C/jira-monitor'
    languages = sorted(path.name for path in (root / 'share/help').iterdir())
    assert languages == ['C', 'ar', 'de', 'es', 'fr', 'ja', 'zh_CN'], languages
    for language in languages:
        for page in original.glob('*.page'):
            translated = root / 'share/help' / language / 'jira-monitor' / page.name
            assert skeleton(translated) == skeleton(page), translated
            assert language == 'C' or translated.read_bytes() != page.read_bytes(), f'{translated} is English'


@test
def taken_away_it_leaves_nothing():
    meson('--internal', 'uninstall')
    assert files() == [], files()


try:
    meson('install', '--no-rebuild', '--quiet')
    run('/data/install')
finally:
    shutil.rmtree(scratch)
    if kept_log is None:
        log.unlink(missing_ok=True)
    else:
        log.write_bytes(kept_log)
