/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * ReelTagCategory:
 * @name: (nullable): as the service calls it; %NULL for tags that it put under no name
 * @values: (array zero-terminated=1): the tags, in the service's order
 */
typedef struct
{
  char *name;
  char **values;
} ReelTagCategory;

/*
 * What a service says of a video's pictures: shot size, camera movement, angle and whatever else it knows, by category
 * and in its own words, with the reply they came in. Immutable, counted; may be used from any thread.
 */
typedef struct _ReelTags ReelTags;

#define REEL_TYPE_TAGS (reel_tags_get_type ())
GType                  reel_tags_get_type         (void);

ReelTags              *reel_tags_new              (JsonNode *tags,
                                                   GBytes   *json);
ReelTags              *reel_tags_ref              (ReelTags *self);
void                   reel_tags_unref            (ReelTags *self);
guint                  reel_tags_get_n_categories (ReelTags *self);
const ReelTagCategory *reel_tags_get_category     (ReelTags *self,
                                                   guint     index);
GBytes                *reel_tags_get_json         (ReelTags *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelTags, reel_tags_unref)

G_END_DECLS
