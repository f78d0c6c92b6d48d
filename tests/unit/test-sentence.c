/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <sqlite3.h>
#include <string.h>

#include "base/reel-sentence.h"
#include "library/reel-catalogue.h"
#include "reel-test.h"

/* What is noted in one language is read in another. */

#define EMPTY N_ ("The file is empty.")
#define LOST N_ ("The connection to %s was lost. Check the connection and try again.")
#define AGAIN N_ ("%s It is tried again in a moment.")
#define OVER N_ ("%s, over the advised %s.")
#define ONE N_ ("Nothing came from %s for %u second.")
#define MANY N_ ("Nothing came from %s for %u seconds.")

/* Of a language of our own, sorted by the msgids. */
static const struct
{
  const char *msgid, *plural, *text, *other;
} words[] = {
  { "", NULL, "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n", NULL },
  { "%s It is tried again in a moment.", NULL, "%s Gleich noch einmal.", NULL },
  { "%s, over the advised %s.", NULL, "%2$s sind empfohlen, es sind %1$s.", NULL },
  { "Nothing came from %s for %u second.", "Nothing came from %s for %u seconds.", "Eine Sekunde (%2$u) lang nichts von %1$s.",
    "%2$u Sekunden lang nichts von %1$s." },
  { "The connection to %s was lost. Check the connection and try again.", NULL, "Die Verbindung zu %s ist weg.", NULL },
  { "The file is empty.", NULL, "Die Datei ist leer.", NULL },
};

static char *folder; /* (owned): where the languages are */

static void
append_number (GByteArray *file,
               gsize       number)
{
  const guint32 raw = (guint32) number;

  g_byte_array_append (file, (const guint8 *) &raw, sizeof (raw));
}

/* A plural is written behind its singular, with a NUL between. */
static GString *
join (const char *one,
      const char *other)
{
  GString *text = g_string_new (one);

  if (other != NULL)
    {
      g_string_append_c (text, '\0');
      g_string_append (text, other);
    }
  return text;
}

/* A catalogue of messages, in the format of GNU gettext. */
static void
write_language (void)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();
  g_autoptr (GByteArray) texts = g_byte_array_new ();
  const gsize n = G_N_ELEMENTS (words), header = 7 * 4, behind = header + 2 * n * 8;
  g_autofree char *path = g_build_filename (folder, "xx", "LC_MESSAGES", NULL);
  g_autofree char *name = g_build_filename (path, GETTEXT_PACKAGE ".mo", NULL);

  append_number (file, 0x950412de);
  append_number (file, 0);
  append_number (file, n);
  append_number (file, header);
  append_number (file, header + n * 8);
  append_number (file, 0);
  append_number (file, 0);
  for (gsize table = 0; table < 2; table++)
    for (gsize i = 0; i < n; i++)
      {
        GString *text = table == 0 ? join (words[i].msgid, words[i].plural) : join (words[i].text, words[i].other);

        append_number (file, text->len);
        append_number (file, behind + texts->len);
        g_byte_array_append (texts, (const guint8 *) text->str, (guint) text->len + 1);
        g_string_free (text, TRUE);
      }
  g_byte_array_append (file, texts->data, texts->len);
  g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
  g_assert_true (g_file_set_contents (name, (const char *) file->data, file->len, NULL));
}

