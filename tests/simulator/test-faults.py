#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every fault that the control port can arm, seen from the other end of the wire."""
import gzip
import http.client
import json
import socket
import threading
import urllib.parse
import zlib

from simulator import LIMIT, Simulator, bearer, call, run, wait_until

SIMULATOR = Simulator('--issues', '400')
PORT = urllib.parse.urlsplit(SIMULATOR.endpoint).port
PATH = urllib.parse.urlsplit(SIMULATOR.api).path
TOKENS = SIMULATOR.grant()
ACCESS = bearer(TOKENS['access_token'])
SEARCH = '/search/jql?jql=updated%20%3E%3D%200%20ORDER%20BY%20updated%20ASC&fields=summary,updated&maxResults=10'


def fresh(test):
    """Without the faults of the test before."""
    def wrapped():
        SIMULATOR.control('DELETE', '/arm')
        SIMULATOR.control('DELETE', '/requests')
        test()
        SIMULATOR.control('DELETE', '/arm')
    wrapped.__doc__ = test.__doc__
    return wrapped


def get(path='/myself', headers=None):
    return call('GET', SIMULATOR.api + path, None, ACCESS | (headers or {}))


def raw(path='/myself', most=None, method='GET', body=b''):
    """Bytes of the answer until the connection ends (or @most of them), and how it ended."""
    with socket.create_connection(('127.0.0.1', PORT), LIMIT) as connection:
        head = f"{method} {PATH}{path} HTTP/1.1\r\nHost: x\r\nAuthorization: {ACCESS['Authorization']}\r\nContent-Length: {len(body)}\r\n\r\n"
        connection.sendall(head.encode() + body)
        received = b''
        try:
            while most is None or len(received) < most:
                piece = connection.recv(1 << 16)
                if not piece:
                    return received, 'closed'
                received += piece
        except ConnectionResetError:
            return received, 'reset'
        return received, 'open'


def n_issues():
    return SIMULATOR.control('GET', '/state')['sites'][0]['issues']


def walk():
    """All pages of a search: the ids of each page."""
    pages, token = [], None
    while True:
        answer = get(SEARCH + (f'&nextPageToken={urllib.parse.quote(token)}' if token else ''))
        assert answer.status == 200, answer.body
        pages.append([issue['id'] for issue in answer.json['issues']])
        token = answer.json.get('nextPageToken')
        if not token or len(pages) > 60:
            return pages


def test_matching():
    """a fault strikes the nth to the last of its times, by method and prefix or glob"""
    SIMULATOR.arm('status', '/ex/jira/*/rest/api/3/my*', 'GET', nth=2, times=2, code=503)
    assert [get().status for _ in range(5)] == [200, 503, 503, 200, 200]
    SIMULATOR.arm('status', PATH + '/field', times=0, code=500)
    assert [get('/field').status for _ in range(3)] == [500, 500, 500] and get().status == 200
    SIMULATOR.arm('status', PATH, 'POST', code=500)
    assert get().status == 200


def test_status():
    """status: code, headers, body"""
    SIMULATOR.arm('status', code=409, headers={'X-A': 'b'}, body={'errorMessages': ['twice']})
    answer = get()
    assert (answer.status, answer.headers['X-A'], answer.json) == (409, 'b', {'errorMessages': ['twice']})
    SIMULATOR.arm('status', code=502, body='<html>Bad gateway</html>')
    answer = get()
    assert (answer.status, answer.headers['Content-Type'], answer.body) == (502, 'text/html', b'<html>Bad gateway</html>')
    SIMULATOR.arm('status', '/oauth/token', code=403, body={'error': 'invalid_grant'})
    assert SIMULATOR.refresh('x').json == {'error': 'invalid_grant'}


def test_retry_after():
    """retry_after: seconds, date, garbage, none; rate_reason"""
    for value in ('1847', -5, 'Fri, 20 Nov 2026 10:00:00 GMT', 'soon'):
        SIMULATOR.arm('retry_after', value=value)
        answer = get()
        assert (answer.status, answer.headers['Retry-After']) == (429, str(value))
    SIMULATOR.arm('retry_after', status=503)
    answer = get()
    assert answer.status == 503 and answer.headers['Retry-After'] is None
    SIMULATOR.arm('rate_reason', reason='jira-quota-tenant-based')
    assert get().headers['RateLimit-Reason'] == 'jira-quota-tenant-based'


