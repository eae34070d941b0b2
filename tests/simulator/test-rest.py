#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jira itself: hosts and credentials, searches, changes, odd data, Data Center."""
import datetime
import json
import subprocess
import time
import urllib.parse

from simulator import LIMIT, Simulator, basic, bearer, call, run

SIMULATOR = Simulator('--issues', '6000')
ACCESS = bearer(SIMULATOR.grant()['access_token'])
CLASSIC = basic(SIMULATOR.hello['api_token'])
SCOPED = basic(SIMULATOR.hello['scoped_api_token'])
HOST = SIMULATOR.site['url'] + '/rest/api/3'
CENTER = SIMULATOR.hello['data_center']['url']
PAT = bearer(SIMULATOR.hello['data_center']['token'])
PEOPLE = call('GET', SIMULATOR.api + '/users/search?maxResults=1000', None, ACCESS).json


def search(jql, fields=('summary', 'status', 'updated', 'created', 'assignee', 'project', 'issuetype', 'priority'), **more):
    answer = call('POST', SIMULATOR.api + '/search/jql', {'jql': jql, 'fields': list(fields), 'maxResults': 100} | more, ACCESS)
    assert answer.status == 200, (jql, answer.body)
    return answer.json['issues']


def moment(text):
    """Jira's time as ms since 1970"""
    return round(datetime.datetime.strptime(text, '%Y-%m-%dT%H:%M:%S.%f%z').timestamp() * 1000)


def count(jql):
    return call('POST', SIMULATOR.api + '/search/approximate-count', {'jql': jql}, ACCESS).json['count']


def everything(jql, fields=('id',), size=5000):
    found, token = [], None
    while True:
        body = {'jql': jql, 'fields': list(fields), 'maxResults': size} | ({'nextPageToken': token} if token else {})
        answer = call('POST', SIMULATOR.api + '/search/jql', body, ACCESS).json
        found += answer['issues']
        token = answer.get('nextPageToken')
        assert answer['isLast'] == (token is None)
        if token is None:
            return found


def test_credentials():
    """each credential works at its own host and nowhere else"""
    def status(url, headers):
        return call('GET', url + '/myself', None, headers).status
    assert status(SIMULATOR.api, ACCESS) == 200 and status(HOST, ACCESS) == 401
    assert call('GET', HOST + '/field', None, ACCESS).status == 401
    assert status(HOST, CLASSIC) == 200 and status(SIMULATOR.api, CLASSIC) == 401
    assert status(SIMULATOR.api, SCOPED) == 200 and status(HOST, SCOPED) == 401
    assert status(SIMULATOR.endpoint + '/rest/api/3', CLASSIC) == 200
    assert status(HOST, {}) == 401 and status(SIMULATOR.api, {}) == 401
    assert call('GET', HOST + '/myself', None, SCOPED).headers['x-failure-category'] == 'FAILURE_CLIENT_AUTH_MISMATCH'
    assert call('GET', SIMULATOR.api + '/field', None, SCOPED).status == 200


def test_anonymous():
    """a bad credential gets 200 with nothing and AUTHENTICATED_FAILED, but 401 on /myself"""
    bad = basic({'email': SIMULATOR.hello['api_token']['email'], 'token': 'old'})
    answer = call('GET', HOST + '/project/search', None, bad)
    assert (answer.status, answer.json['total'], answer.headers['x-seraph-loginreason']) == (200, 0, 'AUTHENTICATED_FAILED')
    answer = call('POST', HOST + '/search/jql', {'jql': 'project = PAY'}, bad)
    assert (answer.status, answer.json['issues']) == (200, [])
    assert call('GET', HOST + '/myself', None, bad).status == 401
    assert call('GET', HOST + '/serverInfo', None, bad).json['deploymentType'] == 'Cloud'


