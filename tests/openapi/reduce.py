#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cuts the operations that the simulator answers out of Atlassian's OpenAPI documents.

    reduce.py FULL-DOCUMENT.json > jira-cloud-v3.json
    reduce.py FULL-DOCUMENT.json > jira-software-v1.json

Kept are the responses with their schemas, everything those refer to, and the OAuth scopes; prose, examples and
parameters are left out. See README.md for where the document comes from.
"""
import json
import sys

OPERATIONS = {
    '/rest/agile/1.0/board': ['get'],
    '/rest/agile/1.0/board/{boardId}': ['get'],
    '/rest/agile/1.0/board/{boardId}/sprint': ['get'],
    '/rest/agile/1.0/sprint/{sprintId}': ['get'],
    '/rest/api/3/changelog/bulkfetch': ['post'],
    '/rest/api/3/configuration': ['get'],
    '/rest/api/3/dashboard': ['get'],
    '/rest/api/3/dashboard/search': ['get'],
    '/rest/api/3/field': ['get'],
    '/rest/api/3/filter/favourite': ['get'],
    '/rest/api/3/filter/search': ['get'],
    '/rest/api/3/issue': ['post'],
    '/rest/api/3/issue/bulkfetch': ['post'],
    '/rest/api/3/issue/{issueIdOrKey}': ['get', 'put', 'delete'],
    '/rest/api/3/issue/{issueIdOrKey}/changelog': ['get'],
    '/rest/api/3/issue/{issueIdOrKey}/comment': ['get'],
    '/rest/api/3/issue/{issueIdOrKey}/transitions': ['get', 'post'],
    '/rest/api/3/issue/{issueIdOrKey}/worklog': ['get'],
    '/rest/api/3/issueLinkType': ['get'],
    '/rest/api/3/issuetype': ['get'],
    '/rest/api/3/label': ['get'],
    '/rest/api/3/mypermissions': ['get'],
    '/rest/api/3/myself': ['get'],
    '/rest/api/3/priority': ['get'],
    '/rest/api/3/project/search': ['get'],
    '/rest/api/3/project/{projectIdOrKey}': ['get'],
    '/rest/api/3/project/{projectIdOrKey}/component': ['get'],
    '/rest/api/3/project/{projectIdOrKey}/components': ['get'],
    '/rest/api/3/project/{projectIdOrKey}/statuses': ['get'],
    '/rest/api/3/project/{projectIdOrKey}/version': ['get'],
    '/rest/api/3/project/{projectIdOrKey}/versions': ['get'],
    '/rest/api/3/resolution': ['get'],
    '/rest/api/3/role': ['get'],
    '/rest/api/3/search/approximate-count': ['post'],
    '/rest/api/3/search/jql': ['get', 'post'],
    '/rest/api/3/serverInfo': ['get'],
    '/rest/api/3/status': ['get'],
    '/rest/api/3/statuscategory': ['get'],
    '/rest/api/3/user': ['get'],
    '/rest/api/3/user/bulk': ['get'],
    '/rest/api/3/users/search': ['get'],
    '/rest/api/3/workflows/search': ['get'],
    '/rest/api/3/worklog/deleted': ['get'],
    '/rest/api/3/worklog/list': ['post'],
    '/rest/api/3/worklog/updated': ['get'],
}
PROSE = {'description', 'example', 'examples', 'xml', 'title', 'externalDocs', 'summary', 'deprecated'}


def strip(node, is_map_of_names=False):
    """Without prose; the members of `properties` are names, never prose."""
    if isinstance(node, list):
        return [strip(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {name: strip(value, name == 'properties' and not is_map_of_names) for name, value in node.items()
            if is_map_of_names or name not in PROSE}


def references(node):
    if isinstance(node, list):
        for item in node:
            yield from references(item)
    elif isinstance(node, dict):
        for name, value in node.items():
            if name == '$ref':
                yield value.rsplit('/', 1)[1]
            else:
                yield from references(value)


def operation(full):
    responses = {}
    for status, response in full['responses'].items():
        schemas = [content['schema'] for content in response.get('content', {}).values() if 'schema' in content]
        responses[status] = strip(schemas[0]) if schemas else None
    scopes = [entry['scopes'] for entry in full.get('x-atlassian-oauth2-scopes', []) if entry['state'] == 'Current']
    # The Jira Software document has them in `security`, and granular ones only.
    scopes += [entry['OAuth2'] for entry in full.get('security', []) if 'OAuth2' in entry]
    return {
        'scopes': scopes[0] if scopes else [],
        'anonymous': {} in full.get('security', []),
        'responses': responses,
    }


def main():
    with open(sys.argv[1], encoding='utf-8') as stream:
        document = json.load(stream)
    schemas = document['components']['schemas']
    paths = {path: {method: operation(document['paths'][path][method]) for method in methods}
             for path, methods in OPERATIONS.items() if path in document['paths']}
    kept = {}
    waiting = list(references(paths))
    while waiting:
        name = waiting.pop()
        if name not in kept:
            kept[name] = strip(schemas[name])
            waiting.extend(references(kept[name]))
    json.dump({'version': document['info']['version'], 'license': document['info']['license'], 'paths': paths,
               'components': {'schemas': kept}}, sys.stdout, indent=1, sort_keys=True, ensure_ascii=False)
    print()


if __name__ == '__main__':
    main()
