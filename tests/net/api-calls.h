/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/reel-client.h"

G_BEGIN_DECLS

/* Every public call of the client in one table, so that a test can hold all of them to the same. */

#define API_KEY "sk-never-to-be-seen-4711"

/* How often a call that may be repeated is made while one and the same fault goes on. */
#define API_TRIES 4

typedef enum
{
  API_CALL_GET = 1 << 0,
  API_CALL_REPEATABLE = 1 << 1, /* twice is as good as once */
  API_CALL_FILE = 1 << 2,       /* sends a file */
  API_CALL_ANALYSIS = 1 << 3,   /* 504 makes a job of it */
  API_CALL_WATCH = 1 << 4,      /* goes on after what passes by itself */
  API_CALL_PAID = 1 << 5,       /* not made again where the service may have taken it */
  API_CALL_MAKES = 1 << 6,      /* leaves something at the service */
  API_CALL_JOB = 1 << 7,        /* submits, and asks after the job: @good is the answer to both */
} ApiCallTraits;

typedef struct _ApiRun ApiRun;

typedef struct
{
  const char *name;
  ApiCallTraits traits;
  void (*start) (ApiRun *run);
  gboolean (*finish) (ApiRun *run, GError **error); /* checks what came against @good */
  const char *method, *path;
  const char *body;          /* NULL: none, or not looked at */
  const char *good;          /* a reply with everything that is documented, and more */
  const char *bad, *bad_key; /* a reply that lacks something, and what */
} ApiCall;

extern const ApiCall api_calls[];
extern const guint n_api_calls;

/* One call under way. */
struct _ApiRun
{
  const ApiCall *call;
  ReelClient *client; /* (owned) */
  GCancellable *cancellable;
  GFile *file;       /* what a call with a file sends */
  gboolean any_good; /* a reply that is understood need not be @good */

  GThread *thread; /* the caller's */
  GAsyncResult *result;
  guint n_progress; /* times that progress was told */
  guint n_trouble;  /* times that a watcher was told of trouble */
  guint n_freed;    /* times that the data of the progress was freed */
  GString *phases;  /* of an analysis or a job, a letter each, without repetitions: S, W, P, p */
};

const ApiCall *api_call_get    (const char    *name);
ReelClient    *api_client_new  (const char    *url,
                                ReelKeyHeader  key_header);

/* @size: bytes of the file of a call that sends one */
ApiRun        *api_run_start   (const ApiCall *call,
                                ReelClient    *client,
                                GCancellable  *cancellable,
                                gsize          size);

/* Waits; asserts what holds for every call. Returns: (transfer full) (nullable): how it ended; frees @run. */
GError        *api_run_finish  (ApiRun        *run);

/* All three. */
GError        *api_run         (const ApiCall *call,
                                ReelClient    *client,
                                GCancellable  *cancellable);

G_END_DECLS
