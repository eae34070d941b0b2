#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the simulator's answers against Atlassian's OpenAPI document (tests/openapi)."""
import json
import os
import urllib.parse

import jsonschema

from simulator import Simulator, bearer, call, run

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'openapi')


def load(name):
    with open(os.path.join(FOLDER, name), encoding='utf-8') as stream:
        return json.load(stream)


DOCUMENT = load('jira-cloud-v3.json')
AGILE = load('jira-software-v1.json')
DOCUMENT['paths'] |= AGILE['paths']
DOCUMENT['components']['schemas'] |= AGILE['components']['schemas']

# Where real sites differ from the document, and the simulator goes with the sites: (schema, member) → schema.
KNOWN_DIFFERENCES = {
    ('Project', 'projectTypeKey'): {'type': 'string'},          # product_discovery and more
    ('Project', 'projectKeys'): {'type': 'array', 'items': {'type': 'string'}},  # what expand=projectKeys adds
    ('IssueTransition', 'isLooped'): {'type': 'boolean'},       # the document says `looped`
    ('ServerInformation', 'serverTimeZone'): {'type': 'string'},
    # a field that was empty, or is now, has null there
    ('ChangeDetails', 'from'): {'type': ['string', 'null']},
    ('ChangeDetails', 'fromString'): {'type': ['string', 'null']},
    ('ChangeDetails', 'to'): {'type': ['string', 'null']},
    ('ChangeDetails', 'toString'): {'type': ['string', 'null']},
}


def to_json_schema(node):
    """OpenAPI 3.0 → JSON Schema: `nullable` becomes a type, references point into `definitions`."""
    if isinstance(node, list):
        return [to_json_schema(item) for item in node]
    if not isinstance(node, dict):
        return node
    result = {name: to_json_schema(value) for name, value in node.items() if name not in ('nullable', 'readOnly', 'writeOnly')}
    if '$ref' in node:
        return {'$ref': node['$ref'].replace('#/components/schemas/', '#/definitions/')}
    if node.get('nullable') is True:
        return {'anyOf': [{'type': 'null'}, result]}
    return result


def definitions():
    schemas = {name: to_json_schema(schema) for name, schema in DOCUMENT['components']['schemas'].items()}
    for (name, member), schema in KNOWN_DIFFERENCES.items():
        schemas[name].setdefault('properties', {})[member] = schema
    return schemas


DEFINITIONS = definitions()
FORMATS = jsonschema.FormatChecker()


@FORMATS.checks('date-time', raises=ValueError)
def is_date_time(value):
    """Jira writes milliseconds and an offset without a colon."""
    import datetime
    datetime.datetime.strptime(value, '%Y-%m-%dT%H:%M:%S.%f%z')
    return True


def check(path, method, answer):
    operation = DOCUMENT['paths'][path][method]
    assert str(answer.status) in operation['responses'], (path, answer.status, answer.body[:300])
    schema = operation['responses'][str(answer.status)]
    if schema is None or answer.status == 204:
        assert answer.status != 204 or answer.body == b''
        return
    validator = jsonschema.Draft7Validator(to_json_schema(schema) | {'definitions': DEFINITIONS}, format_checker=FORMATS)
    errors = sorted(validator.iter_errors(answer.json), key=lambda error: list(error.path))
    assert not errors, (path, [f"{list(error.path)}: {error.message[:200]}" for error in errors[:5]])


