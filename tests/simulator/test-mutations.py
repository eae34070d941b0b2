#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the control port does to the data: by name and at random; the truth, and what the interface shows of it."""
import datetime
import json

from simulator import Simulator, bearer, call, run

SIMULATOR = Simulator('--issues', '1500', '--projects', '8', '--token-lifetime', '1000000')
ACCESS = bearer(SIMULATOR.grant()['access_token'])
CENTER = SIMULATOR.hello['data_center']['url'] + '/rest/api/2'
PAT = bearer(SIMULATOR.hello['data_center']['token'])


def get(path):
    return call('GET', SIMULATOR.api + path, None, ACCESS)


def mutate(**how):
    return SIMULATOR.control('POST', '/mutate', how)


def truth(query=''):
    return SIMULATOR.control('GET', '/truth' + query)


def everything(order='updated ASC, key ASC', jql='updated >= 0', fields=('summary', 'status', 'assignee', 'updated', 'project')):
    found, token = [], None
    while True:
        body = {'jql': f'{jql} ORDER BY {order}', 'fields': list(fields), 'maxResults': 100} | ({'nextPageToken': token} if token else {})
        answer = call('POST', SIMULATOR.api + '/search/jql', body, ACCESS).json
        found += answer['issues']
        token = answer.get('nextPageToken')
        if token is None:
            return found


def shown(issue):
    """An issue of a search in the words of the truth."""
    fields = issue['fields']
    return {'id': issue['id'], 'key': issue['key'], 'project': fields['project']['key'], 'updated': fields.get('updated'),
            'summary': fields['summary'], 'status': fields['status']['name'], 'status_id': fields['status']['id'],
            'assignee': fields['assignee'] and fields['assignee']['accountId']}


def by_id(issues):
    return {issue['id']: {name: value for name, value in issue.items() if name != 'updated_ms'} for issue in issues}


def test_truth():
    """the truth is what a walk in any order shows, also after many changes"""
    for seed in range(6):
        for order in ('updated ASC, key ASC', 'key ASC', 'created DESC', 'updated DESC', 'priority ASC, key DESC'):
            walk = everything(order)
            assert len(walk) == len({issue['id'] for issue in walk}), order
            assert by_id(map(shown, walk)) == by_id(truth()['issues']), (seed, order)
        mutate(seed=seed, n=120)


def test_order():
    """changed issues stand where the query says, among the others"""
    def moment(issue):
        return datetime.datetime.strptime(issue['fields'].get('updated', '2000-01-01T00:00:00.000+0000'), '%Y-%m-%dT%H:%M:%S.%f%z')

    def key(issue):
        project, number = issue['key'].rsplit('-', 1)
        return project, int(number)
    walk = [issue for issue in everything() if 'updated' in issue['fields']]
    assert [issue['id'] for issue in walk] == [i['id'] for i in sorted(walk, key=lambda issue: (moment(issue), key(issue)))]
    walk = everything('key DESC')
    assert [key(issue) for issue in walk] == sorted(map(key, walk), reverse=True)


def test_walk_while_changing():
    """a walk ends although issues change between its pages, and meets each that nobody touched once"""
    before = {issue['id'] for issue in truth()['issues']}
    touched, seen, token = set(), [], None
    for number in range(200):
        body = {'jql': 'updated >= 0 ORDER BY updated ASC, key ASC', 'fields': ['id'], 'maxResults': 60} | ({'nextPageToken': token} if token else {})
        answer = call('POST', SIMULATOR.api + '/search/jql', body, ACCESS).json
        seen += [issue['id'] for issue in answer['issues']]
        token = answer.get('nextPageToken')
        if token is None:
            break
        touched |= {change['id'] for change in mutate(seed=number, n=4, verbs=['edit', 'move', 'delete', 'comment', 'create', 'hide'])}
    assert token is None
    untouched = before - touched
    assert untouched <= set(seen) and len([issue for issue in seen if issue in untouched]) == len(untouched)


