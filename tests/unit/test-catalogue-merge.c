/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <sqlite3.h>
#include <stdlib.h>

#include "library/reel-catalogue.h"
#include "reel-test.h"

/*
 * What holds for every export and import, over random catalogues of one world of files: there and back is a copy, twice is
 * once, and two catalogues that went their own ways are merged without loss, whichever is merged into which.
 */

#define ROUNDS  12
#define N_FILES 12
#define SEED    20240229

static char *
open_and_close (const char *path)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  ReelCatalogue *catalogue;

  reel_catalogue_open_async (path, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  catalogue = reel_catalogue_open_finish (result, NULL, &error);
  g_assert_no_error (error);
  reel_test_assert_finalized (&catalogue);
  return g_strdup (path);
}

static int
append_row (gpointer data, int n, char **values, char **names)
{
  GString *row = g_string_new (NULL);

  for (int i = 0; i < n; i++)
    g_string_append_printf (row, "%s%s", i > 0 ? " " : "", values[i] != NULL ? values[i] : "-");
  g_ptr_array_add (data, g_string_free (row, FALSE));
  return 0;
}

static GPtrArray *
query (const char *path, const char *sql)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_free);
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 5000);
  if (sqlite3_exec (db, sql, append_row, rows, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (db));
  sqlite3_close (db);
  return rows;
}

static char *
join (GPtrArray *rows)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++)
    g_string_append_printf (text, "%s\n", (const char *) rows->pdata[i]);
  return g_string_free (text, FALSE);
}

/* Everything that is in a catalogue but the numbers of rows and places. */
static char *
dump (const char *path)
{
  g_autoptr (GPtrArray) rows = query (path,
    "SELECT 'video', profile, collection, uri, added, size, fingerprint, video_id, duration, width, height, state, error,"
    " can_retry, unanswered, local_name, hidden, sha256, insisted, tags, row_number () OVER (ORDER BY position, id),"
    " (SELECT group_concat (video_id) FROM (SELECT * FROM copies WHERE row = videos.id ORDER BY 2)) FROM videos ORDER BY id;"
    "SELECT 'collection', profile, id, name, description FROM collections ORDER BY profile, position;"
    "SELECT 'note', * FROM collection_notes ORDER BY profile, id;"
    "SELECT 'search', profile, collection, text, asked FROM searches ORDER BY id;"
    "SELECT 'saved', profile, collection, text, name, saved FROM saved_searches ORDER BY saved, profile, collection, text");

  return join (rows);
}

/* What is known, as facts without an order: the plain reference. Two catalogues know what either of them knows. */
static GHashTable *
learn (const char *path, GHashTable *facts)
{
  g_autoptr (GPtrArray) rows = query (path,
    "SELECT 'id', profile, collection, video_id FROM videos WHERE video_id IS NOT NULL;"
    "SELECT 'id', profile, collection, c.video_id FROM videos JOIN copies c ON row = id;"
    "SELECT 'fingerprint', profile, collection, fingerprint FROM videos WHERE fingerprint IS NOT NULL;"
    "SELECT 'sha256', profile, collection, sha256 FROM videos WHERE sha256 IS NOT NULL;"
    "SELECT 'note', profile, id FROM collection_notes;"
    "SELECT 'collection', profile, id FROM collections;"
    "SELECT 'search', profile, text FROM searches;"
    "SELECT 'saved', profile, collection, text FROM saved_searches");

  if (facts == NULL)
    facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < rows->len; i++)
    g_hash_table_add (facts, g_strdup (rows->pdata[i]));
  return facts;
}

static void
assert_same_facts (GHashTable *found, GHashTable *expected)
{
  GHashTableIter iter;
  gpointer fact;

  g_hash_table_iter_init (&iter, expected);
  while (g_hash_table_iter_next (&iter, &fact, NULL))
    if (!g_hash_table_contains (found, fact))
      g_error ("lost: %s", (const char *) fact);
  g_hash_table_iter_init (&iter, found);
  while (g_hash_table_iter_next (&iter, &fact, NULL))
    if (!g_hash_table_contains (expected, fact))
      g_error ("made up: %s", (const char *) fact);
}

static gboolean
toss (GRand *dice)
{
  return g_rand_boolean (dice);
}

/* A text that people or a service may have given, as SQL has it. */
static const char *
odd_text (GRand *dice)
{
  static const char * const texts[] = {
    "NULL",
    "''",
    "' '",
    "'it''s “so”'",
    "'藍色 ' || char (128512)",
    "'a' || char (1, 9, 10, 13, 31, 127, 8232) || '\"\\/'",
    "'{\"a\": [1e999]}'",
    "printf ('%4000s', 'long')",
  };

  return texts[g_rand_int_range (dice, 0, G_N_ELEMENTS (texts))];
}

