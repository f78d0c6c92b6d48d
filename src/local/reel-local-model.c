/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "engine/reel-concept-engine.h"
#include "engine/reel-joint-engine.h"
#include "local/reel-local-error.h"
#include "local/reel-local-model.h"
#include "local/reel-local-store-settings.h"
#include "local/reel-measured-engine.h"

/*
 * Which engine the service has. It is made when the service starts, and stays: what is chosen meanwhile is checked, written
 * down, and used from the next start on. So nothing that runs ever changes its space, and a model that is refused leaves
 * everything as it was.
 *
 * In the settings of the store: where the model lies, and the space that it had when it passed its check. Of a model that has
 * another space by now nobody knows whether it would pass. And where the model before lies, which can still be asked for what
 * it indexed.
 */
#define KEY_FOLDER "model"
#define KEY_SPACE  "model-space"
#define KEY_BEFORE "model-before"

/* How many times faster than it plays a video is decoded, about: what indexing takes beside the model. */
#define DECODING_SPEED 40

#define LONGEST_PATH 4096 /* bytes */

void
reel_local_model_clear (ReelLocalModel *self)
{
  g_clear_pointer (&self->problem, g_free);
}

static char *
dup_data_path (const char *name)
{
  const char *data = g_getenv ("REELSEEK_DATA"); /* set by build/run and the tests */

  return g_build_filename (data != NULL ? data : REEL_PKGDATADIR, name, NULL);
}

static ReelEngine *
make_joint (const char *folder,
            GError    **error)
{
  g_autofree char *models = dup_data_path ("models");
  g_autofree char *words = dup_data_path ("words");

  return reel_joint_engine_new (folder, models, words, g_getenv ("REELSEEK_MODEL_CHECK") /* set by tests */, error);
}

/* `concept`, or `measured`, which knows little and needs no models: for tests. */
static ReelEngine *
make_built_in (const char *name,
               GError    **error)
{
  g_autofree char *models = dup_data_path ("models");
  g_autofree char *words = dup_data_path ("words");

  if (g_str_equal (name, "measured"))
    return reel_measured_engine_new ();
  if (g_str_equal (name, "concept"))
    return reel_concept_engine_new (models, words);
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _ ("There is no engine “%s”."), name);
  return NULL;
}

/* The model that was chosen, unless it is not what it was then. */
static ReelEngine *
make_chosen (const char *folder,
             const char *space_id,
             GError    **error)
{
  g_autoptr (ReelEngine) engine = make_joint (folder, error);
  g_autofree char *shown = NULL;

  if (engine == NULL || g_strcmp0 (reel_engine_get_space_id (engine), space_id) == 0)
    return g_steal_pointer (&engine);
  shown = g_filename_display_name (folder);
  g_set_error (error, REEL_ENGINE_ERROR, REEL_ENGINE_ERROR_MODEL,
               /* Translators: %s is a folder */
               _ ("The search model in %s has been changed since it was chosen. Choose it again."), shown);
  return NULL;
}

static gboolean
read_chosen (ReelLocalStore *store,
             char          **folder,
             char          **space_id,
             GError        **error)
{
  return reel_local_store_read_setting (store, KEY_FOLDER, folder, error)
         && reel_local_store_read_setting (store, KEY_SPACE, space_id, error);
}

/* The engine that is to index. @chosen: (nullable): the folder of the model that was chosen */
static ReelEngine *
make_current (ReelLocalModel *self,
              const char     *folder,
              const char     *engine,
              const char     *chosen,
              const char     *space_id,
              GError        **error)
{
  const char *preset = g_getenv ("REELSEEK_ENGINE"); /* set by tests */
  g_autoptr (ReelEngine) made = NULL;
  g_autoptr (GError) problem = NULL;

  if (engine != NULL)
    return make_built_in (engine, error);
  if (folder != NULL)
    {
      made = make_joint (folder, error);
      return made != NULL && reel_engine_load (made, NULL, error) ? g_steal_pointer (&made) : NULL;
    }
  if (chosen != NULL)
    {
      made = make_chosen (chosen, space_id, &problem);
      if (made != NULL)
        return g_steal_pointer (&made);
      g_message ("%s", problem->message);
      self->problem = g_strdup (problem->message);
    }
  return make_built_in (preset != NULL ? preset : "concept", error);
}

/* @folder: (nullable): of a model that may have indexed before; where it is gone, so is what it knew */
static void
add_older (ReelLocalEngines *engines,
           const char       *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelEngine) older = folder != NULL ? make_joint (folder, &error) : NULL;

  if (older != NULL)
    reel_local_engines_add (engines, older);
  else if (error != NULL)
    g_info ("%s", error->message);
}

