/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <sqlite3.h>
#include <string.h>

#include "reel-test.h"
#include "uploads/reel-upload-job-private.h"

/*
 * Every state with every event, written down by hand, against the table that the program uses and against real jobs: what
 * they become, and that the catalogue says so before anything else happens.
 *
 * Letters: (Q)ueued, (P)reparing, (U)ploading, (W)aiting, pro(X)cessing, (R)eady, pau(S)ed, (F)ailed, (C)ancelled,
 * (E)lsewhere; a full
 * stop where an event means nothing.
 */
static const char letters[REEL_VIDEO_N_STATES + 1] = "QPUWXRSFCE";

static const struct
{
  ReelUploadEvent event;
  const char *after; /* from Queued, Preparing, Uploading, Waiting, Processing, Ready, Paused, Failed, Cancelled, Elsewhere */
} expected[] = {
  { REEL_UPLOAD_EVENT_START, "P........." },
  { REEL_UPLOAD_EVENT_PREPARED, ".U........" },
  { REEL_UPLOAD_EVENT_ACCEPTED, "..W......." },
  { REEL_UPLOAD_EVENT_PENDING, "...WW....." },
  { REEL_UPLOAD_EVENT_INDEXING, "...XX....." },
  { REEL_UPLOAD_EVENT_INDEXED, "...RR....." },
  { REEL_UPLOAD_EVENT_TROUBLE, ".QQ......." },
  { REEL_UPLOAD_EVENT_FAIL, "FFFFF....." },
  { REEL_UPLOAD_EVENT_PAUSE, "SSS......." },
  { REEL_UPLOAD_EVENT_RESUME, "......Q..." },
  { REEL_UPLOAD_EVENT_RETRY, ".......QQ." },
  { REEL_UPLOAD_EVENT_ASK_AGAIN, "WWW...WWW." },
  { REEL_UPLOAD_EVENT_CANCEL, "CCCCC.CC.." },
  { REEL_UPLOAD_EVENT_RESTART, "QQQWXRSFCE" },
};

/* Returns: whether it means something; @to is set then */
static gboolean
look_up (guint from, ReelUploadEvent event, ReelVideoState *to)
{
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      if (expected[i].event != event)
        continue;
      g_assert_cmpuint (strlen (expected[i].after), ==, REEL_VIDEO_N_STATES);
      if (expected[i].after[from] == '.')
        return FALSE;
      *to = (ReelVideoState) (strchr (letters, expected[i].after[from]) - letters);
      return TRUE;
    }
  g_assert_not_reached ();
}

