/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/reel-command.h"

/**
 * reel_command_new:
 *
 * Returns: (transfer full): a command that does nothing
 */
ReelCommand *
reel_command_new (void)
{
  return g_new0 (ReelCommand, 1);
}

/**
 * reel_command_free:
 * @self: a #ReelCommand
 */
void
reel_command_free (ReelCommand *self)
{
  g_free (self->collection);
  g_free (self->description);
  g_clear_object (&self->files);
  g_free (self->search);
  g_free (self->analyse);
  g_free (self->watch);
  g_free (self);
}