/**
 * reel_local_model_start:
 * @self: (out caller-allocates): how it went
 * @data_dir: the service's folder, which no other service uses
 * @folder: (nullable): of a model that the command line names; it is checked now
 * @engine: (nullable): the name of an engine that the command line names
 * @error: return location of what is wrong with @folder or @engine, or a #ReelDatabaseError
 *
 * Makes the engine that the command line wants, or else the one that was chosen, or else the built-in one. A chosen model
 * that can't be used is no error: the built-in one goes on, and @self has the reason. The built-in engine and the models of
 * before are there too, for what they indexed.
 *
 * Returns: (transfer full) (nullable): the engines; nothing of them is loaded but what @folder names
 */
ReelLocalEngines *
reel_local_model_start (ReelLocalModel *self,
                        const char     *data_dir,
                        const char     *folder,
                        const char     *engine,
                        GError        **error)
{
  g_autoptr (ReelLocalStore) store = NULL;
  g_autoptr (ReelEngine) current = NULL;
  g_autoptr (ReelEngine) concept = NULL;
  g_autofree char *chosen = NULL;
  g_autofree char *space_id = NULL;
  g_autofree char *before = NULL;
  ReelLocalEngines *engines;

  g_return_val_if_fail (self != NULL && data_dir != NULL, NULL);

  *self = (ReelLocalModel) { .is_fixed = folder != NULL || engine != NULL };
  store = reel_local_store_open (data_dir, error);
  if (store == NULL || !read_chosen (store, &chosen, &space_id, error)
      || !reel_local_store_read_setting (store, KEY_BEFORE, &before, error))
    return NULL;
  current = make_current (self, folder, engine, chosen, space_id, error);
  concept = current != NULL ? make_built_in ("concept", error) : NULL;
  if (concept == NULL)
    return NULL;

  engines = reel_local_engines_new (current);
  reel_local_engines_add (engines, concept);
  add_older (engines, chosen);
  add_older (engines, before);
  return engines;
}