class Copy:
    """The smallest program that keeps a copy of a site: what changed since, and now and then who is still there."""

    def __init__(self):
        self.issues, self.since = {}, 0

    def store(self, issue):
        fields = issue['fields']
        updated = fields.get('updated')
        ms = updated and round(datetime.datetime.strptime(updated, '%Y-%m-%dT%H:%M:%S.%f%z').timestamp() * 1000)
        self.issues[issue['id']] = {'key': issue['key'], 'summary': fields['summary'], 'status': fields['status']['id'],
                                    'assignee': fields['assignee'] and fields['assignee']['accountId']}
        return ms or 0

    def quick(self):
        newest = [self.store(issue) for issue in everything(jql=f'updated >= {max(self.since - 300000, 0)}')]
        self.since = max(newest + [self.since])

    def census(self):
        there = {issue['id']: issue['key'] for issue in everything(order='id ASC', fields=('id',))}
        for gone in set(self.issues) - set(there):
            assert get('/issue/' + gone).status == 404
            del self.issues[gone]
        unknown = [id for id, key in there.items() if id not in self.issues or self.issues[id]['key'] != key]
        for start in range(0, len(unknown), 100):
            body = {'issueIdsOrKeys': unknown[start:start + 100], 'fields': ['summary', 'status', 'assignee', 'updated', 'project']}
            answer = call('POST', SIMULATOR.api + '/issue/bulkfetch', body, ACCESS).json
            assert not answer['issueErrors']
            for issue in answer['issues']:
                self.store(issue)


def test_copy():
    """whoever asks for what changed since, and counts heads, has the truth"""
    copy = Copy()
    for seed in range(25):
        copy.quick()
        copy.census()
        wanted = {issue['id']: {'key': issue['key'], 'summary': issue['summary'], 'status': issue['status_id'], 'assignee': issue['assignee']}
                  for issue in truth()['issues']}
        assert copy.issues == wanted, seed
        mutate(seed=1000 + seed, n=40)
        SIMULATOR.advance(400)


def test_people():
    """people come in bare pages, those who left and apps among them"""
    with Simulator('--users', '1300', '--issues', '10') as other:
        access, found = bearer(other.grant()['access_token']), []
        while True:
            page = call('GET', f'{other.api}/users/search?startAt={len(found)}&maxResults=500', None, access).json
            if not page:
                break
            found += page
        assert len({person['accountId'] for person in found}) == len(found) == 1300
        assert {person['active'] for person in found} == {True, False} and 'app' in {person['accountType'] for person in found}


def test_seed():
    """the same seed does the same, on Cloud and on Data Center"""
    with Simulator('--issues', '900', '--start', '1763640000') as one, Simulator('--issues', '900', '--start', '1763640000') as other:
        for site in ('acme', 'dc'):
            done = [both.control('POST', '/mutate', {'seed': 7, 'n': 200, 'site': site}) for both in (one, other)]
            assert done[0] == done[1] and len(done[0]) == 200
            assert len({change['do'] for change in done[0]}) > 14
            issues = [[{k: v for k, v in issue.items() if not k.startswith('updated')} for issue in both.control('GET', f'/truth?site={site}')['issues']]
                      for both in (one, other)]
            assert issues[0] == issues[1]
        assert one.control('POST', '/mutate', {'seed': 8, 'n': 20}) != done[0][:20]


def test_data_center():
    """Data Center shows its truth too"""
    SIMULATOR.control('POST', '/mutate', {'seed': 3, 'n': 80, 'site': 'dc'})
    wanted = by_id(truth('?site=dc')['issues'])
    found, start = {}, 0
    while True:
        page = call('GET', f'{CENTER}/search?jql=updated%3E%3D0%20order%20by%20key&startAt={start}&maxResults=100&fields=*navigable', None, PAT).json
        for issue in page['issues']:
            found[issue['id']] = shown(issue | {'fields': issue['fields'] | {'assignee': None}}) | {
                'assignee': issue['fields']['assignee'] and issue['fields']['assignee']['name']}
        start += len(page['issues'])
        if start >= page['total']:
            break
    assert found == wanted and len(wanted) > 100


def test_named():
    """edit, move, delete, restore, hide, show"""
    SIMULATOR.control('POST', '/clock', {'advance': 5})
    first = mutate(do='create', project='WEB', summary='Named', fields={'labels': ['a']})
    key = first['key']
    mutate(do='edit', issue=key, status='Done', assignee=None, fields={'description': None})
    issue = get('/issue/' + key).json['fields']
    assert issue['status']['name'] == 'Done' and issue['resolution']['name'] == 'Done' and issue['resolutiondate'] == issue['updated']
    assert issue['labels'] == ['a'] and issue['description'] is None
    target = [project for project in truth()['projects'] if not key.startswith(project['key'] + '-')][0]['key']
    moved = mutate(do='move', issue=key, project=target)
    assert moved['id'] == first['id'] and moved['key'].startswith(target + '-')
    assert get('/issue/' + key).json['key'] == moved['key']
    before = get('/issue/' + moved['key'] + '?fields=updated').json
    mutate(do='delete', issue=moved['id'])
    assert get('/issue/' + key).status == 404
    assert call('POST', SIMULATOR.hello['control'] + '/mutate', {'do': 'edit', 'issue': key, 'summary': 'x'}).status == 400
    mutate(do='restore', issue=moved['id'])
    assert get('/issue/' + moved['key'] + '?fields=updated').json == before
    mutate(do='hide', issue=key)
    assert get('/issue/' + key).status == 404 and not any(issue['id'] == first['id'] for issue in everything())
    errors = call('POST', SIMULATOR.api + '/issue/bulkfetch', {'issueIdsOrKeys': [first['id']]}, ACCESS).json['issueErrors']
    assert errors[0]['id'] == first['id']
    assert call('POST', SIMULATOR.api + '/search/jql', {'jql': f'key = {moved["key"]}'}, ACCESS).status == 400
    mutate(do='show', issue=key)
    assert get('/issue/' + key).status == 200


