/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/reel-window-private.h"

/*
 * Questions about one video: the ways to the page that asks them, and what is remembered of a service that does not take
 * files there.
 */

/* Whether it can be that a service takes no files: the one of this computer does, and of a run's nothing is saved. */
static gboolean
is_remembered (ReelProfile *profile)
{
  return reel_profile_get_kind (profile) == REEL_PROFILE_REGION || reel_profile_get_kind (profile) == REEL_PROFILE_CUSTOM;
}

static void
set_refused (ReelWindow *self,
             gboolean    refused)
{
  ReelProfile *profile = reel_session_get_profile (self->session);
  g_auto (GStrv) saved = g_settings_get_strv (self->settings, "base64-refused");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) wanted = NULL;

  reel_analysis_page_set_files_refused (self->analysis, refused && reel_profile_get_kind (profile) != REEL_PROFILE_LOCAL);
  if (!is_remembered (profile) ||
      g_strv_contains ((const char * const *) saved, reel_profile_get_id (profile)) == refused)
    return;
  for (char **id = saved; *id != NULL; id++)
    if (!g_str_equal (*id, reel_profile_get_id (profile)))
      g_strv_builder_add (builder, *id);
  if (refused)
    g_strv_builder_add (builder, reel_profile_get_id (profile));
  wanted = g_strv_builder_end (builder);
  g_settings_set_strv (self->settings, "base64-refused", (const char * const *) wanted);
}

static void
on_file_refused (ReelWindow *self)
{
  set_refused (self, TRUE);
}

/* (transfer full): a line for each tag, as the catalogue has them */
static char *
dup_lines (ReelTags *tags)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = 0; i < reel_tags_get_n_categories (tags); i++)
    {
      const ReelTagCategory *category = reel_tags_get_category (tags, i);

      for (char **value = category->values; *value != NULL; value++)
        {
          g_autofree char *line = g_strconcat (category->name != NULL ? category->name : "",
                                               category->name != NULL ? ": " : "", *value, NULL);

          g_string_append_printf (lines, "%s\n", g_strdelimit (line, "\n\r", ' '));
        }
    }
  return g_string_free (g_steal_pointer (&lines), FALSE);
}

/* What the service said of a file is known from now on, and can be filtered by. */
static void
keep_tags (ReelWindow *self)
{
  ReelVideoAnalysis *analysis = reel_analysis_page_get_analysis (self->analysis);
  ReelTags *tags = reel_analysis_part_get_tags (reel_video_analysis_get_part (analysis, REEL_ANALYSIS_PART_TAGS));
  ReelVideoInput *input = reel_video_analysis_get_input (analysis);
  GFile *file = input != NULL ? reel_video_input_get_file (input) : NULL;
  g_autofree char *uri = file != NULL ? g_file_get_uri (file) : NULL;
  g_autofree char *lines = tags != NULL ? dup_lines (tags) : NULL;

  if (uri != NULL && lines != NULL && *lines != '\0')
    reel_catalogue_save_tags (self->catalogue, reel_profile_get_id (reel_session_get_profile (self->session)), uri, lines);
}

static void
on_file_taken (ReelWindow *self)
{
  set_refused (self, FALSE);
  keep_tags (self);
}

static void
show_page (ReelWindow *self)
{
  reel_window_show_view (self, "analysis");
  gtk_widget_grab_focus (GTK_WIDGET (self->analysis));
}

/* One that somebody asked for is analysed at once, unless the file would probably be refused: the page says so then. */
static void
analyse_file (ReelWindow *self,
              GFile      *file,
              const char *name)
{
  reel_analysis_page_set_file (self->analysis, file, name);
  show_page (self);
  if (!reel_analysis_page_get_files_refused (self->analysis))
    reel_analysis_page_start (self->analysis);
}

static void
on_analyse_requested (ReelWindow *self,
                      ReelVideo  *video)
{
  g_autoptr (GFile) file = g_file_new_for_uri (reel_video_get_uri (video));

  analyse_file (self, file, reel_video_get_name (video));
}

static void
on_analyse (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  ReelWindow *self = REEL_WINDOW (widget);

  if (self->session != NULL)
    show_page (self);
}

/**
 * reel_window_analyse:
 * @self: a #ReelWindow
 * @uri: of a video of this computer, or where the service fetches it from
 *
 * Shows what the service says of that video.
 */
void
reel_window_analyse (ReelWindow *self,
                     const char *uri)
{
  g_autofree char *scheme = NULL;

  g_return_if_fail (REEL_IS_WINDOW (self));
  g_return_if_fail (uri != NULL);

  if (self->session == NULL)
    return;
  scheme = g_uri_parse_scheme (uri);
  if (g_strcmp0 (scheme, "file") == 0)
    {
      g_autoptr (GFile) file = g_file_new_for_uri (uri);

      analyse_file (self, file, NULL);
      return;
    }
  reel_analysis_page_set_address (self->analysis, uri);
  show_page (self);
  reel_analysis_page_start (self->analysis);
}

void
reel_window_class_bind_analysis (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, on_analyse_requested);
  gtk_widget_class_bind_template_callback (widget_class, on_file_refused);
  gtk_widget_class_bind_template_callback (widget_class, on_file_taken);

  gtk_widget_class_install_action (widget_class, "win.analyse", NULL, on_analyse);
}

/* One for all sessions of the window: each job is noted with its service. */
static void
keep_journal (ReelVideoAnalysis *analysis)
{
  g_autofree char *path = NULL;
  g_autoptr (ReelAnalysisJournal) journal = NULL;

  if (reel_video_analysis_has_journal (analysis))
    return;

  path = g_build_filename (g_get_user_data_dir (), "reelseek", "analyses.ini", NULL);
  journal = reel_analysis_journal_new (path);
  reel_video_analysis_set_journal (analysis, journal);
}

/* For the session that is there now. */
void
reel_window_set_up_analysis (ReelWindow *self)
{
  ReelProfile *profile = reel_session_get_profile (self->session);
  g_auto (GStrv) refused = g_settings_get_strv (self->settings, "base64-refused");

  keep_journal (reel_analysis_page_get_analysis (self->analysis));
  reel_analysis_page_set_files_refused (self->analysis,
                                        is_remembered (profile) &&
                                          g_strv_contains ((const char * const *) refused, reel_profile_get_id (profile)));
}
