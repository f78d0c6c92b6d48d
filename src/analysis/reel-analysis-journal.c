/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "analysis/reel-analysis-journal.h"

/* The file may be anybody's work: no more of it is read, and no more is kept. The oldest go first. */
#define MAX_SIZE    (256 * 1024)
#define MAX_TEXT    8192
#define MAX_ENTRIES 16

typedef struct
{
  char *service;         /* (owned): address */
  ReelAnalysisPartKind kind;
  char *request_id;      /* (owned) (nullable): none where it was forgotten before the file was read */
  ReelVideoInput *video; /* (owned) (nullable): likewise */
  char *name;            /* (owned) (nullable) */
} Entry;

struct _ReelAnalysisJournal
{
  GObject parent_instance;

  /* owned */
  char *path;
  GPtrArray *entries; /* (element-type Entry), the oldest first */

  gboolean loaded;
  gboolean saving;
  gboolean changed; /* since what is being saved */
};

enum
{
  PROP_PATH = 1,
  PROP_IDLE,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];
static guint loaded_signal;

static const char *const kinds[] = { [REEL_ANALYSIS_PART_TAGS] = "tags", [REEL_ANALYSIS_PART_EMBEDDING] = "embedding" };

G_DEFINE_FINAL_TYPE (ReelAnalysisJournal, reel_analysis_journal, G_TYPE_OBJECT)

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->service);
  g_free (entry->request_id);
  g_clear_pointer (&entry->video, reel_video_input_unref);
  g_free (entry->name);
  g_free (entry);
}

static Entry *
find (ReelAnalysisJournal *self,
      const char          *service,
      ReelAnalysisPartKind kind,
      guint               *position)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);

      if (entry->kind == kind && g_str_equal (entry->service, service))
        {
          if (position != NULL)
            *position = i;
          return entry;
        }
    }
  return NULL;
}

static Entry *
entry_new (const char          *service,
           ReelAnalysisPartKind kind,
           const char          *request_id,
           ReelVideoInput      *video,
           const char          *name)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->service = g_strdup (service);
  entry->kind = kind;
  entry->request_id = g_strdup (request_id);
  entry->video = video != NULL ? reel_video_input_ref (video) : NULL;
  entry->name = g_strdup (name);
  return entry;
}

static void
set_string (GKeyFile   *file,
            const char *group,
            const char *key,
            const char *value)
{
  g_autofree char *valid = value != NULL ? g_utf8_make_valid (value, -1) : NULL;

  if (valid != NULL)
    g_key_file_set_string (file, group, key, valid);
}

/* (transfer full): the file's text */
static char *
print (ReelAnalysisJournal *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);
      g_autofree char *group = g_strdup_printf ("job-%u", i);
      GFile *video = entry->video != NULL ? reel_video_input_get_file (entry->video) : NULL;
      g_autofree char *uri = video != NULL ? g_file_get_uri (video) : NULL;

      if (entry->request_id == NULL)
        continue;
      set_string (file, group, "service", entry->service);
      set_string (file, group, "kind", kinds[entry->kind]);
      set_string (file, group, "request-id", entry->request_id);
      set_string (file, group, "file", uri);
      set_string (file, group, "address", uri == NULL ? reel_video_input_get_url (entry->video) : NULL);
      set_string (file, group, "name", entry->name);
    }
  return g_key_file_to_data (file, NULL, NULL);
}

/* A text that is not empty and not too long, or NULL. */
static char *
get_string (GKeyFile   *file,
            const char *group,
            const char *key)
{
  g_autofree char *text = g_key_file_get_string (file, group, key, NULL);

  return text != NULL && *text != '\0' && strlen (text) <= MAX_TEXT ? g_steal_pointer (&text) : NULL;
}

/* (transfer full) (nullable) */
static Entry *
read_entry (GKeyFile   *file,
            const char *group)
{
  g_autofree char *service = get_string (file, group, "service");
  g_autofree char *kind = get_string (file, group, "kind");
  g_autofree char *request_id = get_string (file, group, "request-id");
  g_autofree char *uri = get_string (file, group, "file");
  g_autofree char *address = get_string (file, group, "address");
  g_autofree char *name = get_string (file, group, "name");
  g_autoptr (GFile) video_file = uri != NULL ? g_file_new_for_uri (uri) : NULL;
  ReelVideoInput *video;
  Entry *entry;

  if (service == NULL || kind == NULL || request_id == NULL || (video_file == NULL && address == NULL))
    return NULL;
  if (!g_str_equal (kind, kinds[REEL_ANALYSIS_PART_TAGS]) && !g_str_equal (kind, kinds[REEL_ANALYSIS_PART_EMBEDDING]))
    return NULL;
  video = video_file != NULL ? reel_video_input_new_for_file (video_file) : reel_video_input_new_for_url (address);
  entry = entry_new (service, g_str_equal (kind, kinds[REEL_ANALYSIS_PART_TAGS]) ? REEL_ANALYSIS_PART_TAGS
                                                                                 : REEL_ANALYSIS_PART_EMBEDDING,
                     request_id, video, name != NULL ? name : address);
  reel_video_input_unref (video);
  return entry;
}

