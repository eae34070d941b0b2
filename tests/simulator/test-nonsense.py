#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random queries, bodies and addresses: each gets an answer, and the simulator is alive and clean afterwards."""
import base64
import random

from simulator import Simulator, bearer, call, run

ROUNDS = 400
WORDS = ['project', '=', 'PAY', '(', ')', 'and', 'or', 'not', 'in', 'is', 'empty', '"x', '"a b"', "'", 'updated', '>=', '-1w',
         '1763640000000', 'order', 'by', 'key', 'desc', ',', '~', 'text', 'status', '"In Progress"', 'currentUser()', 'sprint',
         'openSprints()', 'watcher', 'parent', 'resolved', 'id', 'PAY-1', '\\', 'é', '!=',
         'startOfDay()', 'assignee', 'null', '-', '--1d', '9999999999999999999', '"2026-13-99"', 'created', '<', 'labels', 'Bug']
VALUES = ['edit', 'comment', 'delete_comment', 'rename_project', 'zone', 'PAY-1', 'PAY', None, True, -1, 1e300, 'x', [], {}, [[]], {'a': 1}, ['x'], {'id': 5}, {'id': 'x'}, '2147483648', 0]
NAMES = ['fields', 'project', 'issuetype', 'summary', 'jql', 'nextPageToken', 'maxResults', 'key', 'id', 'create', 'change', 'move',
         'delete', 'site', 'grant_type', 'code', 'refresh_token', 'expire', 'revoke', 'issueIdsOrKeys', 'transition', 'assignee',
         'priority', 'description', 'scopes', 'sites', 'remove', 'app', 'do', 'issue', 'note', 'verbs', 'zone', 'ids', 'fieldIds', 'kind',
         'match', 'status', 'labels']
TOKENS = ['', '1', '1 -9 9 0 0 0 1763640000000 5 5', '[[true,1,2],[false,0,0],1,2,3]', '9' * 500]
TARGETS = ['/', '//', '/ex/jira/', '/ex/jira/x', '/site/', '/site/acme', '/dc', '/dc/', '/avatar/', '/site/acme/browse/', '/%ff', '/%00',
           '/rest/api/3/', '/rest/api/2/', '/site/acme/rest/api/2/x?startAt=-5', '/dc/rest/api/2/search?startAt=-3&maxResults=x&jql=',
           '/authorize?=&&a', '/oauth/token']
CONTROL = ['/tokens', '/scopes', '/sites', '/issues', '/permissions', '/grants', '/consent', '/clock', '/mutate', '/settle', '/arm']


def nonsense(depth=0):
    if depth > 2 or random.random() < 0.6:
        return random.choice(VALUES)
    return {random.choice(NAMES): nonsense(depth + 1) for _ in range(4)}


def survives(send):
    random.seed(5)
    with Simulator('--issues', '300') as simulator:
        for number in range(ROUNDS):
            if number % 50 == 0:
                access = bearer(simulator.grant(scopes=['read:jira-work', 'write:jira-work', 'read:jira-user'])['access_token'])
            assert 200 <= send(simulator, access).status < 500
        assert simulator.control('GET', '/state')['held'] == 0
    assert simulator.status == 0


def test_queries():
    """queries"""
    def send(simulator, access):
        body = {'jql': ' '.join(random.choices(WORDS, k=random.randint(0, 12))), 'maxResults': random.choice([5, -1, 0, 10 ** 12, 'x']),
                'fields': random.choice([None, ['*all'], ['summary', '-x'], 'summary', [1, None]])}
        if random.random() < 0.3:
            body['nextPageToken'] = base64.b64encode(random.choice(TOKENS).encode()).decode()
        return call('POST', simulator.api + '/search/jql', body, access)
    survives(send)


def test_bodies():
    """bodies of writes and of the token endpoint"""
    def send(simulator, access):
        path = random.choice(['/issue', '/issue/bulkfetch', '/issue/PAY-1/transitions', '/search/approximate-count', '/search/jql',
                              '/changelog/bulkfetch', '/worklog/list'])
        choice = random.random()
        if choice < 0.5:
            return call('POST', simulator.api + path, nonsense(), access)
        if choice < 0.75:
            key = random.choice(['PAY-1', 'PAY-', '-1', '10001', '99999999999', 'PAY-4294967297'])
            return call('PUT', f'{simulator.api}/issue/{key}', nonsense(), access)
        return call('POST', simulator.endpoint + random.choice(['/oauth/token', '/oauth/revoke', '/authorize']), nonsense())
    survives(send)


def test_addresses():
    """addresses and headers"""
    headers = [{}, {'Authorization': 'Basic ='}, {'Authorization': 'x'}, {'Authorization': 'Bearer '}]
    survives(lambda simulator, access: call(random.choice(['GET', 'POST', 'DELETE']), simulator.endpoint + random.choice(TARGETS), None,
                                            random.choice(headers + [access])))


def test_lists():
    """numbers and names of lists"""
    paths = ['issue/10001/comment', 'issue/PAY-1/worklog', 'issue/10002/changelog', 'worklog/updated', 'worklog/deleted', 'project/PAY/version',
             'project/x/component', 'users/search', 'user/bulk', 'filter/search', 'label', 'mypermissions', 'project/search', 'search/jql',
             '../agile/1.0/board', '../agile/1.0/board/1/sprint', '../agile/1.0/board/99999999999999999999/sprint', '../agile/1.0/sprint/-1']
    names = ['startAt', 'maxResults', 'since', 'startedAfter', 'orderBy', 'expand', 'accountId', 'state', 'type', 'projectKeyOrId', 'fields',
             'permissions', 'issueKey', 'jql', 'keys', 'query']
    values = ['', 'x', '-1', '0', '1', '9223372036854775807', '-9223372036854775808', '99999999999999999999', 'PAY', 'PAY-1', ',,', '-created', '*all']

    def send(simulator, access):
        query = '&'.join(f'{random.choice(names)}={random.choice(values)}' for _ in range(4))
        address = simulator.api.replace('/api/3', '/') + ('api/3/' + random.choice(paths)).replace('api/3/../', '')
        return call('GET', f'{address}?{query}', None, access)
    survives(send)


def test_control():
    """the control port"""
    survives(lambda simulator, _: call('POST', simulator.hello['control'] + random.choice(CONTROL), nonsense()))


run([test_queries, test_bodies, test_addresses, test_lists, test_control])