def test_discovery():
    """tenant_info says the cloud id without a credential"""
    for site in SIMULATOR.hello['sites']:
        assert call('GET', site['url'] + '/_edge/tenant_info').json == {'cloudId': site['id']}
    assert call('GET', SIMULATOR.endpoint + '/_edge/tenant_info').json == {'cloudId': SIMULATOR.site['id']}
    assert call('GET', SIMULATOR.endpoint + '/site/nowhere/_edge/tenant_info').status == 404


def test_browse():
    """a link to an issue shows a page with its summary, escaped"""
    SIMULATOR.control('POST', '/issues', {'change': 'PAY-20', 'summary': 'a < b'})
    page = call('GET', SIMULATOR.site['url'] + '/browse/PAY-20')
    assert page.status == 200 and b'<h1 dir="auto">a &lt; b</h1>' in page.body
    assert call('GET', SIMULATOR.site['url'] + '/browse/PAY-99999').status == 404


def test_browser_agent():
    """a POST of something that calls itself a browser is refused"""
    headers = ACCESS | {'User-Agent': 'Mozilla/5.0'}
    answer = call('POST', SIMULATOR.api + '/search/jql', {'jql': 'project = PAY'}, headers)
    assert (answer.status, answer.body) == (403, b'XSRF check failed')
    assert call('GET', SIMULATOR.api + '/myself', None, headers).status == 200


def test_whole_walk():
    """walking by any order shows each issue once"""
    for order in ('updated ASC, key ASC', 'updated DESC', 'created DESC', 'key ASC', 'priority DESC', 'summary ASC'):
        ids = [issue['id'] for issue in everything(f'updated >= 0 ORDER BY {order}')]
        assert len(ids) == len(set(ids)) == 6000, (order, len(ids))
    issues = everything('updated >= 0 ORDER BY updated ASC', ('updated', 'created'), 100)
    times = [moment(issue['fields']['updated']) for issue in issues if 'updated' in issue['fields']]
    assert times == sorted(times) and len(set(times)) == len(times)
    assert not [issue for issue in issues
                if 'updated' in issue['fields'] and moment(issue['fields']['updated']) < moment(issue['fields']['created'])]


def test_clauses():
    """each clause of JQL filters by what it says"""
    me = PEOPLE[0]['accountId']
    checks = [
        ('project = PAY', lambda f: f['project']['key'] == 'PAY'),
        ('project in (PAY, "Storefront")', lambda f: f['project']['key'] in ('PAY', 'WEB')),
        ('project = PAY AND project != PAY OR project = sec', lambda f: f['project']['key'] == 'SEC'),
        ('status = "In Progress"', lambda f: f['status']['name'] == 'In Progress'),
        ('statusCategory != Done', lambda f: f['status']['statusCategory']['key'] != 'done'),
        ('NOT (statusCategory = new or statusCategory = 4)', lambda f: f['status']['statusCategory']['key'] in ('done', 'undefined')),
        ('assignee IS EMPTY', lambda f: f['assignee'] is None),
        (f'assignee = "{me}"', lambda f: f['assignee']['accountId'] == me),
        ('assignee = currentUser()', lambda f: f['assignee']['accountId'] == me),
        ('issuetype in (Bug, Incident)', lambda f: f['issuetype']['name'] in ('Bug', 'Incident')),
        ('priority = Highest', lambda f: f['priority']['name'] == 'Highest'),
        ('summary ~ "slow" and resolution = Unresolved', lambda f: 'slow' in f['summary'].lower()),
        ('project not in (PAY, WEB) and type = Epic', lambda f: f['project']['key'] not in ('PAY', 'WEB')),
    ]
    for jql, holds in checks:
        found = search(jql)
        assert found and all(holds(issue['fields']) for issue in found), jql
        assert count(jql) + count(f'updated > 0 and NOT ({jql})') == 6000, jql
    assert [issue['key'] for issue in search('key in (PAY-2, PAY-1, 10001) order by key')][-2:] == ['PAY-1', 'PAY-2']
    assert search('mondays') and not search('nosuchword')
    made = SIMULATOR.control('POST', '/mutate', {'do': 'create', 'summary': 'Xylophone'})
    SIMULATOR.control('POST', '/mutate', {'do': 'comment', 'issue': made['key'], 'text': 'Yuzu & zebra'})
    found = [bool(search(f'{field} ~ "{word}"')) for field in ('text', 'summary', 'comment', 'description') for word in ('xylophone', 'yuzu')]
    assert found == [True, True, True, False, False, True, False, False]
    assert search('description ~ "seen again today"') and search('text ~ "steps are in the last"')
    SIMULATOR.control('POST', '/mutate', {'do': 'delete', 'issue': made['key']})


