/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A program that a test runs: started, listened to, ended. Whoever drops the last reference ends it by force. */
#define REEL_TYPE_PROGRAM (reel_program_get_type ())
G_DECLARE_FINAL_TYPE (ReelProgram, reel_program, REEL, PROGRAM, GObject)

/* @log: the file that takes what it writes to stdout and stderr */
ReelProgram *reel_program_start     (const char * const *argv, const char * const *settings, const char *log, GError **error);
int          reel_program_get_pid   (ReelProgram *self);
gboolean     reel_program_is_alive  (ReelProgram *self);
gboolean     reel_program_wait      (ReelProgram *self, guint seconds, GError **error);
void         reel_program_interrupt (ReelProgram *self);
gboolean     reel_program_kill      (ReelProgram *self, guint seconds, GError **error);
char        *reel_program_dup_log   (ReelProgram *self);

G_END_DECLS
