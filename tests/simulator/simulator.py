# SPDX-License-Identifier: GPL-3.0-or-later
"""The built simulator as a child process, a small HTTP client for it, and TAP."""
import base64
import gzip
import hashlib
import http.client
import json
import os
import secrets
import subprocess
import sys
import time
import traceback
import urllib.parse

LIMIT = 20  # seconds that anything here may take


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def json(self):
        return json.loads(self.body)


def call(method, url, body=None, headers=None, form=None):
    """One request on a connection of its own; redirects are not followed."""
    parts = urllib.parse.urlsplit(url)
    headers = dict(headers or {})
    data = None
    if body is not None:
        data = json.dumps(body).encode()
        headers.setdefault('Content-Type', 'application/json')
    elif form is not None:
        data = urllib.parse.urlencode(form, doseq=True).encode()
        headers.setdefault('Content-Type', 'application/x-www-form-urlencoded')
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=LIMIT)
    try:
        connection.request(method, parts.path + ('?' + parts.query if parts.query else ''), data, headers)
        response = connection.getresponse()
        text = response.read()
        if response.headers.get('Content-Encoding') == 'gzip':
            text = gzip.decompress(text)
        return Answer(response.status, response.headers, text)
    finally:
        connection.close()


def basic(credential):
    pair = f"{credential['email']}:{credential['token']}".encode()
    return {'Authorization': 'Basic ' + base64.b64encode(pair).decode()}


def bearer(token):
    return {'Authorization': 'Bearer ' + token}


class Simulator:
    def __init__(self, *options):
        self.process = subprocess.Popen([os.environ['JM_SIMULATOR'], '--exit-with-parent', *options], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        self.hello = json.loads(self.process.stdout.readline())
        self.endpoint = self.hello['endpoint']
        self.site = self.hello['sites'][0]
        self.api = f"{self.endpoint}/ex/jira/{self.site['id']}/rest/api/3"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.status = self.process.wait(LIMIT)
        self.process.stdin.close()
        self.process.stdout.close()

    def control(self, method, path, body=None):
        answer = call(method, self.hello['control'] + path, body)
        assert answer.status == 200, (path, answer.status, answer.body)
        return answer.json

    def arm(self, kind, address='/', method=None, nth=1, times=1, **args):
        match = {'path': address} | ({'method': method} if method else {})
        return self.control('POST', '/arm', {'match': match, 'nth': nth, 'times': times, 'kind': kind, 'args': args})

    def advance(self, seconds):
        self.control('POST', '/clock', {'advance': seconds})

    def grant(self, **what):
        return self.control('POST', '/grants', what)

    def token(self, **body):
        client = {'client_id': self.hello['client_id'], 'client_secret': self.hello['client_secret']}
        return call('POST', self.endpoint + '/oauth/token', client | body)

    def refresh(self, token):
        return self.token(grant_type='refresh_token', refresh_token=token)

    def authorize_url(self, **changes):
        parameters = {
            'audience': 'api.atlassian.com', 'client_id': self.hello['client_id'],
            'scope': 'read:jira-work read:jira-user offline_access', 'redirect_uri': self.hello['redirect_uri'],
            'state': 'st/ate+1', 'response_type': 'code', 'prompt': 'consent',
        } | changes
        return self.endpoint + '/authorize?' + urllib.parse.urlencode({k: v for k, v in parameters.items() if v is not None})


def challenge():
    verifier = secrets.token_urlsafe(48)
    digest = hashlib.sha256(verifier.encode()).digest()
    return verifier, base64.urlsafe_b64encode(digest).rstrip(b'=').decode()


def location(answer):
    """The query of a redirect's target, as a dictionary."""
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(answer.headers['Location']).query))


def wait_until(condition):
    end = time.monotonic() + LIMIT
    while not condition():
        assert time.monotonic() < end, 'waited too long'
        time.sleep(0.002)


def run(tests):
    """Runs the functions in order and prints TAP; a function's first line of documentation is its name."""
    print(f'1..{len(tests)}')
    failed = 0
    for number, test in enumerate(tests, 1):
        try:
            test()
            print(f'ok {number} - {test.__doc__}')
        except Exception:  # a failed assertion, or what nobody thought of
            failed += 1
            print(f'not ok {number} - {test.__doc__}')
            print(''.join(f'# {line}\n' for line in traceback.format_exc().splitlines()), end='')
        sys.stdout.flush()
    sys.exit(1 if failed else 0)