def test_delay():
    """delay: some milliseconds, or until it is released"""
    SIMULATOR.arm('delay')
    answers = []
    thread = threading.Thread(target=lambda: answers.append(get()))
    thread.start()
    wait_until(lambda: SIMULATOR.control('GET', '/state')['held'] == 1)
    assert not answers and get().status == 200
    assert SIMULATOR.control('POST', '/release')['released'] == 1
    thread.join(LIMIT)
    assert answers[0].status == 200
    SIMULATOR.arm('delay', ms=5)
    assert get().status == 200


def test_impatient():
    """a client that leaves while it is held harms nobody; its request is carried out"""
    body = json.dumps({'fields': {'project': {'key': 'PAY'}, 'issuetype': {'name': 'Bug'}, 'summary': 'Left'}}).encode()
    before = n_issues()
    SIMULATOR.arm('delay', times=2)
    SIMULATOR.arm('reset', nth=2, when='after_commit')
    for number in (1, 2):
        with socket.create_connection(('127.0.0.1', PORT), LIMIT) as connection:
            head = f"POST {PATH}/issue HTTP/1.1\r\nHost: x\r\nAuthorization: {ACCESS['Authorization']}\r\n"
            connection.sendall(f'{head}Content-Length: {len(body)}\r\n\r\n'.encode() + body)
            wait_until(lambda: SIMULATOR.control('GET', '/state')['held'] == number)
    assert SIMULATOR.control('POST', '/release')['released'] == 2
    wait_until(lambda: SIMULATOR.control('GET', '/state')['held'] == 0)
    assert n_issues() == before + 2
    assert get().status == 200


def test_drip():
    """drip: body or header arrive a few bytes at a time"""
    SIMULATOR.arm('drip', part='body', rate=100000)
    received, end = raw()
    assert received.startswith(b'HTTP/1.1 200') and received.endswith(b'}') and end == 'closed'
    SIMULATOR.arm('drip', part='header', rate=20)
    received, end = raw(most=1)
    assert end == 'open' and len(received) < 5


def test_reset():
    """reset: before the request is looked at, amid the answer, after it was carried out"""
    body = json.dumps({'fields': {'project': {'key': 'PAY'}, 'issuetype': {'name': 'Bug'}, 'summary': 'Made once'}}).encode()

    def count():
        return sum(site['changed'] for site in SIMULATOR.control('GET', '/state')['sites'])
    start = count()
    SIMULATOR.arm('reset', PATH + '/issue', 'POST', when='before')
    assert raw('/issue', method='POST', body=body) == (b'', 'reset') and count() == start
    SIMULATOR.arm('reset', PATH + '/issue', 'POST', when='after_commit')
    assert raw('/issue', method='POST', body=body) == (b'', 'reset') and count() == start + 1
    SIMULATOR.arm('reset', when='mid')
    received, _ = raw()
    assert not received.endswith(b'}')
    assert SIMULATOR.control('GET', '/requests')[-1]['status'] == 0


def test_lost_refresh():
    """reset after_commit on the token endpoint: the token was rotated, the answer is lost, the leeway helps"""
    tokens = SIMULATOR.grant()
    before = SIMULATOR.control('GET', '/tokens')['refreshes']
    SIMULATOR.arm('reset', '/oauth/token', when='after_commit')
    try:
        SIMULATOR.refresh(tokens['refresh_token'])
        assert False, 'the answer came'
    except (ConnectionResetError, http.client.RemoteDisconnected):
        pass
    assert SIMULATOR.control('GET', '/tokens')['refreshes'] == before + 1
    assert SIMULATOR.refresh(tokens['refresh_token']).status == 200


def test_close_no_reply():
    """close_no_reply: the connection ends without a byte"""
    SIMULATOR.arm('close_no_reply')
    assert raw() == (b'', 'closed')


