#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every page in every state in a language that is longer: what cannot be translated, and what is cut."""
import os
import re
import sys

from audit import Walk
from desk import Desk
from pseudo import lengthen, make_catalogue, translate
from simulator import run
from states import STATES

# What Jira says, by where it stands: issues, names of people, projects, states, accounts; JSON
FROM_JIRA = re.compile(r'GtkColumnView#|GtkListView#list_view/GtkLabel|AdwAvatar'
                       r'|Jm(?:Lozenge|BarChart|StackChart|ProjectCard|IssueRow|JsonView|FilterPill)\b'
                       r'|Jm(?:AccountRowWidget|SwitcherRow|AgeLabel)\b'
                       r'|JmMutedProjects/.*#title_box|#(?:account_button|name_label|scopes_box|prefixes)\b')
# What has no language: addresses, dates and sizes (of the C library), keys, names; and the demonstration's own
NO_LANGUAGE = re.compile(r'127\.0\.0\.1|localhost|atlassian\.(?:net|com)|\.example\b|\b20\d\d\b|^[\d.,]+\s[kMGT]?B$'
                         r'|^(?:(?:Shift|Ctrl|Alt|Super)(?:\+|$))+|^(?:Down|Up|Left|Right|Return|End|Home|Menu|F\d+)$'
                         r'|^(?:ACME(?: Sandbox)?|日本 ACME|Nordlicht GmbH|Mia Krystof|Jira Monitor)$'
                         r'|^(?:My open work|All bugs|DATA)$|^ACME Corporate CA|^pkcs11:')
# What GTK and libadwaita translate
OTHERS = {'Back', 'Clear Entry', 'Close', 'Code by', 'Copyright', 'Credits', 'Debugging Information', 'Details',
          'Hide Password', 'Legal', 'Preferences', 'Report an Issue', 'Search', 'Show Password', 'Translated by',
          'Troubleshooting', 'Website', 'What’s New'}
# States that show made-up things
INVENTED = {'token-states'}
# Where GTK and libadwaita cut by themselves, and the whole is one step away: in the list, in the entry, on the page
CUT_BY_OTHERS = re.compile('AdwViewSwitcher|AdwComboRow.*GtkListView#current|AdwEntryRow|GtkSearchEntry|AdwWindowTitle')


def is_untranslated(word):
    text = word['text']
    return '⟦' not in text and re.search(r'[A-Za-z]{2}', text) and text not in OTHERS and \
        not FROM_JIRA.search(word['path']) and not NO_LANGUAGE.search(text)


def is_cut(word):
    return word['cut'] and '⟦' in word['text'] and not word['tooltip'] and not CUT_BY_OTHERS.search(word['path'])


def judge(stop):
    if stop.name in INVENTED:
        return []
    found = []
    for word in stop.ask('words'):
        if is_untranslated(word) and not is_echo(word, stop):
            found.append(f'cannot be translated: “{word["text"]}” in {word["path"]}')
        if is_cut(word):
            found.append(f'is cut and has no tooltip: “{word["text"]}” in {word["path"]}')
    return found


def is_echo(word, stop):
    """The title of what was chosen, which is Jira's own."""
    return re.search(r'JmDocumentPane|JmIssuesPage.*(?:#label|#subtitle_label)', word['path']) is not None


def everything_in_brackets():
    """every word that is the program's can be translated, and none is cut where it cannot be read otherwise"""
    look = sys.argv[1]
    with Desk() as desk:
        environment = make_catalogue(os.environ['JM_SOURCE'], desk.home)
        walk = Walk(desk, look, environment)
        states = set()
        found = []
        for stop in walk.stops():
            states.add(stop.name)
            found += [f'{stop.name}: {line}' for line in judge(stop) + stop.check_log()]
        assert set(STATES) <= states, f'not seen: {sorted(set(STATES) - states)}'
        assert not found, f'{len(found)} findings in {look}\n' + '\n'.join(dict.fromkeys(found))


def kept():
    """directives, markup, entities and mnemonics stay as they are; what has no word stays whole"""
    assert lengthen('Copied %d of %1$s') == '⟦Çôpîéd %d ôf %1$s lôŕ⟧'
    assert lengthen('<b>%s</b> &amp; more').startswith('⟦<b>%s</b> &amp; môŕé')
    assert lengthen('%H:%M') == '%H:%M' and lengthen('…') == '…'
    assert lengthen('Save\n').endswith('⟧\n')
    template = 'msgid ""\nmsgstr ""\n\nmsgid "one %d"\nmsgid_plural "many %d"\nmsgstr[0] ""\nmsgstr[1] ""\n'
    assert 'msgstr[1] "⟦màñý %d l⟧"' in translate(template), translate(template)


def planted():
    """a plain word and a cut one are found"""
    word = {'text': 'Refresh', 'path': 'JmOverviewPage/GtkButton', 'cut': False, 'tooltip': False}
    assert is_untranslated(word)
    assert not is_untranslated(word | {'text': '⟦Ŕéfŕéšh⟧'})
    assert is_cut(word | {'text': '⟦Ŕéfŕéšh⟧', 'cut': True})
    assert not is_cut(word | {'text': '⟦Ŕéfŕéšh⟧', 'cut': True, 'tooltip': True})


run([kept, planted, everything_in_brackets])
