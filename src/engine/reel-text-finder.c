/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdbool.h>
#include <string.h>

#include <glib/gi18n.h>
#include <gmodule.h>

#include "engine/reel-engine-error.h"
#include "engine/reel-text-finder.h"
#include "media/reel-luma.h"

/* Tesseract 5, as Debian and the GNOME runtimes name it. Its C interface has been the same since version 4. */
#define LIBRARY "libtesseract.so.5"

#define SPARSE_TEXT 11 /* PSM_SPARSE_TEXT: words anywhere, in no order */
#define WORD 3         /* RIL_WORD */

/* Percent, by letters. Below it most of what Tesseract reads in footage is no text at all: leaves and windows are short words
 * to it, and hardly ever long ones. */
#define FEWEST_LETTERS 3
#define CONFIDENCE_OF_THREE 88.f
#define CONFIDENCE_OF_FOUR 78.f
#define CONFIDENCE_OF_MORE 70.f

/* Less does not help: what is large enough to be read may be lost. */
#define LEAST_ENLARGEMENT 1.6

/* Milliseconds for a picture, on a busy computer too, and how much of what is read is kept. */
#define DEADLINE 10000
#define MOST_BYTES 1000

typedef struct _Api Api;
typedef struct _Iterator Iterator;
typedef struct _Monitor Monitor;

/* The functions that are used, under their names without 'Tess'. */
typedef struct
{
  Api *(*create) (void);
  void (*delete) (Api *api);
  int (*init) (Api *api, const char *folder, const char *languages);
  char **(*list) (const Api *api);
  const char *(*get_folder) (Api *api);
  int (*set) (Api *api, const char *name, const char *value);
  void (*set_mode) (Api *api, int mode);
  void (*set_image) (Api *api, const guint8 *data, int width, int height, int bytes_per_pixel, int bytes_per_line);
  void (*set_resolution) (Api *api, int dpi);
  int (*recognize) (Api *api, Monitor *monitor);
  Iterator *(*get_iterator) (Api *api);
  void (*clear) (Api *api);
  char *(*get_text) (const Iterator *iterator, int level);
  float (*get_confidence) (const Iterator *iterator, int level);
  int (*next) (Iterator *iterator, int level);
  void (*delete_iterator) (Iterator *iterator);
  void (*delete_text) (const char *text);
  void (*delete_list) (char **list);
  Monitor *(*monitor_create) (void);
  void (*monitor_delete) (Monitor *monitor);
  void (*monitor_set_cancel) (Monitor *monitor, bool (*func) (void *data, int words));
  void (*monitor_set_data) (Monitor *monitor, void *data);
  void (*monitor_set_deadline) (Monitor *monitor, int milliseconds);
} Functions;

static const struct
{
  const char *name;
  gsize offset;
} symbols[] = {
  { "TessBaseAPICreate", G_STRUCT_OFFSET (Functions, create) },
  { "TessBaseAPIDelete", G_STRUCT_OFFSET (Functions, delete) },
  { "TessBaseAPIInit3", G_STRUCT_OFFSET (Functions, init) },
  { "TessBaseAPIGetAvailableLanguagesAsVector", G_STRUCT_OFFSET (Functions, list) },
  { "TessBaseAPIGetDatapath", G_STRUCT_OFFSET (Functions, get_folder) },
  { "TessBaseAPISetVariable", G_STRUCT_OFFSET (Functions, set) },
  { "TessBaseAPISetPageSegMode", G_STRUCT_OFFSET (Functions, set_mode) },
  { "TessBaseAPISetImage", G_STRUCT_OFFSET (Functions, set_image) },
  { "TessBaseAPISetSourceResolution", G_STRUCT_OFFSET (Functions, set_resolution) },
  { "TessBaseAPIRecognize", G_STRUCT_OFFSET (Functions, recognize) },
  { "TessBaseAPIGetIterator", G_STRUCT_OFFSET (Functions, get_iterator) },
  { "TessBaseAPIClear", G_STRUCT_OFFSET (Functions, clear) },
  { "TessResultIteratorGetUTF8Text", G_STRUCT_OFFSET (Functions, get_text) },
  { "TessResultIteratorConfidence", G_STRUCT_OFFSET (Functions, get_confidence) },
  { "TessResultIteratorNext", G_STRUCT_OFFSET (Functions, next) },
  { "TessResultIteratorDelete", G_STRUCT_OFFSET (Functions, delete_iterator) },
  { "TessDeleteText", G_STRUCT_OFFSET (Functions, delete_text) },
  { "TessDeleteTextArray", G_STRUCT_OFFSET (Functions, delete_list) },
  { "TessMonitorCreate", G_STRUCT_OFFSET (Functions, monitor_create) },
  { "TessMonitorDelete", G_STRUCT_OFFSET (Functions, monitor_delete) },
  { "TessMonitorSetCancelFunc", G_STRUCT_OFFSET (Functions, monitor_set_cancel) },
  { "TessMonitorSetCancelThis", G_STRUCT_OFFSET (Functions, monitor_set_data) },
  { "TessMonitorSetDeadlineMSecs", G_STRUCT_OFFSET (Functions, monitor_set_deadline) },
};