def test_times():
    """dates: milliseconds since 1970, text in the person's zone, relative"""
    newest = search('updated >= 0 order by updated desc')
    ms = moment(newest[50]['fields']['updated'])
    assert count(f'updated >= {ms}') == 51 and count(f'updated > {ms}') == 50
    assert count('updated >= -1w') == count('updated >= "-7d"') > 50
    day = time.strftime('%Y-%m-%d', time.gmtime(time.time() - 30 * 86400))
    assert count(f'updated >= "{day} 01:00"') == count(f'updated >= "{day.replace("-", "/")} 01:00"') > 0
    # Mia is in Berlin: her midnight is 22:00 or 23:00 of the day before
    utc = int(time.mktime(time.strptime(day, '%Y-%m-%d')) - time.timezone) * 1000
    assert count(f'updated >= "{day}"') > count(f'updated >= {utc}')


def test_bad_jql():
    """what is wrong with a query is said in Jira's words, with 400"""
    bad = {
        '': 'Unbounded JQL', 'order by updated': 'Unbounded JQL', 'project = NOPE': "The value 'NOPE' does not exist",
        'colour = red': "Field 'colour' does not exist", 'project = ': 'Expecting either a value', 'project PAY': 'Expecting operator',
        '(project = PAY': "Expecting ')'", 'project = "PAY': 'quoted string', 'updated > tomorrow': 'Date value',
        'project = PAY order by colour': 'Not able to sort', 'project = PAY)': 'Expecting either', '(' * 9999 + 'a': 'too many brackets',
        'project ~ PAY': 'is not supported', 'assignee = currentuser(': "Expecting ')'", 'key = NOPE-1': 'does not exist',
    }
    for jql, words in bad.items():
        answer = call('POST', SIMULATOR.api + '/search/jql', {'jql': jql}, ACCESS)
        assert answer.status == 400 and words in answer.json['errorMessages'][0], (jql[:50], answer.status, answer.body)


def test_sizes():
    """a page has at most 100 issues, with ids alone 5000; without `fields` there is no member fields"""
    body = {'jql': 'updated >= 0', 'maxResults': 5000}
    answer = call('POST', SIMULATOR.api + '/search/jql', body, ACCESS).json
    assert len(answer['issues']) == 5000 and 'fields' not in answer['issues'][0] and 'total' not in answer
    answer = call('POST', SIMULATOR.api + '/search/jql', body | {'fields': ['summary']}, ACCESS).json
    assert len(answer['issues']) == 100 and list(answer['issues'][0]['fields']) == ['summary']


def test_changes():
    """a change, a move, a deletion and a creation are seen at once, and in the order of the query"""
    before = count('updated >= 0')
    made = SIMULATOR.control('POST', '/issues', {'create': {'project': 'WEB', 'summary': 'Brand new'}})
    SIMULATOR.advance(1)
    SIMULATOR.control('POST', '/issues', {'change': 'PAY-10', 'summary': 'Changed <b>', 'status': 'Done', 'assignee': None})
    SIMULATOR.advance(1)
    moved = SIMULATOR.control('POST', '/issues', {'move': 'PAY-11', 'project': 'OPS'})
    SIMULATOR.control('POST', '/issues', {'delete': 'PAY-12'})
    newest = search('updated >= 0 order by updated desc')[:3]
    assert [issue['id'] for issue in newest][0] == moved['id'] and newest[-1]['id'] == made['id']
    assert newest[1]['fields']['summary'] == 'Changed <b>' and newest[1]['fields']['assignee'] is None
    old = call('GET', SIMULATOR.api + '/issue/PAY-11', None, ACCESS).json
    assert old['key'] == moved['key'] and moved['key'].startswith('OPS-') and old['fields']['project']['key'] == 'OPS'
    assert call('GET', SIMULATOR.api + '/issue/PAY-12', None, ACCESS).status == 404
    assert count('updated >= 0') == before
    assert len({issue['id'] for issue in everything('updated >= 0 order by updated asc')}) == before


