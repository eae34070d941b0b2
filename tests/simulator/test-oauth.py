#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The authorization host of the simulator: consent, codes, rotation, the ends of a token."""
from simulator import Simulator, bearer, call, challenge, location, run

DAY = 24 * 60 * 60


def sign_in(simulator, **changes):
    code = location(call('GET', simulator.authorize_url(**changes)))['code']
    return simulator.token(grant_type='authorization_code', code=code, redirect_uri=simulator.hello['redirect_uri']).json


def is_good(simulator, access_token):
    return call('GET', simulator.api + '/myself', None, bearer(access_token)).status == 200


def refused(answer):
    assert answer.status == 403, answer.status
    assert answer.json == {'error': 'invalid_grant', 'error_description': 'Unknown or invalid refresh token.'}, answer.json
    return True


def test_consent_page():
    """the consent page has a button for each decision, and a tick for each site"""
    with Simulator('--sites', '3') as simulator:
        page = call('GET', simulator.authorize_url())
        text = page.body.decode()
        assert page.status == 200 and text.count('type="checkbox"') == 3
        assert 'value="accept"' in text and 'value="deny"' in text and 'read:jira-work' in text


def press(simulator, decision, sites):
    form = dict(audience='api.atlassian.com', client_id=simulator.hello['client_id'], scope='read:jira-work', state='s',
                redirect_uri=simulator.hello['redirect_uri'], response_type='code', prompt='consent', decision=decision, site=sites)
    return call('POST', simulator.endpoint + '/authorize', form=form)


def test_accept():
    """Accept sends a code and the state back, for the ticked sites alone"""
    with Simulator() as simulator:
        answer = press(simulator, 'accept', [simulator.hello['sites'][1]['id']])
        assert answer.status == 302 and answer.headers['Location'].startswith(simulator.hello['redirect_uri'] + '?')
        tokens = simulator.token(grant_type='authorization_code', code=location(answer)['code'],
                                 redirect_uri=simulator.hello['redirect_uri']).json
        sites = call('GET', simulator.endpoint + '/oauth/token/accessible-resources', None, bearer(tokens['access_token'])).json
        assert [site['name'] for site in sites] == ['ACME Sandbox'] and 'refresh_token' not in tokens


def test_deny():
    """Deny sends access_denied and the state back"""
    with Simulator() as simulator:
        query = location(press(simulator, 'deny', []))
        assert query['error'] == 'access_denied' and query['state'] == 's' and 'code' not in query


def test_errors_never_redirect():
    """what is wrong with the app's settings ends on a page, never on the callback"""
    wrong = [
        {'client_id': 'somebody else'}, {'redirect_uri': 'http://127.0.0.1:8371/callback'}, {'scope': 'openid read:jira-work'},
        {'audience': 'api.example.com'}, {'response_type': 'token'}, {'prompt': 'none'}, {'prompt': None}, {'state': None},
        {'audience': None}, {'scope': None},
    ]
    with Simulator('--auto-accept') as simulator:
        for change in wrong:
            answer = call('GET', simulator.authorize_url(**change))
            assert answer.status == 400 and answer.headers['Location'] is None, (change, answer.status)
            assert b'<h1>' in answer.body


def test_state_comes_back():
    """the state comes back as it was sent, whatever stands in it"""
    with Simulator('--auto-accept') as simulator:
        assert location(call('GET', simulator.authorize_url(state='a&b=c+d/ü')))['state'] == 'a&b=c+d/ü'


def test_code_once():
    """a code is good once, for its redirect URI, for five minutes"""
    with Simulator('--auto-accept') as simulator:
        def exchange(code, uri=simulator.hello['redirect_uri']):
            return simulator.token(grant_type='authorization_code', code=code, redirect_uri=uri).status

        def new_code():
            return location(call('GET', simulator.authorize_url()))['code']
        code = new_code()
        assert exchange(code) == 200 and exchange(code) == 403
        assert exchange(new_code(), 'http://localhost:1/callback') == 403
        code = new_code()
        simulator.advance(301)
        assert exchange(code) == 403


