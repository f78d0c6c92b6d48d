/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "fuzz.h"
#include "nn/reel-nn-error.h"
#include "nn/reel-nn-format.h"
#include "nn/reel-nn-run.h"

/*
 * The file of a network: it loads and runs, or there is one error. So that more gets past the first checks, the file is made
 * to begin as a network does and to say its true size.
 */

#define MAX_OPERATIONS 200000
#define MAX_ARENA      (4 << 20)

static GBytes *
make_credible (const uint8_t *data,
               size_t         size)
{
  guint8 *file = g_memdup2 (data, size);
  const guint32 version = GUINT32_TO_LE (REEL_NN_FORMAT_VERSION);
  guint64 true_size = GUINT64_TO_LE ((guint64) size);

  if (size >= REEL_NN_FORMAT_HEADER_SIZE)
    {
      memcpy (file, REEL_NN_FORMAT_MAGIC, 8);
      memcpy (file + 8, &version, sizeof version);
      memcpy (file + 32, &true_size, sizeof true_size);
    }
  return g_bytes_new_take (file, size);
}

static void
run (ReelNnModel *model)
{
  g_autoptr (ReelNnRun) job = reel_nn_run_new (model, NULL);
  gsize size = reel_nn_tensor_get_size (reel_nn_model_get_input (model));
  g_autofree guint8 *input = g_malloc0 (size);

  g_assert_true (reel_nn_run_execute (job, input, size, NULL, NULL));
  for (guint i = 0; i < reel_nn_model_get_n_outputs (model); i++)
    {
      g_autofree float *values = g_new (float, reel_nn_tensor_get_elements (reel_nn_model_get_output (model, i)));

      reel_nn_run_get_output_floats (job, i, values);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GBytes) bytes = make_credible (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelNnModel) model = reel_nn_model_new_from_bytes (bytes, &error);

  g_assert_true ((model == NULL) == (error != NULL));
  if (error != NULL)
    g_assert_true (error->domain == REEL_NN_ERROR);
  else if (reel_nn_model_get_n_operations (model) < MAX_OPERATIONS && reel_nn_model_get_arena_size (model) < MAX_ARENA)
    run (model);
  return 0;
}