def test_truncate():
    """truncate: fewer bytes than Content-Length says"""
    SIMULATOR.arm('truncate', n=20)
    received, end = raw()
    head, body = received.split(b'\r\n\r\n')
    assert len(body) == 20 and b'Content-Length: 20\r' not in head and end == 'closed'


def test_gzip():
    """gzip: asked for, cut short, with a bad sum, as a bomb, with something behind it"""
    plain = get('/field')
    assert get('/field', {'Accept-Encoding': 'gzip'}).json == plain.json
    SIMULATOR.arm('gzip', how='bomb', n=50 << 20)
    assert len(get('/field').body) > 50 << 20
    for how, error in (('truncate', EOFError), ('badcrc', gzip.BadGzipFile), ('trailing', gzip.BadGzipFile)):
        SIMULATOR.arm('gzip', how=how)
        try:
            get('/field')
            assert False, how
        except (error, zlib.error):
            pass


def test_chunk_no_end():
    """chunk_no_end: chunks without the last one"""
    SIMULATOR.arm('chunk_no_end')
    received, end = raw()
    assert b'Transfer-Encoding: chunked' in received and not received.endswith(b'0\r\n\r\n') and end == 'closed'


def test_text():
    """bad_utf8 and nul_escape stand in a string of the body"""
    SIMULATOR.arm('bad_utf8')
    body = get(SEARCH).body
    assert b'"summary":"\xc3\x28\xff' in body
    SIMULATOR.arm('nul_escape')
    summary = get(SEARCH).json['issues'][0]['fields']['summary']
    assert summary.startswith('a\0b\ud800c')


def test_size():
    """deep(n) and big(n)"""
    SIMULATOR.arm('deep', n=50000)
    assert b'[' * 50000 + b']' * 50000 in get().body
    SIMULATOR.arm('big', n=40 << 20)
    assert len(get().json['padding']) == 40 << 20


def test_json():
    """wrong_type and missing change what stands at a path"""
    SIMULATOR.arm('wrong_type', path='$.issues[1].fields.summary')
    SIMULATOR.arm('missing', path='$.issues[*].id')
    SIMULATOR.arm('wrong_type', path='$.isLast', value=None)
    answer = get(SEARCH).json
    assert answer['issues'][1]['fields']['summary'] == 42 and isinstance(answer['issues'][0]['fields']['summary'], str)
    assert not [issue for issue in answer['issues'] if 'id' in issue] and answer['isLast'] is None
    SIMULATOR.arm('wrong_type', path='$', value=[1])
    assert get().json == [1]
    SIMULATOR.arm('missing', '/oauth/token', path='$.refresh_token')
    assert 'refresh_token' not in SIMULATOR.refresh(SIMULATOR.grant()['refresh_token']).json


def test_replaced():
    """empty_200, html_200, redirect"""
    SIMULATOR.arm('empty_200')
    answer = get()
    assert (answer.status, answer.body) == (200, b'')
    SIMULATOR.arm('html_200')
    answer = get()
    assert answer.status == 200 and answer.headers['Content-Type'].startswith('text/html') and b'<form>' in answer.body
    SIMULATOR.arm('redirect', code=307, to='http://127.0.0.1:1/elsewhere')
    answer = get()
    assert (answer.status, answer.headers['Location']) == (307, 'http://127.0.0.1:1/elsewhere')


def test_headers():
    """header_flood, continue_flood, dup_header, bad_length"""
    SIMULATOR.arm('header_flood', n=5000)
    assert raw()[0].count(b'\r\nX-Flood-') == 5000
    SIMULATOR.arm('continue_flood', n=5000)
    received = raw()[0]
    assert received.count(b'HTTP/1.1 100 Continue\r\n\r\n') == 5000 and b'HTTP/1.1 200' in received
    SIMULATOR.arm('dup_header')
    assert raw()[0].count(b'Content-Length: ') == 2
    SIMULATOR.arm('dup_header', name='Retry-After', value='1', other='9')
    assert b'Retry-After: 1\r\nRetry-After: 9\r\n' in raw()[0]
    SIMULATOR.arm('bad_length', value='-7')
    assert b'Content-Length: -7\r\n' in raw()[0]