/* Some videos of the files of the world, with some of what can be known of each. */
static char *
new_catalogue (const char *folder, GRand *dice, const char * const *states)
{
  static guint n = 0;
  g_autofree char *name = g_strdup_printf ("%u.db", n++);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GString) sql = g_string_new ("BEGIN;");
  g_autoptr (GPtrArray) none = NULL;
  g_autofree char *opened = open_and_close (path);
  const guint n_states = g_strv_length ((char **) states);
  guint row = 0;

  for (guint file = 0; file < N_FILES; file++)
    for (guint collection = 0; collection < 2; collection++)
      {
        gboolean sent = toss (dice), read = toss (dice);

        if (toss (dice))
          continue;
        row++;
        g_string_append_printf (
          sql,
          "INSERT INTO videos (id, profile, collection, uri, added, size, fingerprint, video_id, sha256, duration, width,"
          " height, state, error, can_retry, unanswered, local_name, hidden, insisted, tags, position) VALUES (%u, 'p%u', 'c%u',"
          " 'file:///%u', %u, %u, iif (%d, '%u-f', NULL), iif (%d, 'v%u-%u', NULL), iif (%d, 'sha%u', NULL), %g, %u, %u,"
          " '%s', %s, %d, %d, iif (%d, 'Name %d', NULL), %d, %d, iif (%d, 'shot size: %d', NULL), %g);",
          row * 3, file % 2, collection, file, g_rand_int_range (dice, 0, 99), read ? file + 1 : 0, read, file, sent, file,
          collection, toss (dice), file, toss (dice) ? 2.5 : 0.0, toss (dice) ? 1920u : 0u, toss (dice) ? 1080u : 0u,
          sent ? "ready" : states[g_rand_int_range (dice, 0, (gint32) n_states)], odd_text (dice), toss (dice), toss (dice),
          toss (dice), g_rand_int_range (dice, 0, 9), toss (dice), toss (dice), toss (dice), g_rand_int_range (dice, 0, 3),
          g_rand_double (dice));
        if (sent && toss (dice))
          g_string_append_printf (sql, "INSERT INTO copies VALUES (%u, 'v%u-%u-copy-%d');", row * 3, file, collection,
                                  g_rand_int_range (dice, 0, 3));
      }
  for (guint i = 0; i < 4; i++)
    {
      if (toss (dice))
        g_string_append_printf (sql, "INSERT INTO collections VALUES ('p', %u, 'c%u', ifnull (%s, ''), %s);", i, i,
                                odd_text (dice), odd_text (dice));
      if (toss (dice))
        g_string_append_printf (sql, "INSERT INTO collection_notes VALUES ('p', 'c%u', 'Note %d', %d);", i,
                                g_rand_int_range (dice, 0, 9), toss (dice));
    }
  for (guint i = 0; i < 3; i++)
    g_string_append_printf (sql,
                            "INSERT OR IGNORE INTO searches (profile, collection, text, asked) "
                            "VALUES ('p', 'c', 'text %d', %u);",
                            g_rand_int_range (dice, 0, 9), i * 10);
  for (guint i = 0; i < 3; i++)
    {
      guint text = (guint) g_rand_int_range (dice, 0, 9);

      g_string_append_printf (sql,
                              "INSERT OR IGNORE INTO saved_searches (profile, collection, text, name, saved, n_new, seen) "
                              "VALUES ('p', '%s', 'saved %u', %s, %u, 3, x'00');",
                              text % 2 == 0 ? "" : "c", text, odd_text (dice), 100 + text);
    }
  g_string_append (sql, "COMMIT");
  none = query (path, sql->str);
  g_assert_cmpuint (none->len, ==, 0);
  return g_steal_pointer (&opened);
}

static char *
export (const char *path)
{
  g_autofree char *name = g_strconcat (path, ".json", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (name);
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  ReelCatalogue *catalogue;
  char *text = NULL;

  reel_catalogue_open_async (path, NULL, reel_test_store_result, &opened);
  reel_test_wait (opened != NULL);
  catalogue = reel_catalogue_open_finish (opened, NULL, &error);
  g_assert_no_error (error);
  reel_catalogue_export_async (catalogue, file, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_true (reel_catalogue_export_finish (catalogue, result, &error));
  g_clear_object (&result);
  reel_test_assert_finalized (&catalogue);
  g_assert_true (g_file_get_contents (name, &text, NULL, NULL));
  return text;
}

/* Merges the export of @from into @into. What is in memory then is what the file says: written back, nothing changes. */
static ReelImported
merge (const char *from, const char *into)
{
  g_autofree char *text = export (from);
  g_autofree char *name = g_strconcat (from, ".json", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (name);
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) saved = NULL;
  g_autoptr (GPtrArray) videos = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  ReelCatalogue *catalogue;
  ReelImported imported;

  reel_catalogue_open_async (into, NULL, reel_test_store_result, &opened);
  reel_test_wait (opened != NULL);
  catalogue = reel_catalogue_open_finish (opened, NULL, &error);
  g_assert_no_error (error);
  reel_catalogue_import_async (catalogue, file, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_true (reel_catalogue_import_finish (catalogue, result, &imported, &error));
  g_assert_no_error (error);
  before = dump (into);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (catalogue)); i++)
    g_ptr_array_add (videos, g_list_model_get_item (G_LIST_MODEL (catalogue), i));
  reel_catalogue_save_videos_async (catalogue, videos, NULL, reel_test_store_result, &saved);
  reel_test_wait (saved != NULL);
  g_assert_true (reel_catalogue_save_videos_finish (catalogue, saved, &error));
  for (guint i = 0; i < videos->len; i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM copies WHERE row = %" G_GINT64_FORMAT,
                                              reel_video_get_row_id (videos->pdata[i]));
      g_autoptr (GPtrArray) n = query (into, sql);
      const char * const *copies = reel_video_get_copies (videos->pdata[i]);

      g_assert_cmpuint (copies != NULL ? g_strv_length ((char **) copies) : 0, ==, (guint) atoi (n->pdata[0]));
    }
  after = dump (into);
  g_assert_cmpstr (after, ==, before);
  g_clear_pointer (&videos, g_ptr_array_unref);
  g_clear_object (&result);
  g_clear_object (&saved);
  reel_test_assert_finalized (&catalogue);
  return imported;
}