SIMULATOR = Simulator('--issues', '3000')
TOKEN = SIMULATOR.grant()['access_token']
GATEWAY = f"{SIMULATOR.endpoint}/ex/jira/{SIMULATOR.site['id']}"
CALLS = [
    # method, path of the document, values for its {}, query, body
    ('get', '/rest/api/3/myself', {}, {}, None),
    ('get', '/rest/api/3/serverInfo', {}, {}, None),
    ('get', '/rest/api/3/configuration', {}, {}, None),
    ('get', '/rest/api/3/mypermissions', {}, {'permissions': 'BROWSE_PROJECTS,ADMINISTER'}, None),
    ('get', '/rest/api/3/mypermissions', {}, {}, None),
    ('get', '/rest/api/3/project/search', {}, {'expand': 'description,lead,issueTypes,projectKeys,insight', 'maxResults': 100}, None),
    ('get', '/rest/api/3/project/{projectIdOrKey}', {'projectIdOrKey': 'PAY'}, {}, None),
    ('get', '/rest/api/3/project/{projectIdOrKey}', {'projectIdOrKey': 'RD'}, {}, None),
    ('get', '/rest/api/3/project/{projectIdOrKey}', {'projectIdOrKey': 'NOPE'}, {}, None),
    ('get', '/rest/api/3/project/{projectIdOrKey}/statuses', {'projectIdOrKey': 'A11Y'}, {}, None),
    ('get', '/rest/api/3/project/{projectIdOrKey}/statuses', {'projectIdOrKey': 'OPS'}, {}, None),
    ('get', '/rest/api/3/search/jql', {}, {'jql': 'project in (PAY, A11Y)', 'fields': '*all', 'maxResults': 100}, None),
    ('get', '/rest/api/3/search/jql', {}, {'jql': 'order by created'}, None),
    ('post', '/rest/api/3/search/jql', {}, {}, {'jql': 'statusCategory != Done', 'fields': ['*navigable']}),
    ('post', '/rest/api/3/search/approximate-count', {}, {}, {'jql': 'project = WEB'}),
    ('get', '/rest/api/3/issue/{issueIdOrKey}', {'issueIdOrKey': 'PAY-1'}, {}, None),
    ('get', '/rest/api/3/issue/{issueIdOrKey}', {'issueIdOrKey': 'PAY-99999'}, {}, None),
    ('get', '/rest/api/3/issue/{issueIdOrKey}/transitions', {'issueIdOrKey': 'PAY-1'}, {}, None),
    ('post', '/rest/api/3/issue/{issueIdOrKey}/transitions', {'issueIdOrKey': 'PAY-1'}, {}, {'transition': {'id': '21'}}),
    ('post', '/rest/api/3/issue/bulkfetch', {}, {}, {'issueIdsOrKeys': ['PAY-1', '10002', 'PAY-99999'], 'fields': ['summary']}),
    ('post', '/rest/api/3/issue', {}, {}, {'fields': {'project': {'key': 'PAY'}, 'issuetype': {'name': 'Bug'}, 'summary': 'New'}}),
    ('post', '/rest/api/3/issue', {}, {}, {'fields': {'project': {'key': 'PAY'}, 'issuetype': {'name': 'Bug'}}}),
    ('put', '/rest/api/3/issue/{issueIdOrKey}', {'issueIdOrKey': 'PAY-2'}, {}, {'fields': {'summary': 'Changed'}}),
    ('delete', '/rest/api/3/issue/{issueIdOrKey}', {'issueIdOrKey': 'PAY-3'}, {}, None),
    ('get', '/rest/api/3/issuetype', {}, {}, None),
    ('get', '/rest/api/3/status', {}, {}, None),
    ('get', '/rest/api/3/statuscategory', {}, {}, None),
    ('get', '/rest/api/3/priority', {}, {}, None),
    ('get', '/rest/api/3/resolution', {}, {}, None),
    ('get', '/rest/api/3/field', {}, {}, None),
    ('get', '/rest/api/3/users/search', {}, {'maxResults': 1000}, None),
    ('get', '/rest/api/3/user/bulk', {}, {'accountId': 'nobody'}, None),
    ('get', '/rest/api/3/user', {}, {'accountId': 'nobody'}, None),
    ('get', '/rest/api/3/label', {}, {}, None),
    ('get', '/rest/api/3/filter/search', {}, {'expand': 'jql'}, None),
    ('get', '/rest/api/3/filter/favourite', {}, {}, None),
    ('get', '/rest/api/3/filter/search', {}, {'expand': 'description,favourite,favouritedCount,owner,sharePermissions,viewUrl'}, None),
    ('get', '/rest/api/3/dashboard/search', {}, {}, None),
    ('get', '/rest/api/3/dashboard/search', {}, {'expand': 'description,favourite,favouritedCount,owner,sharePermissions,isWritable,viewUrl'}, None),
    ('get', '/rest/api/3/dashboard', {}, {}, None),
    ('get', '/rest/api/3/issueLinkType', {}, {}, None),
    ('get', '/rest/api/3/role', {}, {}, None),
    ('get', '/rest/api/3/workflows/search', {}, {'expand': 'values.transitions'}, None),
    ('get', '/rest/api/3/project/{projectIdOrKey}/component', {'projectIdOrKey': 'PAY'}, {}, None),
    ('get', '/rest/api/3/project/{projectIdOrKey}/component', {'projectIdOrKey': 'NOPE'}, {}, None),
    ('get', '/rest/api/3/project/{projectIdOrKey}/components', {'projectIdOrKey': 'WEB'}, {}, None),
    ('get', '/rest/api/3/project/{projectIdOrKey}/version', {'projectIdOrKey': 'PAY'}, {'startAt': 50}, None),
    ('get', '/rest/api/3/project/{projectIdOrKey}/version', {'projectIdOrKey': 'NOPE'}, {}, None),
    ('get', '/rest/api/3/project/{projectIdOrKey}/versions', {'projectIdOrKey': 'OPS'}, {}, None),
    ('get', '/rest/api/3/issue/{issueIdOrKey}/comment', {'issueIdOrKey': 'PAY-5'}, {'orderBy': '-created'}, None),
    ('get', '/rest/api/3/issue/{issueIdOrKey}/comment', {'issueIdOrKey': 'PAY-99999'}, {}, None),
    ('get', '/rest/api/3/issue/{issueIdOrKey}/worklog', {'issueIdOrKey': 'PAY-5'}, {}, None),
    ('get', '/rest/api/3/issue/{issueIdOrKey}/changelog', {'issueIdOrKey': 'PAY-5'}, {'maxResults': 1}, None),
    ('post', '/rest/api/3/changelog/bulkfetch', {}, {}, {'issueIdsOrKeys': ['PAY-5', 'WEB-7', 'NOPE-1'], 'maxResults': 4}),
    ('post', '/rest/api/3/changelog/bulkfetch', {}, {}, {'issueIdsOrKeys': []}),
    ('get', '/rest/api/3/worklog/updated', {}, {}, None),
    ('get', '/rest/api/3/worklog/deleted', {}, {}, None),
    ('post', '/rest/api/3/worklog/list', {}, {}, {'ids': list(range(1000000, 1000900))}),
    ('get', '/rest/agile/1.0/board', {}, {'maxResults': 5}, None),
    ('get', '/rest/agile/1.0/board/{boardId}', {'boardId': 1}, {}, None),
    ('get', '/rest/agile/1.0/board/{boardId}/sprint', {'boardId': 1}, {}, None),
    ('get', '/rest/agile/1.0/board/{boardId}/sprint', {'boardId': 4}, {}, None),
    ('get', '/rest/agile/1.0/sprint/{sprintId}', {'sprintId': 101}, {}, None),
]


