/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/reel-engine-error.h"
#include "engine/reel-word-source.h"

#define TEXT_MODEL "multilingual-e5-small-q4.bin"

struct _ReelWordSource
{
  /* owned */
  char *models;
  char *words;

  GMutex lock;
  ReelSharedWords *shared; /* (owned) (nullable): under the lock; %NULL until it is needed, and after a trim */
};

/**
 * reel_word_source_new:
 * @models: the folder of the text model, data/models/
 * @words: the folder of tables, data/words/
 *
 * Returns: (transfer full): a source that has loaded nothing yet
 */
ReelWordSource *
reel_word_source_new (const char *models,
                      const char *words)
{
  ReelWordSource *self;

  g_return_val_if_fail (models != NULL && words != NULL, NULL);

  self = g_new0 (ReelWordSource, 1);
  self->models = g_strdup (models);
  self->words = g_strdup (words);
  g_mutex_init (&self->lock);
  return self;
}

/**
 * reel_word_source_free:
 * @self: (transfer full) (nullable): a source that no thread uses any more
 */
void
reel_word_source_free (ReelWordSource *self)
{
  if (self == NULL)
    return;

  reel_word_source_trim (self);
  g_mutex_clear (&self->lock);
  g_free (self->models);
  g_free (self->words);
  g_free (self);
}

static ReelSharedWords *
load (ReelWordSource *self,
      GError        **error)
{
  g_autofree char *path = g_build_filename (self->models, TEXT_MODEL, NULL);
  g_autoptr (GError) reason = NULL;
  g_autoptr (ReelBertModel) model = reel_bert_model_load (path, &reason);
  ReelWordReader *reader = model != NULL ? reel_word_reader_new (self->words, model, &reason) : NULL;
  ReelSharedWords *shared;

  if (reader == NULL)
    {
      reel_engine_error_set_model (error, reason);
      return NULL;
    }

  shared = g_atomic_rc_box_new0 (ReelSharedWords);
  shared->reader = reader;
  return shared;
}

/**
 * reel_word_source_get:
 * @self: a source
 * @error: return location of %REEL_ENGINE_ERROR_MODEL
 *
 * Loads the reader where that is not done: about a tenth of a second. Threads that come meanwhile wait for it, rather than
 * loading the same a second time.
 *
 * Returns: (transfer full) (nullable): the reader
 */
ReelSharedWords *
reel_word_source_get (ReelWordSource *self,
                      GError        **error)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  locker = g_mutex_locker_new (&self->lock);
  if (self->shared == NULL)
    self->shared = load (self, error);
  return self->shared != NULL ? g_atomic_rc_box_acquire (self->shared) : NULL;
}

/**
 * reel_word_source_peek:
 * @self: a source
 *
 * Returns: (transfer full) (nullable): the reader where it is loaded; nothing is loaded for this
 */
ReelSharedWords *
reel_word_source_peek (ReelWordSource *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  locker = g_mutex_locker_new (&self->lock);
  return self->shared != NULL ? g_atomic_rc_box_acquire (self->shared) : NULL;
}

/**
 * reel_word_source_trim:
 * @self: a source
 *
 * Lets go of the reader, until it is needed again. Calls that use it keep it until they end.
 */
void
reel_word_source_trim (ReelWordSource *self)
{
  g_return_if_fail (self != NULL);

  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->shared, reel_shared_words_unref);
  g_mutex_unlock (&self->lock);
}

static void
shared_clear (gpointer data)
{
  reel_word_reader_free (((ReelSharedWords *) data)->reader);
}

/**
 * reel_shared_words_unref:
 * @self: (transfer full): what reel_word_source_get() gave
 */
void
reel_shared_words_unref (ReelSharedWords *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, shared_clear);
}
