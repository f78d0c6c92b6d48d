/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/reel-file-info.h"
#include "base/reel-json-reader.h"
#include "base/reel-json.h"
#include "library/reel-catalogue-archive.h"

/*
 * The catalogue as one file of JSON (RFC 8259, UTF-8), an object with
 *
 *   "format"       "io.github.reelseek.catalogue"
 *   "version"      1; a file of another version is refused
 *   "videos"       an array of objects: "profile", "collection" (its id), "uri", "added" (Unix seconds), "state" (a word of
 *                  reel_video_state_get_nick()); and where known "size" (bytes), "fingerprint", "video_id", "duration"
 *                  (seconds), "width", "height" (pixels), "error" (a sentence, in the language of there),
 *                  "reason" (which one, see reel-sentence.c), "can_retry", "unanswered", "local_name", "hidden",
 *                  "sha256", "insisted", "service" (whose it is, where each computer has one of its own),
 *                  "tags" (a line for each), "position" (its place in the order of work, from 1),
 *                  "copies" (an array of further ids of its content)
 *   "collections"  an array of objects: "profile", "id", "name"; and where known "description"
 *   "notes"        an array of objects, what people noted of collections: "profile", "id"; and "local_name", "hidden"
 *   "searches"     an array of objects: "profile", "text", "asked" (Unix seconds); and "collection"
 *   "saved"        an array of objects, searches that people keep: "profile", "text", "saved" (Unix seconds); and where known
 *                  "collection", "name". What of their hits was seen is not in it: each computer has looked by itself. Older
 *                  files do not have it.
 *
 * in any order; what else is there is passed over. Keys of services are not in it, nor their addresses. How a file is
 * merged into what is there stands in reel-catalogue-merge.c.
 *
 * What is written can be read: a text that is not an id may be empty, and what is beyond the bounds of this format (a
 * text that is longer, or not UTF-8; a number below 0 or of more than 18 digits) is written as what comes nearest to it.
 */
#define FORMAT "io.github.reelseek.catalogue"
#define VERSION 1

/* Some 400 bytes a video: enough for half a million. No more of it than a row is held in memory. */
#define MAX_SIZE (256 * 1024 * 1024)
/* All texts as long as they may be, and some thousand further ids. */
#define MAX_ROW (4 * 1024 * 1024)
#define MAX_TEXT (64 * 1024)
/* The largest number that every reader of JSON keeps as an integer, see reel_json_parse(). */
#define MAX_COUNT G_GINT64_CONSTANT (999999999999999999)

typedef enum
{
  ID, /* a text that is not empty */
  TEXT,
  COUNT,
  SECONDS,
  FLAG,
} Kind;

typedef struct
{
  const char *table;
  const char *key;
  const char *column; /* of the table in the catalogue, or what is made of its columns */
  Kind kind;
  gboolean needed;
} Field;

static const Field fields[] = {
  { "videos", "profile", "profile", ID, TRUE },
  { "videos", "collection", "collection", ID, TRUE },
  { "videos", "uri", "uri", ID, TRUE },
  { "videos", "added", "added", COUNT, TRUE },
  { "videos", "state", "state", ID, TRUE },
  { "videos", "size", "size", COUNT, FALSE },
  { "videos", "fingerprint", "fingerprint", ID, FALSE },
  { "videos", "video_id", "video_id", ID, FALSE },
  { "videos", "duration", "duration", SECONDS, FALSE },
  { "videos", "width", "min (width, 2147483647)", COUNT, FALSE },
  { "videos", "height", "min (height, 2147483647)", COUNT, FALSE },
  { "videos", "error", "error", TEXT, FALSE },
  { "videos", "reason", "reason", TEXT, FALSE },
  { "videos", "can_retry", "can_retry", FLAG, FALSE },
  { "videos", "unanswered", "unanswered", FLAG, FALSE },
  { "videos", "local_name", "local_name", TEXT, FALSE },
  { "videos", "hidden", "hidden", FLAG, FALSE },
  { "videos", "sha256", "sha256", ID, FALSE },
  { "videos", "insisted", "insisted", FLAG, FALSE },
  { "videos", "service", "nullif (service, '')", ID, FALSE },
  { "videos", "tags", "tags", TEXT, FALSE },
  /* The numbers themselves are those of moves on this computer. */
  { "videos", "position", "row_number () OVER (ORDER BY position, id)", COUNT, FALSE },
  { "collections", "profile", "profile", ID, TRUE },
  { "collections", "id", "id", ID, TRUE },
  { "collections", "name", "name", TEXT, TRUE },
  { "collections", "description", "description", TEXT, FALSE },
  { "notes", "profile", "profile", ID, TRUE },
  { "notes", "id", "id", ID, TRUE },
  { "notes", "local_name", "local_name", TEXT, FALSE },
  { "notes", "hidden", "hidden", FLAG, FALSE },
  { "searches", "profile", "profile", ID, TRUE },
  { "searches", "text", "text", ID, TRUE },
  { "searches", "asked", "asked", COUNT, TRUE },
  { "searches", "collection", "collection", TEXT, FALSE },
  { "saved", "profile", "profile", ID, TRUE },
  { "saved", "text", "text", ID, TRUE },
  { "saved", "saved", "saved", COUNT, TRUE },
  { "saved", "collection", "nullif (collection, '')", TEXT, FALSE },
  { "saved", "name", "name", TEXT, FALSE },
};

