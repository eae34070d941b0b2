/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Every bound of the program in one place: time, bytes, depth, pages, retries.
 * Nothing that comes from outside is read, kept, repeated or waited for without one of these.
 */

/* HTTP, in seconds */
#define JM_LIMIT_CONNECT_SECONDS 10
#define JM_LIMIT_SILENCE_SECONDS 20
#define JM_LIMIT_API_SECONDS 60
#define JM_LIMIT_TOKEN_SECONDS 30

/* HTTP, in bytes of decoded body */
#define JM_LIMIT_API_BODY (32u << 20)
#define JM_LIMIT_TOKEN_BODY (64u << 10)
#define JM_LIMIT_ERROR_BODY (64u << 10)

/* Files of certificates that a person chose: bytes, and how many are in one */
#define JM_LIMIT_CERTIFICATE_FILE (1u << 20)
#define JM_LIMIT_CERTIFICATES 256u

/* JSON and text */
#define JM_LIMIT_JSON_DEPTH 128
#define JM_LIMIT_STRING_KEPT 1000 /* characters, in a column; the document stays whole */
#define JM_LIMIT_TEXT_INDEXED (64u << 10) /* of one description or comment, for the search */
#define JM_LIMIT_STRING_DRAWN (32u << 10)
#define JM_LIMIT_LINE_DRAWN 2000
#define JM_LIMIT_STRING_SHOWN (10u << 10) /* bytes of one text in a document that is shown as JSON */
#define JM_LIMIT_DOCUMENT_SHOWN (2u << 20) /* bytes of all of it */

/* Paging, parallel requests, retries */
#define JM_LIMIT_PAGES 20000
#define JM_LIMIT_PAGE_OF_IDS 5000
#define JM_LIMIT_ISSUES_SKIPPED 20
#define JM_LIMIT_REDIRECTS 0
#define JM_LIMIT_REQUESTS_PER_SITE 4
#define JM_LIMIT_BACKGROUND_REQUESTS 2 /* of these, unless the person chose another number */
#define JM_LIMIT_RETRIES 5
#define JM_LIMIT_BACKOFF_FIRST_SECONDS 1
#define JM_LIMIT_BACKOFF_SECONDS (5 * 60)
#define JM_LIMIT_RETRY_AFTER_SECONDS (60 * 60)
/* A read waits for a closed window as long as for an answer; beyond that it says how long it would be. */
#define JM_LIMIT_PAUSE_SECONDS 60
#define JM_LIMIT_REST_SECONDS (15 * 60) /* of a Jira that had faults however often it was asked */
#define JM_LIMIT_REST_PLACES 3 /* so many issues with faults are not about an issue */

/* A sync: how long it waits for a network that went away, and for a full disk; and until the next try by
 * itself after a failure, doubled with each. */
#define JM_LIMIT_SYNC_OFFLINE_SECONDS 30
#define JM_LIMIT_SYNC_OFFLINE_TRIES 20
#define JM_LIMIT_SYNC_FULL_SECONDS 60
#define JM_LIMIT_SYNC_RETRY_MINUTES 5u

/* Keyring, in seconds: nobody is asked · a prompt may be on the screen */
#define JM_LIMIT_KEYRING_SECONDS 5
#define JM_LIMIT_KEYRING_PROMPT_SECONDS 120
#define JM_LIMIT_KEYRING_FILE (1u << 20) /* bytes of the file that libsecret keeps inside a sandbox */

/* The listener that receives the redirect */
#define JM_LIMIT_LOOPBACK_CONNECTIONS 16
#define JM_LIMIT_LOOPBACK_REQUEST (8u << 10)
#define JM_LIMIT_SIGN_IN_SECONDS (5 * 60)
#define JM_LIMIT_HAND_BACK_SECONDS 2 /* a grant that is not used, before the program may end */

/* Token life */
#define JM_LIMIT_TOKEN_LIFE_MIN_SECONDS 60
#define JM_LIMIT_TOKEN_LIFE_MAX_SECONDS (24 * 60 * 60)
#define JM_LIMIT_TOKEN_LIFE_DEFAULT_SECONDS 3600
#define JM_LIMIT_LOCK_SECONDS 35
#define JM_LIMIT_LEEWAY_SECONDS 600
#define JM_LIMIT_REFUSED_TOKEN_SECONDS (15 * 60)
#define JM_LIMIT_CLOCK_SKEW_SECONDS (5 * 60)

/* Health: each check */
#define JM_LIMIT_HEALTH_SECONDS 30

/* Events */
#define JM_LIMIT_EVENTS_KEPT 10000
#define JM_LIMIT_EVENT_DAYS 400
