/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

/*
 * replay CORPUS MUTATIONS: a fuzz target without a fuzzer, for every test run. Each file of the folder, then as many
 * changed ones, always the same (fixed seed), so that what fails once fails again.
 */

#define SEED   20240229
#define LONGEST 4096

static void
mutate (GByteArray *input,
        GPtrArray  *corpus,
        GRand      *rand)
{
  for (int n = g_rand_int_range (rand, 1, 6); n > 0 && input->len > 0; n--)
    {
      guint at = (guint) g_rand_int_range (rand, 0, (int) input->len);
      guint length = (guint) g_rand_int_range (rand, 1, 17);
      GByteArray *other = g_ptr_array_index (corpus, (guint) g_rand_int_range (rand, 0, (int) corpus->len));
      guint from;

      switch (g_rand_int_range (rand, 0, 6))
        {
        case 0:
          input->data[at] = (guint8) g_rand_int_range (rand, 0, 256);
          break;
        case 1: /* what means something to a parser */
          input->data[at] = (guint8) "\r\n-\";=:\\ \t\0B{}[],"[g_rand_int_range (rand, 0, 18)];
          break;
        case 2:
          g_byte_array_remove_range (input, at, MIN (length, input->len - at));
          break;
        case 3:
          g_byte_array_set_size (input, at);
          break;
        case 4: /* from elsewhere, to the end */
          from = (guint) g_rand_int_range (rand, 0, (int) other->len + 1);
          g_byte_array_append (input, other->data + from, MIN (length * 8, other->len - from));
          break;
        default: /* from elsewhere, over what is there */
          from = (guint) g_rand_int_range (rand, 0, (int) other->len + 1);
          memmove (input->data + at, other->data + from, MIN (MIN (length, other->len - from), input->len - at));
          break;
        }
    }
  if (input->len > LONGEST)
    g_byte_array_set_size (input, LONGEST);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(char * const *) a, *(char * const *) b);
}

static GPtrArray *
read_corpus (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  GPtrArray *corpus = g_ptr_array_new_with_free_func ((GDestroyNotify) g_byte_array_unref);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (names, compare_names); /* so that the mutations are the same on every file system */
  for (guint i = 0; i < names->len; i++)
    {
      char *contents;
      gsize length;

      if (!g_file_get_contents (g_ptr_array_index (names, i), &contents, &length, NULL))
        g_error ("%s can't be read", (char *) g_ptr_array_index (names, i));
      g_ptr_array_add (corpus, g_byte_array_new_take ((guint8 *) contents, length));
    }
  return corpus;
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (GPtrArray) corpus = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (SEED);
  guint mutations;

  if (argc != 3)
    {
      fprintf (stderr, "usage: %s CORPUS MUTATIONS\n", argv[0]);
      return EXIT_FAILURE;
    }
  corpus = read_corpus (argv[1]);
  if (corpus->len == 0)
    {
      fprintf (stderr, "%s has no files\n", argv[1]);
      return EXIT_FAILURE;
    }
  for (guint i = 0; i < corpus->len; i++)
    {
      GByteArray *file = g_ptr_array_index (corpus, i);

      LLVMFuzzerTestOneInput (file->data, file->len);
    }
  mutations = (guint) g_ascii_strtoull (argv[2], NULL, 10);
  for (guint i = 0; i < mutations; i++)
    {
      GByteArray *base = g_ptr_array_index (corpus, i % corpus->len);
      g_autoptr (GByteArray) input = g_byte_array_new ();

      g_byte_array_append (input, base->data, base->len);
      mutate (input, corpus, rand);
      LLVMFuzzerTestOneInput (input->data, input->len);
    }
  printf ("%u files, %u mutations\n", corpus->len, mutations);
  return EXIT_SUCCESS;
}
