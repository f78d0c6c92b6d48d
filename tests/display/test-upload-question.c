/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "app/reel-upload-question.h"
#include "reel-test.h"
#include "stage.h"

/* A file on a disk that does not answer before the test says so. */
#define SLOW_TYPE_FILE (slow_file_get_type ())
G_DECLARE_FINAL_TYPE (SlowFile, slow_file, SLOW, FILE, GObject)

struct _SlowFile
{
  GObject parent_instance;

  GMutex mutex;
  GCond cond;
  gboolean answers;
};

static void
on_given_up (GCancellable *cancellable,
             SlowFile     *self)
{
  g_mutex_lock (&self->mutex);
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
}

static GFileInfo *
slow_file_query_info (GFile              *file,
                      const char         *attributes,
                      GFileQueryInfoFlags flags,
                      GCancellable       *cancellable,
                      GError            **error)
{
  SlowFile *self = SLOW_FILE (file);
  gulong id = g_cancellable_connect (cancellable, G_CALLBACK (on_given_up), self, NULL);
  GFileInfo *info = g_file_info_new ();

  g_mutex_lock (&self->mutex);
  while (!self->answers && !g_cancellable_is_cancelled (cancellable))
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);
  g_cancellable_disconnect (cancellable, id);
  g_file_info_set_file_type (info, G_FILE_TYPE_REGULAR);
  g_file_info_set_name (info, "slow.mov");
  g_file_info_set_size (info, 0);
  return info;
}

static char *
slow_file_get_uri (GFile *file)
{
  return g_strdup ("slow:///slow.mov");
}

static void
slow_file_file_init (GFileIface *iface)
{
  iface->query_info = slow_file_query_info;
  iface->get_uri = slow_file_get_uri;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SlowFile, slow_file, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_FILE, slow_file_file_init))

static void
slow_file_finalize (GObject *object)
{
  SlowFile *self = SLOW_FILE (object);

  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);

  G_OBJECT_CLASS (slow_file_parent_class)->finalize (object);
}

static void
slow_file_class_init (SlowFileClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slow_file_finalize;
}

static void
slow_file_init (SlowFile *self)
{
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
}

static void
slow_file_answer (SlowFile *self)
{
  g_mutex_lock (&self->mutex);
  self->answers = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
}

typedef struct
{
  char *folder; /* (owned) */
  GListStore *files;
  Stage *stage;
  GCancellable *cancellable;
  GAsyncResult *result; /* (nullable) */
} Fixture;

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  static guint n = 0;
  g_autofree char *name = g_strdup_printf ("question-%u", n++);
  GtkWidget *label = gtk_label_new ("Reelseek");

  f->folder = reel_test_tmp (name);
  f->files = g_list_store_new (G_TYPE_FILE);
  f->cancellable = g_cancellable_new ();
  f->stage = stage_new (label, 1000, 700);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  if (f->stage != NULL)
    stage_free (f->stage);
  reel_test_assert_finalized (&f->cancellable);
  g_clear_object (&f->result);
  g_object_unref (f->files);
  g_free (f->folder);
}

/* A folder with @n videos of @size bytes each that take no room on the disk. */
static void
add_folder (Fixture *f,
            guint    n,
            gint64   size)
{
  g_autoptr (GFile) folder = g_file_new_for_path (f->folder);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u.mp4", i);
      g_autofree char *path = g_build_filename (f->folder, name, NULL);

      g_assert_true (g_file_set_contents (path, "x", 1, NULL));
      g_assert_cmpint (truncate (path, size), ==, 0);
    }
  g_list_store_append (f->files, folder);
}

static void
ask (Fixture *f)
{
  reel_upload_question_ask_async (GTK_WINDOW (f->stage->window), G_LIST_MODEL (f->files), "Dogs", "Seeknetic, Tokyo",
                                  f->cancellable, reel_test_store_result, &f->result);
}

static gboolean
get_answer (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  gboolean yes;

  reel_test_wait (f->result != NULL);
  yes = reel_upload_question_ask_finish (f->result, &error);
  g_assert_no_error (error);
  g_clear_object (&f->result);
  return yes;
}

/* (transfer none) (nullable) */
static GtkWidget *
find_dialog (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (ADW_IS_MESSAGE_DIALOG (l->data) && gtk_widget_get_mapped (l->data))
      return l->data;
  return NULL;
}

static void
respond (const char *response)
{
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (find_dialog ()), response);
  gtk_window_destroy (GTK_WINDOW (find_dialog ()));
}

/* A few are no question. */
static void
test_few (Fixture      *f,
          gconstpointer data)
{
  add_folder (f, 20, 1000);
  ask (f);
  g_assert_true (get_answer (f));
  g_assert_null (find_dialog ());
}

