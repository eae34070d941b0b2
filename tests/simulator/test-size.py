#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many issues, large issues, and answers that are kept: the same as without keeping them."""
import json
import random
import time

from simulator import Simulator, bearer, call, run

GZIP = {'Accept-Encoding': 'gzip'}


class Visitor:
    """Somebody who reads one site through a simulator with these options."""

    def __init__(self, *options):
        self.simulator = Simulator('--start', '1763640000', *options)
        self.access = bearer(self.simulator.grant()['access_token'])

    def __enter__(self):
        return self

    def __exit__(self, *arguments):
        self.simulator.__exit__(*arguments)

    def ask(self, method, path, body=None):
        """Status and text, without what differs between two simulators: the port."""
        answer = call(method, self.simulator.api + path, body, self.access | GZIP)
        text = answer.body.decode().replace(self.simulator.endpoint, 'ENDPOINT')
        return answer.status, text

    def walk(self, jql, fields=('*navigable',), size=100):
        texts, token = [], None
        while True:
            body = {'jql': jql, 'fields': list(fields), 'maxResults': size} | ({'nextPageToken': token} if token else {})
            status, text = self.ask('POST', '/search/jql', body)
            assert status == 200, text
            texts.append(text)
            token = json.loads(text).get('nextPageToken')
            if token is None:
                return texts

    def cache(self):
        return self.simulator.control('GET', '/state')['cache']

    def memory(self):
        with open(f'/proc/{self.simulator.process.pid}/status', encoding='ascii') as stream:
            return int([line for line in stream if line.startswith('VmHWM')][0].split()[1])


def visit(visitor, rounds):
    """What somebody sees who reads and changes things in an order that a seed decides."""
    chance, seen = random.Random(4), []
    for number in range(rounds):
        choice = chance.randrange(8)
        if choice == 0:
            seen.append(visitor.simulator.control('POST', '/mutate', {'seed': number, 'n': 3}))
            continue
        if choice == 1:
            visitor.simulator.control('POST', '/permissions', {'ADMINISTER': bool(number % 2)})
        if choice == 2:
            visitor.simulator.control('POST', '/issues', {'lag': chance.choice((0, 0, 40))})
        key = f'{chance.choice(("WEB", "PAY", "OPS"))}-{chance.randint(1, 3)}'
        for path in (f'/issue/{key}', f'/issue/{key}/comment', f'/issue/{key}/changelog', '/role',
                     '/search/jql?fields=*all&maxResults=5&jql=' + chance.choice(('project%3DWEB', 'updated%3E%3D-900d', 'summary~slow'))):
            seen.append(visitor.ask('GET', path))
        seen.append(visitor.ask('POST', '/issue/bulkfetch', {'issueIdsOrKeys': [key, '10001', '10002'], 'fields': ['*all']}))
    return seen


def without_times(seen):
    """The clock runs on; nothing else may differ."""
    import re
    text = json.dumps(seen, ensure_ascii=False)
    text = re.sub(r'20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d{4}', 'TIME', text)
    return re.sub(r'nextPageToken\\":\\"[^"]*', 'TOKEN', text)


def test_same_seed():
    """the same seed and start give the same bytes"""
    with Visitor('--issues', '700') as one, Visitor('--issues', '700') as other, Visitor('--issues', '700', '--seed', '2') as third:
        paths = ['/search/jql?jql=project%3DWEB&fields=*all&maxResults=100', '/users/search?maxResults=1000', '/project/search?expand=lead',
                 '/project/PAY/version', '/issue/WEB-3/changelog', '/filter/search']
        texts = [[visitor.ask('GET', path) for path in paths] for visitor in (one, other)]
        assert texts[0] == texts[1]
        assert third.ask('GET', '/issue/WEB-3')[1] != one.ask('GET', '/issue/WEB-3')[1]


def test_cache():
    """kept answers equal answers that are made anew, through changes, lost rights and a lagging index"""
    with Visitor('--issues', '600', '--cache', '64') as kept, Visitor('--issues', '600', '--cache', '0') as made:
        seen = [visit(visitor, 150) for visitor in (kept, made)]
        for ours, theirs in zip(*seen):
            assert without_times(ours) == without_times(theirs), (ours, theirs)
        assert kept.cache()['hits'] > 50 and made.cache()['answers'] == 0