static void
speak (const char *language)
{
  g_setenv ("LANGUAGE", language, TRUE);
  bindtextdomain (GETTEXT_PACKAGE, folder); /* also has gettext look at the variable again */
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

static void
test_languages (void)
{
  g_autofree char *size = NULL;
  g_autofree char *small = NULL;
  const struct
  {
    char *text;       /* (owned) */
    const char *then; /* in the other language; %NULL for a part of it */
  } cases[] = {
    { g_strdup (reel_sentence (EMPTY)), "Die Datei ist leer." },
    { reel_sentence_printf (LOST, "host %s 100 %"), "Die Verbindung zu host %s 100 % ist weg." },
    { reel_sentence_printf (AGAIN, reel_sentence (EMPTY)), "Die Datei ist leer. Gleich noch einmal." },
    { reel_sentence_printf (AGAIN, "Wörter von anderen."), "Wörter von anderen. Gleich noch einmal." },
    { reel_sentence_nprintf (ONE, MANY, 1, "host", 1u), "Eine Sekunde (1) lang nichts von host." },
    { reel_sentence_nprintf (ONE, MANY, 7, "host", 7u), "7 Sekunden lang nichts von host." },
    { reel_sentence_printf (OVER, (size = reel_sentence_size (12300000)), (small = reel_sentence_size (5000))), NULL },
  };

  g_assert_cmpstr (cases[0].text, ==, "The file is empty.");
  g_assert_cmpstr (cases[5].text, ==, "Nothing came from host for 7 seconds.");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *packed = reel_sentence_pack (cases[i].text);
      g_autofree char *same = NULL;
      g_autofree char *there = NULL;
      g_autofree char *back = NULL;

      g_assert_nonnull (packed);
      g_test_message ("%s", packed);
      g_assert_null (strstr (packed, "MB"));
      same = reel_sentence_unpack (packed);
      g_assert_cmpstr (same, ==, cases[i].text);
      speak ("xx");
      there = reel_sentence_unpack (packed);
      if (cases[i].then != NULL)
        g_assert_cmpstr (there, ==, cases[i].then);
      else
        g_assert_true (g_str_has_suffix (there, "MB.") && strstr (there, " sind empfohlen, es sind 12") != NULL);
      back = reel_sentence_pack (there); /* what is read can be noted again */
      g_assert_cmpstr (back, ==, packed);
      speak ("C");
      g_free (cases[i].text);
    }
  g_assert_null (reel_sentence_pack ("Nobody here has said this."));
}

/* What comes from elsewhere may be anything, and is no format. */
static void
test_hostile (void)
{
  static const char * const bad[] = {
    "", "null", "1", "\"text\"", "[]", "[\"\"]", "[1]", "[[\"a\"]]", "[[\"a\",\"b\",-1]]", "[\"a %s\",1]", "[\"a %s\",null]",
    "{}", "{\"size\":-1}", "{\"size\":\"1\"}", "[[[\"a\"],\"b\",1]]", "[\"a %s\",[\"\"]]", "[\"x\"",
    "[\"%s\",[\"%s\",[\"%s\",[\"%s\",[\"%s\",[\"%s\",[\"%s\",[\"%s\",[\"%s\",[\"%s\",[\"%s\",\"x\"]]]]]]]]]]]",
  };
  static const struct
  {
    const char *packed, *text;
  } odd[] = {
    { "[\"%s%s%s %n %99$s %\",\"a\"]", "a %n  %" },
    { "[\"no place\",\"a\",\"b\"]", "no place" },
    { "[\"%2$s %1$s %% %lu\",\"a\",\"b\"]", "b a % a" },
    { "[[\"one %s\",\"more %s\",2],\"%s\"]", "more %s" },
  };
  g_autofree char *long_text = g_strnfill (70000, 'x');
  g_autofree char *long_packed = g_strdup_printf ("[\"%s\"]", long_text);

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_test_message ("%s", bad[i]);
      g_assert_null (reel_sentence_unpack (bad[i]));
    }
  g_assert_null (reel_sentence_unpack (long_packed));
  for (gsize i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      g_autofree char *text = reel_sentence_unpack (odd[i].packed);

      g_assert_cmpstr (text, ==, odd[i].text);
    }
}

static void
test_error (void)
{
  g_autoptr (GError) error = reel_sentence_error (G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED, LOST, "host");
  g_autofree char *packed = reel_sentence_pack (error->message);

  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED);
  g_assert_cmpstr (error->message, ==, "The connection to host was lost. Check the connection and try again.");
  g_assert_cmpstr (packed, ==, "[\"The connection to %s was lost. Check the connection and try again.\",\"host\"]");
}

/* As many as ever: memory has a bound, and the newest are known. */
static void
test_many (void)
{
  g_autofree char *first = reel_sentence_printf (LOST, "first");
  g_autofree char *last = NULL;
  g_autofree char *packed = NULL;

  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *host = g_strdup_printf ("host %u", i);

      g_free (last);
      last = reel_sentence_printf (LOST, host);
    }
  g_assert_null (reel_sentence_pack (first));
  packed = reel_sentence_pack (last);
  g_assert_nonnull (packed);
}