static void
add_string (JsonBuilder *builder,
            const char  *name,
            const char  *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

/* Decoding goes on beside; the model takes its frames of each second. */
static double
estimate_seconds (double footage,
                  double rate)
{
  return footage * (REEL_JOINT_ENGINE_FRAMES / rate + 1.0 / DECODING_SPEED);
}

static gboolean
add_model (JsonBuilder     *builder,
           ReelJointEngine *engine,
           ReelLocalStore  *store,
           GCancellable    *cancellable,
           GError         **error)
{
  g_autoptr (ReelJointAbout) about = reel_joint_engine_describe (engine, cancellable, error);
  g_autofree char *shown = NULL;
  double footage = 0;

  if (about == NULL || !reel_local_store_measure_footage (store, &footage, error))
    return FALSE;
  shown = g_filename_display_name (reel_joint_engine_get_folder (engine));
  json_builder_begin_object (builder);
  add_string (builder, "folder", shown);
  add_string (builder, "name", about->name);
  add_string (builder, "licence", about->licence);
  add_string (builder, "space", reel_engine_get_space_id (REEL_ENGINE (engine)));
  json_builder_set_member_name (builder, "bytes");
  json_builder_add_int_value (builder, (gint64) MIN (about->bytes, (guint64) G_MAXINT64));
  json_builder_set_member_name (builder, "frames_per_second");
  json_builder_add_double_value (builder, about->rate);
  json_builder_set_member_name (builder, "seconds_to_index");
  json_builder_add_double_value (builder, round (estimate_seconds (footage, about->rate)));
  json_builder_end_object (builder);
  return TRUE;
}

/* @shown: (nullable): the engine that is told of */
static JsonNode *
build (const ReelLocalModel *self,
       ReelEngine           *shown,
       const char           *problem,
       gboolean              needs_restart,
       ReelLocalStore       *store,
       GCancellable         *cancellable,
       GError              **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "model");
  if (!REEL_IS_JOINT_ENGINE (shown))
    json_builder_add_null_value (builder);
  else if (!add_model (builder, REEL_JOINT_ENGINE (shown), store, cancellable, error))
    return NULL;
  add_string (builder, "problem", problem);
  json_builder_set_member_name (builder, "can_change");
  json_builder_add_boolean_value (builder, !self->is_fixed);
  json_builder_set_member_name (builder, "restart");
  json_builder_add_boolean_value (builder, needs_restart);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

/**
 * reel_local_model_describe:
 * @self: how the service came by its engine
 * @engine: the engine that runs
 * @store: the service's
 * @cancellable: (nullable): see reel_joint_engine_describe()
 * @error: return location of a #ReelEngineError or #ReelDatabaseError
 *
 * Loads a model and times it where that was not done: some seconds.
 *
 * Returns: (transfer full) (nullable): what GET /local/model replies
 */
JsonNode *
reel_local_model_describe (const ReelLocalModel *self,
                           ReelEngine           *engine,
                           ReelLocalStore       *store,
                           GCancellable         *cancellable,
                           GError              **error)
{
  g_autofree char *chosen = NULL;
  g_autofree char *space_id = NULL;
  gboolean is_new, needs_restart;

  g_return_val_if_fail (self != NULL && REEL_IS_ENGINE (engine) && REEL_IS_LOCAL_STORE (store), NULL);

  if (!read_chosen (store, &chosen, &space_id, error))
    return NULL;
  is_new = g_atomic_int_get (&self->chosen_since) != 0;
  if (chosen != NULL)
    needs_restart = g_strcmp0 (space_id, reel_engine_get_space_id (engine)) != 0;
  else
    needs_restart = REEL_IS_JOINT_ENGINE (engine);
  return build (self, engine, is_new ? NULL : self->problem, needs_restart && is_new, store, cancellable, error);
}

/**
 * reel_local_model_choose:
 * @self: how the service came by its engine
 * @engine: the engine that runs
 * @store: where to write it down
 * @folder: (nullable): of a model, absolute; %NULL for the built-in engine
 * @cancellable: (nullable): see reel_joint_engine_describe()
 * @error: return location of %REEL_LOCAL_ERROR_BAD_REQUEST with what is wrong with the model, or a #ReelDatabaseError
 *
 * Checks a model and has it used from the next start on. One that is refused changes nothing.
 *
 * Returns: (transfer full) (nullable): what GET /local/model replies after that start, and whether it needs one
 */
JsonNode *
reel_local_model_choose (ReelLocalModel *self,
                         ReelEngine     *engine,
                         ReelLocalStore *store,
                         const char     *folder,
                         GCancellable   *cancellable,
                         GError        **error)
{
  g_autoptr (ReelEngine) wanted = NULL;
  g_autoptr (JsonNode) reply = NULL;
  g_autoptr (GError) reason = NULL;
  g_autofree char *before = NULL;
  gboolean needs_restart;

  g_return_val_if_fail (self != NULL && REEL_IS_ENGINE (engine) && REEL_IS_LOCAL_STORE (store), NULL);

  if (self->is_fixed)
    {
      g_set_error_literal (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BAD_REQUEST,
                           _ ("The service was started with the search model that it is to use. Start it without --model."));
      return NULL;
    }
  if (folder != NULL && (!g_path_is_absolute (folder) || strlen (folder) > LONGEST_PATH))
    {
      g_set_error_literal (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BAD_REQUEST, "“model” must be the path of a folder, or null.");
      return NULL;
    }

  if (folder != NULL)
    {
      wanted = make_joint (folder, &reason);
      needs_restart = wanted != NULL
                      && !g_str_equal (reel_engine_get_space_id (wanted), reel_engine_get_space_id (engine));
    }
  else
    needs_restart = REEL_IS_JOINT_ENGINE (engine);
  if (reason == NULL)
    reply = build (self, wanted, NULL, needs_restart, store, cancellable, &reason);
  if (reply == NULL)
    {
      /* What a model is refused for is for whoever chose it. */
      if (reason->domain == REEL_ENGINE_ERROR)
        g_set_error_literal (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BAD_REQUEST, reason->message);
      else
        g_propagate_error (error, g_steal_pointer (&reason));
      return NULL;
    }

  if (!reel_local_store_read_setting (store, KEY_FOLDER, &before, error)
      || (before != NULL && g_strcmp0 (before, folder) != 0
          && !reel_local_store_write_setting (store, KEY_BEFORE, before, error)))
    return NULL;
  /* The space first: without it the folder is one that has been changed, and is not used. */
  if (!reel_local_store_write_setting (store, KEY_SPACE, wanted != NULL ? reel_engine_get_space_id (wanted) : NULL, error)
      || !reel_local_store_write_setting (store, KEY_FOLDER, folder, error))
    return NULL;
  g_atomic_int_set (&self->chosen_since, TRUE);
  return g_steal_pointer (&reply);
}
