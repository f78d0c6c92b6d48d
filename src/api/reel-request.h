/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/reel-api-decode.h"
#include "api/reel-pacer.h"
#include "api/reel-upload-gate.h"
#include "api/reel-upload-meter.h"

G_BEGIN_DECLS

/**
 * ReelCall:
 * @name: method and path as the documentation writes them, such as "GET /videos/{id}/status"
 * @priority: how soon it goes
 * @repeatable: whether doing it twice is as good as once
 * @idempotent: of a POST: it makes and costs nothing, so that it may go over a kept connection, like a GET
 * @paid: whether each time costs something: after a lost connection it is asked again only where the service cannot have
 *   taken it
 * @makes: whether something new is at the service afterwards, and only the answer says which
 * @slow: whether the service may think for minutes
 * @has_async: whether another call does the same as a job: then a 504 or silence is the caller's to turn into one
 * @decode: makes the result
 * @result_free: frees a result that nobody took
 *
 * What is the same each time that a call is made. Static.
 */
typedef struct
{
  const char *name;
  ReelPriority priority;
  gboolean repeatable;
  gboolean idempotent;
  gboolean paid;
  gboolean makes;
  gboolean slow;
  gboolean has_async;
  ReelDecode decode;
  GDestroyNotify result_free;
} ReelCall;

/**
 * ReelRequestSpec:
 * @call: (borrowed): which call
 * @path: (owned): encoded, below the base address, from its slash on
 * @body: (owned) (nullable): JSON, or what @body_type says
 * @body_type: (owned) (nullable): the content type of @body; %NULL: JSON
 * @file: (owned) (nullable): to send, streamed from disk
 * @file_key: (borrowed) (nullable): a static string: @file goes as Base64 under this key of a JSON object; %NULL: it goes
 *   as multipart/form-data
 * @checksum: whether to find the SHA-256 of @file on the way, for reel_request_dup_sha256()
 * @meter: (owned) (nullable): of a file's progress
 * @gate: (owned) (nullable): what the end of the body waits for
 * @repeatable: whether doing it twice is as good as once
 *
 * What to ask, made by the caller's thread and handed over.
 */
typedef struct
{
  const ReelCall *call;
  char *path;
  GBytes *body;
  char *body_type;
  GFile *file;
  const char *file_key;
  gboolean checksum;
  ReelUploadMeter *meter;
  ReelUploadGate *gate;
  gboolean repeatable;
} ReelRequestSpec;

void reel_request_start (ReelClient      *client,
                         ReelRequestSpec *spec,
                         GTask           *task);
char *reel_request_dup_sha256 (GTask *task);

G_END_DECLS