def test_client():
    """a wrong client id is 400 invalid_client, a wrong secret 401 access_denied"""
    with Simulator() as simulator:
        answer = simulator.token(client_id='nobody', grant_type='refresh_token', refresh_token='x')
        assert (answer.status, answer.json['error']) == (400, 'invalid_client')
        answer = simulator.token(client_secret='wrong', grant_type='refresh_token', refresh_token='x')
        assert (answer.status, answer.json['error']) == (401, 'access_denied')


def test_pkce():
    """a verifier must fit its challenge; plain, short and repeated challenges are refused"""
    with Simulator('--auto-accept', '--pkce', 'require') as simulator:
        def exchange(verifier, **parameters):
            code = location(call('GET', simulator.authorize_url(**parameters)))['code']
            return simulator.token(grant_type='authorization_code', code=code, redirect_uri=simulator.hello['redirect_uri'],
                                   **({'code_verifier': verifier} if verifier else {})).status
        verifier, value = challenge()
        assert exchange(verifier, code_challenge=value, code_challenge_method='S256') == 200
        assert call('GET', simulator.authorize_url(code_challenge=value, code_challenge_method='S256')).status == 400
        assert exchange(challenge()[0], code_challenge=challenge()[1], code_challenge_method='S256') == 403
        assert exchange(None, code_challenge=challenge()[1], code_challenge_method='S256') == 403
        assert call('GET', simulator.authorize_url(code_challenge=challenge()[1], code_challenge_method='plain')).status == 400
        assert call('GET', simulator.authorize_url(code_challenge='abc', code_challenge_method='S256')).status == 400
        assert call('GET', simulator.authorize_url()).status == 400


def test_reload():
    """the consent page may be loaded again with the same challenge, as long as it gave no code"""
    with Simulator('--pkce', 'require') as simulator:
        url = simulator.authorize_url(code_challenge=challenge()[1], code_challenge_method='S256')
        assert [call('GET', url).status for _ in range(2)] == [200, 200]


def test_rotation():
    """each refresh gives a new pair; the old pair is good for ten minutes more"""
    with Simulator() as simulator:
        first = simulator.grant()
        second = simulator.refresh(first['refresh_token']).json
        assert second['refresh_token'] != first['refresh_token'] and second['access_token'] != first['access_token']
        assert is_good(simulator, first['access_token']) and is_good(simulator, second['access_token'])
        simulator.advance(600)
        assert simulator.refresh(first['refresh_token']).status == 200
        simulator.advance(1)
        assert not is_good(simulator, first['access_token']) and is_good(simulator, second['access_token'])
        assert simulator.control('GET', '/tokens')['leeway_uses'] == 1


def test_family_dies():
    """a refresh token that is used again after the leeway ends its whole family"""
    with Simulator() as simulator:
        first, other = simulator.grant(), simulator.grant()
        second = simulator.refresh(first['refresh_token']).json
        simulator.advance(601)
        assert refused(simulator.refresh(first['refresh_token']))
        assert refused(simulator.refresh(second['refresh_token'])) and not is_good(simulator, second['access_token'])
        assert simulator.refresh(other['refresh_token']).status == 200
        assert simulator.control('GET', '/tokens')['families_killed'] == 1


def test_idle_end():
    """an unused refresh token ends after 90 days; each use starts them again"""
    with Simulator() as simulator:
        token = simulator.grant()['refresh_token']
        for _ in range(3):
            simulator.advance(89 * DAY)
            token = simulator.refresh(token).json['refresh_token']
        simulator.advance(90 * DAY)
        assert refused(simulator.refresh(token))


def test_absolute_end():
    """a sign-in ends after 365 days, however often it was refreshed"""
    with Simulator() as simulator:
        token = simulator.grant()['refresh_token']
        for _ in range(5):
            simulator.advance(60 * DAY)
            token = simulator.refresh(token).json['refresh_token']
        simulator.advance(65 * DAY)
        assert refused(simulator.refresh(token))


