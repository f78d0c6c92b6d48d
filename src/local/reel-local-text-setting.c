/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "engine/reel-concept-engine.h"
#include "local/reel-local-store-settings.h"
#include "local/reel-local-text-setting.h"

#define KEY "read-text"

/* Where nobody has chosen, as it takes less than a third of the time; where Tesseract is missing it changes nothing. */
#define READ_TEXT TRUE

/* What this computer can read: found out once, since it takes a moment. */
typedef struct
{
  char *languages; /* (nullable) */
  char *problem;   /* (nullable) */
} Reader;

static gpointer
look_for_reader (gpointer unused)
{
  g_autoptr (ReelTextFinder) finder = reel_text_finder_new ();
  g_autoptr (GError) error = NULL;
  Reader *reader = g_new0 (Reader, 1);

  if (reel_text_finder_load (finder, &error))
    reader->languages = g_strdup (reel_text_finder_get_languages (finder));
  else
    reader->problem = g_strdup (error->message);
  return reader;
}

static const Reader *
get_reader (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, look_for_reader, NULL);
}

/**
 * reel_local_text_setting_apply:
 * @store: what remembers it
 * @engine: the engine that indexes, when the service starts
 * @error: return location for a #ReelDatabaseError
 *
 * Returns: whether it could be read
 */
gboolean
reel_local_text_setting_apply (ReelLocalStore  *store,
                               ReelEngine      *engine,
                               GError         **error)
{
  g_autofree char *value = NULL;

  g_return_val_if_fail (REEL_IS_LOCAL_STORE (store) && REEL_IS_ENGINE (engine), FALSE);

  if (!reel_local_store_read_setting (store, KEY, &value, error))
    return FALSE;
  if (REEL_IS_CONCEPT_ENGINE (engine))
    reel_concept_engine_set_reads_text (REEL_CONCEPT_ENGINE (engine), value != NULL ? g_str_equal (value, "1") : READ_TEXT);
  return TRUE;
}

/**
 * reel_local_text_setting_change:
 * @store: what remembers it
 * @engine: the engine that indexes
 * @read_text: whether to read text in the videos that are indexed from now on
 * @error: return location for a #ReelDatabaseError
 *
 * Returns: whether it was saved
 */
gboolean
reel_local_text_setting_change (ReelLocalStore  *store,
                                ReelEngine      *engine,
                                gboolean         read_text,
                                GError         **error)
{
  g_return_val_if_fail (REEL_IS_LOCAL_STORE (store) && REEL_IS_ENGINE (engine), FALSE);

  if (!reel_local_store_write_setting (store, KEY, read_text ? "1" : "0", error))
    return FALSE;
  if (REEL_IS_CONCEPT_ENGINE (engine))
    reel_concept_engine_set_reads_text (REEL_CONCEPT_ENGINE (engine), read_text);
  return TRUE;
}

/**
 * reel_local_text_setting_describe:
 * @engine: the engine that indexes
 * @builder: an object of it is being made
 *
 * Adds `read_text`, `text_languages` (null where none can be read) and `text_problem` (null where some can). Blocks for some
 * tenths of a second, the first time.
 */
void
reel_local_text_setting_describe (ReelEngine  *engine,
                                  JsonBuilder *builder)
{
  gboolean can_read = REEL_IS_CONCEPT_ENGINE (engine);
  const Reader *reader = can_read ? get_reader () : NULL;

  g_return_if_fail (REEL_IS_ENGINE (engine) && builder != NULL);

  json_builder_set_member_name (builder, "read_text");
  json_builder_add_boolean_value (builder, can_read && reel_concept_engine_get_reads_text (REEL_CONCEPT_ENGINE (engine)));
  json_builder_set_member_name (builder, "text_languages");
  if (reader != NULL && reader->languages != NULL)
    json_builder_add_string_value (builder, reader->languages);
  else
    json_builder_add_null_value (builder);
  json_builder_set_member_name (builder, "text_problem");
  if (!can_read)
    json_builder_add_string_value (builder, _ ("The search model that is chosen can’t read text in pictures."));
  else if (reader->problem != NULL)
    json_builder_add_string_value (builder, reader->problem);
  else
    json_builder_add_null_value (builder);
}
