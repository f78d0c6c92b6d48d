/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "api/reel-client-model.h"
#include "app/reel-model-group.h"
#include "app/reel-text-row.h"
#include "widgets/reel-file-chooser.h"

struct _ReelModelGroup
{
  AdwPreferencesGroup parent_instance;

  /* template */
  AdwActionRow *used;
  GtkSpinner *spinner;
  GtkButton *choose_button;
  AdwActionRow *problem;
  AdwActionRow *folder;
  AdwActionRow *licence;
  AdwActionRow *speed;
  AdwActionRow *time;
  AdwActionRow *built_in;
  GtkButton *built_in_button;
  ReelTextRow *text;

  /* owned */
  ReelClient *client;        /* (nullable) */
  GCancellable *cancellable; /* of what is asked of the service */
};

enum
{
  RESTART_REQUESTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ReelModelGroup, reel_model_group, ADW_TYPE_PREFERENCES_GROUP)

static GCancellable *
renew_cancellable (ReelModelGroup *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  return self->cancellable;
}

/* One at a time; that something is under way is seen. */
static void
set_busy (ReelModelGroup *self,
          gboolean        busy)
{
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->choose_button), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->built_in_button), !busy);
}

/* @problem: (nullable): for people */
static void
show_problem (ReelModelGroup *self,
              const char     *problem)
{
  adw_action_row_set_subtitle (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
}

static char *
format_time (double seconds)
{
  guint minutes = (guint) MIN (ceil (seconds / 60), G_MAXUINT / 2), hours;

  if (seconds <= 0)
    return g_strdup (_ ("No videos are indexed yet"));
  if (minutes <= 90)
    return g_strdup_printf (ngettext ("About %u minute", "About %u minutes", minutes), minutes);
  hours = (minutes + 30) / 60;
  return g_strdup_printf (ngettext ("About %u hour", "About %u hours", hours), hours);
}

/* In a sandbox the path is the document portal's, and says nothing but the folder's name. */
static char *
format_folder (const char *folder)
{
  g_autofree char *name = NULL;

  if (!g_str_has_prefix (folder, "/run/user/") || strstr (folder, "/doc/") == NULL)
    return g_strdup (folder);
  name = g_path_get_basename (folder);
  /* Translators: %s is the name of a folder */
  return g_strdup_printf (_ ("%s, opened through the system’s file chooser"), name);
}

static void
show_model (ReelModelGroup        *self,
            const ReelSearchModel *model)
{
  g_autofree char *size = g_format_size (model->bytes);
  g_autofree char *folder = NULL;
  g_autofree char *speed = NULL;
  g_autofree char *time = NULL;

  set_busy (self, FALSE);
  show_problem (self, model->problem);
  gtk_widget_set_sensitive (GTK_WIDGET (self->choose_button), model->can_change);
  gtk_widget_set_sensitive (GTK_WIDGET (self->built_in_button), model->can_change);
  adw_action_row_set_subtitle (self->used, model->folder != NULL ? model->name : _ ("Built-in"));
  gtk_widget_set_visible (GTK_WIDGET (self->folder), model->folder != NULL);
  /* Also to give up one that is chosen and can't be used. */
  gtk_widget_set_visible (GTK_WIDGET (self->built_in), model->folder != NULL || model->problem != NULL);
  if (model->folder == NULL)
    return;

  folder = format_folder (model->folder);
  adw_action_row_set_subtitle (self->folder, folder);
  adw_action_row_set_subtitle (self->licence, model->licence != NULL ? model->licence : _ ("The folder has no licence file"));
  /* Translators: %s is a size such as 605 MB, %.1f a number of pictures a second */
  speed = g_strdup_printf (_ ("%s; looks at %.1f frames a second on this computer"), size, model->rate);
  adw_action_row_set_subtitle (self->speed, speed);
  time = format_time (model->seconds_to_index);
  adw_action_row_set_subtitle (self->time, time);
}

static void
on_model (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (ReelModelGroup) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelSearchModel) model = reel_client_get_search_model_finish (REEL_CLIENT (source), result, &error);

  if (model != NULL)
    show_model (self, model);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      set_busy (self, FALSE);
      adw_action_row_set_subtitle (self->used, _ ("Not known: the service does not answer"));
      show_problem (self, error->message);
    }
}

static void
refresh (ReelModelGroup *self)
{
  set_busy (self, TRUE); /* what was known stays to be read */
  if (self->client != NULL)
    reel_client_get_search_model_async (self->client, renew_cancellable (self), on_model, g_object_ref (self));
}

