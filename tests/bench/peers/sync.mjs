// SPDX-License-Identifier: GPL-3.0-or-later
// The peer of `jira-monitor-cli sync --full`: every issue of a site, page after page, into SQLite with its raw JSON
// and the columns that a list needs. Written as such programs are: axios, better-sqlite3, a transaction a page.
//
// usage: node sync.mjs SITE-ADDRESS E-MAIL TOKEN FILE        prints {"issues", "issue_seconds"}

import axios from 'axios';
import http from 'node:http';
import Database from 'better-sqlite3';

const [site, email, token, file] = process.argv.slice(2);

const db = new Database(file);
db.pragma('journal_mode = WAL');
db.pragma('synchronous = NORMAL');
db.exec(`CREATE TABLE issues (id INTEGER PRIMARY KEY, key TEXT, project TEXT, summary TEXT, type TEXT, status TEXT,
                              category TEXT, priority TEXT, assignee TEXT, updated TEXT, raw TEXT);
         CREATE INDEX by_project ON issues (project, updated);
         CREATE INDEX by_assignee ON issues (assignee, updated)`);
const put = db.prepare('INSERT OR REPLACE INTO issues VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
const putPage = db.transaction((issues) => {
  for (const issue of issues) {
    const f = issue.fields;
    put.run(Number(issue.id), issue.key, f.project?.key, f.summary, f.issuetype?.name, f.status?.name,
            f.status?.statusCategory?.key, f.priority?.name, f.assignee?.displayName, f.updated, JSON.stringify(issue));
  }
});

const jira = axios.create({
  baseURL: `${site}/rest/api/3`,
  auth: { username: email, password: token },
  headers: { 'User-Agent': 'peer/1', 'Accept-Encoding': 'gzip' },
  httpAgent: new http.Agent({ keepAlive: true }),
});

const begin = process.hrtime.bigint();
let count = 0, nextPageToken;
do {
  const { data } = await jira.post('/search/jql', {
    jql: 'updated >= 0 ORDER BY key ASC', fields: ['*navigable'], maxResults: 100, nextPageToken,
  });
  putPage(data.issues);
  count += data.issues.length;
  nextPageToken = data.nextPageToken;
} while (nextPageToken);

console.log(JSON.stringify({ issues: count, issue_seconds: Number(process.hrtime.bigint() - begin) / 1e9 }));
