#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same as sync.mjs with what Python brings: http.client, zlib, json, sqlite3.

usage: sync_peer.py SITE-ADDRESS E-MAIL TOKEN FILE        prints {"issues", "issue_seconds"}
"""

import base64
import http.client
import json
import sqlite3
import sys
import time
import urllib.parse
import zlib

site, email, token, file = sys.argv[1:5]
address = urllib.parse.urlsplit(site)

db = sqlite3.connect(file, isolation_level=None)
db.executescript("""
    PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
    CREATE TABLE issues (id INTEGER PRIMARY KEY, key TEXT, project TEXT, summary TEXT, type TEXT, status TEXT,
                         category TEXT, priority TEXT, assignee TEXT, updated TEXT, raw TEXT);
    CREATE INDEX by_project ON issues (project, updated);
    CREATE INDEX by_assignee ON issues (assignee, updated);
""")
connection = http.client.HTTPConnection(address.netloc)
headers = {
    "Authorization": "Basic " + base64.b64encode(f"{email}:{token}".encode()).decode(),
    "Content-Type": "application/json", "Accept-Encoding": "gzip", "User-Agent": "peer/1",
}


def name_of(value, member):
    return value.get(member) if isinstance(value, dict) else None


def row(issue):
    fields = issue["fields"]
    status = fields.get("status")
    return (int(issue["id"]), issue["key"], name_of(fields.get("project"), "key"), fields.get("summary"),
            name_of(fields.get("issuetype"), "name"), name_of(status, "name"),
            name_of(name_of(status, "statusCategory"), "key"), name_of(fields.get("priority"), "name"),
            name_of(fields.get("assignee"), "displayName"), fields.get("updated"),
            json.dumps(issue, ensure_ascii=False, separators=(",", ":")))


begin = time.monotonic()
count, page_token = 0, None
while True:
    question = {"jql": "updated >= 0 ORDER BY key ASC", "fields": ["*navigable"], "maxResults": 100}
    if page_token:
        question["nextPageToken"] = page_token
    connection.request("POST", f"{address.path}/rest/api/3/search/jql", json.dumps(question), headers)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        sys.exit(f"{answer.status} {body[:200]!r}")
    if answer.getheader("Content-Encoding") == "gzip":
        body = zlib.decompress(body, 31)
    page = json.loads(body)
    db.execute("BEGIN")
    db.executemany("INSERT OR REPLACE INTO issues VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", map(row, page["issues"]))
    db.execute("COMMIT")
    count += len(page["issues"])
    page_token = page.get("nextPageToken")
    if not page_token:
        break
print(json.dumps({"issues": count, "issue_seconds": time.monotonic() - begin}))
