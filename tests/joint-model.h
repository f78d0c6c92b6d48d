/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The small models of tests/models/clip-test/, which have random weights, as a user's. All paths are (transfer full). */

/* A copy that a test may spoil. */
char *joint_model_copy  (const char *name);
/* What data/models/check/ has for real models: a picture and captions that this model ranks as asked. @rank: 0 for the right
 * one first, more for one that comes later. */
char *joint_model_check (const char *folder, const char *name, guint rank);
/* Makes a file of the folder, or writes over it. */
void  joint_model_write (const char *folder, const char *name, const char *text);

G_END_DECLS