static const struct
{
  const char *name;
  const char *from; /* the table in the catalogue, and its order */
  gboolean optional; /* was not there in files of earlier programs */
} tables[] = {
  { "videos", "videos ORDER BY id" },
  { "collections", "(SELECT profile, position, id, name, description FROM collections UNION ALL "
                   "SELECT profile, 1000000000, id, name, NULL FROM collection_names AS other WHERE NOT EXISTS "
                   "(SELECT 1 FROM collections AS own WHERE own.profile = other.profile AND own.id = other.id) "
                   "AND EXISTS (SELECT 1 FROM videos WHERE profile = other.profile AND collection = other.id)) "
                   "ORDER BY profile, position, id" },
  { "notes", "collection_notes ORDER BY profile, id" },
  { "searches", "searches ORDER BY id" },
  { "saved", "saved_searches ORDER BY saved, rowid", TRUE },
};

/* @text as the file can have it: UTF-8, and not too long. */
static char *
fit_text (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  const char *end;

  if (strlen (valid) <= MAX_TEXT)
    return g_steal_pointer (&valid);
  end = g_utf8_find_prev_char (valid, valid + MAX_TEXT + 1);
  return g_strndup (valid, (gsize) (end - valid));
}

static void
add_value (JsonObject *row, const Field *field, sqlite3_stmt *stmt, int column)
{
  g_autofree char *text = NULL;
  double seconds;

  if (sqlite3_column_type (stmt, column) == SQLITE_NULL)
    return;
  switch (field->kind)
    {
    case ID:
    case TEXT:
      text = fit_text ((const char *) sqlite3_column_text (stmt, column));
      if (*text != '\0' || field->kind == TEXT)
        json_object_set_string_member (row, field->key, text);
      break;
    case COUNT:
      json_object_set_int_member (row, field->key, CLAMP (sqlite3_column_int64 (stmt, column), 0, MAX_COUNT));
      break;
    case SECONDS:
      seconds = sqlite3_column_double (stmt, column);
      json_object_set_double_member (row, field->key, isfinite (seconds) ? MAX (seconds, 0) : 0);
      break;
    case FLAG:
    default:
      json_object_set_boolean_member (row, field->key, sqlite3_column_int (stmt, column) != 0);
      break;
    }
}

/* Further ids go with the video that they are of: @copies is in the order of the rows, and @has_copy says whether it stands
 * at one. */
static gboolean
add_copies (JsonObject *video, gint64 id, sqlite3_stmt *copies, gboolean *has_copy, GError **error)
{
  JsonArray *array = NULL;

  while (*has_copy && sqlite3_column_int64 (copies, 0) <= id)
    {
      if (sqlite3_column_int64 (copies, 0) == id)
        {
          if (array == NULL)
            {
              array = json_array_new ();
              json_object_set_array_member (video, "copies", array);
            }
          json_array_add_string_element (array, (const char *) sqlite3_column_text (copies, 1));
        }
      if (!reel_database_step (copies, has_copy, error))
        return FALSE;
    }
  return TRUE;
}

static void
append_row (GString *out, JsonObject *row)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), row);
  g_autoptr (GBytes) bytes = reel_json_to_bytes (node);
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  g_string_append_len (out, text, (gssize) length);
}

