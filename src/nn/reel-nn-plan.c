/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nn/reel-nn-error.h"
#include "nn/reel-nn-operators.h"

/*
 * Gives each tensor a place in the memory of a run. Tensors that are never alive at the same time may share it: each takes
 * the lowest place that no living one overlaps.
 */

typedef struct
{
  gsize offset;
  gsize end;
  guint last; /* the operator that reads it last */
} Place;

static guint *
find_last_uses (ReelNnModel *self)
{
  guint *last = g_new0 (guint, self->n_tensors);

  for (guint i = 0; i < self->n_operators; i++)
    {
      const ReelNnOperator *op = &self->operators[i];

      last[op->output] = i; /* also of what nothing reads */
      for (guint k = 0; k < op->n_inputs; k++)
        last[op->inputs[k]] = i;
    }
  for (guint i = 0; i < self->n_outputs; i++)
    last[self->outputs[i]] = self->n_operators;
  return last;
}

/* @places are sorted by their offset. */
static gsize
place (GArray *places,
       gsize   size,
       guint   last)
{
  Place new = { .last = last };
  guint at;

  for (at = 0; at < places->len; at++)
    {
      const Place *other = &g_array_index (places, Place, at);

      if (other->offset >= new.offset + size)
        break;
      new.offset = MAX (new.offset, other->end);
    }
  new.end = new.offset + size;
  /* Above it come only places that begin later. */
  while (at > 0 && g_array_index (places, Place, at - 1).offset > new.offset)
    at--;
  g_array_insert_val (places, at, new);
  return new.offset;
}

static void
remove_dead (GArray *places,
             guint   now)
{
  for (guint i = places->len; i > 0; i--)
    if (g_array_index (places, Place, i - 1).last < now)
      g_array_remove_index (places, i - 1);
}

static gsize
place_tensor (ReelNnModel *self,
              GArray      *places,
              guint        tensor,
              guint        last,
              ReelNnPlan  *plan)
{
  gsize size = REEL_NN_ROUND_UP (reel_nn_tensor_get_size (&self->tensors[tensor]), REEL_NN_ALIGNMENT);

  plan->offsets[tensor] = place (places, size, last);
  return plan->offsets[tensor] + size;
}

gboolean
reel_nn_plan_make (ReelNnModel *self,
                   ReelNnPlan  *plan,
                   GError     **error)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (Place));
  g_autofree guint *last = find_last_uses (self);
  gsize scratch = 0;

  plan->offsets = g_new0 (gsize, self->n_tensors);
  plan->size = place_tensor (self, places, 0, last[0], plan);
  for (guint i = 0; i < self->n_operators; i++)
    {
      const ReelNnOperator *op = &self->operators[i];
      const ReelNnTensor *input = &self->tensors[op->inputs[0]];
      const ReelNnTensor *output = &self->tensors[op->output];

      remove_dead (places, i);
      plan->size = MAX (plan->size, place_tensor (self, places, op->output, last[op->output], plan));
      scratch = MAX (scratch, reel_nn_operator_get_scratch_size (op, input, output));
    }
  plan->scratch = plan->size;
  plan->size += scratch;
  if (plan->size > REEL_NN_MAX_ARENA_SIZE)
    {
      g_set_error (error, REEL_NN_ERROR, REEL_NN_ERROR_TOO_LARGE, "a run would take %" G_GSIZE_FORMAT " bytes", plan->size);
      return FALSE;
    }
  return TRUE;
}

void
reel_nn_plan_clear (ReelNnPlan *plan)
{
  g_clear_pointer (&plan->offsets, g_free);
}
