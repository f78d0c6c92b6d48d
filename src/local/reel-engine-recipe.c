/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "engine/reel-concept-engine.h"
#include "engine/reel-joint-engine.h"
#include "local/reel-engine-recipe.h"
#include "local/reel-measured-engine.h"

/**
 * reel_engine_recipe_make:
 * @recipe: (array zero-terminated=1): of reel_engine_dup_recipe(), of any process
 * @error: return location of a #ReelEngineError
 *
 * Returns: (transfer full) (nullable): the same engine, which has loaded nothing yet
 */
ReelEngine *
reel_engine_recipe_make (const char *const *recipe,
                         GError           **error)
{
  guint n = g_strv_length ((char **) recipe);
  ReelEngine *engine;

  if (n == 1 && g_str_equal (recipe[0], "measured"))
    return reel_measured_engine_new ();
  if ((n == 3 || (n == 4 && g_str_equal (recipe[3], REEL_CONCEPT_ENGINE_TEXT))) && g_str_equal (recipe[0], "concept"))
    {
      engine = reel_concept_engine_new (recipe[1], recipe[2]);
      reel_concept_engine_set_reads_text (REEL_CONCEPT_ENGINE (engine), n == 4);
      return engine;
    }
  if (n == 5 && g_str_equal (recipe[0], "joint"))
    return reel_joint_engine_new (recipe[1], recipe[2], recipe[3], recipe[4], error);

  g_set_error (error, REEL_ENGINE_ERROR, REEL_ENGINE_ERROR_MODEL, _ ("There is no engine “%s”."), n > 0 ? recipe[0] : "");
  return NULL;
}