def test_history():
    """the history ends in the present state, whatever was done"""
    mutate(seed=99, n=100, verbs=['edit', 'move'])
    for issue in everything(fields=('summary', 'status', 'assignee', 'created', 'updated'))[-150:]:
        page = get(f'/issue/{issue["id"]}/changelog').json
        fields, last = issue['fields'], {}
        for change in page['values']:
            for item in change['items']:
                if item['field'] in last:
                    assert last[item['field']]['to'] == item['from'], (issue['key'], item)
                last[item['field']] = item
        if page['total'] > 100:
            continue
        assert 'status' not in last or last['status']['to'] == fields['status']['id'], issue['key']
        assert 'assignee' not in last or last['assignee']['to'] == (fields['assignee'] and fields['assignee']['accountId'])
        assert 'summary' not in last or last['summary']['toString'] == fields['summary']


def test_pages_of_history():
    """a long history has pages; many histories at once have a token"""
    wanted, token = {}, None
    body = {'issueIdsOrKeys': [str(10001 + i) for i in range(1000)], 'maxResults': 700}
    while True:
        answer = call('POST', SIMULATOR.api + '/changelog/bulkfetch', body | ({'nextPageToken': token} if token else {}), ACCESS).json
        for entry in answer['issueChangeLogs']:
            wanted.setdefault(entry['issueId'], []).extend(change['id'] for change in entry['changeHistories'])
        token = answer.get('nextPageToken')
        if token is None:
            break
    longest = max(wanted, key=lambda issue: len(wanted[issue]))
    assert len(wanted[longest]) > 100
    ids, start = [], 0
    while True:
        page = get(f'/issue/{longest}/changelog?startAt={start}').json
        ids += [change['id'] for change in page['values']]
        start += len(page['values'])
        if page['isLast']:
            break
    assert ids == wanted[longest]
    newest_first = [change['id'] for change in get(f'/issue/{longest}?fields=id&expand=changelog').json['changelog']['histories']]
    assert newest_first == ids[::-1][:100]
    only = call('POST', SIMULATOR.api + '/changelog/bulkfetch', body | {'fieldIds': ['status'], 'maxResults': 10000}, ACCESS).json
    assert {item['fieldId'] for entry in only['issueChangeLogs'] for change in entry['changeHistories'] for item in change['items']} == {'status'}


def test_notes():
    """comments and work logs are added, edited, deleted; `updated` follows unless it is to be quiet"""
    key = mutate(do='create', summary='Talk')['key']

    def comments(**query):
        return get(f'/issue/{key}/comment?' + '&'.join(f'{k}={v}' for k, v in query.items())).json
    ids = [mutate(do='comment', issue=key, text=f'Number {i}, @me')['note'] for i in range(130)]
    assert comments()['total'] == 130 and len(comments()['comments']) == 100
    assert [int(comment['id']) for comment in comments(startAt=100)['comments']] == ids[100:]
    assert int(comments(orderBy='-created', maxResults=1)['comments'][0]['id']) == ids[-1]
    nodes = comments(maxResults=1)['comments'][0]['body']['content'][0]['content']
    assert [node['type'] for node in nodes] == ['text', 'mention'] and nodes[1]['attrs']['id'] == truth()['user']
    field = get(f'/issue/{key}?fields=comment').json['fields']['comment']
    assert field['total'] == 130 and len(field['comments']) == 20
    before = get(f'/issue/{key}?fields=updated').json['fields']['updated']
    SIMULATOR.advance(5)
    mutate(do='delete_comment', issue=key, note=ids[0], quiet=True)
    assert get(f'/issue/{key}?fields=updated').json['fields']['updated'] == before and comments()['total'] == 129
    mutate(do='edit_comment', issue=key, note=ids[1], text='Other words')
    assert get(f'/issue/{key}?fields=updated').json['fields']['updated'] != before
    assert comments(maxResults=1)['comments'][0]['body']['content'][0]['content'][0]['text'] == 'Other words'
    mine = [issue for issue in truth('?threads=1')['issues'] if issue['key'] == key][0]
    assert mine['comments'] == [str(i) for i in ids[1:]]


