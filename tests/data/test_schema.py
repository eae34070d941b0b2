#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings' schema: each key can be understood in dconf-editor. JM_SCHEMA is the file. Prints TAP."""

import os
import xml.etree.ElementTree as ET

from tap import run, test

SCHEMAS = ET.parse(os.environ['JM_SCHEMA']).getroot()


@test
def each_key_says_what_it_is():
    for key in SCHEMAS.iter('key'):
        for name in ('summary', 'description'):
            text = key.findtext(name, '').strip()
            assert text, f'{key.get("name")} has no {name}'
        assert not key.findtext('summary').endswith('.'), key.get('name')
        assert key.findtext('description').strip().endswith('.'), key.get('name')


@test
def names_are_words_with_hyphens_and_stand_once():
    names = [key.get('name') for key in SCHEMAS.iter('key')]
    assert len(names) == len(set(names)) and len(names) > 20
    assert all(name.replace('-', '').isalnum() and name == name.lower() for name in names)


@test
def the_schema_lies_below_the_name_of_the_application():
    for schema in SCHEMAS.iter('schema'):
        assert schema.get('id').startswith('org.example.JiraMonitor')
        assert schema.get('path') == '/' + schema.get('id').replace('.', '/') + '/'
    assert SCHEMAS.get('gettext-domain') == 'jira-monitor'


run('/data/schema')