static void
on_refused (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (ReelModelGroup) self = user_data;
  g_autoptr (ReelSearchModel) model = reel_client_get_search_model_finish (REEL_CLIENT (source), result, NULL);
  g_autofree char *problem = g_strdup (adw_action_row_get_subtitle (self->problem));

  if (model == NULL) /* another call is under way, or the service is gone: that is told then */
    return;
  show_model (self, model);
  show_problem (self, problem);
}

static void
on_set (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr (ReelModelGroup) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelSearchModel) model = reel_client_set_search_model_finish (REEL_CLIENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (model == NULL)
    {
      const char *words = reel_api_error_get_words (error); /* of why the model is refused */

      /* What was used before still is. */
      show_problem (self, words != NULL ? words : error->message);
      if (self->client != NULL)
        reel_client_get_search_model_async (self->client, renew_cancellable (self), on_refused, g_object_ref (self));
      return;
    }
  show_model (self, model);
  if (model->needs_restart)
    g_signal_emit (self, signals[RESTART_REQUESTED], 0);
}

/* @folder: (nullable): %NULL for the built-in engine */
static void
set_model (ReelModelGroup *self,
           const char     *folder)
{
  if (self->client == NULL)
    return;
  show_problem (self, NULL);
  set_busy (self, TRUE);
  if (folder != NULL)
    adw_action_row_set_subtitle (self->used, _ ("Checking the model…"));
  reel_client_set_search_model_async (self->client, folder, renew_cancellable (self), on_set, g_object_ref (self));
}

static void
on_folder_chosen (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (ReelModelGroup) self = user_data;
  g_autoptr (GFile) folder = reel_choose_folder_finish (result, NULL);

  if (folder != NULL)
    reel_model_group_choose (self, folder);
}

static void
on_choose_clicked (ReelModelGroup *self)
{
  reel_choose_folder_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), _ ("Choose the Folder of a Search Model"),
                            on_folder_chosen, g_object_ref (self));
}

static void
on_built_in_clicked (ReelModelGroup *self)
{
  set_model (self, NULL);
}

static void
reel_model_group_dispose (GObject *object)
{
  ReelModelGroup *self = REEL_MODEL_GROUP (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (reel_model_group_parent_class)->dispose (object);
}

static void
reel_model_group_class_init (ReelModelGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = reel_model_group_dispose;

  signals[RESTART_REQUESTED] =
    g_signal_new ("restart-requested", REEL_TYPE_MODEL_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (REEL_TYPE_TEXT_ROW);

  gtk_widget_class_set_template_from_resource (widget_class, REEL_APP_PATH "/app/reel-model-group.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelModelGroup, used);
  gtk_widget_class_bind_template_child (widget_class, ReelModelGroup, spinner);
  gtk_widget_class_bind_template_child (widget_class, ReelModelGroup, choose_button);
  gtk_widget_class_bind_template_child (widget_class, ReelModelGroup, problem);
  gtk_widget_class_bind_template_child (widget_class, ReelModelGroup, folder);
  gtk_widget_class_bind_template_child (widget_class, ReelModelGroup, licence);
  gtk_widget_class_bind_template_child (widget_class, ReelModelGroup, speed);
  gtk_widget_class_bind_template_child (widget_class, ReelModelGroup, time);
  gtk_widget_class_bind_template_child (widget_class, ReelModelGroup, built_in);
  gtk_widget_class_bind_template_child (widget_class, ReelModelGroup, built_in_button);
  gtk_widget_class_bind_template_child (widget_class, ReelModelGroup, text);
  gtk_widget_class_bind_template_callback (widget_class, on_choose_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_built_in_clicked);
}

static void
reel_model_group_init (ReelModelGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * reel_model_group_set_client:
 * @self: a #ReelModelGroup
 * @client: (nullable): of the service on this computer; %NULL while it is not there
 *
 * Asks the service what it searches by.
 */
void
reel_model_group_set_client (ReelModelGroup *self,
                             ReelClient     *client)
{
  g_return_if_fail (REEL_IS_MODEL_GROUP (self));

  if (!g_set_object (&self->client, client))
    return;
  g_cancellable_cancel (self->cancellable);
  reel_text_row_set_client (self->text, client);
  refresh (self);
}

/**
 * reel_model_group_choose:
 * @self: a #ReelModelGroup with a client
 * @folder: of a search model
 *
 * Has the service check the model and use it, and tells how that went.
 */
void
reel_model_group_choose (ReelModelGroup *self,
                         GFile          *folder)
{
  const char *path;

  g_return_if_fail (REEL_IS_MODEL_GROUP (self));
  g_return_if_fail (G_IS_FILE (folder));

  path = g_file_peek_path (folder);
  if (path != NULL && g_utf8_validate (path, -1, NULL))
    set_model (self, path);
  else
    show_problem (self, _ ("Only a folder of this computer can be used whose path is valid text. Copy the model to one."));
}
