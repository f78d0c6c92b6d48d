/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "engine/reel-engine-error.h"
#include "engine/reel-sight-network.h"

/*
 * Memory for runs that nobody has now, of all networks of this process: a thread runs one network after the other, and takes
 * what the last one, its own or another thread's, has given back. So there is as much of it as threads at work: up to 14 MiB
 * for each.
 */
static GMutex idle_lock;
static GQueue idle_memory = G_QUEUE_INIT; /* (element-type ReelNnMemory): under the lock */

struct _ReelSightNetwork
{
  const ReelSightKind *kind; /* (borrowed): static */
  char *path;                /* (owned) */
  char *labels_path;         /* (owned) (nullable) */

  GMutex lock;
  ReelNnModel *model; /* (owned) (nullable): until it is needed */
  char **labels;      /* (owned) (nullable): stay once they are loaded */
};

/**
 * reel_sight_network_new:
 * @kind: (transfer none): what it must be; lives as long as the program
 * @folder: the folder of models
 *
 * Returns: (transfer full): a network that is not loaded yet
 */
ReelSightNetwork *
reel_sight_network_new (const ReelSightKind *kind,
                        const char          *folder)
{
  ReelSightNetwork *self = g_new0 (ReelSightNetwork, 1);

  g_assert (kind->n_outputs <= REEL_SIGHT_MOST_OUTPUTS);

  self->kind = kind;
  self->path = g_build_filename (folder, kind->file, NULL);
  self->labels_path = kind->labels != NULL ? g_build_filename (folder, kind->labels, NULL) : NULL;
  g_mutex_init (&self->lock);
  return self;
}

/**
 * reel_sight_network_free:
 * @self: (transfer full) (nullable): a network, of which no run is under way
 */
void
reel_sight_network_free (ReelSightNetwork *self)
{
  if (self == NULL)
    return;

  reel_sight_network_trim (self);
  g_clear_pointer (&self->labels, g_strfreev);
  g_mutex_clear (&self->lock);
  g_free (self->labels_path);
  g_free (self->path);
  g_free (self);
}

/* The message names the file, so the reason should not name it again. */
static const char *
reason_of (const GError *error)
{
  return g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT) ? _ ("the file is missing") : error->message;
}

static void
set_error (GError     **error,
           const char  *path,
           const char  *reason)
{
  g_autofree char *name = g_filename_display_name (path);

  /* Translators: the first %s is a file, the second a reason. */
  g_set_error (error, REEL_ENGINE_ERROR, REEL_ENGINE_ERROR_MODEL,
               _ ("Could not load the model %s: %s. Install Reelseek again to replace the file."), name, reason);
}

static gboolean
is_kind (const ReelSightKind *kind,
         ReelNnModel         *model)
{
  const ReelNnTensor *input = reel_nn_model_get_input (model);

  if (input->type != kind->type || input->width != kind->side || input->height != kind->side || input->channels != 3
      || reel_nn_model_get_n_outputs (model) != kind->n_outputs)
    return FALSE;

  for (guint i = 0; i < kind->n_outputs; i++)
    if (reel_nn_tensor_get_elements (reel_nn_model_get_output (model, i)) != kind->outputs[i])
      return FALSE;

  return TRUE;
}

static char **
load_labels (ReelSightNetwork  *self,
             GError           **error)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) reason = NULL;

  if (!g_file_get_contents (self->labels_path, &text, NULL, &reason))
    {
      set_error (error, self->labels_path, reason_of (reason));
      return NULL;
    }

  g_strchomp (text);
  lines = g_strsplit (text, "\n", -1);
  if (!g_utf8_validate (text, -1, NULL) || g_strv_length (lines) != self->kind->n_labels)
    {
      set_error (error, self->labels_path, _ ("it does not have a name for each class"));
      return NULL;
    }

  return g_steal_pointer (&lines);
}

static gboolean
load_locked (ReelSightNetwork  *self,
             GError           **error)
{
  g_autoptr (ReelNnModel) model = NULL;
  g_autoptr (GMappedFile) file = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) reason = NULL;

  if (self->labels == NULL && self->labels_path != NULL)
    self->labels = load_labels (self, error);
  if (self->labels == NULL && self->labels_path != NULL)
    return FALSE;
  if (self->model != NULL)
    return TRUE;

  /* Not by its path, as the reason would then name the file a second time. */
  file = g_mapped_file_new (self->path, FALSE, &reason);
  if (file != NULL)
    {
      bytes = g_mapped_file_get_bytes (file);
      model = reel_nn_model_new_from_bytes (bytes, &reason);
    }
  if (model == NULL)
    {
      set_error (error, self->path, reason_of (reason));
      return FALSE;
    }
  if (!is_kind (self->kind, model))
    {
      set_error (error, self->path, _ ("it is another network than expected"));
      return FALSE;
    }

  self->model = g_steal_pointer (&model);
  return TRUE;
}

/**
 * reel_sight_network_load:
 * @self: a network
 * @error: return location of a #ReelEngineError
 *
 * Loads it, if it is not loaded. After an error the next call tries again.
 *
 * Returns: whether it is loaded
 */
gboolean
reel_sight_network_load (ReelSightNetwork  *self,
                         GError           **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return load_locked (self, error);
}

/**
 * reel_sight_network_get_label:
 * @self: a network that was loaded once
 * @index: a class
 *
 * Returns: (transfer none) (nullable): its name, or %NULL where there is no such class
 */
const char *
reel_sight_network_get_label (ReelSightNetwork *self,
                              guint             index)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->labels != NULL && index < self->kind->n_labels ? self->labels[index] : NULL;
}

/**
 * reel_sight_network_begin:
 * @self: a network
 * @error: return location of a #ReelEngineError
 *
 * Returns: (transfer full) (nullable): a run for the calling thread, to be given to reel_sight_network_end()
 */
ReelSightLease *
reel_sight_network_begin (ReelSightNetwork  *self,
                          GError           **error)
{
  g_autoptr (ReelNnModel) model = NULL;
  ReelSightLease *lease;

  g_mutex_lock (&self->lock);
  if (load_locked (self, error))
    model = reel_nn_model_ref (self->model);
  g_mutex_unlock (&self->lock);
  if (model == NULL)
    return NULL;

  lease = g_new0 (ReelSightLease, 1);
  g_mutex_lock (&idle_lock);
  lease->memory = g_queue_pop_head (&idle_memory);
  g_mutex_unlock (&idle_lock);
  if (lease->memory == NULL)
    lease->memory = reel_nn_memory_new ();
  lease->run = reel_nn_run_new_in (model, NULL, lease->memory);
  return lease;
}

/**
 * reel_sight_network_end:
 * @self: a network
 * @lease: (transfer full): a run of it
 */
void
reel_sight_network_end (ReelSightNetwork *self,
                        ReelSightLease   *lease)
{
  reel_nn_run_free (lease->run);
  g_mutex_lock (&idle_lock);
  g_queue_push_head (&idle_memory, lease->memory);
  g_mutex_unlock (&idle_lock);
  g_free (lease);
}

/**
 * reel_sight_network_trim:
 * @self: a network
 *
 * Lets go of its memory, until it is needed again, and of that of runs that nobody has. Runs under way go on.
 */
void
reel_sight_network_trim (ReelSightNetwork *self)
{
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->model, reel_nn_model_unref);
  g_mutex_unlock (&self->lock);

  g_mutex_lock (&idle_lock);
  g_queue_clear_full (&idle_memory, (GDestroyNotify) reel_nn_memory_free);
  g_mutex_unlock (&idle_lock);
}