static void
test_table (void)
{
  g_assert_cmpuint (G_N_ELEMENTS (expected), ==, REEL_UPLOAD_N_EVENTS);
  for (guint from = 0; from < REEL_VIDEO_N_STATES; from++)
    for (guint event = 0; event < REEL_UPLOAD_N_EVENTS; event++)
      {
        ReelVideoState to = REEL_VIDEO_STATE_READY, wanted = REEL_VIDEO_STATE_READY;
        gboolean is = reel_upload_state_next ((ReelVideoState) from, (ReelUploadEvent) event, &to);
        gboolean should = look_up (from, (ReelUploadEvent) event, &wanted);

        g_test_message ("state %u, event %u", from, event);
        g_assert_true (is == should);
        g_assert_cmpint (to, ==, wanted);
        g_assert_true (reel_upload_state_can ((ReelVideoState) from, (ReelUploadEvent) event) == should);
      }
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

static ReelVideo *
add_video (ReelCatalogue *catalogue)
{
  static const char * const uris[] = { "file:///nowhere/a.avi", NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) videos = NULL;
  g_autoptr (GError) error = NULL;

  reel_catalogue_add_videos_async (catalogue, "here", "c1", uris, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  videos = reel_catalogue_add_videos_finish (catalogue, result, &error);
  g_assert_no_error (error);
  return g_object_ref (videos->pdata[0]);
}

static void
save (ReelCatalogue *catalogue, ReelVideo *video)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  reel_catalogue_save_video_async (catalogue, video, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_true (reel_catalogue_save_video_finish (catalogue, result, &error));
  g_assert_no_error (error);
}

/* What the file says, read by somebody else. */
static char *
dup_state_on_disk (const char *path, gint64 row_id, int *unanswered)
{
  sqlite3 *db = NULL;
  sqlite3_stmt *stmt = NULL;
  char *state;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 5000);
  g_assert_cmpint (sqlite3_prepare_v2 (db, "SELECT state, unanswered FROM videos WHERE id = ?", -1, &stmt, NULL), ==,
                   SQLITE_OK);
  sqlite3_bind_int64 (stmt, 1, row_id);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  state = g_strdup ((const char *) sqlite3_column_text (stmt, 0));
  *unanswered = sqlite3_column_int (stmt, 1);
  sqlite3_finalize (stmt);
  sqlite3_close (db);
  return state;
}

static gboolean
is_person_s (ReelUploadEvent event)
{
  switch (event)
    {
    case REEL_UPLOAD_EVENT_PAUSE:
    case REEL_UPLOAD_EVENT_RESUME:
    case REEL_UPLOAD_EVENT_RETRY:
    case REEL_UPLOAD_EVENT_CANCEL:
    case REEL_UPLOAD_EVENT_RESTART:
      return TRUE;
    default:
      return FALSE;
    }
}

static void
changed_cb (ReelUploadJob *job, gpointer n)
{
  (*(guint *) n)++;
}

static void
other_cb (ReelUploadJob *job, gpointer n)
{
}

static void
trouble_cb (ReelUploadJob *job, const GError *error, gpointer n)
{
}

static const ReelUploadJobListener listener = { changed_cb, other_cb, trouble_cb, other_cb, other_cb, other_cb };

static void
try_job (ReelCatalogue *catalogue, const char *path, guint from, ReelUploadEvent event, const char *video_id)
{
  g_autoptr (ReelVideo) video = add_video (catalogue);
  ReelUploadJob *job;
  g_autofree char *on_disk = NULL;
  ReelVideoState to = (ReelVideoState) from;
  gboolean should, is;
  int unanswered;
  guint changes = 0, more = 0;

  g_test_message ("state %u, event %u, %s", from, event, video_id != NULL ? video_id : "without an id");
  reel_video_set_state (video, (ReelVideoState) from);
  reel_video_set_video_id (video, video_id);
  save (catalogue, video);
  job = reel_upload_job_new (video, catalogue, 0.01);
  reel_upload_job_listen (job, &listener, &changes);

  /* What the service has is asked for, and not sent once more. */
  should = look_up (from, event, &to);
  if (should && video_id != NULL && strchr ("QPUS", letters[to]) != NULL)
    to = REEL_VIDEO_STATE_WAITING;
  /* One that waits for the service without an id has nothing to ask for, and says so at once. */
  if (event == REEL_UPLOAD_EVENT_RESTART && video_id == NULL &&
      (from == REEL_VIDEO_STATE_WAITING || from == REEL_VIDEO_STATE_PROCESSING))
    {
      to = REEL_VIDEO_STATE_FAILED;
      more = 1;
    }
  if (is_person_s (event))
    is = reel_upload_job_apply (job, event, NULL);
  else
    is = reel_upload_job_enter (job, event, NULL, FALSE, NULL);
  g_assert_true (is == should);
  g_assert_cmpint (reel_video_get_state (video), ==, to);
  g_assert_cmpuint (changes, ==, should ? 1 + more : 0);

  /* It goes before it acts; what it was to write is written, once another row behind it is. */
  g_object_run_dispose (G_OBJECT (job));
  reel_test_assert_finalized (&job);
  g_object_unref (add_video (catalogue));
  on_disk = dup_state_on_disk (path, reel_video_get_row_id (video), &unanswered);
  /* What is Elsewhere is Ready there, and files say so. */
  g_assert_cmpstr (on_disk, ==,
                   reel_video_state_get_nick (to == REEL_VIDEO_STATE_ELSEWHERE ? REEL_VIDEO_STATE_READY : to));
  /* A run that ended in the middle of an upload leaves it in doubt. */
  g_assert_cmpint (unanswered, ==, event == REEL_UPLOAD_EVENT_RESTART && from == REEL_VIDEO_STATE_UPLOADING);
}

static void
test_jobs (void)
{
  g_autofree char *folder = reel_test_tmp ("states");
  g_autofree char *path = g_build_filename (folder, "catalogue.db", NULL);
  ReelCatalogue *catalogue = open_catalogue (path);

  for (guint from = 0; from < REEL_VIDEO_N_STATES; from++)
    for (guint event = 0; event < REEL_UPLOAD_N_EVENTS; event++)
      {
        try_job (catalogue, path, from, (ReelUploadEvent) event, NULL);
        try_job (catalogue, path, from, (ReelUploadEvent) event, "v1");
      }
  reel_test_assert_finalized (&catalogue);
}

int
main (int argc, char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/uploads/states/table", test_table);
  g_test_add_func ("/uploads/states/jobs", test_jobs);
  return g_test_run ();
}
