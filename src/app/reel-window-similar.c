/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "api/reel-client-local.h"
#include "app/reel-window-private.h"
#include "base/reel-file-info.h"
#include "base/reel-format.h"

/*
 * 'Find Similar': of a hit, of a video, of the frame under the play head, and of a picture that was dropped on the entry.
 * Only the service on this computer can; where it can't, nothing here is offered.
 */

/* The longer edge of a frame that is sent; the service looks at fewer pixels. */
#define FRAME_EDGE 640

/* The service takes no larger pictures. */
#define MOST_BYTES (64 * 1024 * 1024)

/* What becomes a picture to search by. */
typedef struct
{
  ReelWindow *window;      /* (owned) */
  ReelSearchModel *search; /* (owned): of the service that was chosen then */
  char *question;          /* (owned) */
} Wish;

static void
wish_free (Wish *self)
{
  g_object_unref (self->window);
  g_object_unref (self->search);
  g_free (self->question);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Wish, wish_free)

/* A later wish takes the place of the one before. */
static Wish *
wish_new (ReelWindow *window,
          char       *question)
{
  Wish *self = g_new0 (Wish, 1);

  g_cancellable_cancel (window->similar);
  g_clear_object (&window->similar);
  window->similar = g_cancellable_new ();
  self->window = g_object_ref (window);
  self->search = g_object_ref (window->search);
  self->question = question;
  return self;
}

static void
search (ReelWindow  *self,
        ReelExample *example)
{
  reel_search_model_search_similar (self->search, example);
  reel_window_show_view (self, "results");
}

static void
search_picture (Wish   *wish,
                GBytes *picture)
{
  g_autoptr (ReelExample) example = NULL;

  if (wish->window->search != wish->search) /* another service was chosen, or the window has gone */
    return;
  example = reel_example_new_for_picture (wish->question, picture);
  search (wish->window, example);
}

/* What keeps it from becoming one is said, unless somebody wished for something else since. */
static void
complain (Wish         *wish,
          const GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) && wish->window->settings != NULL)
    reel_window_toast (wish->window, error->message);
}

static void
on_similar_requested (ReelWindow *self,
                      ReelHit    *hit)
{
  gboolean times = reel_hit_get_has_times (hit);
  g_autofree char *at = reel_format_time (reel_hit_get_start (hit));
  g_autofree char *question = NULL;
  g_autoptr (ReelExample) example = NULL;

  if (times)
    /* Translators: the name of a video, and a time in it, such as 0:12 */
    question = g_strdup_printf (_ ("Similar to “%1$s” at %2$s"), reel_hit_get_name (hit), at);
  else
    /* Translators: %s is the name of a video or of a picture */
    question = g_strdup_printf (_ ("Similar to “%s”"), reel_hit_get_name (hit));
  example = reel_example_new_for_video (question, reel_hit_get_video_id (hit), times ? reel_hit_get_start (hit) : -1,
                                        times ? reel_hit_get_end (hit) : -1);
  search (self, example);
}

static void
on_similar_video_requested (ReelWindow *self,
                            ReelVideo  *video)
{
  g_autofree char *question = g_strdup_printf (_ ("Similar to “%s”"), reel_video_get_name (video));
  g_autoptr (ReelExample) example = reel_example_new_for_video (question, reel_video_get_video_id (video), -1, -1);

  search (self, example);
}

/* Of the hit that is selected. */
static void
on_find_similar (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  ReelWindow *self = REEL_WINDOW (widget);
  ReelHit *hit = reel_results_page_get_selected_hit (self->results);

  if (hit != NULL)
    on_similar_requested (self, hit);
}

static void
encode (GTask        *task,
        gpointer      source,
        gpointer      data,
        GCancellable *cancellable)
{
  g_task_return_pointer (task, gdk_texture_save_to_png_bytes (data), (GDestroyNotify) g_bytes_unref);
}

static void
on_encoded (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (Wish) wish = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) picture = g_task_propagate_pointer (G_TASK (result), &error);

  if (picture != NULL)
    search_picture (wish, picture);
  else
    complain (wish, error);
}

/* @wish: (transfer full); @texture: one of the main memory, as another thread reads it */
static void
search_texture (Wish       *wish,
                GdkTexture *texture)
{
  g_autoptr (GTask) task = g_task_new (NULL, wish->window->similar, on_encoded, wish);

  g_task_set_task_data (task, g_object_ref (texture), g_object_unref);
  g_task_run_in_thread (task, encode);
}

static void
on_frame (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (Wish) wish = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelFrame) frame = reel_frame_grabber_grab_finish (REEL_FRAME_GRABBER (source), result, &error);
  g_autoptr (GdkTexture) texture = NULL;

  if (frame == NULL)
    {
      complain (wish, error);
      return;
    }
  if (wish->window->similar == NULL) /* the window has gone */
    return;
  texture = gdk_memory_texture_new ((int) frame->width, (int) frame->height, GDK_MEMORY_R8G8B8A8, frame->pixels,
                                    frame->stride);
  search_texture (g_steal_pointer (&wish), texture);
}

