/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reel-test.h"
#include "uploads/reel-upload-filter.h"

static void
on_changed (GListModel *model,
            guint       position,
            guint       removed,
            guint       added,
            GString    *changes)
{
  g_string_append_printf (changes, "%u-%u+%u ", position, removed, added);
}

static void
on_counted (ReelUploadFilter *filter,
            guint            *n)
{
  (*n)++;
}

static void
append (GListStore    *store,
        ReelVideoState state)
{
  gint64 id = g_list_model_get_n_items (G_LIST_MODEL (store)) + 1;
  g_autoptr (ReelVideo) video = reel_video_new (id, "p", "c", "file:///a", 0);

  reel_video_set_state (video, state);
  g_list_store_append (store, video);
}

static void
set_state (GListStore    *store,
           guint          position,
           ReelVideoState state)
{
  g_autoptr (ReelVideo) video = g_list_model_get_item (G_LIST_MODEL (store), position);

  reel_video_set_state (video, state);
}

static void
test_kinds (void)
{
  static const ReelUploadKind kinds[REEL_VIDEO_N_STATES] = {
    [REEL_VIDEO_STATE_QUEUED] = REEL_UPLOAD_KIND_ACTIVE,     [REEL_VIDEO_STATE_PREPARING] = REEL_UPLOAD_KIND_ACTIVE,
    [REEL_VIDEO_STATE_UPLOADING] = REEL_UPLOAD_KIND_ACTIVE,  [REEL_VIDEO_STATE_WAITING] = REEL_UPLOAD_KIND_ACTIVE,
    [REEL_VIDEO_STATE_PROCESSING] = REEL_UPLOAD_KIND_ACTIVE, [REEL_VIDEO_STATE_READY] = REEL_UPLOAD_KIND_DONE,
    [REEL_VIDEO_STATE_PAUSED] = REEL_UPLOAD_KIND_ACTIVE,     [REEL_VIDEO_STATE_FAILED] = REEL_UPLOAD_KIND_FAILED,
    [REEL_VIDEO_STATE_CANCELLED] = REEL_UPLOAD_KIND_DONE,    [REEL_VIDEO_STATE_ELSEWHERE] = REEL_UPLOAD_KIND_DONE,
  };

  for (guint state = 0; state < REEL_VIDEO_N_STATES; state++)
    for (guint kind = 0; kind < REEL_UPLOAD_N_KINDS; kind++)
      {
        g_autoptr (GListStore) store = g_list_store_new (REEL_TYPE_VIDEO);
        ReelUploadFilter *filter;
        gboolean shown = kind == REEL_UPLOAD_KIND_ALL || kind == kinds[state];

        append (store, (ReelVideoState) state);
        filter = reel_upload_filter_new (G_LIST_MODEL (store));
        reel_upload_filter_set_kind (filter, (ReelUploadKind) kind);
        g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (filter)), ==, shown);
        g_assert_cmpuint (reel_upload_filter_count (filter, (ReelUploadKind) kind), ==, shown);
        reel_test_assert_finalized (&filter);
      }
}

/* However much happens in one turn of the loop: one change, of no more than it needs. */
static void
test_changes (void)
{
  g_autoptr (GListStore) store = g_list_store_new (REEL_TYPE_VIDEO);
  g_autoptr (GString) changes = g_string_new (NULL);
  g_autoptr (ReelVideo) third = NULL;
  ReelUploadFilter *filter;
  guint counted = 0, position = 0;

  for (guint i = 0; i < 6; i++)
    append (store, REEL_VIDEO_STATE_QUEUED);
  third = g_list_model_get_item (G_LIST_MODEL (store), 2);
  filter = reel_upload_filter_new (G_LIST_MODEL (store));
  g_signal_connect (filter, "items-changed", G_CALLBACK (on_changed), changes);
  g_signal_connect (filter, "counted", G_CALLBACK (on_counted), &counted);
  reel_upload_filter_set_kind (filter, REEL_UPLOAD_KIND_ACTIVE);
  g_assert_cmpstr (changes->str, ==, ""); /* the same rows */

  set_state (store, 2, REEL_VIDEO_STATE_UPLOADING);
  reel_upload_filter_flush (filter);
  g_assert_cmpstr (changes->str, ==, "");
  g_assert_cmpuint (counted, ==, 0);
  set_state (store, 2, REEL_VIDEO_STATE_READY);
  reel_test_wait (counted == 1);
  g_assert_cmpstr (changes->str, ==, "2-1+0 ");
  g_assert_false (reel_upload_filter_find (filter, third, &position));
  set_state (store, 1, REEL_VIDEO_STATE_FAILED);
  set_state (store, 3, REEL_VIDEO_STATE_FAILED);
  set_state (store, 2, REEL_VIDEO_STATE_QUEUED);
  append (store, REEL_VIDEO_STATE_FAILED);
  reel_test_wait (counted == 2);
  g_assert_cmpstr (changes->str, ==, "2-1+0 1-2+1 ");
  g_assert_true (reel_upload_filter_find (filter, third, &position));
  g_assert_cmpuint (position, ==, 1);
  g_assert_cmpuint (reel_upload_filter_count (filter, REEL_UPLOAD_KIND_ALL), ==, 7);
  g_assert_cmpuint (reel_upload_filter_count (filter, REEL_UPLOAD_KIND_FAILED), ==, 3);

  /* A row that was taken out speaks no more. */
  g_list_store_remove (store, 2);
  reel_test_wait (counted == 3);
  g_string_truncate (changes, 0);
  reel_video_set_state (third, REEL_VIDEO_STATE_FAILED);
  reel_upload_filter_flush (filter);
  g_assert_cmpuint (counted, ==, 3);
  g_assert_cmpstr (changes->str, ==, "");
  reel_test_assert_finalized (&filter);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/uploads/filter/kinds", test_kinds);
  g_test_add_func ("/uploads/filter/changes", test_changes);
  return g_test_run ();
}
