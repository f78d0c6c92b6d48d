/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "library/reel-catalogue-locate.h"
#include "library/reel-catalogue-private.h"
#include "library/reel-fingerprint.h"

/* Files that are no longer where they were: found by what they are, and noted where they are now. */

G_DEFINE_QUARK (reel-locate-error-quark, reel_locate_error)

/* One thing to be located, on its way. */
typedef struct
{
  ReelVideo *video;       /* (owned) (nullable): the one that somebody asks for */
  char *uri;              /* (owned) (nullable): of the file for it */
  gboolean anyway;        /* somebody says that this is it */
  char *fingerprint;      /* (owned) (nullable): of the file, where the video had none */
  guint64 size;           /* of it */
  ReelFileSearch *search; /* (owned) (nullable) */
  GPtrArray *wanted;      /* (owned) (element-type ReelVideo): in the order of the search */
  ReelRelinked *relinked; /* (owned) (nullable) */
} Locating;

static void
locating_free (Locating *self)
{
  g_clear_object (&self->video);
  g_free (self->uri);
  g_free (self->fingerprint);
  g_clear_pointer (&self->search, reel_file_search_unref);
  g_ptr_array_unref (self->wanted);
  g_clear_pointer (&self->relinked, reel_relinked_free);
  g_free (self);
}

static Locating *
locating_new (ReelVideo *video, ReelFileSearch *search)
{
  Locating *self = g_new0 (Locating, 1);

  self->video = video != NULL ? g_object_ref (video) : NULL;
  self->search = reel_file_search_ref (search);
  self->wanted = g_ptr_array_new_with_free_func (g_object_unref);
  return self;
}

static void
want (Locating *self, ReelVideo *video)
{
  g_ptr_array_add (self->wanted, g_object_ref (video));
  reel_file_search_add (self->search, reel_video_get_uri (video), reel_video_get_fingerprint (video));
}

/* All that is missing, where @with_it with that one, about which somebody knows better than the
 * last look at the disk. */
static void
want_all (ReelCatalogue *self, Locating *locating, gboolean with_it)
{
  for (guint i = 0; i < self->videos->len; i++)
    {
      ReelVideo *video = self->videos->pdata[i];

      if (video == locating->video
            ? with_it
            : reel_video_get_missing (video) && !reel_video_state_is_running (reel_video_get_state (video)))
        want (locating, video);
    }
}

static void
put_back (const ReelRelinked *relinked)
{
  for (guint i = 0; i < relinked->videos->len; i++)
    {
      reel_video_set_uri (relinked->videos->pdata[i], relinked->old_uris->pdata[i]);
      reel_video_set_missing (relinked->videos->pdata[i], TRUE);
    }
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = g_steal_pointer (&user_data);
  Locating *locating = g_task_get_task_data (task);
  GError *error = NULL;

  if (!reel_catalogue_save_videos_finish (REEL_CATALOGUE (source), result, &error))
    {
      put_back (locating->relinked); /* what is not noted is not so */
      if (locating->fingerprint != NULL)
        reel_video_set_fingerprint (locating->video, NULL, 0);
      g_task_return_error (task, error);
      return;
    }
  g_task_return_pointer (task, g_steal_pointer (&locating->relinked), (GDestroyNotify) reel_relinked_free);
}

static void
relink (ReelCatalogue *self, Locating *locating, ReelVideo *video, const char *uri)
{
  /* It may have been forgotten while the disk was looked at. */
  if (uri == NULL || !reel_catalogue_has (self, video))
    return;
  reel_relinked_add (locating->relinked, video);
  reel_video_set_uri (video, uri);
  reel_video_set_missing (video, FALSE);
}