static char *
new_copy (const char *path)
{
  g_autofree char *copy = g_strconcat (path, "-copy", NULL);
  g_autofree char *sql = g_strdup_printf ("VACUUM INTO '%s'", copy);
  g_autoptr (GPtrArray) none = query (path, sql);

  g_assert_cmpuint (none->len, ==, 0);
  return g_steal_pointer (&copy);
}

static void
test_there_and_back (void)
{
  static const char * const states[] = { "failed", "cancelled", NULL };
  static const char * const all_states[] = { "queued",     "preparing", "uploading", "waiting",   "processing",
                                             "ready",      "paused",    "failed",    "cancelled", NULL };
  g_autofree char *folder = reel_test_tmp ("there-and-back");
  g_autoptr (GRand) dice = g_rand_new_with_seed (SEED);

  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autofree char *one = new_catalogue (folder, dice, i % 2 == 0 ? states : all_states);
      g_autofree char *two_path = g_strconcat (one, "-2", NULL);
      g_autofree char *two = open_and_close (two_path);
      g_autofree char *three_path = g_strconcat (one, "-3", NULL);
      g_autofree char *three = open_and_close (three_path);
      g_autofree char *first = export (one);
      g_autofree char *second = NULL;
      g_autofree char *third = NULL;
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;
      g_autofree char *original = dump (one);
      ReelImported imported = merge (one, two);

      g_assert_cmpuint (imported.n_completed + imported.n_known, ==, 0);
      second = export (two);
      before = dump (two);
      if (i % 2 == 0) /* else what was under way is not so on another computer */
        {
          g_assert_cmpstr (second, ==, first);
          g_assert_cmpstr (before, ==, original);
        }
      merge (two, three);
      third = export (three);
      g_assert_cmpstr (third, ==, second);

      imported = merge (one, two);
      g_assert_cmpuint (imported.n_added + imported.n_completed, ==, 0);
      after = dump (two);
      g_assert_cmpstr (after, ==, before);
    }
}

static void
test_diverged (void)
{
  static const char * const states[] = { "queued", "paused", "failed", "cancelled", NULL };
  g_autofree char *folder = reel_test_tmp ("diverged");
  g_autoptr (GRand) dice = g_rand_new_with_seed (SEED);
  guint n_completed = 0, n_added = 0, n_known = 0;

  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autofree char *one = new_catalogue (folder, dice, states);
      g_autofree char *other = new_catalogue (folder, dice, states);
      g_autofree char *into_one = new_copy (one);
      g_autofree char *into_other = new_copy (other);
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;
      g_autoptr (GHashTable) expected = learn (other, learn (one, NULL));
      g_autoptr (GHashTable) left = NULL;
      g_autoptr (GHashTable) right = NULL;
      ReelImported imported = merge (other, into_one);

      n_added += imported.n_added;
      n_completed += imported.n_completed;
      n_known += imported.n_known;
      merge (one, into_other);
      left = learn (into_one, NULL);
      right = learn (into_other, NULL);
      assert_same_facts (left, expected);
      assert_same_facts (right, expected);

      before = dump (into_one);
      imported = merge (other, into_one);
      g_assert_cmpuint (imported.n_added + imported.n_completed, ==, 0);
      after = dump (into_one);
      g_assert_cmpstr (after, ==, before);
    }
  g_test_message ("%u added, %u completed, %u known", n_added, n_completed, n_known);
  g_assert_cmpuint (MIN (MIN (n_added, n_completed), n_known), >, 0); /* else this shows little */
}

int
main (int argc, char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/library/merge/there-and-back", test_there_and_back);
  g_test_add_func ("/library/merge/diverged", test_diverged);
  return g_test_run ();
}