/* The names that Tesseract has for the languages of people who use this program; English is always read. */
static const struct
{
  const char *locale, *tesseract;
} languages[] = {
  { "zh_TW", "chi_tra" }, { "zh_HK", "chi_tra" }, { "zh", "chi_sim" }, { "ja", "jpn" }, { "ko", "kor" }, { "de", "deu" },
  { "fr", "fra" },        { "es", "spa" },        { "it", "ita" },     { "pt", "por" }, { "ru", "rus" },
};

struct _ReelTextFinder
{
  GObject parent_instance;

  /* under the lock */
  GMutex lock;
  Functions functions; /* all or none are set */
  Api *api;            /* (owned) (nullable): the reader, while nobody uses it */
  gboolean is_used;
  GCond free;          /* it is not any more */
  char *languages;     /* (owned) (nullable): such as `eng+deu`, once it is loaded */
  char *folder;        /* (owned) (nullable): of their data, then */
};

G_DEFINE_FINAL_TYPE (ReelTextFinder, reel_text_finder, G_TYPE_OBJECT)

static void
free_reader (ReelTextFinder *self)
{
  if (self->api != NULL)
    self->functions.delete (self->api);
  self->api = NULL;
}

static void
reel_text_finder_finalize (GObject *object)
{
  ReelTextFinder *self = REEL_TEXT_FINDER (object);

  free_reader (self);
  g_free (self->languages);
  g_free (self->folder);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->free);

  G_OBJECT_CLASS (reel_text_finder_parent_class)->finalize (object);
}

static void
reel_text_finder_class_init (ReelTextFinderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reel_text_finder_finalize;
}

static void
reel_text_finder_init (ReelTextFinder *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->free);
}

/**
 * reel_text_finder_new:
 *
 * Returns: (transfer full): a #ReelTextFinder that has loaded nothing yet
 */
ReelTextFinder *
reel_text_finder_new (void)
{
  return g_object_new (REEL_TYPE_TEXT_FINDER, NULL);
}

/* The library stays in the process: it registers what can't be taken back. */
static gboolean
load_library (Functions  *functions,
              GError    **error)
{
  Functions loaded = { NULL, };
  GModule *module = g_module_open (LIBRARY, G_MODULE_BIND_LOCAL);
  gboolean whole = module != NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (symbols) && whole; i++)
    whole = g_module_symbol (module, symbols[i].name, &G_STRUCT_MEMBER (gpointer, &loaded, symbols[i].offset))
            && G_STRUCT_MEMBER (gpointer, &loaded, symbols[i].offset) != NULL;
  if (!whole)
    {
      g_set_error_literal (error, REEL_ENGINE_ERROR, REEL_ENGINE_ERROR_MODEL,
                           _ ("Text in pictures can’t be read: Tesseract is not installed on this computer."));
      return FALSE;
    }

  g_module_make_resident (module);
  *functions = loaded;
  return TRUE;
}

static Api *
make_api (const Functions *functions,
          const char      *wanted,
          GError         **error)
{
  Api *api = functions->create ();

  if (functions->init (api, NULL, wanted) != 0)
    {
      functions->delete (api);
      g_set_error_literal (error, REEL_ENGINE_ERROR, REEL_ENGINE_ERROR_MODEL,
                           _ ("Text in pictures can’t be read: Tesseract’s data for English is not installed."));
      return NULL;
    }

  functions->set (api, "debug_file", "/dev/null");
  functions->set_mode (api, SPARSE_TEXT);
  return api;
}

static gboolean
has_language (char      **installed,
              const char *name)
{
  return installed != NULL && g_strv_contains ((const char *const *) installed, name);
}

/* English, and the first of the user's languages that there is data for: each one more takes longer. */
static char *
choose_languages (const Functions *functions,
                  Api             *api)
{
  char **installed = functions->list (api);
  const char *const *locales = g_get_language_names ();
  char *chosen = NULL;

  for (guint i = 0; locales[i] != NULL && chosen == NULL; i++)
    for (gsize j = 0; j < G_N_ELEMENTS (languages) && chosen == NULL; j++)
      if (g_str_equal (locales[i], languages[j].locale) && has_language (installed, languages[j].tesseract))
        chosen = g_strconcat ("eng+", languages[j].tesseract, NULL);
  if (installed != NULL)
    functions->delete_list (installed);
  return chosen != NULL ? chosen : g_strdup ("eng");
}