def url_of(base, path, values, query):
    """The address of an operation; @base ends before /rest."""
    return base + path.format(**values) + ('?' + urllib.parse.urlencode(query) if query else '')


def make_test(method, path, values, query, body):
    def test():
        check(path, method, call(method.upper(), url_of(GATEWAY, path, values, query), body, bearer(TOKEN)))
    test.__doc__ = f'{method.upper()} {path} {values or ""}{query or ""}'
    return test


def test_every_description():
    """a description, however it is made, is a document of the right kind"""
    kinds = set()
    answer = call('GET', SIMULATOR.api + '/search/jql?jql=project%3DWEB&fields=description&maxResults=100', None, bearer(TOKEN))
    for issue in answer.json['issues']:
        document = issue['fields']['description']
        kinds.add(document and len(document['content']))
        assert document is None or (document['type'] == 'doc' and document['version'] == 1)
    assert None in kinds and 0 in kinds and max(kind for kind in kinds if kind) > 5, kinds


def test_scopes():
    """each route asks for the scope of the document"""
    answered = SIMULATOR.grant(scopes=['offline_access'])['access_token']
    for method, path, values, query, body in CALLS:
        wanted = DOCUMENT['paths'][path][method]['scopes']
        answer = call(method.upper(), url_of(GATEWAY, path, values, query), body, bearer(answered))
        refused = answer.status == 401 and answer.headers['x-failure-category'] == 'FAILURE_CLIENT_SCOPE_CHECK'
        assert refused == bool(wanted), (path, wanted, answer.status)


def test_anonymous():
    """who is unknown gets a poorer 200 where the document allows it, and a 401 elsewhere"""
    for method, path, values, query, body in CALLS:
        if method != 'get':
            continue
        answer = call(method.upper(), url_of(SIMULATOR.site['url'], path, values, query), None, {'Authorization': 'Basic d3Jvbmc6d3Jvbmc='})
        allowed = DOCUMENT['paths'][path][method]['anonymous']
        assert (answer.status == 401) != allowed, (path, allowed, answer.status)
        assert answer.headers['X-Seraph-LoginReason'] == 'AUTHENTICATED_FAILED'


with SIMULATOR:
    run([make_test(*row) for row in CALLS] + [test_every_description, test_scopes, test_anonymous])