def test_pages():
    """page_repeat, token_loop, token_expired, short_fetch"""
    whole = walk()
    assert sum(map(len, whole)) == len({issue for page in whole for issue in page}) == n_issues()
    SIMULATOR.arm('page_repeat', PATH + '/search', nth=3)
    pages = walk()
    assert pages[2] == pages[1] and pages[3] == whole[2] and len(pages) == len(whole) + 1
    SIMULATOR.control('DELETE', '/arm')
    SIMULATOR.arm('token_loop', PATH + '/search', nth=3, times=0)
    pages = walk()
    assert pages[2] == pages[3] == pages[4] and len(pages) > 60
    SIMULATOR.control('DELETE', '/arm')
    SIMULATOR.arm('short_fetch', PATH + '/search', times=0, n=25)
    assert [len(page) for page in walk()] == [10, 10, 5]
    SIMULATOR.control('DELETE', '/arm')
    token = urllib.parse.quote(get(SEARCH).json['nextPageToken'])
    SIMULATOR.arm('token_expired')
    assert get(f'{SEARCH}&nextPageToken={token}').status == 400
    assert get(f'{SEARCH}&nextPageToken={token}').status == 200
    SIMULATOR.advance(8 * 24 * 60 * 60)
    access = bearer(SIMULATOR.refresh(SIMULATOR.grant()['refresh_token']).json['access_token'])
    assert call('GET', f'{SIMULATOR.api}{SEARCH}&nextPageToken={token}', None, access).status == 400
    SIMULATOR.advance(-8 * 24 * 60 * 60)


def test_short():
    """short_page: fewer or none, but not the end; short_fetch of lists and of Data Center: an end too early"""
    whole = walk()
    SIMULATOR.arm('short_page', PATH + '/search', nth=2, n=0)
    SIMULATOR.arm('short_page', PATH + '/search', nth=4, n=3)
    pages = walk()
    assert [len(page) for page in pages[:5]] == [10, 0, 10, 3, 10] and sum(pages, []) == sum(whole, [])
    SIMULATOR.arm('short_fetch', PATH + '/project/search', n=5)
    page = get('/project/search').json
    assert (len(page['values']), page['total'], page['isLast']) == (5, 5, True) and get('/project/search').json['total'] > 5
    center, pat = SIMULATOR.hello['data_center']['url'] + '/rest/api/2', bearer(SIMULATOR.hello['data_center']['token'])

    def center_walk():
        found, start = [], 0
        while True:
            answer = call('GET', f'{center}/search?jql=order+by+key&fields=key&maxResults=10&startAt={start}', None, pat).json
            found.append([issue['id'] for issue in answer['issues']])
            start += len(answer['issues'])
            if start >= answer['total']:
                return found
    whole = center_walk()
    SIMULATOR.arm('short_fetch', '/dc/', times=0, n=15)
    assert center_walk() == [whole[0], whole[1][:5]]
    SIMULATOR.control('DELETE', '/arm')
    SIMULATOR.arm('page_repeat', '/dc/', nth=2)
    assert center_walk()[:2] == [whole[0], whole[0]]


def test_moves():
    """issue_moves_between_pages: what was updated meanwhile comes again at the end"""
    SIMULATOR.arm('issue_moves_between_pages', PATH + '/search', nth=1)
    seen = [issue for page in walk() for issue in page]
    assert len(seen) == n_issues() + 1 and len(set(seen)) == n_issues() and seen[0] == seen[-2]


def test_duplicate_post():
    """duplicate_post: the request is carried out twice and answered once"""
    before = n_issues()
    SIMULATOR.arm('duplicate_post')
    body = {'fields': {'project': {'key': 'PAY'}, 'issuetype': {'name': 'Bug'}, 'summary': 'Made twice'}}
    assert call('POST', SIMULATOR.api + '/issue', body, ACCESS).status == 201
    assert n_issues() == before + 2


