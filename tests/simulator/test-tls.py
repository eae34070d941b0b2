#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""--tls: what each certificate is, as a client with the authority's certificate sees it."""
import shutil
import socket
import ssl
import sys
import urllib.parse

from simulator import LIMIT, Simulator, run

if shutil.which('openssl') is None:
    print('1..0 # SKIP the program openssl is missing')
    sys.exit(0)


def fetch(simulator, host='127.0.0.1', trust=True):
    """The first line of an answer, or the reason why there was none."""
    context = ssl.create_default_context()
    if trust:
        context.load_verify_locations(cadata=simulator.hello['ca'])
    port = urllib.parse.urlsplit(simulator.endpoint).port
    try:
        with socket.create_connection(('127.0.0.1', port), LIMIT) as plain, context.wrap_socket(plain, server_hostname=host) as secure:
            secure.sendall(b'GET /_edge/tenant_info HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
            return secure.recv(100).split(b'\r\n')[0].decode()
    except ssl.SSLCertVerificationError as error:
        return error.verify_message
    except (ssl.SSLError, ConnectionResetError) as error:
        return str(error)


def check(kind, expected, **settings):
    with Simulator('--tls', kind) as simulator:
        assert simulator.endpoint.startswith('https://127.0.0.1:')
        assert simulator.control('GET', '/state')['armed'] == []
        answer = fetch(simulator, **settings)
        assert expected in answer, answer


def test_corp_ca():
    """corp_ca: good for those who trust the company, for nobody else"""
    check('corp_ca', '200 OK')
    check('corp_ca', '200 OK', host='localhost')
    check('corp_ca', 'unable to get local issuer', trust=False)


def test_expired():
    """expired: over since yesterday"""
    check('expired', 'expired')


def test_wrong_host():
    """wrong_host: for another name"""
    check('wrong_host', 'mismatch')


def test_self_signed():
    """self_signed: by nobody but itself"""
    check('self_signed', 'self-signed certificate')


def test_old():
    """tls11: nothing newer than TLS 1.1 is spoken"""
    check('tls11', 'unsupported protocol')


run([test_corp_ca, test_expired, test_wrong_host, test_self_signed, test_old])