static void
test_many (Fixture      *f,
           gconstpointer data)
{
  add_folder (f, 21, 50000000);
  ask (f);
  reel_test_wait (find_dialog () != NULL &&
                  stage_sees (find_dialog (), "Upload 21 videos (1.1\302\240GB) to “Dogs” on Seeknetic, Tokyo?"));
  g_assert_cmpstr (adw_message_dialog_get_default_response (ADW_MESSAGE_DIALOG (find_dialog ())), ==, "cancel");
  stage_look (f->stage, "upload-question");
  respond ("cancel");
  g_assert_false (get_answer (f));
  stage_resize (f->stage, 360, 640);
  ask (f);
  reel_test_wait (find_dialog () != NULL && stage_sees (find_dialog (), "Upload 21"));
  stage_look (f->stage, "upload-question-360");
  respond ("upload");
  g_assert_true (get_answer (f));
  reel_test_wait (find_dialog () == NULL);
}

static void
test_large (Fixture      *f,
            gconstpointer data)
{
  add_folder (f, 1, 5100000000);
  ask (f);
  reel_test_wait (find_dialog () != NULL &&
                  stage_sees (find_dialog (), "Upload 1 video (5.1\302\240GB) to “Dogs” on Seeknetic, Tokyo?"));
  respond ("upload");
  g_assert_true (get_answer (f));
}

/* What takes its time is seen, counts up, and then asks in the same place, or is given up before. */
static void
test_slow (Fixture      *f,
           gconstpointer data)
{
  g_autoptr (SlowFile) slow = g_object_new (SLOW_TYPE_FILE, NULL);
  GtkWidget *dialog;

  add_folder (f, 30, 1000);
  g_list_store_append (f->files, slow);
  ask (f);
  reel_test_wait ((dialog = find_dialog ()) != NULL && stage_sees (dialog, "30 videos found so far"));
  g_assert_true (stage_sees (dialog, "Looking for Videos…"));
  stage_look (f->stage, "upload-question-counting");
  respond ("cancel");
  g_assert_false (get_answer (f));

  ask (f);
  reel_test_wait ((dialog = find_dialog ()) != NULL && stage_sees (dialog, "30 videos found so far"));
  slow_file_answer (slow);
  reel_test_wait (stage_sees (dialog, "Upload 31 videos"));
  g_assert_true (find_dialog () == dialog);
  g_assert_false (stage_sees (dialog, "Looking"));
  respond ("upload");
  g_assert_true (get_answer (f));
}

/* Before, while it counts, and while it asks. */
static void
test_cancel (Fixture      *f,
             gconstpointer data)
{
  g_autoptr (SlowFile) slow = g_object_new (SLOW_TYPE_FILE, NULL);

  add_folder (f, 30, 1000);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = NULL;

      if (i == 0)
        g_cancellable_cancel (f->cancellable);
      if (i == 2)
        g_list_store_append (f->files, slow);
      ask (f);
      if (i > 0)
        reel_test_wait (find_dialog () != NULL && stage_sees (find_dialog (), i == 1 ? "Upload 30" : "30 videos found"));
      g_cancellable_cancel (f->cancellable);
      reel_test_wait (f->result != NULL);
      g_assert_false (reel_upload_question_ask_finish (f->result, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      reel_test_wait (find_dialog () == NULL);
      g_clear_object (&f->result);
      g_cancellable_reset (f->cancellable);
    }
}

static void
test_window_gone (Fixture      *f,
                  gconstpointer data)
{
  add_folder (f, 30, 1000);
  ask (f);
  reel_test_wait (find_dialog () != NULL && stage_sees (find_dialog (), "Upload 30"));
  gtk_window_destroy (GTK_WINDOW (find_dialog ()));
  g_assert_false (get_answer (f));
}

int
main (int   argc,
      char *argv[])
{
  stage_init (&argc, &argv);
  g_test_add ("/app/upload-question/few", Fixture, NULL, set_up, test_few, tear_down);
  g_test_add ("/app/upload-question/many", Fixture, NULL, set_up, test_many, tear_down);
  g_test_add ("/app/upload-question/large", Fixture, NULL, set_up, test_large, tear_down);
  g_test_add ("/app/upload-question/slow", Fixture, NULL, set_up, test_slow, tear_down);
  g_test_add ("/app/upload-question/cancel", Fixture, NULL, set_up, test_cancel, tear_down);
  g_test_add ("/app/upload-question/window-gone", Fixture, NULL, set_up, test_window_gone, tear_down);
  return g_test_run ();
}
