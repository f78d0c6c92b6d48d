/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reel-bert-output.h"

void
reel_bert_output_free (ReelBertOutput *self)
{
  g_free (self->ids);
  g_free (self->states);
  g_free (self->vector);
  g_free (self);
}