def test_lag():
    """search_lag: a search does not see what is younger; a direct read and reconcileIssues do"""
    made = SIMULATOR.control('POST', '/issues', {'create': {'project': 'PAY', 'summary': 'Too young'}})
    query = '/search/jql?jql=summary%20~%20%22too%20young%22&fields=id'
    SIMULATOR.arm('search_lag', PATH + '/search', times=0, seconds=60)
    assert get(query).json['issues'] == [] and get('/issue/' + made['key']).status == 200
    assert [issue['id'] for issue in get(f"{query}&reconcileIssues={made['id']}").json['issues']] == [made['id']]
    SIMULATOR.advance(61)
    assert [issue['id'] for issue in get(query).json['issues']] == [made['id']]


def test_date_skew():
    """date_skew: the Date header is wrong; otherwise it follows the simulator's clock"""
    import email.utils
    now = SIMULATOR.control('POST', '/clock', {})['now']
    assert abs(email.utils.parsedate_to_datetime(get().headers['Date']).timestamp() - now) < 5
    SIMULATOR.arm('date_skew', seconds=-7200)
    assert abs(email.utils.parsedate_to_datetime(get().headers['Date']).timestamp() - now + 7200) < 5


def test_lasting():
    """scope_removed, site_removed, user_deactivated last"""
    with Simulator() as other:
        access = bearer(other.grant()['access_token'])

        def status(path):
            return call('GET', other.api + path, None, access).status
        other.arm('scope_removed', scope='read:jira-work')
        assert [status('/field'), status('/field'), status('/myself')] == [401, 401, 200]
        other.arm('site_removed', '/ex/jira/')
        assert [status('/myself'), status('/myself')] == [403, 403]
        assert call('GET', other.endpoint + '/me', None, access).status == 200
        other.arm('user_deactivated')
        assert [call('GET', other.endpoint + '/me', None, access).status for _ in range(2)] == [401, 401]


def test_log():
    """the log has method, target, headers, body, status and faults of each request"""
    SIMULATOR.arm('status', code=418)
    call('POST', SIMULATOR.api + '/search/jql?x=1', {'jql': 'project = PAY'}, ACCESS | {'X-Mark': 'yes'})
    entry = SIMULATOR.control('GET', '/requests')[-1]
    assert entry['method'] == 'POST' and entry['path'] == PATH + '/search/jql' and entry['target'].endswith('?x=1')
    assert entry['headers']['x-mark'] == 'yes' and json.loads(entry['body']) == {'jql': 'project = PAY'}
    assert entry['status'] == 418 and entry['faults'] == ['status'] and entry['time'] > 0
    assert len(SIMULATOR.control('GET', '/requests?method=GET')) == 0


def test_contains():
    """a fault can be for one project or one phase: what the address or the body contains"""
    def search(jql, **more):
        return call('POST', SIMULATOR.api + '/search/jql', {'jql': jql, 'maxResults': 5, 'fields': ['id']} | more, ACCESS)
    match = {'path': PATH + '/search/jql', 'contains': 'project = WEB'}
    SIMULATOR.control('POST', '/arm', {'match': match, 'times': 0, 'kind': 'status', 'args': {'code': 403}})
    assert [search(f'project = {key}').status for key in ('PAY', 'WEB', 'OPS')] == [200, 403, 200]
    SIMULATOR.control('DELETE', '/arm')
    match = {'path': PATH + '/search/jql', 'contains': 'nextPageToken'}
    SIMULATOR.control('POST', '/arm', {'match': match, 'nth': 2, 'kind': 'status', 'args': {'code': 410}})
    statuses, token = [], None
    for _ in range(4):
        answer = search('project = PAY', **({'nextPageToken': token} if token else {}))
        statuses.append(answer.status)
        token = answer.json.get('nextPageToken', token)
    assert statuses == [200, 200, 410, 200]
    SIMULATOR.control('POST', '/arm', {'match': {'path': '/', 'contains': 'WEB'}, 'kind': 'status', 'args': {'code': 404}})
    assert get('/project/search?keys=PAY').status == 200 and get('/project/search?keys=WEB').status == 404


