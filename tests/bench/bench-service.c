/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "local-child.h"

/*
 * `bench-service start ENGINE`: milliseconds from nothing until the service listens, with that engine, the median of some starts.
 * `bench-service resident VIDEO`: MiB that the service and its workers have resident together at most, while queries are read and
 * the video is indexed; and the same where memory that several share counts for each of them by its share.
 * `bench-service idle`: MiB that the service has resident after it let go of what a query had it load. Ten minutes are
 * shortened to one second by the option that the tests have.
 *
 * The service is REELSEEK_LOCAL. Pages of files of vectors do not count.
 */

#define STARTS 9

typedef struct
{
  double rss, pss; /* MiB */
} Memory;

/* Adds what a process has. */
static void
add_memory (const char *pid,
            Memory     *memory)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "smaps", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  gboolean counts = TRUE;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return; /* it has ended */

  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (g_ascii_isxdigit (lines[i][0]) && !g_ascii_isupper (lines[i][0])) /* a mapping, and not one of its numbers */
      counts = !g_str_has_suffix (lines[i], ".vectors") && !g_str_has_suffix (lines[i], ".likeness");
    else if (counts && g_str_has_prefix (lines[i], "Rss:"))
      memory->rss += (double) g_ascii_strtoull (lines[i] + strlen ("Rss:"), NULL, 10) / 1024;
    else if (counts && g_str_has_prefix (lines[i], "Pss:"))
      memory->pss += (double) g_ascii_strtoull (lines[i] + strlen ("Pss:"), NULL, 10) / 1024;
}

/* The service and the processes that it has started. */
static Memory
measure (LocalChild *child)
{
  const char *pid = g_subprocess_get_identifier (child->process);
  g_autofree char *tasks = g_build_filename ("/proc", pid, "task", NULL);
  g_autoptr (GDir) dir = g_dir_open (tasks, 0, NULL);
  Memory memory = { 0, 0 };
  const char *task;

  add_memory (pid, &memory);
  while (dir != NULL && (task = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (tasks, task, "children", NULL);
      g_autofree char *text = NULL;
      g_auto (GStrv) pids = NULL;

      if (!g_file_get_contents (path, &text, NULL, NULL))
        continue;
      pids = g_strsplit (g_strstrip (text), " ", -1);
      for (guint i = 0; pids[i] != NULL; i++)
        if (*pids[i] != '\0')
          add_memory (pids[i], &memory);
    }
  return memory;
}

static void
ask (LocalChild *child)
{
  g_autoptr (JsonNode) node = local_child_call (child, "POST", "/video_embedding/encode_text",
                                                "{\"text\": \"two people walk along a beach at sunset\"}");

  g_assert_cmpuint (child->status, ==, 200);
}

static int
compare (const void *a,
         const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
print_start (const char *folder,
             const char *engine)
{
  g_autofree char *option = g_strdup_printf ("--engine=%s", engine);
  double times[STARTS];

  for (guint i = 0; i < STARTS; i++)
    {
      gint64 began = g_get_monotonic_time ();
      g_autoptr (LocalChild) child = local_child_new (folder, NULL, option, NULL);

      times[i] = (double) (g_get_monotonic_time () - began) / 1000;
    }
  qsort (times, STARTS, sizeof *times, compare);
  g_print ("%.1f ms\n", times[STARTS / 2]);
}

static void
print_resident (const char *folder,
                const char *video)
{
  g_autoptr (LocalChild) child = local_child_new (folder, NULL, "--engine=concept", NULL);
  g_autofree char *collection = local_child_add_collection (child);
  g_autofree char *id = NULL;
  g_autofree char *path = NULL;
  Memory most = { 0, 0 };
  gboolean done = FALSE;

  ask (child);
  id = local_child_upload (child, collection, video, FALSE);
  path = g_strdup_printf ("/videos/%s/status", id);
  for (guint i = 0; !done; i++)
    {
      g_autoptr (JsonNode) status = local_child_call (child, "GET", path, NULL);
      JsonObject *object = json_node_get_object (status);
      Memory now = measure (child);

      most.rss = MAX (most.rss, now.rss);
      most.pss = MAX (most.pss, now.pss);
      if (i % 10 == 0)
        ask (child);
      done = json_object_get_double_member_with_default (object, "progress", 100) >= 100;
      g_poll (NULL, 0, 100);
    }
  g_print ("%.1f MiB, %.1f by shares\n", most.rss, most.pss);
}

static void
print_idle (const char *folder)
{
  g_autoptr (LocalChild) child = local_child_new (folder, NULL, "--engine=concept", "--idle-seconds=1", NULL);
  g_autofree char *path = g_build_filename ("/proc", g_subprocess_get_identifier (child->process), "maps", NULL);
  Memory memory;

  ask (child);
  while (TRUE)
    {
      g_autofree char *maps = NULL;

      g_poll (NULL, 0, 200);
      if (g_file_get_contents (path, &maps, NULL, NULL) && strstr (maps, "multilingual-e5-small") == NULL)
        break;
    }
  g_poll (NULL, 0, 1000); /* what it frees after that */
  memory = measure (child);
  g_print ("%.1f MiB, %.1f by shares\n", memory.rss, memory.pss);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *folder = NULL;
  g_autoptr (GSubprocess) remover = NULL;
  g_autoptr (GError) error = NULL;
  const char *what = argc > 1 ? argv[1] : "";

  if (!(argc == 3 && (g_str_equal (what, "start") || g_str_equal (what, "resident"))) && !(argc == 2 && g_str_equal (what, "idle")))
    {
      g_printerr ("usage: bench-service start ENGINE | resident VIDEO | idle\n");
      return 2;
    }
  folder = g_dir_make_tmp ("reelseek-bench-XXXXXX", &error);
  g_assert_no_error (error);
  if (g_str_equal (what, "start"))
    print_start (folder, argv[2]);
  else if (g_str_equal (what, "resident"))
    print_resident (folder, argv[2]);
  else
    print_idle (folder);
  remover = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "rm", "-rf", folder, NULL);
  return remover != NULL && g_subprocess_wait (remover, NULL, NULL) ? 0 : 1;
}
