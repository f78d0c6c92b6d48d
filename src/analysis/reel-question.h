/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * What a call to the service has of the object that made it: whose question it is, and how it is given up. The object may
 * turn to something else, or go, before the call ends, which then finds no owner any more and says nothing.
 * Counted; used on the main thread only.
 */
typedef struct
{
  gpointer owner;            /* (borrowed) (nullable): NULL once nobody waits for the answer */
  GCancellable *cancellable; /* (owned) */
} ReelQuestion;

ReelQuestion *reel_question_new   (gpointer       owner);
ReelQuestion *reel_question_ref   (ReelQuestion  *self);
void          reel_question_unref (gpointer       self);
void          reel_question_drop  (ReelQuestion **slot);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelQuestion, reel_question_unref)

G_END_DECLS