def test_feeds():
    """the feeds of work logs name each change and each deletion once, but not of the last minute"""
    def feed(name, since):
        found, url = {}, f'{SIMULATOR.api}/worklog/{name}?since={since}'
        while True:
            page = call('GET', url, None, ACCESS).json
            for entry in page['values']:
                assert entry['worklogId'] not in found
                found[entry['worklogId']] = entry['updatedTime']
            if page['lastPage']:
                return found, page['until']
            url = page['nextPage']
    SIMULATOR.advance(120)
    whole, until = feed('updated', 0)
    assert set(map(str, whole)) == {log for issue in truth('?threads=1')['issues'] for log in issue['worklogs']}
    key = mutate(do='create', summary='Work')['key']
    new = mutate(do='worklog', issue=key, seconds=3600)['note']
    assert feed('updated', until)[0] == {}
    SIMULATOR.advance(61)
    assert list(feed('updated', until)[0]) == [new]
    log = call('POST', SIMULATOR.api + '/worklog/list', {'ids': [new, 5]}, ACCESS).json
    assert [entry['timeSpent'] for entry in log] == ['1h']
    mutate(do='delete_worklog', issue=key, note=new)
    SIMULATOR.advance(61)
    assert list(feed('deleted', until)[0]) == [new] and new not in feed('updated', 0)[0]


def test_lag():
    """with a lag, searches see a change later, direct reads at once; settling ends that"""
    SIMULATOR.control('POST', '/issues', {'lag': 30})
    made = mutate(do='create', summary='Late')
    query = '/search/jql?jql=summary%20~%20%22late%22%20order%20by%20created&fields=id'
    assert made['id'] not in [issue['id'] for issue in get(query).json['issues']] and get('/issue/' + made['key']).status == 200
    SIMULATOR.advance(31)
    assert made['id'] in [issue['id'] for issue in get(query).json['issues']]
    made = mutate(do='create', summary='Late as well')
    SIMULATOR.control('POST', '/settle')
    assert made['id'] in [issue['id'] for issue in get(query).json['issues']]
    SIMULATOR.control('POST', '/issues', {'lag': 0})


def test_zone():
    """another time zone changes the offset of all times and the meaning of dates, and nothing else"""
    def count(jql):
        return call('POST', SIMULATOR.api + '/search/approximate-count', {'jql': jql}, ACCESS).json['count']

    def times():
        return {issue['id']: issue['fields'].get('updated') for issue in everything()}
    mutate(do='zone', zone='Asia/Tokyo')
    tokyo, day = times(), (datetime.datetime.now() - datetime.timedelta(days=40)).strftime('%Y-%m-%d')
    there = count(f'updated >= "{day}"')
    mutate(do='zone', zone='America/Bogota')
    assert get('/myself').json['timeZone'] == 'America/Bogota'
    bogota = times()
    assert all(text is None or text.endswith('-0500') for text in bogota.values()) and count(f'updated >= "{day}"') < there

    def moment(text):
        return text and datetime.datetime.strptime(text, '%Y-%m-%dT%H:%M:%S.%f%z')
    assert {i: moment(t) for i, t in tokyo.items()} == {i: moment(t) for i, t in bogota.items()}
    assert call('POST', SIMULATOR.hello['control'] + '/mutate', {'do': 'zone', 'zone': 'Mars/Olympus'}).status == 400


def test_projects():
    """a project gets another key, and is out of sight for a while"""
    mutate(do='show_project', project='PAY')
    keys = [issue['key'] for issue in everything(jql='project = PAY')]
    mutate(do='rename_project', project='PAY', key='CASH')
    assert get('/project/PAY').json['key'] == 'CASH'
    assert get('/project/search?keys=CASH&expand=projectKeys').json['values'][0]['projectKeys'] == ['CASH', 'PAY']
    assert [issue['key'] for issue in everything(jql='project = PAY')] == [key.replace('PAY-', 'CASH-') for key in keys]
    assert get('/issue/' + keys[0]).json['key'] == keys[0].replace('PAY-', 'CASH-')
    assert {issue['project'] for issue in truth()['issues']}.isdisjoint({'PAY'})
    mutate(do='hide_project', project='CASH')
    assert get('/project/CASH').status == 404 and get('/issue/' + keys[0]).status == 404
    assert call('POST', SIMULATOR.api + '/search/jql', {'jql': 'project = CASH'}, ACCESS).status == 400
    mutate(do='show_project', project='CASH')
    mutate(do='rename_project', project='CASH', key='PAY')
    assert [issue['key'] for issue in everything(jql='project = PAY')] == keys