static ReelCatalogue *
open_catalogue (const char *path)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  ReelCatalogue *catalogue;

  reel_catalogue_open_async (path, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  catalogue = reel_catalogue_open_finish (result, NULL, &error);
  g_assert_no_error (error);
  return catalogue;
}

static void
assert_said (ReelCatalogue *catalogue, guint position, const char *said)
{
  g_autoptr (ReelVideo) video = g_list_model_get_item (G_LIST_MODEL (catalogue), position);

  g_assert_cmpstr (reel_video_get_error (video), ==, said);
}

static void
transfer (ReelCatalogue *catalogue, const char *path, gboolean out)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  ReelImported imported;

  if (out)
    reel_catalogue_export_async (catalogue, file, NULL, reel_test_store_result, &result);
  else
    reel_catalogue_import_async (catalogue, file, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_true (out ? reel_catalogue_export_finish (catalogue, result, &error)
                     : reel_catalogue_import_finish (catalogue, result, &imported, &error));
  g_assert_no_error (error);
}

/* A catalogue that was written in one language is read in another, and so is what was exported of it; words of before, and of
 * others, stay as they are. */
static void
test_catalogue (void)
{
  g_autofree char *root = reel_test_tmp ("sentence");
  g_autofree char *path = g_build_filename (root, "here.db", NULL);
  g_autofree char *other = g_build_filename (root, "there.db", NULL);
  g_autofree char *file = g_build_filename (root, "export.json", NULL);
  ReelCatalogue *catalogue = open_catalogue (path);
  g_autoptr (GAsyncResult) added = NULL;
  g_autoptr (GAsyncResult) saved = NULL;
  g_autoptr (GPtrArray) videos = NULL;
  g_autofree char *again = NULL;
  sqlite3 *db = NULL;

  reel_catalogue_add_videos_async (catalogue, "p", "c", (const char *[]){ "file:///a", "file:///b", "file:///c", NULL }, NULL,
                                   reel_test_store_result, &added);
  reel_test_wait (added != NULL);
  videos = reel_catalogue_add_videos_finish (catalogue, added, NULL);
  again = reel_sentence_printf (AGAIN, reel_sentence (EMPTY));
  reel_video_set_error (videos->pdata[0], again, TRUE);
  reel_video_set_error (videos->pdata[1], "The words of a service.", TRUE);
  for (guint i = 0; i < 3; i++)
    reel_video_set_state (videos->pdata[i], REEL_VIDEO_STATE_FAILED);
  reel_catalogue_save_videos_async (catalogue, videos, NULL, reel_test_store_result, &saved);
  reel_test_wait (saved != NULL);
  g_assert_true (reel_catalogue_save_videos_finish (catalogue, saved, NULL));
  g_clear_object (&added);
  g_clear_object (&saved);
  g_clear_pointer (&videos, g_ptr_array_unref);
  reel_test_assert_finalized (&catalogue);
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "UPDATE videos SET error = 'As an earlier program said it.' WHERE uri = 'file:///c'", NULL,
                                 NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);

  speak ("xx");
  catalogue = open_catalogue (path);
  assert_said (catalogue, 0, "Die Datei ist leer. Gleich noch einmal.");
  assert_said (catalogue, 1, "The words of a service.");
  assert_said (catalogue, 2, "As an earlier program said it.");
  transfer (catalogue, file, TRUE);
  reel_test_assert_finalized (&catalogue);
  speak ("C");
  catalogue = open_catalogue (other);
  transfer (catalogue, file, FALSE);
  assert_said (catalogue, 0, "The file is empty. It is tried again in a moment.");
  assert_said (catalogue, 1, "The words of a service.");
  assert_said (catalogue, 2, "As an earlier program said it.");
  reel_test_assert_finalized (&catalogue);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  setlocale (LC_ALL, "C.UTF-8");
  folder = g_dir_make_tmp ("reel-languages-XXXXXX", NULL);
  g_assert_nonnull (folder);
  write_language ();
  speak ("C");
  g_test_add_func ("/base/sentence/languages", test_languages);
  g_test_add_func ("/base/sentence/hostile", test_hostile);
  g_test_add_func ("/base/sentence/error", test_error);
  g_test_add_func ("/base/sentence/many", test_many);
  g_test_add_func ("/base/sentence/catalogue", test_catalogue);
  return g_test_run ();
}