def test_write():
    """creating, editing and deleting through the API"""
    fields = {'project': {'key': 'PAY'}, 'issuetype': {'name': 'Task'}, 'summary': 'By API', 'labels': ['one'],
              'description': {'version': 1, 'type': 'doc', 'content': []}}
    made = call('POST', SIMULATOR.api + '/issue', {'fields': fields}, ACCESS).json
    read = call('GET', f"{SIMULATOR.api}/issue/{made['key']}", None, ACCESS).json
    assert read['id'] == made['id'] and read['fields']['labels'] == ['one'] and read['fields']['description']['content'] == []
    assert call('PUT', f"{SIMULATOR.api}/issue/{made['id']}", {'fields': {'summary': 'New name'}}, ACCESS).status == 204
    assert search(f"key = {made['key']}")[0]['fields']['summary'] == 'New name'
    for wrong in ({'summary': ''}, {'summary': 'a\nb'}, {'summary': 'x' * 256}, {'project': {'key': 'NOPE'}}, {'description': 'text'}):
        answer = call('POST', SIMULATOR.api + '/issue', {'fields': fields | wrong}, ACCESS)
        assert answer.status == 400 and list(answer.json['errors']) == list(wrong), answer.body
    assert call('DELETE', f"{SIMULATOR.api}/issue/{made['id']}", None, ACCESS).status == 204
    assert call('GET', f"{SIMULATOR.api}/issue/{made['id']}", None, ACCESS).status == 404


def test_permissions():
    """what is taken away is gone: a project and its issues, the list of people"""
    SIMULATOR.control('POST', '/permissions', {'project': 'SEC', 'BROWSE_PROJECTS': False})
    SIMULATOR.control('POST', '/permissions', {'USER_PICKER': False})
    assert call('GET', SIMULATOR.api + '/project/SEC', None, ACCESS).status == 404
    assert call('GET', SIMULATOR.api + '/issue/SEC-1', None, ACCESS).status == 404
    assert 'SEC' not in [p['key'] for p in call('GET', SIMULATOR.api + '/project/search', None, ACCESS).json['values']]
    assert call('GET', SIMULATOR.api + '/users/search', None, ACCESS).status == 403
    mine = call('GET', SIMULATOR.api + '/mypermissions?permissions=USER_PICKER,BROWSE_PROJECTS', None, ACCESS).json['permissions']
    assert [mine[key]['havePermission'] for key in ('USER_PICKER', 'BROWSE_PROJECTS')] == [False, True]
    SIMULATOR.control('POST', '/permissions', {'project': 'SEC', 'BROWSE_PROJECTS': True})
    SIMULATOR.control('POST', '/permissions', {'USER_PICKER': True})
    assert call('GET', SIMULATOR.api + '/issue/SEC-1', None, ACCESS).status == 200


def test_projects():
    """projects come in pages, sorted and searched as asked"""
    def page(**query):
        return call('GET', SIMULATOR.api + '/project/search?' + urllib.parse.urlencode(query), None, ACCESS).json
    keys, start = [], 0
    while True:
        part = page(startAt=start, maxResults=7)
        keys += [project['key'] for project in part['values']]
        start += len(part['values'])
        if part['isLast']:
            break
        assert 'nextPage' in part
    assert len(keys) == part['total'] == 24 and keys == sorted(keys)
    assert [project['key'] for project in page(query='pay')['values']] == ['PAY']
    project = page(keys='PAY', expand='lead,insight')['values'][0]
    assert project['lead']['displayName'] == 'Jonas Weiß' and project['insight']['totalIssueCount'] >= count('project = PAY')