/* Under the lock. */
static gboolean
load_locked (ReelTextFinder *self,
             GError        **error)
{
  Api *api;

  if (self->languages != NULL)
    return TRUE;
  if (self->functions.create == NULL && !load_library (&self->functions, error))
    return FALSE;
  api = make_api (&self->functions, "eng", error);
  if (api == NULL)
    return FALSE;

  self->languages = choose_languages (&self->functions, api);
  self->folder = g_strdup (self->functions.get_folder (api));
  if (g_str_equal (self->languages, "eng"))
    self->api = api;
  else
    self->functions.delete (api);
  return TRUE;
}

/**
 * reel_text_finder_load:
 * @self: a #ReelTextFinder
 * @error: return location of %REEL_ENGINE_ERROR_MODEL, which says what is missing
 *
 * Finds out whether text can be read. Blocks for some tenths of a second, the first time.
 *
 * Returns: whether it can
 */
gboolean
reel_text_finder_load (ReelTextFinder  *self,
                       GError         **error)
{
  gboolean loaded;

  g_return_val_if_fail (REEL_IS_TEXT_FINDER (self), FALSE);

  g_mutex_lock (&self->lock);
  loaded = load_locked (self, error);
  g_mutex_unlock (&self->lock);
  return loaded;
}

/**
 * reel_text_finder_get_languages:
 * @self: a #ReelTextFinder
 *
 * Returns: (transfer none) (nullable): what it reads, as Tesseract names it, such as `eng+deu`; %NULL until it is loaded
 */
const char *
reel_text_finder_get_languages (ReelTextFinder *self)
{
  g_return_val_if_fail (REEL_IS_TEXT_FINDER (self), NULL);

  return self->languages;
}

/**
 * reel_text_finder_get_folder:
 * @self: a #ReelTextFinder
 *
 * Returns: (transfer none) (nullable): the folder of the languages' data, which is read again after reel_text_finder_trim();
 *   %NULL until it is loaded
 */
const char *
reel_text_finder_get_folder (ReelTextFinder *self)
{
  g_return_val_if_fail (REEL_IS_TEXT_FINDER (self), NULL);

  return self->folder;
}

/* There is one reader, as each takes some tens of megabytes; what else a clip needs takes longer than to wait for it. */
static Api *
borrow (ReelTextFinder *self,
        GError        **error)
{
  Api *api = NULL;

  g_mutex_lock (&self->lock);
  while (self->is_used)
    g_cond_wait (&self->free, &self->lock);
  if (load_locked (self, error))
    {
      api = g_steal_pointer (&self->api);
      if (api == NULL)
        api = make_api (&self->functions, self->languages, error);
    }
  self->is_used = api != NULL;
  g_mutex_unlock (&self->lock);
  return api;
}

static void
give_back (ReelTextFinder *self,
           Api            *api)
{
  self->functions.clear (api);
  g_mutex_lock (&self->lock);
  self->api = api;
  self->is_used = FALSE;
  g_cond_signal (&self->free);
  g_mutex_unlock (&self->lock);
}

/* Words, and runs of Chinese, Japanese and Korean, of which one character says something. */
static gboolean
is_word (const char *text,
         float       confidence)
{
  guint letters = 0, wide = 0, others = 0;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_iswide (c) && g_unichar_isalpha (c))
        wide++;
      else if (g_unichar_isalnum (c))
        letters++;
      else
        others++;
    }
  if (wide > 0)
    return confidence >= CONFIDENCE_OF_FOUR && FEWEST_LETTERS * wide + letters > 2 * others;
  if (letters < FEWEST_LETTERS || letters <= 2 * others)
    return FALSE;
  return confidence >= (letters == 3 ? CONFIDENCE_OF_THREE : letters == 4 ? CONFIDENCE_OF_FOUR : CONFIDENCE_OF_MORE);
}

static char *
collect (const Functions *functions,
         Api             *api)
{
  Iterator *iterator = functions->get_iterator (api);
  GString *text = g_string_new (NULL);

  if (iterator != NULL)
    {
      do
        {
          char *word = functions->get_text (iterator, WORD);

          if (word == NULL)
            continue;
          if (g_utf8_validate (word, -1, NULL) && is_word (word, functions->get_confidence (iterator, WORD))
              && text->len + strlen (word) < MOST_BYTES)
            g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", word);
          functions->delete_text (word);
        }
      while (functions->next (iterator, WORD));
      functions->delete_iterator (iterator);
    }

  if (text->len > 0)
    return g_string_free (text, FALSE);
  g_string_free (text, TRUE);
  return NULL;
}

