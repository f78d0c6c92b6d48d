/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/reel-window-private.h"
#include "base/reel-file-info.h"
#include "library/reel-catalogue-links.h"
#include "widgets/reel-confirmation.h"

/*
 * Hits whose video was added elsewhere: nothing here knows its file, so somebody says which it is.
 */

/* One video of the service, and the file that is to be its. */
typedef struct
{
  ReelWindow *window;       /* (owned) */
  ReelCatalogue *catalogue; /* (owned) */
  char *profile;            /* (owned) */
  char *video_id;           /* (owned) */
  char *uri;                /* (owned) (nullable): none for one that is not to be linked any more */
  char *before;             /* (owned) (nullable): what it was linked to */
  gboolean undoing;
} Linking;

static void
linking_free (Linking *self)
{
  g_object_unref (self->window);
  g_object_unref (self->catalogue);
  g_free (self->profile);
  g_free (self->video_id);
  g_free (self->uri);
  g_free (self->before);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Linking, linking_free)

static Linking *
linking_new (ReelWindow *window,
             const char *profile,
             const char *video_id,
             const char *uri)
{
  Linking *self = g_new0 (Linking, 1);

  self->window = g_object_ref (window);
  self->catalogue = g_object_ref (window->catalogue);
  self->profile = g_strdup (profile);
  self->video_id = g_strdup (video_id);
  self->uri = g_strdup (uri);
  self->before = g_strdup (reel_catalogue_get_link (window->catalogue, profile, video_id));
  return self;
}

static void
link_it (Linking *linking);

/* A toast does not keep its window: what it takes to undo is plain. */
typedef struct
{
  char *profile;  /* (owned) */
  char *video_id; /* (owned) */
  char *uri;      /* (owned) (nullable) */
} Before;

static void
before_free (Before *self)
{
  g_free (self->profile);
  g_free (self->video_id);
  g_free (self->uri);
  g_free (self);
}

static void
on_undo (ReelWindow *self,
         AdwToast   *toast)
{
  const Before *before = g_object_get_data (G_OBJECT (toast), "before");
  Linking *linking;

  if (self->catalogue == NULL)
    return;
  linking = linking_new (self, before->profile, before->video_id, before->uri);
  linking->undoing = TRUE;
  link_it (linking);
}

/* All hits of that video, and what is shown of it. */
static void
update_hits (ReelWindow    *self,
             const Linking *linking)
{
  guint n;

  if (self->session == NULL || self->search == NULL
      || !g_str_equal (reel_profile_get_id (reel_session_get_profile (self->session)), linking->profile))
    return;
  n = g_list_model_get_n_items (G_LIST_MODEL (self->search));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ReelHit) hit = g_list_model_get_item (G_LIST_MODEL (self->search), i);

      if (g_strcmp0 (reel_hit_get_video_id (hit), linking->video_id) == 0)
        reel_hit_set_link (hit, linking->uri);
    }
  if (self->shown_hit != NULL && g_strcmp0 (reel_hit_get_video_id (self->shown_hit), linking->video_id) == 0)
    {
      reel_hit_set_link (self->shown_hit, linking->uri); /* it may not be listed any more */
      reel_window_show_hit (self, self->shown_hit, FALSE);
    }
}

static void
on_linked (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (Linking) linking = user_data;
  g_autoptr (GError) error = NULL;
  Before *before;
  AdwToast *toast;

  if (!reel_catalogue_set_link_finish (REEL_CATALOGUE (source), result, &error))
    {
      reel_window_toast (linking->window, error->message);
      return;
    }
  update_hits (linking->window, linking);
  if (linking->undoing)
    return;
  toast = reel_window_toast_with_undo (linking->window, linking->uri != NULL ? _ ("The file is linked by hand")
                                                                             : _ ("The file is not linked any more"));
  before = g_new0 (Before, 1);
  before->profile = g_strdup (linking->profile);
  before->video_id = g_strdup (linking->video_id);
  before->uri = g_strdup (linking->before);
  g_object_set_data_full (G_OBJECT (toast), "before", before, (GDestroyNotify) before_free);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (on_undo), linking->window, G_CONNECT_SWAPPED);
}

/* (transfer full) */
static void
link_it (Linking *linking)
{
  reel_catalogue_set_link_async (linking->catalogue, linking->profile, linking->video_id, linking->uri, NULL, on_linked,
                                 linking);
}

static void
on_answered (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (Linking) linking = user_data;

  if (reel_confirmation_ask_finish (result, NULL))
    link_it (g_steal_pointer (&linking));
}

static void
on_looked_at (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (Linking) linking = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);
  g_autofree char *size = NULL;
  g_autofree char *body = NULL;

  if (info == NULL || reel_file_info_get_kind (info) != G_FILE_TYPE_REGULAR)
    {
      reel_window_toast (linking->window, info == NULL ? error->message : _ ("Only a file can be linked to this video."));
      return;
    }
  size = g_format_size_full (reel_file_info_get_size (info), G_FORMAT_SIZE_LONG_FORMAT);
  /* Translators: a file's name, then its size */
  body = g_strdup_printf (_ ("This video was added elsewhere, so the program can’t tell whether this is its file.\n\n"
                             "Chosen: “%1$s”, %2$s"),
                          g_file_info_get_display_name (info), size);
  reel_confirmation_suggest_async (GTK_WINDOW (linking->window), _ ("Use This File Anyway?"), body, _ ("_Use Anyway"), NULL,
                                   on_answered, linking);
  g_steal_pointer (&linking);
}

/* For the hit that is shown, whose video the catalogue does not know. Asks first. */
void
reel_window_link_file (ReelWindow *self,
                       ReelHit    *hit,
                       GFile      *file)
{
  g_autofree char *uri = g_file_get_uri (file);

  if (self->session == NULL || reel_hit_get_video (hit) != NULL || reel_hit_get_video_id (hit) == NULL)
    return;
  g_file_query_info_async (file,
                           G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE
                                                          "," G_FILE_ATTRIBUTE_STANDARD_DISPLAY_NAME,
                           G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, NULL, on_looked_at,
                           linking_new (self, reel_profile_get_id (reel_session_get_profile (self->session)),
                                        reel_hit_get_video_id (hit), uri));
}

static void
on_unlink (ReelWindow *self)
{
  if (self->session != NULL && self->shown_hit != NULL && reel_hit_get_link (self->shown_hit) != NULL)
    link_it (linking_new (self, reel_profile_get_id (reel_session_get_profile (self->session)),
                          reel_hit_get_video_id (self->shown_hit), NULL));
}

void
reel_window_class_bind_link (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, on_unlink);
}
