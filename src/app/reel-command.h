/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ReelCommand:
 * @collection: (nullable): name or id of a collection to select; made if it is missing and @create is set
 * @description: (nullable): of a collection that is made
 * @create: whether to make a missing collection
 * @files: (nullable) (element-type GFile): files and folders to add
 * @search: (nullable): what to look for
 * @analyse: (nullable): the URI of a video of this computer, or the address of one, to analyse
 * @watch: (nullable): the URI of a folder to ask about whether it is to feed @collection, which is set then
 *
 * What a command line or an action wants done, in this order: collection, files, search, folder, analysis.
 */
typedef struct
{
  char *collection;
  char *description;
  gboolean create;
  GListModel *files;
  char *search;
  char *analyse;
  char *watch;
} ReelCommand;

ReelCommand *reel_command_new  (void);
void         reel_command_free (ReelCommand *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelCommand, reel_command_free)

G_END_DECLS