def test_access_end():
    """an access token lives as long as --token-lifetime says"""
    with Simulator('--token-lifetime', '120') as simulator:
        tokens = simulator.grant()
        assert tokens['expires_in'] == 120
        simulator.advance(119)
        assert is_good(simulator, tokens['access_token'])
        simulator.advance(1)
        answer = call('GET', simulator.api + '/myself', None, bearer(tokens['access_token']))
        assert answer.status == 401 and answer.json == {'code': 401, 'message': 'Unauthorized'}


def test_revoked():
    """revocation, a deactivated person and the Connected apps page end the tokens"""
    with Simulator() as simulator:
        tokens = simulator.grant()
        body = {'client_id': simulator.hello['client_id'], 'token': tokens['refresh_token']}
        assert call('POST', simulator.endpoint + '/oauth/revoke', body).status == 200
        assert refused(simulator.refresh(tokens['refresh_token'])) and not is_good(simulator, tokens['access_token'])
        tokens = simulator.grant()
        simulator.control('POST', '/tokens', {'revoke': 'all'})
        assert refused(simulator.refresh(tokens['refresh_token'])) and not is_good(simulator, tokens['access_token'])
        tokens = simulator.grant()
        simulator.control('POST', '/permissions', {'person_active': False})
        assert refused(simulator.refresh(tokens['refresh_token'])) and not is_good(simulator, tokens['access_token'])


def test_expired_by_control():
    """the control port ends access tokens and refresh tokens apart"""
    with Simulator() as simulator:
        tokens = simulator.grant()
        simulator.control('POST', '/tokens', {'expire': 'access'})
        assert not is_good(simulator, tokens['access_token'])
        tokens = simulator.refresh(tokens['refresh_token']).json
        simulator.control('POST', '/tokens', {'expire': 'refresh'})
        assert is_good(simulator, tokens['access_token']) and refused(simulator.refresh(tokens['refresh_token']))


def test_sites():
    """the list of sites has the Confluence of the first one besides, and knows what was removed"""
    with Simulator() as simulator:
        access = bearer(simulator.grant()['access_token'])

        def sites():
            return call('GET', simulator.endpoint + '/oauth/token/accessible-resources', None, access).json
        assert len(sites()) == 5 and len({site['id'] for site in sites()}) == 4
        assert [scope for scope in sites()[1]['scopes'] if 'confluence' in scope] and 'avatarUrl' in sites()[0]
        simulator.control('POST', '/sites', {'remove': 'ACME Sandbox'})
        assert 'ACME Sandbox' not in [site['name'] for site in sites()]
        gone = simulator.hello['sites'][1]['id']
        assert call('GET', f'{simulator.endpoint}/ex/jira/{gone}/rest/api/3/myself', None, access).status == 403


def test_scope_replaced():
    """consenting again replaces the scopes of the grant, also for older tokens"""
    with Simulator('--auto-accept') as simulator:
        first = sign_in(simulator, scope='read:jira-work read:jira-user offline_access')
        assert is_good(simulator, first['access_token'])
        sign_in(simulator, scope='read:jira-work offline_access')
        answer = call('GET', simulator.api + '/myself', None, bearer(first['access_token']))
        assert answer.status == 401 and 'scope does not match' in answer.json['message']


def test_me():
    """/me says who consented, with read:me"""
    with Simulator() as simulator:
        me = call('GET', simulator.endpoint + '/me', None, bearer(simulator.grant()['access_token'])).json
        assert me['name'] == 'Mia Krystof' and me['account_id'] and me['zoneinfo'] == 'Europe/Berlin'
        poor = simulator.grant(scopes=['read:jira-work'])['access_token']
        assert call('GET', simulator.endpoint + '/me', None, bearer(poor)).status == 403


run([test_consent_page, test_accept, test_deny, test_errors_never_redirect, test_state_comes_back, test_code_once, test_client,
     test_pkce, test_reload, test_rotation, test_family_dies, test_idle_end, test_absolute_end, test_access_end, test_revoked,
     test_expired_by_control, test_sites, test_scope_replaced, test_me])
