/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes of a file's name: what the file systems that matter allow. */
#define REEL_FILE_NAME_LONGEST 255

void  reel_file_name_cut (char       *text,
                          gsize       length);
char *reel_file_name_fit (const char *stem,
                          const char *tail);

G_END_DECLS
