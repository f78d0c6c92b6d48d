/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Sentences for people that outlive their language: what is noted on disk is not the words, but which sentence it is, by its
 * msgid, and its arguments; it is worded again when it is shown. A sentence that is made here is known by its words for as
 * long as this process needs to note it, so that it can travel as a plain text, in a #GError too, and be an argument of
 * another one. Every function may be called on any thread.
 */

/* The sentence for N_ ("…"), translated. */
const char *reel_sentence          (const char   *msgid);
char       *reel_sentence_printf   (const char   *msgid,
                                    ...) G_GNUC_PRINTF (1, 2);
char       *reel_sentence_nprintf  (const char   *msgid,
                                    const char   *plural,
                                    gulong        n,
                                    ...) G_GNUC_PRINTF (2, 4);
/* A size of so many bytes, as an argument. */
char       *reel_sentence_size     (guint64       bytes);
GError     *reel_sentence_error    (GQuark        domain,
                                    int           code,
                                    const char   *msgid,
                                    ...) G_GNUC_PRINTF (3, 4);

char       *reel_sentence_pack     (const char   *text);
char       *reel_sentence_unpack   (const char   *packed);

G_END_DECLS
