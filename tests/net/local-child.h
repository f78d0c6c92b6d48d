/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

#define LOCAL_CHILD_KEY "the-key-of-this-test"

/**
 * LocalChild:
 * @process: the running service
 * @folder: its data folder
 * @url: where it listens
 * @session: a client
 * @status: of the last reply
 * @retry_after: of the last reply; (nullable)
 * @cors: whether any reply had a CORS header
 *
 * A real reelseek-local in a process of its own, and a client of it that waits.
 */
typedef struct
{
  GSubprocess *process; /* (nullable): once it has ended */
  char *folder;
  char *url;
  SoupSession *session;
  guint status;
  char *retry_after;
  gboolean cors;
} LocalChild;

/* @wrapper: (nullable): a command before the service's, such as `prlimit --fsize=N`; @...: more arguments, up to %NULL */
LocalChild *local_child_new       (const char *folder, const char *wrapper, ...) G_GNUC_NULL_TERMINATED;
/* Ends it by SIGTERM and asserts that it ends with 0. */
void        local_child_free      (LocalChild *self);
void        local_child_kill      (LocalChild *self);

/* Starts one that is expected to fail; asserts status 1 and that standard error matches. */
void        local_child_fails     (const char *pattern, const char *folder, ...) G_GNUC_NULL_TERMINATED;

/* @body: (nullable): JSON. Sends it with the key. Returns the reply's body; the status is in the struct. */
JsonNode   *local_child_call      (LocalChild *self, const char *method, const char *path, const char *body);
/* The same for a message of the caller's own. */
JsonNode   *local_child_send      (LocalChild *self, SoupMessage *message);
SoupMessage *local_child_message  (LocalChild *self, const char *method, const char *path);

/* Asserts the status and the error's code. */
void        local_child_refused   (LocalChild *self, const char *method, const char *path, const char *body, guint status, const char *code);

/* A string of a JSON object. */
char       *local_child_text      (JsonNode *node, const char *key);

char       *local_child_add_collection (LocalChild *self);
char       *local_child_upload    (LocalChild *self, const char *collection, const char *path, gboolean expect_continue);
/* Asks until the state is no longer `uploaded` or `processing`. Returns the whole status. */
JsonNode   *local_child_wait      (LocalChild *self, const char *path);

/* How many files lie in a folder of the data folder. */
guint       local_child_count     (LocalChild *self, const char *folder);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LocalChild, local_child_free)

G_END_DECLS
