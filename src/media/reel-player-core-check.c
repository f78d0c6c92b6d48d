/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "media/reel-media-file.h"
#include "media/reel-player-core-private.h"

/*
 * A file is looked at before it is opened, on a thread of its own: a disk, or a share, that does not answer keeps that thread,
 * and the player goes on with another file.
 */
typedef struct
{
  ReelPlayerCore *core; /* (owned) */
  guint number;
  char *uri;     /* (owned) */
  GError *error; /* (owned) (nullable) */
} Check;

static void
check_free (gpointer data)
{
  Check *check = data;

  reel_player_core_unref (check->core);
  g_clear_error (&check->error);
  g_free (check->uri);
  g_free (check);
}

/* On the core's thread. */
static gboolean
on_checked (gpointer data)
{
  Check *check = data;
  ReelPlayerCore *self = check->core;

  if (self->quit || !self->checking || check->number != self->checks)
    return G_SOURCE_REMOVE;
  self->checking = FALSE;
  reel_player_core_open_checked (self, check->uri, g_steal_pointer (&check->error));
  return G_SOURCE_REMOVE;
}

static gpointer
check_thread (gpointer data)
{
  Check *check = data;
  ReelPlayerCore *self = check->core;
  g_autoptr (ReelMediaFile) file = reel_media_file_check (check->uri, &check->error);

  g_mutex_lock (&self->lock);
  if (!self->deaf)
    {
      g_autoptr (GSource) source = g_idle_source_new ();

      g_source_set_priority (source, G_PRIORITY_DEFAULT);
      g_source_set_callback (source, on_checked, g_steal_pointer (&check), check_free);
      g_source_attach (source, self->context);
    }
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&check, check_free);
  return NULL;
}

/*
 * reel_player_core_check:
 * @self: a core without a playbin
 * @uri: URI of a file
 *
 * Looks at the file, and then calls reel_player_core_open_checked(), if nothing else is wanted by then.
 */
void
reel_player_core_check (ReelPlayerCore *self,
                        const char     *uri)
{
  Check *check = g_new0 (Check, 1);

  self->checking = TRUE;
  check->core = g_atomic_rc_box_acquire (self);
  check->number = ++self->checks;
  check->uri = g_strdup (uri);
  g_thread_unref (g_thread_new ("player-check", check_thread, check));
}