def test_second_walk():
    """a second walk comes out of the cache; a change, a fault and another query do not"""
    with Visitor('--issues', '3000', '--issue-bytes', '7000') as visitor:
        jql = 'updated >= 0 ORDER BY updated ASC, key ASC'
        first = visitor.walk(jql)
        before = visitor.cache()
        assert visitor.walk(jql) == first and len(first) == 30
        after = visitor.cache()
        assert (after['hits'] - before['hits'], after['misses'] - before['misses']) == (30, 0)
        visitor.simulator.control('POST', '/mutate', {'do': 'edit', 'issue': '10007', 'summary': 'Seen at once'})
        assert visitor.walk(jql) != first and 'Seen at once' in visitor.walk(jql)[-1]
        visitor.simulator.arm('empty_200', '/ex/jira/', times=1)
        assert visitor.ask('POST', '/search/jql', {'jql': jql, 'fields': ['*navigable'], 'maxResults': 100})[1] == ''


def test_bounded():
    """the cache forgets what was used longest ago, and stays within its bound"""
    with Visitor('--issues', '8000', '--issue-bytes', '7000', '--cache', '1') as visitor:
        first = visitor.walk('updated >= 0 ORDER BY key ASC')
        assert visitor.cache()['bytes'] <= 1 << 20 and visitor.cache()['answers'] < len(first)
        assert visitor.walk('updated >= 0 ORDER BY key ASC') == first


def test_issue_bytes():
    """issues are about as long as --issue-bytes says, most custom fields are null"""
    for size in (7000, 20000):
        with Visitor('--issues', '1000', '--issue-bytes', str(size)) as visitor:
            issues = [issue for text in visitor.walk('updated >= 0') for issue in json.loads(text)['issues']]
            lengths = [len(json.dumps(issue, separators=(',', ':'), ensure_ascii=False).encode()) for issue in issues]
            assert size * 0.9 < sum(lengths) / len(lengths) < size * 1.1, sum(lengths) / len(lengths)
            custom = [value for issue in issues for name, value in issue['fields'].items() if name.startswith('customfield_101')]
            assert len(custom) >= 40 * len(issues) and custom.count(None) > len(custom) / 2
            assert len([f for f in json.loads(visitor.ask('GET', '/field')[1]) if f['id'].startswith('customfield_101')]) == 100
            texts = [json.dumps(issue['fields']['description']) for issue in issues]
            assert all(600 < len(text) < 1400 for text in texts)


def test_million():
    """a million issues start at once, stay small, and are counted and searched fast"""
    start = time.monotonic()
    with Visitor('--issues', '1000000', '--cache', '0') as visitor:
        for jql in ('project = WEB ORDER BY key ASC', 'project = LAB ORDER BY updated DESC', 'updated >= 1763000000000 ORDER BY updated ASC'):
            assert visitor.ask('POST', '/search/jql', {'jql': jql, 'fields': ['summary'], 'maxResults': 100})[0] == 200
            assert json.loads(visitor.ask('POST', '/search/approximate-count', {'jql': jql})[1])['count'] > 100
        assert visitor.memory() < 64 << 10, visitor.memory()
    assert time.monotonic() - start < 10


def test_key_walk():
    """walking a large project by key visits each issue once, changed ones too"""
    with Visitor('--issues', '50000') as visitor:
        done = visitor.simulator.control('POST', '/mutate', {'seed': 1, 'n': 300, 'verbs': ['edit', 'move', 'delete', 'create']})
        assert len(done) == 300
        ids = [issue['id'] for text in visitor.walk('project = PAY ORDER BY key ASC', ('id',), 5000) for issue in json.loads(text)['issues']]
        truth = [issue['id'] for issue in visitor.simulator.control('GET', '/truth')['issues'] if issue['project'] == 'PAY']
        assert len(ids) == len(set(ids)) and set(ids) == set(truth)
        count = json.loads(visitor.ask('POST', '/search/approximate-count', {'jql': 'project = PAY'})[1])['count']
        assert count == len(truth)


run([test_same_seed, test_cache, test_second_walk, test_bounded, test_issue_bytes, test_million, test_key_walk])