def test_odd_data():
    """the data hold what surprises clients: nobody, no priority, no `updated`, other scripts, markup, unknown kinds"""
    issues = everything('updated >= 0', ('*all',), 100)
    fields = [issue['fields'] for issue in issues]
    texts = ' '.join(f['summary'] for f in fields)
    assert [f for f in fields if f['assignee'] is None] and [f for f in fields if f['priority'] is None]
    assert [f for f in fields if 'updated' not in f] and [f for f in fields if 'labels' not in f]
    for piece in ('a < b && c', '<span size=', 'إ', '起動', '👩‍👩‍👧‍👦', '\u202e'):
        assert piece in texts, piece
    assert 'undefined' in {f['status']['statusCategory']['key'] for f in fields}
    assert any('hologram' in json.dumps(f['description']) for f in fields)
    kinds = {p['projectTypeKey'] for p in call('GET', SIMULATOR.api + '/project/search', None, ACCESS).json['values']}
    assert 'product_discovery' in kinds
    names = [status['name'] for status in call('GET', SIMULATOR.api + '/status', None, ACCESS).json]
    assert names.count('Done') == 2
    assert {person['accountType'] for person in PEOPLE} == {'atlassian', 'app', 'customer'}
    assert [person for person in PEOPLE if 'emailAddress' not in person] and [person for person in PEOPLE if not person['active']]


def test_avatars():
    """avatars are PNG pictures, each its own"""
    project = call('GET', SIMULATOR.api + '/project/PAY', None, ACCESS).json
    picture = call('GET', project['avatarUrls']['48x48'], None, ACCESS)
    other = call('GET', project['lead']['avatarUrls']['48x48'], None, ACCESS)
    assert picture.headers['Content-Type'] == 'image/png' and picture.body.startswith(b'\x89PNG\r\n') and picture.body != other.body


def test_data_center():
    """Data Center: login names, wiki text, totals, plain arrays, tokens with an end"""
    def get(path, headers=PAT):
        return call('GET', CENTER + path, None, headers)
    me = get('/rest/api/2/myself').json
    assert me['name'] == 'mkrystof' and 'accountId' not in me
    info = get('/rest/api/2/serverInfo', {}).json
    assert info['deploymentType'] == 'Server' and info['baseUrl'] == CENTER
    projects = get('/rest/api/2/project').json
    assert isinstance(projects, list) and projects[0]['key'] == 'PAY'
    first = get('/rest/api/2/search?jql=project%3DPAY%20order%20by%20updated&maxResults=10').json
    rest = get('/rest/api/2/search?jql=project%3DPAY%20order%20by%20updated&startAt=10&maxResults=1000').json
    assert first['total'] == 10 + len(rest['issues']) and first['startAt'] == 0
    assert not {issue['id'] for issue in first['issues']} & {issue['id'] for issue in rest['issues']}
    texts = [issue['fields']['description'] for issue in rest['issues']]
    assert all(text is None or isinstance(text, str) for text in texts) and any(text and 'h2.' in text for text in texts)
    tokens = get('/rest/pat/latest/tokens').json
    assert [token['name'] for token in tokens] == ['nightly script', 'jira-monitor'] and 'expiringAt' in tokens[0]
    assert get('/rest/api/3/search/jql?jql=project%3DPAY').status == 404
    assert get('/secure/Dashboard.jspa').body.startswith(b'<!DOCTYPE')
    made = call('POST', CENTER + '/rest/api/2/issue', {'fields': {
        'project': {'key': 'PAY'}, 'issuetype': {'name': 'Bug'}, 'summary': 'Here', 'description': 'h1. plain'}}, PAT)
    assert made.status == 201 and get('/rest/api/2/issue/' + made.json['key']).json['fields']['description'] == 'h1. plain'