def test_admin():
    """roles and workflows are for administrators, which the person can be made"""
    assert (get('/role').status, get('/workflows/search').status) == (403, 401)
    assert call('GET', CENTER + '/workflow', None, PAT).status == 403
    for site in ('acme', 'dc'):
        SIMULATOR.control('POST', '/permissions', {'site': site, 'ADMINISTER': True})
    assert get('/mypermissions?permissions=ADMINISTER').json['permissions']['ADMINISTER']['havePermission'] is True
    workflows = get('/workflows/search?expand=values.transitions').json
    assert get('/role').status == 200 and len(workflows['values']) == 3
    references = {status['statusReference'] for status in workflows['statuses']}
    assert all(t['toStatusReference'] in references for w in workflows['values'] for t in w['transitions'])
    assert call('GET', CENTER + '/workflow', None, PAT).status == 200


def test_boards():
    """sprints belong to boards, and issues to sprints; a kanban board has none"""
    base = f"{SIMULATOR.endpoint}/ex/jira/{SIMULATOR.site['id']}/rest/agile/1.0"
    boards = call('GET', base + '/board', None, ACCESS).json['values']
    assert {board['type'] for board in boards} == {'scrum', 'kanban', 'simple'}
    sprints = {}
    for board in boards:
        start = 0
        while True:
            answer = call('GET', f"{base}/board/{board['id']}/sprint?startAt={start}", None, ACCESS)
            if board['type'] == 'kanban':
                assert answer.status == 400
                break
            for sprint in answer.json['values']:
                sprints[sprint['id']] = sprint
            start += len(answer.json['values'])
            if answer.json['isLast']:
                break
    planned = [issue['fields']['customfield_10020'] for issue in everything(fields=('customfield_10020',))]
    used = {sprint['id'] for entry in planned if entry for sprint in entry}
    assert used and used <= set(sprints)
    active = [sprint for sprint in sprints.values() if sprint['state'] == 'active'][0]
    found = everything(jql=f"sprint = {active['id']}", fields=('customfield_10020',))
    assert all(active['id'] in [sprint['id'] for sprint in issue['fields']['customfield_10020']] for issue in found)
    assert len(everything(jql='sprint in openSprints()')) + len(everything(jql='sprint is EMPTY')) < len(planned)


def test_kin():
    """links, parents and sub-tasks point at each other"""
    issues = {issue['id']: issue for issue in everything(fields=('*all',))}
    linked = parents = 0
    for issue in issues.values():
        for link in issue['fields']['issuelinks']:
            other = link.get('outwardIssue') or link['inwardIssue']
            back = issues[other['id']]['fields']['issuelinks'][0]
            assert (back.get('inwardIssue') or back['outwardIssue'])['id'] == issue['id'] and back['id'] == link['id']
            linked += 1
        for child in issue['fields']['subtasks']:
            assert issues[child['id']]['fields']['parent']['id'] == issue['id']
        parents += 'parent' in issue['fields']
    assert linked and parents
    watched = {issue['id'] for issue in everything(jql='watcher = currentUser()')}
    assert watched == {issue['id'] for issue in issues.values() if issue['fields']['watches']['isWatching']}
    labelled = {issue['id'] for issue in everything(jql='labels in (ios, "größe")')}
    assert labelled == {issue['id'] for issue in issues.values() if {'ios', 'größe'} & set(issue['fields'].get('labels', []))}


def test_fields():
    """*navigable, *all, -name and single names"""
    def names(*wanted):
        return set(everything(jql='project = WEB', fields=wanted)[0].get('fields', {}))
    assert names('summary', 'id') == {'summary'} and names('id') == set()
    assert names('*all') - names('*navigable') == {'comment', 'worklog', 'attachment', 'timetracking'}
    assert names('*all', '-comment', '-summary') == names('*all') - {'comment', 'summary'}
    assert 'comment' in names('*navigable', 'comment')
    listed = {field['id']: field for field in get('/field').json}
    assert names('*all') <= set(listed) and not listed['comment']['navigable']


with SIMULATOR:
    run([test_truth, test_order, test_walk_while_changing, test_copy, test_people, test_seed, test_data_center, test_named, test_history, test_pages_of_history, test_notes, test_feeds,
         test_lag, test_zone, test_projects, test_admin, test_boards, test_kin, test_fields])