/* Letters of a few pixels become readable by being drawn larger, if only smoothly: to %REEL_TEXT_FINDER_SIDE, twice the size
 * at most. (transfer full) (nullable) */
static guint8 *
enlarge (const ReelLuma *luma,
         guint          *width,
         guint          *height)
{
  guint side = MAX (luma->width, luma->height);
  double scale = side > 0 ? MIN (2.0, (double) REEL_TEXT_FINDER_SIDE / side) : 0;
  guint8 *pixels;

  if (scale < LEAST_ENLARGEMENT)
    return NULL;
  *width = (guint) (luma->width * scale);
  *height = (guint) (luma->height * scale);
  pixels = g_malloc ((gsize) *width * *height);
  for (guint y = 0; y < *height; y++)
    {
      double v = CLAMP ((y + 0.5) / scale - 0.5, 0.0, luma->height - 1.0);
      guint top = (guint) v, bottom = MIN (top + 1, luma->height - 1);
      const guint8 *above = luma->pixels + (gsize) top * luma->width, *below = luma->pixels + (gsize) bottom * luma->width;

      for (guint x = 0; x < *width; x++)
        {
          double u = CLAMP ((x + 0.5) / scale - 0.5, 0.0, luma->width - 1.0);
          guint left = (guint) u, right = MIN (left + 1, luma->width - 1);
          double upper = above[left] + (u - left) * (above[right] - above[left]);
          double lower = below[left] + (u - left) * (below[right] - below[left]);

          pixels[(gsize) y * *width + x] = (guint8) (upper + (v - top) * (lower - upper) + 0.5);
        }
    }
  return pixels;
}

static bool
is_cancelled (void *data,
              int   words)
{
  return g_cancellable_is_cancelled (data);
}

/**
 * reel_text_finder_read:
 * @self: a #ReelTextFinder
 * @frame: a picture, best of %REEL_TEXT_FINDER_SIDE pixels or more; a smaller one is enlarged
 * @cancellable: (nullable): ends it within a moment
 * @error: return location of a #ReelEngineError, or %G_IO_ERROR_CANCELLED
 *
 * Blocks for about a tenth of a second of the processor, for ten seconds at most, and while another picture is read.
 *
 * Returns: (transfer full) (nullable): the words that it is sure of, with a space between them; %NULL without an error where
 *   there are none
 */
char *
reel_text_finder_read (ReelTextFinder  *self,
                       ReelFrame       *frame,
                       GCancellable    *cancellable,
                       GError         **error)
{
  g_autoptr (ReelLuma) luma = NULL;
  g_autofree guint8 *larger = NULL;
  guint width, height;
  Monitor *monitor;
  Api *api;
  char *text = NULL;

  g_return_val_if_fail (REEL_IS_TEXT_FINDER (self), NULL);
  g_return_val_if_fail (frame != NULL, NULL);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  luma = reel_luma_new_from_frame (frame, frame->width * frame->height);
  if (luma == NULL)
    {
      reel_engine_error_set_frame (error);
      return NULL;
    }
  width = luma->width;
  height = luma->height;
  larger = enlarge (luma, &width, &height);
  api = borrow (self, error);
  if (api == NULL)
    return NULL;

  monitor = self->functions.monitor_create ();
  self->functions.monitor_set_deadline (monitor, DEADLINE);
  self->functions.monitor_set_data (monitor, cancellable);
  if (cancellable != NULL)
    self->functions.monitor_set_cancel (monitor, is_cancelled);
  self->functions.set_image (api, larger != NULL ? larger : luma->pixels, (int) width, (int) height, 1, (int) width);
  self->functions.set_resolution (api, 96);
  if (self->functions.recognize (api, monitor) == 0)
    text = collect (&self->functions, api);
  self->functions.monitor_delete (monitor);
  give_back (self, api);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    g_clear_pointer (&text, g_free);
  return text;
}

/**
 * reel_text_finder_trim:
 * @self: a #ReelTextFinder
 *
 * Lets go of memory, until text is read again.
 */
void
reel_text_finder_trim (ReelTextFinder *self)
{
  g_return_if_fail (REEL_IS_TEXT_FINDER (self));

  g_mutex_lock (&self->lock);
  free_reader (self);
  g_mutex_unlock (&self->lock);
}