/* Of the frame under the play head. */
static void
on_find_similar_frame (GtkWidget  *widget,
                       const char *name,
                       GVariant   *parameter)
{
  ReelWindow *self = REEL_WINDOW (widget);
  double time = reel_player_get_position (reel_preview_pane_get_player (self->preview));
  g_autofree char *at = reel_format_time (time);
  const char *uri, *title;
  double start, end;
  Wish *wish;

  if (self->grabber == NULL || !reel_preview_pane_get_clip (self->preview, &uri, &title, &start, &end))
    return;
  wish = wish_new (self, g_strdup_printf (_ ("Similar to “%1$s” at %2$s"), title, at));
  reel_frame_grabber_grab_async (self->grabber, uri, time, TRUE, FRAME_EDGE, self->similar, on_frame, wish);
}

static void
on_picture_read (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (Wish) wish = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) picture = g_file_load_bytes_finish (G_FILE (source), result, NULL, &error);

  if (picture != NULL)
    search_picture (wish, picture);
  else
    complain (wish, error);
}

/* Where it comes from need not tell. */
static const char *
get_name (GFileInfo *info)
{
  const char *name = g_file_info_get_attribute_string (info, G_FILE_ATTRIBUTE_STANDARD_DISPLAY_NAME);

  return name != NULL ? name : "?";
}

static void
on_picture_known (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (Wish) wish = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);
  g_autofree char *text = NULL;

  if (info == NULL)
    {
      complain (wish, error);
      return;
    }
  if (wish->window->settings == NULL) /* the window has gone */
    return;
  if (!reel_file_info_is_picture (info))
    text = g_strdup_printf (_ ("“%s” is no picture. Drop a picture here to find clips that look like it."),
                            get_name (info));
  else if (reel_file_info_get_size (info) > MOST_BYTES)
    text = g_strdup_printf (_ ("“%s” is too large. A picture to search by may have 64 MB at most."),
                            get_name (info));
  if (text != NULL)
    {
      reel_window_toast (wish->window, text);
      return;
    }
  wish->question = g_strdup_printf (_ ("Similar to “%s”"), get_name (info));
  g_file_load_bytes_async (G_FILE (source), wish->window->similar, on_picture_read, wish);
  g_steal_pointer (&wish);
}

static void
on_file_dropped (ReelWindow *self,
                 GFile      *file)
{
  Wish *wish = wish_new (self, NULL);

  g_file_query_info_async (file,
                           G_FILE_ATTRIBUTE_STANDARD_DISPLAY_NAME "," G_FILE_ATTRIBUTE_STANDARD_CONTENT_TYPE
                           "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                           G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, self->similar, on_picture_known, wish);
}

static void
on_texture_dropped (ReelWindow *self,
                    GdkTexture *texture)
{
  search_texture (wish_new (self, g_strdup (_ ("Similar to the dropped picture"))), texture);
}

/* Shows or hides what asks for it. */
static void
on_finds_similar (ReelWindow *self)
{
  gboolean finds = self->search != NULL && reel_search_model_get_finds_similar (self->search);

  reel_videos_page_set_finds_similar (self->videos, finds);
  reel_preview_pane_set_finds_similar (self->preview, finds);
}

static void
on_indexing (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (ReelSearchModel) search = user_data;
  g_autoptr (GError) error = NULL;
  ReelLocalIndexing indexing;

  if (!reel_client_get_local_indexing_finish (REEL_CLIENT (source), result, &indexing, &error))
    g_info ("what looks alike is not offered: %s", error->message);
  else if (reel_search_model_get_client (search) == REEL_CLIENT (source))
    reel_search_model_set_finds_similar (search, indexing.finds_similar);
}

/* There is another client, or none: asks whether its service can. */
void
reel_window_update_similar (ReelWindow *self)
{
  ReelClient *client = reel_session_get_client (self->session);

  if (client != NULL && reel_profile_get_kind (reel_session_get_profile (self->session)) == REEL_PROFILE_LOCAL)
    reel_client_get_local_indexing_async (client, NULL, on_indexing, g_object_ref (self->search));
}

/* There is another model. */
void
reel_window_set_up_similar (ReelWindow       *self,
                            ReelFrameGrabber *grabber)
{
  g_set_object (&self->grabber, grabber);
  g_signal_connect_object (self->search, "notify::finds-similar", G_CALLBACK (on_finds_similar), self, G_CONNECT_SWAPPED);
  on_finds_similar (self);
}

void
reel_window_clear_similar (ReelWindow *self)
{
  g_cancellable_cancel (self->similar);
  g_clear_object (&self->similar);
  g_clear_object (&self->grabber);
}

void
reel_window_class_bind_similar (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.find-similar", NULL, on_find_similar);
  gtk_widget_class_install_action (widget_class, "win.find-similar-frame", NULL, on_find_similar_frame);
  gtk_widget_class_bind_template_callback (widget_class, on_similar_requested);
  gtk_widget_class_bind_template_callback (widget_class, on_similar_video_requested);
  gtk_widget_class_bind_template_callback (widget_class, on_file_dropped);
  gtk_widget_class_bind_template_callback (widget_class, on_texture_dropped);
}
