/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/reel-api-decode.h"
#include "api/reel-pacer.h"
#include "api/reel-upload-meter.h"

G_BEGIN_DECLS

/**
 * ReelRequestSpec:
 * @call: (borrowed): a static string, as the documentation names the call
 * @method: (borrowed): a static string
 * @path: (owned): encoded, below the base address, from its slash on
 * @body: (owned) (nullable): JSON
 * @file: (owned) (nullable): to upload
 * @meter: (owned) (nullable): of an upload
 * @priority: how soon it goes
 * @repeatable: whether doing it twice is as good as once
 * @slow: whether the service may think for minutes
 * @decode: makes the result
 * @result_free: frees a result that nobody took
 *
 * What to ask, made by the caller's thread and handed over.
 */
typedef struct
{
  const char *call;
  const char *method;
  char *path;
  GBytes *body;
  GFile *file;
  ReelUploadMeter *meter;
  ReelPriority priority;
  gboolean repeatable;
  gboolean slow;
  ReelDecode decode;
  GDestroyNotify result_free;
} ReelRequestSpec;

void reel_request_start (ReelClient      *client,
                         ReelRequestSpec *spec,
                         GTask           *task);

G_END_DECLS