/* Changes made while the file was being read are newer than the file. */
static void
take_text (ReelAnalysisJournal *self,
           const char          *text)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_auto (GStrv) groups = NULL;
  gsize n = 0;
  guint position = 0;

  if (!g_key_file_load_from_data (file, text, strlen (text), G_KEY_FILE_NONE, NULL))
    return;
  groups = g_key_file_get_groups (file, &n);
  for (gsize i = n > MAX_ENTRIES ? n - MAX_ENTRIES : 0; i < n; i++)
    {
      Entry *entry = read_entry (file, groups[i]);

      if (entry == NULL)
        continue;
      if (find (self, entry->service, entry->kind, NULL) != NULL)
        entry_free (entry);
      else
        g_ptr_array_insert (self->entries, (gint) position++, entry);
    }
}

static void
load_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  g_autoptr (GFile) file = g_file_new_for_path (task_data);
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, NULL);
  g_autofree char *text = g_malloc (MAX_SIZE + 1);
  gsize length = 0;

  if (stream != NULL)
    g_input_stream_read_all (G_INPUT_STREAM (stream), text, MAX_SIZE, &length, cancellable, NULL);
  text[length] = '\0';
  g_task_return_pointer (task, g_steal_pointer (&text), g_free);
}

static void
save (ReelAnalysisJournal *self);

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  ReelAnalysisJournal *self = REEL_ANALYSIS_JOURNAL (source);
  g_autofree char *text = g_task_propagate_pointer (G_TASK (result), NULL);

  if (text != NULL)
    take_text (self, text);
  self->loaded = TRUE;
  for (guint i = self->entries->len; i > 0; i--)
    if (((Entry *) g_ptr_array_index (self->entries, i - 1))->request_id == NULL)
      g_ptr_array_remove_index (self->entries, i - 1);
  if (self->changed)
    save (self);
  g_signal_emit (self, loaded_signal, 0);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_IDLE]);
}

typedef struct
{
  char *path; /* (owned) */
  char *text; /* (owned) */
} Saving;

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  g_free (saving->path);
  g_free (saving->text);
  g_free (saving);
}

static void
save_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Saving *saving = task_data;
  g_autofree char *folder = g_path_get_dirname (saving->path);
  GError *error = NULL;

  g_mkdir_with_parents (folder, 0700);
  if (g_file_set_contents_full (saving->path, saving->text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                0600, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  ReelAnalysisJournal *self = REEL_ANALYSIS_JOURNAL (source);
  g_autoptr (GError) error = NULL;

  self->saving = FALSE;
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_message ("%s", error->message); /* the analysis goes on without; only a quit would lose it */
  if (self->changed)
    save (self);
  else
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_IDLE]);
}

/* One after the other, so that the newest is the last. */
static void
save (ReelAnalysisJournal *self)
{
  g_autoptr (GTask) task = NULL;
  Saving *saving;

  self->changed = TRUE;
  if (self->saving || !self->loaded)
    return;
  self->changed = FALSE;
  self->saving = TRUE;
  saving = g_new0 (Saving, 1);
  saving->path = g_strdup (self->path);
  saving->text = print (self);
  task = g_task_new (self, NULL, saved_cb, NULL);
  g_task_set_source_tag (task, save);
  g_task_set_task_data (task, saving, saving_free);
  g_task_run_in_thread (task, save_thread);
}

/**
 * reel_analysis_journal_get_idle:
 * @self: a journal
 *
 * Returns: whether the file has been read, and has all that was noted
 */
gboolean
reel_analysis_journal_get_idle (ReelAnalysisJournal *self)
{
  g_return_val_if_fail (REEL_IS_ANALYSIS_JOURNAL (self), FALSE);

  return self->loaded && !self->saving && !self->changed;
}

/**
 * reel_analysis_journal_note:
 * @self: a journal
 * @service: the service's address
 * @kind: what it was asked for
 * @request_id: of the job
 * @video: what the job is about
 * @name: (nullable): what people call the video
 *
 * Notes that a service has a job, in the place of the one before of that kind.
 */