/* (transfer full): writes down what was found. */
static void
note (ReelCatalogue *self, GTask *task)
{
  Locating *locating = g_task_get_task_data (task);

  locating->relinked = reel_relinked_new ();
  locating->relinked->stopped = reel_file_search_get_stopped (locating->search);
  if (locating->uri != NULL)
    {
      relink (self, locating, locating->video, locating->uri);
      if (locating->fingerprint != NULL && locating->relinked->videos->len > 0)
        reel_video_set_fingerprint (locating->video, locating->fingerprint, locating->size);
    }
  for (guint i = 0; i < locating->wanted->len; i++)
    relink (self, locating, locating->wanted->pdata[i], reel_file_search_get_found (locating->search, i));
  locating->relinked->n_wanted = locating->wanted->len + (locating->uri != NULL);
  if (locating->relinked->videos->len == 0)
    {
      g_task_return_pointer (task, g_steal_pointer (&locating->relinked), (GDestroyNotify) reel_relinked_free);
      g_object_unref (task);
      return;
    }
  reel_catalogue_save_videos_async (self, locating->relinked->videos, NULL, saved_cb, task);
}

static void
searched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = g_steal_pointer (&user_data);
  GError *error = NULL;

  if (reel_file_search_finish (result, &error))
    note (g_task_get_source_object (task), g_object_ref (task));
  else
    g_task_return_error (task, error);
}

static char *
dup_name_and_size (const char *uri, guint64 size)
{
  g_autoptr (GFile) file = g_file_new_for_uri (uri);
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *name = base != NULL ? g_filename_display_name (base) : g_strdup (uri);
  g_autofree char *bytes = g_format_size_full (size, G_FORMAT_SIZE_LONG_FORMAT);

  /* Translators: a file's name, then its size, such as “1.2 GB (1,234,567,890 bytes)” */
  return g_strdup_printf (_ ("“%1$s”, %2$s"), name, bytes);
}

/* Whether that is the video's file; the error says why not. */
static gboolean
judge (Locating *locating, const char *fingerprint, guint64 size, GError **error)
{
  const char *known = reel_video_get_fingerprint (locating->video);
  g_autofree char *wanted = NULL;
  g_autofree char *chosen = dup_name_and_size (locating->uri, size);

  if (known != NULL && g_str_equal (known, fingerprint))
    return TRUE;
  if (known != NULL)
    {
      wanted = dup_name_and_size (reel_video_get_uri (locating->video), reel_video_get_size (locating->video));
      /* Translators: names and sizes of two files, each in the form “NAME”, SIZE */
      g_set_error (error, REEL_LOCATE_ERROR, REEL_LOCATE_ERROR_DIFFERENT,
                   _ ("This is another file: its content is not that of the video.\n\nSearched for: %1$s\nChosen: %2$s"),
                   wanted, chosen);
      return FALSE;
    }
  if (!locating->anyway)
    {
      g_set_error (error, REEL_LOCATE_ERROR, REEL_LOCATE_ERROR_UNKNOWN,
                   /* Translators: a file in the form “NAME”, SIZE */
                   _ ("Nothing is known of this video’s content, so the program can’t tell whether this is its file.\n\n"
                      "Chosen: %s"),
                   chosen);
      return FALSE;
    }
  locating->fingerprint = g_strdup (fingerprint);
  locating->size = size;
  return TRUE;
}

static void
computed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = g_steal_pointer (&user_data);
  Locating *locating = g_task_get_task_data (task);
  ReelCatalogue *self = g_task_get_source_object (task);
  g_autofree char *fingerprint = NULL;
  GError *error = NULL;
  guint64 size = 0;

  fingerprint = reel_fingerprint_compute_finish (G_FILE (source), result, &size, &error);
  if (fingerprint == NULL || !judge (locating, fingerprint, size, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  want_all (self, locating, FALSE);
  reel_file_search_beside_async (locating->search, reel_video_get_uri (locating->video), locating->uri,
                                 g_task_get_cancellable (task), searched_cb, g_object_ref (task));
}

/**
 * reel_catalogue_locate_file_async:
 * @self: a #ReelCatalogue
 * @video: a video of this catalogue
 * @file: what somebody says is its file
 * @anyway: whether to believe it where nothing is known of the video's content; where something is, only the same will do
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Looks on a worker thread whether that is the file, and also whether other missing videos have moved with it. All of them
 * are noted in one transaction. See reel_catalogue_locate_finish().
 */
void
reel_catalogue_locate_file_async (ReelCatalogue *self,
                                  ReelVideo *video,
                                  GFile *file,
                                  gboolean anyway,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (ReelFileSearch) search = reel_file_search_new ();
  Locating *locating;
  GTask *task;

  g_return_if_fail (REEL_IS_CATALOGUE (self) && REEL_IS_VIDEO (video));
  g_return_if_fail (G_IS_FILE (file));

  locating = locating_new (video, search);
  locating->uri = g_file_get_uri (file);
  locating->anyway = anyway;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, reel_catalogue_locate_file_async);
  g_task_set_check_cancellable (task, FALSE); /* what is noted is so, whatever is cancelled then */
  g_task_set_task_data (task, locating, (GDestroyNotify) locating_free);
  reel_fingerprint_compute_async (file, cancellable, computed_cb, task);
}

