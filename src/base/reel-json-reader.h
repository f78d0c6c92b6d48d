/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * ReelJsonReaderFunc:
 * @key: of a member of the document
 * @in_array: whether @value is an element of the array which that member is
 * @value: the value; %NULL at the beginning of an array
 * @data: what was passed to reel_json_reader_read()
 * @error: return location
 *
 * Returns: whether to go on
 */
typedef gboolean (*ReelJsonReaderFunc) (const char *key,
                                        gboolean    in_array,
                                        JsonNode   *value,
                                        gpointer    data,
                                        GError    **error);

/*
 * Reads a document that is one object, which may be far larger than what there is memory for: of its members that are arrays
 * one element is held at a time. Blocks, for worker threads.
 */
gboolean reel_json_reader_read (GInputStream      *stream,
                                gsize              max_value,
                                ReelJsonReaderFunc func,
                                gpointer           data,
                                GCancellable      *cancellable,
                                GError           **error);

G_END_DECLS
