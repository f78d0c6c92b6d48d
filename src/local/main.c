/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <gst/gst.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <sys/file.h>
#include <unistd.h>

#include "base/reel-database.h"
#include "base/reel-memory.h"
#include "local/reel-analyser.h"
#include "local/reel-local-aside.h"
#include "local/reel-local-key.h"
#include "local/reel-local-model.h"
#include "local/reel-local-server.h"
#include "local/reel-worker.h"

/* What people should be told begins so; the program that started us shows it. */
#define REEL_LOCAL_NOTICE "notice: "

/*
 * reelseek-local: the Seeknetic API on this computer. See reel-local-calls.h for the calls; reel-local-calls-own.c
 * documents those that only this service has.
 *
 * Standard error has errors, and lines that begin with REEL_LOCAL_NOTICE for what people should hear of although it goes on.
 * Standard output has one line, `listening on http://127.0.0.1:PORT`, once it is ready. SIGTERM and SIGINT end it with 0;
 * what it was at goes on at the next start.
 */

typedef struct
{
  int port;
  int key_fd;
  int idle_seconds, use_seconds;
  int patience;
  double qps;
  gboolean keep_copies, allow_private, exit_with_parent, verbose;
  char *data_dir; /* (owned) (nullable) */
  char *key_file; /* (owned) (nullable) */
  char *engine;   /* (owned) (nullable) */
  char *model;    /* (owned) (nullable) */
} Options;

static void
options_clear (Options *self)
{
  g_free (self->data_dir);
  g_free (self->key_file);
  g_free (self->engine);
  g_free (self->model);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_options (Options *self,
               int     *argc,
               char  ***argv,
               GError **error)
{
  const GOptionEntry entries[] = {
    { "port", 'p', 0, G_OPTION_ARG_INT, &self->port, _("Port on 127.0.0.1; 0 for any that is free"), _("N") },
    { "data-dir", 'd', 0, G_OPTION_ARG_FILENAME, &self->data_dir, _("Folder for the index and for videos"), _("DIR") },
    { "key-fd", 0, 0, G_OPTION_ARG_INT, &self->key_fd, _("Descriptor to read the key from"), _("N") },
    { "key-file", 0, 0, G_OPTION_ARG_FILENAME, &self->key_file, _("File to read the key from"), _("FILE") },
    { "qps", 0, 0, G_OPTION_ARG_DOUBLE, &self->qps, _("Requests a second; 0 for no limit"), _("N") },
    { "keep-copies", 0, 0, G_OPTION_ARG_NONE, &self->keep_copies, _("Keep the copies of videos after indexing"), NULL },
    { "allow-private-urls", 0, 0, G_OPTION_ARG_NONE, &self->allow_private,
      _("Fetch videos from this computer and private networks too"), NULL },
    { "exit-with-parent", 0, 0, G_OPTION_ARG_NONE, &self->exit_with_parent,
      _("End when the thread that started this ends"), NULL },
    { "model", 0, 0, G_OPTION_ARG_FILENAME, &self->model,
      _("Folder of a CLIP model to search by, instead of the built-in engine"), _("DIR") },
    { "patience", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_INT, &self->patience, NULL, NULL },
    { "engine", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, &self->engine, NULL, NULL },
    { "idle-seconds", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_INT, &self->idle_seconds, NULL, NULL },
    { "use-seconds", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_INT, &self->use_seconds, NULL, NULL },
    { "verbose", 'v', 0, G_OPTION_ARG_NONE, &self->verbose, _("Say on standard error what happens"), NULL },
    { NULL }
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context, _("The Seeknetic API on this computer, for Reelseek and other programs."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (*argc > 1 || self->data_dir == NULL || (self->key_fd >= 0) == (self->key_file != NULL))
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                         _("--data-dir and one of --key-fd and --key-file are needed, and nothing else; see --help."));
  else if (self->port < 0 || self->port > G_MAXUINT16)
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("The port must be a number from 0 to 65535."));
  else if (self->patience < 0)
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--patience must not be negative.");
  else if (!(self->qps >= 0))
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("--qps must not be negative."));
  else
    return TRUE;
  return FALSE;
}

/* Two services in one folder would index each other's work away. The lock goes with the process, however that ends. */
static gboolean
lock_data_dir (const char *data_dir,
               GError    **error)
{
  g_autofree char *path = g_build_filename (data_dir, "lock", NULL);
  int fd, errsv;

  if (g_mkdir_with_parents (data_dir, 0700) != 0 || (fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600)) < 0)
    {
      errsv = errno;
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errsv),
                   /* Translators: the first %s is a folder, the second the system's words */
                   _("The folder “%s” can't be used: %s"), data_dir, g_strerror (errsv));
      return FALSE;
    }
  if (flock (fd, LOCK_EX | LOCK_NB) == 0)
    return TRUE;
  close (fd);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY,
               /* Translators: %s is a folder */
               _("Another service is already using the folder “%s”."), data_dir);
  return FALSE;
}

/* From here on the service ends with the program that started it, even one that is killed. */
static void
follow_parent (void)
{
#ifdef __linux__
  pid_t parent = getppid ();

  prctl (PR_SET_PDEATHSIG, SIGTERM);
  if (getppid () != parent) /* it was gone before we asked */
    raise (SIGTERM);
#endif
}