void
reel_analysis_journal_note (ReelAnalysisJournal *self,
                            const char          *service,
                            ReelAnalysisPartKind kind,
                            const char          *request_id,
                            ReelVideoInput      *video,
                            const char          *name)
{
  guint position;
  Entry *entry;

  g_return_if_fail (REEL_IS_ANALYSIS_JOURNAL (self));
  g_return_if_fail (service != NULL);
  g_return_if_fail (request_id != NULL);
  g_return_if_fail (video != NULL);

  entry = find (self, service, kind, &position);
  if (entry != NULL && g_strcmp0 (entry->request_id, request_id) == 0)
    return;
  if (entry != NULL)
    g_ptr_array_remove_index (self->entries, position);
  while (self->entries->len >= MAX_ENTRIES)
    g_ptr_array_remove_index (self->entries, 0);
  g_ptr_array_add (self->entries, entry_new (service, kind, request_id, video, name));
  save (self);
}

/**
 * reel_analysis_journal_forget:
 * @self: a journal
 * @service: the service's address
 * @kind: what it was asked for
 *
 * Nobody waits for that job any more, or it has ended.
 */
void
reel_analysis_journal_forget (ReelAnalysisJournal *self,
                              const char          *service,
                              ReelAnalysisPartKind kind)
{
  guint position;
  gboolean known;

  g_return_if_fail (REEL_IS_ANALYSIS_JOURNAL (self));
  g_return_if_fail (service != NULL);

  known = find (self, service, kind, &position) != NULL;
  if (known)
    g_ptr_array_remove_index (self->entries, position);
  if (!self->loaded) /* it may be in the file */
    g_ptr_array_add (self->entries, entry_new (service, kind, NULL, NULL, NULL));
  if (known || !self->loaded)
    save (self);
}

/**
 * reel_analysis_journal_find:
 * @self: a journal
 * @service: the service's address
 * @kind: what it was asked for
 * @video: (out) (optional) (transfer none): what the job is about
 * @name: (out) (optional) (nullable) (transfer none): what people call the video
 *
 * Returns: (transfer none) (nullable): the request id of the job that the service has, as far as the file was read
 */
const char *
reel_analysis_journal_find (ReelAnalysisJournal *self,
                            const char          *service,
                            ReelAnalysisPartKind kind,
                            ReelVideoInput     **video,
                            const char         **name)
{
  Entry *entry;

  g_return_val_if_fail (REEL_IS_ANALYSIS_JOURNAL (self), NULL);
  g_return_val_if_fail (service != NULL, NULL);

  entry = find (self, service, kind, NULL);
  if (entry == NULL || entry->request_id == NULL)
    return NULL;
  if (video != NULL)
    *video = entry->video;
  if (name != NULL)
    *name = entry->name;
  return entry->request_id;
}

static void
reel_analysis_journal_get_property (GObject    *object,
                                    guint       id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_IDLE:
      g_value_set_boolean (value, reel_analysis_journal_get_idle (REEL_ANALYSIS_JOURNAL (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_analysis_journal_set_property (GObject      *object,
                                    guint         id,
                                    const GValue *value,
                                    GParamSpec   *pspec)
{
  switch (id)
    {
    case PROP_PATH:
      REEL_ANALYSIS_JOURNAL (object)->path = g_value_dup_string (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_analysis_journal_constructed (GObject *object)
{
  ReelAnalysisJournal *self = REEL_ANALYSIS_JOURNAL (object);
  g_autoptr (GTask) task = g_task_new (self, NULL, loaded_cb, NULL);

  G_OBJECT_CLASS (reel_analysis_journal_parent_class)->constructed (object);
  g_task_set_source_tag (task, reel_analysis_journal_constructed);
  g_task_set_task_data (task, g_strdup (self->path), g_free);
  g_task_run_in_thread (task, load_thread);
}

static void
reel_analysis_journal_finalize (GObject *object)
{
  ReelAnalysisJournal *self = REEL_ANALYSIS_JOURNAL (object);

  g_free (self->path);
  g_ptr_array_unref (self->entries);

  G_OBJECT_CLASS (reel_analysis_journal_parent_class)->finalize (object);
}

static void
reel_analysis_journal_class_init (ReelAnalysisJournalClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = reel_analysis_journal_constructed;
  object_class->finalize = reel_analysis_journal_finalize;
  object_class->get_property = reel_analysis_journal_get_property;
  object_class->set_property = reel_analysis_journal_set_property;

  props[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL,
                                          G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  props[PROP_IDLE] = g_param_spec_boolean ("idle", NULL, NULL, FALSE,
                                           G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  loaded_signal =
    g_signal_new ("loaded", REEL_TYPE_ANALYSIS_JOURNAL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
reel_analysis_journal_init (ReelAnalysisJournal *self)
{
  self->entries = g_ptr_array_new_with_free_func (entry_free);
}

/**
 * reel_analysis_journal_new:
 * @path: the file, which need not be there
 *
 * Returns: (transfer full): a journal, which begins to read the file
 */
ReelAnalysisJournal *
reel_analysis_journal_new (const char *path)
{
  g_return_val_if_fail (path != NULL, NULL);

  return g_object_new (REEL_TYPE_ANALYSIS_JOURNAL, "path", path, NULL);
}