def test_answer_headers():
    """headers: beside a right answer, such as a budget that runs low, or a removal that is announced"""
    headers = {'Beta-RateLimit': '"global-app-quota";r=900;t=600', 'Deprecation': 'true', 'Sunset': 'Sun, 01 Aug 2027 00:00:00 GMT',
               'X-RateLimit-NearLimit': 'true', 'X-RateLimit-Reset': None}
    SIMULATOR.arm('headers', headers=headers)
    answer = get()
    assert answer.status == 200 and 'X-RateLimit-Reset' not in answer.headers
    assert {name: answer.headers[name] for name in headers if headers[name]} == {k: v for k, v in headers.items() if v}
    assert 'Deprecation' not in get().headers


def test_windows():
    """who asks inside a closed window is counted: around an endpoint, an issue, or everything"""
    def windows():
        return [(window['scope'], window['violations'] + window['early'], window['closed']) for window in SIMULATOR.control('GET', '/windows')]
    SIMULATOR.control('DELETE', '/windows')
    SIMULATOR.arm('retry_after', PATH + '/project/search', value=30, reason='jira-burst-based')
    assert get('/project/search').status == 429
    assert [get('/project/search').status, get('/myself').status] == [200, 200]
    assert windows() == [('endpoint', 1, True)]
    SIMULATOR.advance(31)
    get('/project/search')
    assert windows() == [('endpoint', 1, False)]
    SIMULATOR.control('DELETE', '/windows')
    SIMULATOR.arm('retry_after', PATH + '/field', value=1847, reason='jira-quota-global-based', hold=True)
    answers = [get('/field'), get('/myself'), get('/field')]
    assert [answer.status for answer in answers] == [429, 429, 429] and 1800 < int(answers[1].headers['Retry-After']) <= 1847
    assert call('GET', SIMULATOR.site['url'] + '/rest/api/3/serverInfo').status == 200
    assert windows() == [('everything', 2, True)]
    SIMULATOR.advance(1848)
    assert get('/field').status == 200 and windows() == [('everything', 2, False)]
    SIMULATOR.control('DELETE', '/windows')
    SIMULATOR.arm('retry_after', PATH + '/issue/', method='PUT', value=5, reason='jira-per-issue-on-write')
    put = [call('PUT', SIMULATOR.api + f'/issue/{key}', {'fields': {'summary': 'x'}}, ACCESS).status for key in ('PAY-1', 'PAY-2', 'PAY-1')]
    assert put == [429, 204, 204] and windows() == [('issue', 1, True)]
    SIMULATOR.arm('retry_after', PATH + '/field', value='soon')
    assert get('/field').status == 429 and len(windows()) == 1


def test_counts():
    """requests are counted by endpoint, whatever became of them"""
    SIMULATOR.control('DELETE', '/counts')
    SIMULATOR.arm('status', PATH + '/issue/PAY-2', code=500)
    for path in ('/issue/PAY-1', '/issue/PAY-2', '/issue/PAY-1/comment', '/project/search', '/project/PAY/version', '/search/jql?jql=x'):
        get(path)
    call('POST', SIMULATOR.api + '/issue/bulkfetch', {}, ACCESS)
    assert SIMULATOR.control('GET', '/counts') == {
        'GET /rest/api/3/issue/{}': 2, 'GET /rest/api/3/issue/{}/comment': 1, 'GET /rest/api/3/project/search': 1,
        'GET /rest/api/3/project/{}/version': 1, 'GET /rest/api/3/search/jql': 1, 'POST /rest/api/3/issue/bulkfetch': 1}


def test_unknown():
    """an unknown kind is refused"""
    answer = call('POST', SIMULATOR.hello['control'] + '/arm', {'kind': 'earthquake'})
    assert answer.status == 400 and 'earthquake' in answer.json['error']


with SIMULATOR:
    run([fresh(test) for test in (
        test_matching, test_status, test_retry_after, test_delay, test_impatient, test_drip, test_reset, test_lost_refresh, test_close_no_reply,
        test_truncate, test_gzip, test_chunk_no_end, test_text, test_size, test_json, test_replaced, test_headers, test_pages, test_short,
        test_moves, test_duplicate_post, test_lag, test_date_skew, test_lasting, test_log, test_contains, test_answer_headers,
        test_windows, test_counts, test_unknown)])