/* Row by row, so that no tree of all of them is held. */
static gboolean
write_table (sqlite3 *db, const char *name, const char *from, GString *out, GCancellable *cancellable, GError **error)
{
  const gboolean is_videos = g_str_equal (name, "videos");
  g_autoptr (sqlite3_stmt) stmt = NULL;
  g_autoptr (sqlite3_stmt) copies = NULL;
  g_autoptr (GString) sql = g_string_new (is_videos ? "SELECT id" : "SELECT 0");
  gboolean has_row, has_copy = FALSE, first = TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_str_equal (fields[i].table, name))
      g_string_append_printf (sql, ", %s", fields[i].column);
  g_string_append_printf (sql, " FROM %s", from);
  stmt = reel_database_prepare (db, sql->str, error);
  copies = reel_database_prepare (db, "SELECT row, video_id FROM copies ORDER BY row, video_id",
                                  stmt != NULL ? error : NULL);
  if (stmt == NULL || copies == NULL || (is_videos && !reel_database_step (copies, &has_copy, error)))
    return FALSE;
  g_string_append_printf (out, ",\"%s\":[", name);
  for (;;)
    {
      g_autoptr (JsonObject) row = NULL;
      int column = 1;

      if (g_cancellable_set_error_if_cancelled (cancellable, error) || !reel_database_step (stmt, &has_row, error))
        return FALSE;
      if (!has_row)
        break;
      row = json_object_new ();
      for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
        if (g_str_equal (fields[i].table, name))
          add_value (row, &fields[i], stmt, column++);
      if (is_videos && !add_copies (row, sqlite3_column_int64 (stmt, 0), copies, &has_copy, error))
        return FALSE;
      if (!first)
        g_string_append_c (out, ',');
      first = FALSE;
      append_row (out, row);
    }
  g_string_append_c (out, ']');
  return TRUE;
}

gpointer
reel_catalogue_archive_write (sqlite3 *db, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GString) out = g_string_new ("{\"format\":\"" FORMAT "\",\"version\":" G_STRINGIFY (VERSION));

  if (!reel_database_begin (db, error)) /* so that all tables are of one moment */
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    if (!write_table (db, tables[i].name, tables[i].from, out, cancellable, error))
      return NULL;
  reel_database_rollback (db); /* nothing was written */
  g_string_append_c (out, '}');
  return g_string_free_to_bytes (g_steal_pointer (&out));
}

/**
 * reel_catalogue_archive_save:
 * @file: where to
 * @bytes: the whole file
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for a #GFileError or a #GIOErrorEnum
 *
 * Writes it under another name, waits until it is on the disk, and only then puts it in the place of what was there.
 *
 * Returns: whether it is there; otherwise what was there is as it was
 */
gboolean
reel_catalogue_archive_save (GFile *file, GBytes *bytes, GCancellable *cancellable, GError **error)
{
  const char *path = g_file_peek_path (file);
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (path != NULL)
    return g_file_set_contents_full (path, text, (gssize) length,
                                     G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
  return g_file_replace_contents (file, text, length, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, cancellable, error);
}

static gboolean
refuse (GError **error, const char *why)
{
  g_debug ("archive: %s", why);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                       _ ("This file is damaged, or not an exported catalogue. Nothing was imported."));
  return FALSE;
}

static gboolean
check_value (const Field *field, JsonNode *value)
{
  GType type = JSON_NODE_HOLDS_VALUE (value) ? json_node_get_value_type (value) : G_TYPE_INVALID;
  const char *text;
  double number;

  switch (field->kind)
    {
    case ID:
    case TEXT:
      text = type == G_TYPE_STRING ? json_node_get_string (value) : NULL;
      return text != NULL && (*text != '\0' || field->kind == TEXT) && strlen (text) <= MAX_TEXT;
    case COUNT:
      return type == G_TYPE_INT64 && json_node_get_int (value) >= 0;
    case SECONDS:
      number = type == G_TYPE_INT64 || type == G_TYPE_DOUBLE ? json_node_get_double (value) : -1;
      return isfinite (number) && number >= 0;
    case FLAG:
    default:
      return type == G_TYPE_BOOLEAN;
    }
}

static gboolean
check_copies (JsonNode *node)
{
  const Field id = { NULL, "copies", NULL, ID, TRUE };
  JsonArray *copies = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; copies != NULL && i < json_array_get_length (copies); i++)
    if (!check_value (&id, json_array_get_element (copies, i)))
      return FALSE;
  return copies != NULL;
}

static gboolean
check_row (const char *table, JsonNode *node, GError **error)
{
  JsonObject *row = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  ReelVideoState state;

  if (row == NULL)
    return refuse (error, table);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      JsonNode *value = g_str_equal (fields[i].table, table) ? json_object_get_member (row, fields[i].key) : NULL;

      if (value != NULL ? !check_value (&fields[i], value) : fields[i].needed && g_str_equal (fields[i].table, table))
        return refuse (error, fields[i].key);
    }
  if (g_str_equal (table, "videos") &&
      (!reel_video_state_from_nick (json_object_get_string_member (row, "state"), &state) ||
       state == REEL_VIDEO_STATE_ELSEWHERE ||
       (json_object_has_member (row, "copies") && !check_copies (json_object_get_member (row, "copies"))) ||
       g_uri_peek_scheme (json_object_get_string_member (row, "uri")) == NULL ||
       json_object_get_int_member_with_default (row, "width", 0) > G_MAXINT ||
       json_object_get_int_member_with_default (row, "height", 0) > G_MAXINT))
    return refuse (error, "state, copies, address or size");
  return TRUE;
}