def test_captcha():
    """after several bad log-ins Data Center refuses good ones too, until a person has solved a CAPTCHA"""
    url = CENTER + '/rest/api/2/myself'
    for _ in range(4):
        assert call('GET', url, None, bearer('wrong')).status == 401
    answer = call('GET', url, None, PAT)
    assert answer.status == 403 and answer.headers['X-Seraph-LoginReason'] == 'AUTHENTICATION_DENIED'
    SIMULATOR.control('POST', '/captcha', {})
    assert call('GET', url, None, PAT).status == 200


def test_quota():
    """the hour's points: counted, announced, enforced if asked for, and new in the next hour"""
    assert call('GET', SIMULATOR.api + '/myself', None, ACCESS).headers['Beta-RateLimit-Policy'] == '"global-app-quota";q=65000;w=3600'
    with Simulator('--quota', '150') as other:
        other.control('POST', '/clock', {'set': 1795172400})
        access = bearer(other.grant()['access_token'])
        pages = [call('GET', other.api + '/search/jql?jql=updated%3E0&fields=summary&maxResults=100', None, access) for _ in range(3)]
        assert [page.status for page in pages] == [200, 200, 429]
        assert pages[0].headers['RateLimit'] is None and pages[1].headers['RateLimit'].startswith('"global-app-quota";r=0;t=')
        assert pages[2].headers['RateLimit-Reason'] == 'jira-quota-global-based' and 3500 < int(pages[2].headers['Retry-After']) <= 3600
        assert call('GET', other.site['url'] + '/rest/api/3/myself', None, basic(other.hello['api_token'])).status == 200
        other.control('POST', '/clock', {'set': 1795176000})
        access = bearer(other.grant()['access_token'])
        assert call('GET', other.api + '/myself', None, access).status == 200


def test_seed():
    """one seed gives one world, another seed another one"""
    def world(seed):
        with Simulator('--seed', seed, '--issues', '300') as other:
            access = bearer(other.grant()['access_token'])
            body = {'jql': 'project is not EMPTY order by key', 'fields': ['summary', 'status', 'assignee'], 'maxResults': 100}
            issues = call('POST', other.api + '/search/jql', body, access).json['issues']
            return other.site['id'], json.dumps(issues).replace(other.endpoint, '')
    assert world('7') == world('7') and world('7') != world('8')


def test_million():
    """a million issues cost neither time at the start nor memory"""
    start = time.monotonic()
    with Simulator('--issues', '1000000') as other:
        assert time.monotonic() - start < 5
        access = bearer(other.grant()['access_token'])
        body = {'jql': 'project = PAY order by updated desc', 'fields': ['*all'], 'maxResults': 100}
        assert len(call('POST', other.api + '/search/jql', body, access).json['issues']) == 100
        assert call('POST', other.api + '/search/approximate-count', {'jql': 'updated > 0'}, access).json['count'] == 1000000
        with open(f'/proc/{other.process.pid}/status', encoding='ascii') as status:
            resident = next(int(line.split()[1]) for line in status if line.startswith('VmRSS'))
        assert resident < 100000, resident


def test_ends():
    """it ends on SIGTERM with 0, and when its standard input closes"""
    with Simulator() as other:
        pass
    assert other.status == 0
    other = Simulator()
    other.process.stdin.close()
    assert other.process.wait(LIMIT) == 0
    other.process.stdout.close()


def test_options():
    """wrong options end with a sentence and 1"""
    for options in (['--pkce', 'maybe'], ['--issues', '-1'], ['--nonsense'], ['--port', '-5']):
        done = subprocess.run([SIMULATOR.process.args[0], *options], capture_output=True, text=True, timeout=LIMIT)
        assert done.returncode == 1 and done.stderr.startswith('jira-monitor-simulator: ') and done.stdout == '', options


with SIMULATOR:
    run([test_credentials, test_anonymous, test_discovery, test_browse, test_browser_agent, test_whole_walk, test_clauses, test_times, test_bad_jql,
         test_sizes, test_projects, test_odd_data, test_changes, test_write, test_permissions, test_avatars, test_data_center,
         test_captcha, test_quota, test_seed, test_million, test_ends, test_options])
