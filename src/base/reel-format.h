/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The words of a list, as the language has it: "H.264, AAC". */
char *reel_format_list      (const char * const *words);
char *reel_format_time      (double   seconds);
char *reel_format_range     (double   start,
                             double   end);
char *reel_format_time_left (double   seconds);
char *reel_format_speed     (double   bytes_per_second);
char *reel_format_moment    (gint64   moment,
                             gint64   now);
char *reel_format_clock     (gint64   moment,
                             gint64   now);

G_END_DECLS