static gboolean
quit (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_CONTINUE;
}

static gboolean
listen_on (ReelLocalServer *server,
           guint            port,
           GError         **error)
{
  g_autoptr (GError) listen_error = NULL;

  if (reel_local_server_listen (server, port, &listen_error))
    return TRUE;
  if (g_error_matches (listen_error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE,
                 _("Port %u is taken by another program. Choose another one with --port, or any free one with --port 0."),
                 port);
  else
    g_propagate_error (error, g_steal_pointer (&listen_error));
  return FALSE;
}

static ReelLocalService *
try_start (Options         *options,
           ReelLocalModel  *model,
           GError         **error)
{
  g_autoptr (ReelAnalyser) analyser = reel_analyser_new ("/proc/self/exe");
  g_autoptr (ReelLocalEngines) engines = NULL;

  engines = reel_local_model_start (model, options->data_dir, options->model, options->engine, error);
  if (engines == NULL)
    return NULL;
  if (g_getenv ("REELSEEK_POWER") != NULL) /* set by tests */
    reel_analyser_set_power (analyser, g_getenv ("REELSEEK_POWER"), 50);
  return reel_local_service_start (options->data_dir, engines, analyser, options->allow_private, options->keep_copies, error);
}

/* A database that is damaged is set aside, and that is said: a service that never starts again helps nobody. */
static ReelLocalService *
start (Options         *options,
       ReelLocalModel  *model,
       GError         **error)
{
  g_autoptr (GError) failure = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *said = NULL;
  ReelLocalService *service = try_start (options, model, &failure);

  if (service != NULL)
    return service;
  if (!g_error_matches (failure, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_CORRUPT))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  folder = reel_local_aside_take (options->data_dir, error);
  if (folder == NULL)
    return NULL;
  /* Translators: both %s are folders */
  said = g_strdup_printf (_("The index in “%s” was damaged and has been set aside in “%s”. A new one is begun: add your videos "
                            "again."),
                          options->data_dir, folder);
  fprintf (stderr, REEL_LOCAL_NOTICE "%s\n", said);
  reel_local_model_clear (model);
  return try_start (options, model, error);
}

static gboolean
serve (Options    *options,
       const char *key,
       GError    **error)
{
  g_auto (ReelLocalModel) model = { 0 };
  g_autoptr (ReelLocalService) service = NULL;
  g_autoptr (ReelLocalServer) server = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  service = start (options, &model, error);
  if (service == NULL)
    return FALSE;
  service->model = &model;
  reel_local_service_set_times (service, (guint) MAX (0, options->idle_seconds), (guint) MAX (0, options->use_seconds));
  server = reel_local_server_new (service, key, options->qps, (guint) options->patience);
  if (!listen_on (server, (guint) options->port, error))
    return FALSE;

  g_unix_signal_add (SIGTERM, quit, loop);
  g_unix_signal_add (SIGINT, quit, loop);
  printf ("listening on http://127.0.0.1:%u\n", reel_local_server_get_port (server));
  fflush (stdout);
  g_main_loop_run (loop);
  reel_local_server_stop (server);
  return TRUE;
}

int
main (int   argc,
      char *argv[])
{
  g_auto (Options) options = { .key_fd = -1, .idle_seconds = REEL_LOCAL_SERVICE_IDLE, .use_seconds = REEL_LOCAL_SERVICE_USE };
  g_autoptr (GError) error = NULL;
  g_autofree char *key = NULL;
  const char *locale_dir = g_getenv ("REELSEEK_LOCALEDIR");

  setlocale (LC_ALL, "");
  setlocale (LC_NUMERIC, "C");
  bindtextdomain (GETTEXT_PACKAGE, locale_dir != NULL ? locale_dir : LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  signal (SIGPIPE, SIG_IGN);
  signal (SIGXFSZ, SIG_IGN); /* a limit on a file's size is an error like a full disk, not an end */

  /* The face detector looks for cascades that Debian does not ship, and OpenCV says so for each video. */
  g_setenv ("OPENCV_LOG_LEVEL", "OFF", FALSE);
  /* This program again, started by reel-analyser-run.c; it needs no option of what follows. */
  if (argc == 2 && strcmp (argv[1], REEL_WORKER_OPTION) == 0)
    return reel_worker_main ();

  if (!parse_options (&options, &argc, &argv, &error))
    {
      fprintf (stderr, "reelseek-local: %s\n", error->message);
      return EXIT_FAILURE;
    }
  if (options.verbose)
    g_setenv ("G_MESSAGES_DEBUG", "all", FALSE);
  if (options.exit_with_parent)
    follow_parent ();
  reel_memory_set_up ();
  gst_init (NULL, NULL);

  key = options.key_file != NULL ? reel_local_key_read_file (options.key_file, &error)
                                 : reel_local_key_read_fd (options.key_fd, &error);
  if (key == NULL || !lock_data_dir (options.data_dir, &error) || !serve (&options, key, &error))
    {
      fprintf (stderr, "reelseek-local: %s\n", error->message);
      return EXIT_FAILURE;
    }
  return EXIT_SUCCESS;
}
