/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "local/reel-local-engines.h"
#include "local/reel-measured-engine.h"

struct _ReelLocalEngines
{
  GObject parent_instance;

  /* owned */
  ReelEngine *current;
  GPtrArray *older; /* (element-type ReelEngine): under the lock */
  GMutex lock;
};

G_DEFINE_FINAL_TYPE (ReelLocalEngines, reel_local_engines, G_TYPE_OBJECT)

/**
 * reel_local_engines_new:
 * @current: the engine that indexes
 *
 * Returns: (transfer full): engines, the measured one among them, which is made when it is asked for
 */
ReelLocalEngines *
reel_local_engines_new (ReelEngine *current)
{
  ReelLocalEngines *self;

  g_return_val_if_fail (REEL_IS_ENGINE (current), NULL);

  self = g_object_new (REEL_TYPE_LOCAL_ENGINES, NULL);
  self->current = g_object_ref (current);
  return self;
}

/**
 * reel_local_engines_add:
 * @self: engines that no other thread has yet
 * @engine: one that may be asked for queries; it loads itself only then
 */
void
reel_local_engines_add (ReelLocalEngines *self,
                        ReelEngine       *engine)
{
  g_return_if_fail (REEL_IS_LOCAL_ENGINES (self));
  g_return_if_fail (REEL_IS_ENGINE (engine));

  g_ptr_array_add (self->older, g_object_ref (engine));
}

/**
 * reel_local_engines_get_current:
 * @self: a #ReelLocalEngines
 *
 * Returns: (transfer none): the engine that indexes
 */
ReelEngine *
reel_local_engines_get_current (ReelLocalEngines *self)
{
  g_return_val_if_fail (REEL_IS_LOCAL_ENGINES (self), NULL);

  return self->current;
}

static ReelEngine *
find_older (ReelLocalEngines *self,
            const char       *space_id)
{
  for (guint i = 0; i < self->older->len; i++)
    {
      ReelEngine *engine = g_ptr_array_index (self->older, i);

      if (g_str_equal (reel_engine_get_space_id (engine), space_id))
        return engine;
    }
  return NULL;
}

/**
 * reel_local_engines_find:
 * @self: a #ReelLocalEngines
 * @space_id: a space
 *
 * Returns: (transfer none) (nullable): the engine of that space; %NULL where it is not known, as of a model that was removed
 */
ReelEngine *
reel_local_engines_find (ReelLocalEngines *self,
                         const char       *space_id)
{
  ReelEngine *engine;

  g_return_val_if_fail (REEL_IS_LOCAL_ENGINES (self), NULL);
  g_return_val_if_fail (space_id != NULL, NULL);

  if (g_str_equal (reel_engine_get_space_id (self->current), space_id))
    return self->current;
  g_mutex_lock (&self->lock);
  engine = find_older (self, space_id);
  if (engine == NULL && g_str_equal (space_id, REEL_MEASURED_SPACE_ID))
    {
      engine = reel_measured_engine_new ();
      g_ptr_array_add (self->older, engine);
    }
  g_mutex_unlock (&self->lock);
  return engine;
}

/**
 * reel_local_engines_trim:
 * @self: a #ReelLocalEngines
 *
 * Has all engines let go of what they loaded, until they need it again. For worker threads.
 */
void
reel_local_engines_trim (ReelLocalEngines *self)
{
  g_autoptr (GPtrArray) engines = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_if_fail (REEL_IS_LOCAL_ENGINES (self));

  g_ptr_array_add (engines, g_object_ref (self->current));
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->older->len; i++)
    g_ptr_array_add (engines, g_object_ref (g_ptr_array_index (self->older, i)));
  g_mutex_unlock (&self->lock);

  for (guint i = 0; i < engines->len; i++)
    reel_engine_trim (g_ptr_array_index (engines, i));
}

static void
reel_local_engines_finalize (GObject *object)
{
  ReelLocalEngines *self = REEL_LOCAL_ENGINES (object);

  g_clear_object (&self->current);
  g_ptr_array_unref (self->older);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (reel_local_engines_parent_class)->finalize (object);
}

static void
reel_local_engines_class_init (ReelLocalEnginesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reel_local_engines_finalize;
}

static void
reel_local_engines_init (ReelLocalEngines *self)
{
  self->older = g_ptr_array_new_with_free_func (g_object_unref);
  g_mutex_init (&self->lock);
}