/* A file that is read. */
typedef struct
{
  ReelArchiveRowFunc func; /* (nullable) */
  gpointer data;           /* (borrowed) */
  GError *failure;         /* (owned) (nullable): what kept it from being read on, as people are told */
  gboolean seen[G_N_ELEMENTS (tables)];
  gboolean has_format, has_version;
} Reading;

static gboolean
check_version (Reading *self, JsonNode *value)
{
  const Field version = { NULL, "version", NULL, COUNT, TRUE };

  self->has_version = value != NULL && check_value (&version, value);
  if (!self->has_version)
    return refuse (&self->failure, "version");
  if (json_node_get_int (value) == VERSION)
    return TRUE;
  g_set_error_literal (&self->failure, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                       _ ("This catalogue was exported by another version of the program. Update the program. "
                          "Nothing was imported."));
  return FALSE;
}

static gboolean
read_member (const char *key, gboolean in_array, JsonNode *value, gpointer data, GError **error)
{
  Reading *self = data;
  GError *failure = NULL;

  if (g_str_equal (key, "format"))
    {
      self->has_format = value != NULL && !in_array && JSON_NODE_HOLDS_VALUE (value) &&
                         json_node_get_value_type (value) == G_TYPE_STRING &&
                         g_str_equal (json_node_get_string (value), FORMAT);
      return self->has_format || refuse (&self->failure, "format");
    }
  if (g_str_equal (key, "version"))
    return check_version (self, in_array ? NULL : value);
  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      if (!g_str_equal (tables[i].name, key))
        continue;
      if (!in_array || (value == NULL && self->seen[i]))
        return refuse (&self->failure, key);
      self->seen[i] = TRUE;
      if (value == NULL)
        return TRUE;
      if (check_row (key, value, &self->failure) &&
          (self->func == NULL || self->func (key, json_node_get_object (value), self->data, &failure)))
        return TRUE;
      if (failure != NULL)
        self->failure = failure;
      return FALSE;
    }
  return TRUE;
}

/* Whether all is there that has to be. */
static gboolean
check_whole (const Reading *self, GError **error)
{
  if (!self->has_format || !self->has_version)
    return refuse (error, "no format or version");
  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    if (!self->seen[i] && !tables[i].optional)
      return refuse (error, tables[i].name);
  return TRUE;
}

/**
 * reel_catalogue_archive_read:
 * @file: a file, from anywhere
 * @func: (nullable): called for each row of the tables of the format, in the file's order
 * @data: for @func
 * @cancellable: (nullable): a #GCancellable
 * @error: return location: %G_IO_ERROR_INVALID_DATA for what is no such file, or a damaged one; %G_IO_ERROR_NOT_SUPPORTED
 *   for another version; why it can't be read; or what @func said
 *
 * Holds one row at a time. Whatever was handed to @func, only after the return is it known that the file is whole.
 *
 * Returns: whether all of it was read
 */
gboolean
reel_catalogue_archive_read (GFile *file, ReelArchiveRowFunc func, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInfo) info = NULL;
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (GError) damage = NULL;
  Reading reading = { .func = func, .data = data };

  info = reel_file_info_query (file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE, cancellable, error);
  if (info == NULL)
    return FALSE;
  /* A pipe may never end, and nobody has so many videos. */
  if (reel_file_info_get_kind (info) != G_FILE_TYPE_REGULAR || reel_file_info_get_size (info) > MAX_SIZE)
    return refuse (error, "no file, or too large");
  stream = g_file_read (file, cancellable, error);
  if (stream == NULL)
    return FALSE;
  if (reel_json_reader_read (G_INPUT_STREAM (stream), MAX_ROW, read_member, &reading, cancellable, &damage))
    return check_whole (&reading, error);
  if (reading.failure != NULL)
    g_propagate_error (error, reading.failure);
  else if (damage != NULL && damage->domain != REEL_JSON_ERROR)
    g_propagate_error (error, g_steal_pointer (&damage));
  else
    refuse (error, damage != NULL ? damage->message : "no reason");
  return FALSE;
}
