/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/reel-file-info.h"
#include "base/reel-json.h"
#include "library/reel-catalogue-archive.h"

/*
 * The catalogue as one file of JSON (RFC 8259, UTF-8), an object with
 *
 *   "format"       "io.github.reelseek.catalogue"
 *   "version"      1; a file of another version is refused
 *   "videos"       an array of objects: "profile", "collection" (its id), "uri", "added" (Unix seconds), "state" (a word of
 *                  reel_video_state_get_nick()); and where known "size" (bytes), "fingerprint", "video_id", "duration"
 *                  (seconds), "width", "height" (pixels), "error", "can_retry", "unanswered", "local_name", "hidden",
 *                  "sha256", "insisted", "tags" (a line for each), "position" (its place in the order of work, from 1), "copies" (an array of further
 *                  ids of its content)
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

/* Some 400 bytes a video: enough for half a million. */
#define MAX_SIZE (256 * 1024 * 1024)
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
  { "videos", "can_retry", "can_retry", FLAG, FALSE },
  { "videos", "unanswered", "unanswered", FLAG, FALSE },
  { "videos", "local_name", "local_name", TEXT, FALSE },
  { "videos", "hidden", "hidden", FLAG, FALSE },
  { "videos", "sha256", "sha256", ID, FALSE },
  { "videos", "insisted", "insisted", FLAG, FALSE },
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
  { "collections", "collections ORDER BY profile, position" },
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

static JsonArray *
read_table (sqlite3 *db, const char *name, const char *from, GCancellable *cancellable, GError **error)
{
  g_autoptr (JsonArray) rows = json_array_new ();
  g_autoptr (sqlite3_stmt) stmt = NULL;
  g_autoptr (GString) sql = g_string_new ("SELECT ");
  gboolean has_row;

  for (gsize i = 0, n = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_str_equal (fields[i].table, name))
      g_string_append_printf (sql, "%s%s", n++ > 0 ? ", " : "", fields[i].column);
  g_string_append_printf (sql, " FROM %s", from);
  stmt = reel_database_prepare (db, sql->str, error);
  if (stmt == NULL)
    return NULL;
  for (;;)
    {
      JsonObject *row;
      int column = 0;

      if (g_cancellable_set_error_if_cancelled (cancellable, error) || !reel_database_step (stmt, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&rows);
      row = json_object_new ();
      for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
        if (g_str_equal (fields[i].table, name))
          add_value (row, &fields[i], stmt, column++);
      json_array_add_object_element (rows, row);
    }
}

/* Further ids go with the video that they are of. */
static gboolean
add_copies (sqlite3 *db, JsonArray *videos, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;

  stmt = reel_database_prepare (db,
                                "SELECT place, video_id FROM copies JOIN "
                                "(SELECT id, row_number () OVER (ORDER BY id) AS place FROM videos) ON id = row "
                                "ORDER BY row, video_id",
                                error);
  if (stmt == NULL)
    return FALSE;
  for (;;)
    {
      JsonObject *video;
      gboolean has_row;

      if (!reel_database_step (stmt, &has_row, error))
        return FALSE;
      if (!has_row)
        return TRUE;
      video = json_array_get_object_element (videos, (guint) sqlite3_column_int (stmt, 0) - 1);
      if (!json_object_has_member (video, "copies"))
        json_object_set_array_member (video, "copies", json_array_new ());
      json_array_add_string_element (json_object_get_array_member (video, "copies"),
                                     (const char *) sqlite3_column_text (stmt, 1));
    }
}

gpointer
reel_catalogue_archive_write (sqlite3 *db, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_node_take_object (root, object);
  json_object_set_string_member (object, "format", FORMAT);
  json_object_set_int_member (object, "version", VERSION);
  if (!reel_database_begin (db, error)) /* so that all tables are of one moment */
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      JsonArray *rows = read_table (db, tables[i].name, tables[i].from, cancellable, error);

      if (rows == NULL)
        return NULL;
      json_object_set_array_member (object, tables[i].name, rows);
    }
  if (!add_copies (db, json_object_get_array_member (object, "videos"), error))
    return NULL;
  reel_database_rollback (db); /* nothing was written */
  return reel_json_to_bytes (root);
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
       (json_object_has_member (row, "copies") && !check_copies (json_object_get_member (row, "copies"))) ||
       g_uri_peek_scheme (json_object_get_string_member (row, "uri")) == NULL ||
       json_object_get_int_member_with_default (row, "width", 0) > G_MAXINT ||
       json_object_get_int_member_with_default (row, "height", 0) > G_MAXINT))
    return refuse (error, "state, copies, address or size");
  return TRUE;
}

static gboolean
check_root (JsonNode *root, GError **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  const Field version = { NULL, "version", NULL, COUNT, TRUE };
  const char *format = object != NULL ? reel_json_get_string (object, "format", NULL) : NULL;

  if (g_strcmp0 (format, FORMAT) != 0 || !json_object_has_member (object, "version") ||
      !check_value (&version, json_object_get_member (object, "version")))
    return refuse (error, "format");
  if (json_object_get_int_member (object, "version") != VERSION)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           _ ("This catalogue was exported by another version of the program. Update the program. "
                              "Nothing was imported."));
      return FALSE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      JsonNode *node = json_object_get_member (object, tables[i].name);
      JsonArray *rows = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

      if (node == NULL && tables[i].optional)
        continue;
      if (rows == NULL)
        return refuse (error, tables[i].name);
      for (guint n = 0; n < json_array_get_length (rows); n++)
        if (!check_row (tables[i].name, json_array_get_element (rows, n), error))
          return FALSE;
    }
  return TRUE;
}

/**
 * reel_catalogue_archive_read:
 * @file: a file, from anywhere
 * @cancellable: (nullable): a #GCancellable
 * @error: return location: %G_IO_ERROR_INVALID_DATA for what is no such file, or a damaged one; %G_IO_ERROR_NOT_SUPPORTED
 *   for another version; or why it can't be read
 *
 * Returns: (transfer full) (nullable): its contents, each value of its type
 */
JsonNode *
reel_catalogue_archive_read (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInfo) info = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) damage = NULL;

  info = reel_file_info_query (file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE, cancellable, error);
  if (info == NULL)
    return NULL;
  /* A pipe may never end, and nobody has so many videos. */
  if (reel_file_info_get_kind (info) != G_FILE_TYPE_REGULAR || reel_file_info_get_size (info) > MAX_SIZE)
    {
      refuse (error, "no file, or too large");
      return NULL;
    }
  bytes = g_file_load_bytes (file, cancellable, NULL, error);
  if (bytes == NULL)
    return NULL;
  root = reel_json_parse (bytes, MAX_SIZE, &damage);
  if (root == NULL)
    refuse (error, damage->message);
  return root != NULL && check_root (root, error) ? g_steal_pointer (&root) : NULL;
}