/**
 * reel_catalogue_locate_folder_async:
 * @self: a #ReelCatalogue
 * @video: (nullable): one that is looked for whatever the last look at the disk has said
 * @folder: where to look, and in the folders in it
 * @search: a new search: reel_file_search_get_n_looked() says how far it is
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Looks on a worker thread for every file of the catalogue that is missing, whosever it is, and notes what is found in one
 * transaction. See reel_catalogue_locate_finish().
 */
void
reel_catalogue_locate_folder_async (ReelCatalogue *self,
                                    ReelVideo *video,
                                    GFile *folder,
                                    ReelFileSearch *search,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  Locating *locating;
  GTask *task;

  g_return_if_fail (REEL_IS_CATALOGUE (self) && (video == NULL || REEL_IS_VIDEO (video)));
  g_return_if_fail (G_IS_FILE (folder) && search != NULL);

  locating = locating_new (video, search);
  want_all (self, locating, TRUE);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, reel_catalogue_locate_file_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, locating, (GDestroyNotify) locating_free);
  reel_file_search_in_folder_async (search, folder, cancellable, searched_cb, task);
}

/**
 * reel_catalogue_locate_finish:
 * @self: a #ReelCatalogue
 * @result: what the callback got
 * @error: return location: a #ReelLocateError, or what kept the file or the folder from being read, or the change from being
 *   written; %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): what was found, which may be nothing; one that was asked for with a file comes first
 */
ReelRelinked *
reel_catalogue_locate_finish (ReelCatalogue *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_catalogue_locate_file_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
unlinked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = g_steal_pointer (&user_data);
  GError *error = NULL;

  if (!reel_catalogue_save_videos_finish (REEL_CATALOGUE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  reel_catalogue_check_files_async (REEL_CATALOGUE (source), NULL, NULL, NULL); /* the old file may be back */
  g_task_return_boolean (task, TRUE);
}

/**
 * reel_catalogue_unlink_again_async:
 * @self: a #ReelCatalogue
 * @relinked: what is to be undone
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Says of all of them again that they are where they were before. What was forgotten meanwhile is left out.
 */
void
reel_catalogue_unlink_again_async (ReelCatalogue *self,
                                   const ReelRelinked *relinked,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GPtrArray) videos = g_ptr_array_new ();
  GTask *task;

  g_return_if_fail (REEL_IS_CATALOGUE (self) && relinked != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, reel_catalogue_unlink_again_async);
  for (guint i = 0; i < relinked->videos->len; i++)
    if (reel_catalogue_has (self, relinked->videos->pdata[i]))
      g_ptr_array_add (videos, relinked->videos->pdata[i]);
  put_back (relinked);
  reel_catalogue_save_videos_async (self, videos, cancellable, unlinked_cb, task);
}

/**
 * reel_catalogue_unlink_again_finish:
 * @self: a #ReelCatalogue
 * @result: what the callback got
 * @error: return location
 *
 * Returns: whether it is on disk
 */
gboolean
reel_catalogue_unlink_again_finish (ReelCatalogue *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_catalogue_unlink_again_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
