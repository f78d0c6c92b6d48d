/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/reel-json.h"
#include "base/reel-sentence.h"

/*
 * A packed sentence is JSON: an array of the msgid and the arguments; of one with a plural the first element is the array of
 * msgid, plural and number; a size is an object with "size". An argument is a text or a packed sentence. The arguments are
 * filled in here, and not by printf(): what is unpacked may come from another computer.
 */

/* How many sentences are known by their words; of more the oldest are forgotten. */
#define MOST_KNOWN 8192
/* Sentences in sentences; and bytes of a packed one. */
#define MOST_DEPTH 8
#define MOST_BYTES (64 * 1024)

typedef struct
{
  char *msgid;    /* (owned) (nullable): %NULL for a size */
  char *plural;   /* (owned) (nullable) */
  guint64 number; /* which plural it is; or the size, in bytes */
  char **args;    /* (owned) */
} Sentence;

static GMutex lock;
static GHashTable *known; /* words (owned) → Sentence (owned) */
static GQueue order = G_QUEUE_INIT; /* of words (owned by @known), from the oldest on */

static void
sentence_free (Sentence *self)
{
  g_free (self->msgid);
  g_free (self->plural);
  g_strfreev (self->args);
  g_free (self);
}

static Sentence *
sentence_new (const char *msgid,
              const char *plural,
              guint64     number,
              char      **args)
{
  Sentence *self = g_new0 (Sentence, 1);

  self->msgid = g_strdup (msgid);
  self->plural = g_strdup (plural);
  self->number = number;
  self->args = args != NULL ? args : g_new0 (char *, 1);
  return self;
}

/* @sentence: (transfer full) */
static void
remember (const char *text,
          Sentence   *sentence)
{
  g_mutex_lock (&lock);
  if (known == NULL)
    known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) sentence_free);
  if (g_hash_table_contains (known, text))
    sentence_free (sentence); /* the same, or one that says the same */
  else
    {
      char *key = g_strdup (text);

      g_hash_table_insert (known, key, sentence);
      g_queue_push_tail (&order, key);
      if (g_queue_get_length (&order) > MOST_KNOWN)
        g_hash_table_remove (known, g_queue_pop_head (&order));
    }
  g_mutex_unlock (&lock);
}

/* From a per cent sign to behind its conversion; %NULL for what is none. @index: (out): of its argument, counted from 1, or
 * 0 for the next one */
static const char *
skip_conversion (const char *at,
                 guint      *index)
{
  const char *end = ++at;

  *index = 0;
  while (g_ascii_isdigit (*end))
    end++;
  if (end > at && *end == '$')
    {
      *index = (guint) MIN (g_ascii_strtoull (at, NULL, 10), 99);
      at = ++end;
    }
  while (*end == 'l' || *end == 'h' || *end == 'z')
    end++;
  return *end != '\0' && strchr ("sudi", *end) != NULL ? end + 1 : NULL;
}

static char *
fill (const char         *format,
      const char * const *args)
{
  const guint n = g_strv_length ((char **) args);
  GString *text = g_string_new (NULL);
  guint next = 0;

  while (*format != '\0')
    {
      guint index;
      const char *end = *format == '%' ? skip_conversion (format, &index) : NULL;

      if (end != NULL)
        {
          index = index > 0 ? index - 1 : next++;
          g_string_append (text, index < n ? args[index] : "");
          format = end;
          continue;
        }
      g_string_append_c (text, *format);
      format += format[0] == '%' && format[1] == '%' ? 2 : 1;
    }
  return g_string_free (text, FALSE);
}

/* (transfer full): the arguments as texts. Those of positions are taken in their order, as xgettext wants it of a msgid. */
static char **
take_args (const char *format,
           va_list    *list)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (const char *at = strchr (format, '%'); at != NULL; at = strchr (at, '%'))
    {
      g_autofree char *number = NULL;
      guint index;
      const char *end = skip_conversion (at, &index);

      if (end == NULL)
        {
          at += at[1] != '\0' ? 2 : 1;
          continue;
        }
      if (end[-1] == 's')
        {
          const char *text = va_arg (*list, const char *);

          g_strv_builder_add (builder, text != NULL ? text : "");
        }
      else
        {
          const gboolean is_long = end[-2] == 'l' || end[-2] == 'z', is_signed = end[-1] != 'u';

          if (is_signed)
            number = g_strdup_printf ("%ld", is_long ? va_arg (*list, long) : (long) va_arg (*list, int));
          else
            number = g_strdup_printf ("%lu", is_long ? va_arg (*list, gulong) : (gulong) va_arg (*list, guint));
          g_strv_builder_add (builder, number);
        }
      at = end;
    }
  return g_strv_builder_end (builder);
}

/* (transfer full): the words. @args: (transfer full) */
static char *
word (const char *msgid,
      const char *plural,
      guint64     number,
      char      **args)
{
  const char *format = *msgid == '\0' ? "" : plural != NULL ? ngettext (msgid, plural, (gulong) number) : gettext (msgid);
  char *text = fill (format, (const char * const *) args);

  remember (text, sentence_new (msgid, plural, number, args));
  return text;
}

/**
 * reel_sentence:
 * @msgid: a sentence without arguments, marked by N_()
 *
 * Returns: (transfer none): its words
 */
const char *
reel_sentence (const char *msgid)
{
  const char *text = gettext (msgid);

  remember (text, sentence_new (msgid, NULL, 0, NULL));
  return text;
}

/**
 * reel_sentence_printf:
 * @msgid: a sentence with arguments, marked by N_(): texts and integers
 * @...: the arguments; a text may be a sentence, too
 *
 * Returns: (transfer full): its words
 */
char *
reel_sentence_printf (const char *msgid,
                      ...)
{
  va_list list;
  char **args;

  va_start (list, msgid);
  args = take_args (msgid, &list);
  va_end (list);
  return word (msgid, NULL, 0, args);
}

/**
 * reel_sentence_nprintf:
 * @msgid: a sentence for one of something
 * @plural: for another number
 * @n: the number
 * @...: the arguments
 *
 * Returns: (transfer full): its words
 */
char *
reel_sentence_nprintf (const char *msgid,
                       const char *plural,
                       gulong      n,
                       ...)
{
  va_list list;
  char **args;

  va_start (list, n);
  args = take_args (plural, &list);
  va_end (list);
  return word (msgid, plural, n, args);
}

/**
 * reel_sentence_size:
 * @bytes: a number of bytes
 *
 * Returns: (transfer full): for people, as g_format_size() says it
 */
char *
reel_sentence_size (guint64 bytes)
{
  char *text = g_format_size (bytes);

  remember (text, sentence_new (NULL, NULL, bytes, NULL));
  return text;
}

/**
 * reel_sentence_error:
 * @domain: of the error
 * @code: of the error
 * @msgid: a sentence, marked by N_()
 * @...: its arguments
 *
 * Returns: (transfer full): an error with the sentence as its message
 */
GError *
reel_sentence_error (GQuark      domain,
                     int         code,
                     const char *msgid,
                     ...)
{
  g_autofree char *text = NULL;
  va_list list;
  char **args;

  va_start (list, msgid);
  args = take_args (msgid, &list);
  va_end (list);
  text = word (msgid, NULL, 0, args);
  return g_error_new_literal (domain, code, text);
}

static JsonNode *
pack (const char *text,
      guint       depth)
{
  Sentence *sentence = depth < MOST_DEPTH && known != NULL ? g_hash_table_lookup (known, text) : NULL;
  JsonNode *node;
  JsonArray *array;

  if (sentence == NULL)
    return json_node_init_string (json_node_alloc (), text);
  node = json_node_alloc ();
  if (sentence->msgid == NULL)
    {
      g_autoptr (JsonObject) object = json_object_new ();

      json_object_set_int_member (object, "size", (gint64) MIN (sentence->number, G_MAXINT64 / 16));
      return json_node_init_object (node, object);
    }
  array = json_array_new ();
  if (sentence->plural != NULL)
    {
      JsonArray *both = json_array_new ();

      json_array_add_string_element (both, sentence->msgid);
      json_array_add_string_element (both, sentence->plural);
      json_array_add_int_element (both, (gint64) sentence->number);
      json_array_add_array_element (array, both);
    }
  else
    json_array_add_string_element (array, sentence->msgid);
  for (char **arg = sentence->args; *arg != NULL; arg++)
    json_array_add_element (array, pack (*arg, depth + 1));
  json_node_init_array (node, array);
  json_array_unref (array);
  return node;
}

/**
 * reel_sentence_pack:
 * @text: a sentence that was shown to the user
 *
 * Returns: (transfer full) (nullable): which sentence it is, with its arguments, in a form for the disk; %NULL for words of
 *   others, which have no other language, and for a sentence of long ago
 */
char *
reel_sentence_pack (const char *text)
{
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize length;
  const char *packed;

  g_return_val_if_fail (text != NULL, NULL);

  g_mutex_lock (&lock);
  if (known != NULL && g_hash_table_contains (known, text))
    node = pack (text, 0);
  g_mutex_unlock (&lock);
  if (node == NULL)
    return NULL;
  bytes = reel_json_to_bytes (node);
  packed = g_bytes_get_data (bytes, &length);
  return length <= MOST_BYTES ? g_strndup (packed, length) : NULL;
}

static const char *
string_at (JsonArray *array,
           guint      index)
{
  JsonNode *node = index < json_array_get_length (array) ? json_array_get_element (array, index) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node) : NULL;
}

static gboolean
read_number (JsonNode *node,
             guint64  *number)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64 ||
      json_node_get_int (node) < 0)
    return FALSE;
  *number = (guint64) json_node_get_int (node);
  return TRUE;
}

static char *
unpack (JsonNode *node,
        guint     depth);

static char *
unpack_array (JsonArray *array,
              guint      depth)
{
  const guint n = json_array_get_length (array);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const char *msgid = string_at (array, 0), *plural = NULL;
  guint64 number = 0;

  if (n > 0 && JSON_NODE_HOLDS_ARRAY (json_array_get_element (array, 0)))
    {
      JsonArray *both = json_array_get_array_element (array, 0);

      msgid = string_at (both, 0);
      plural = string_at (both, 1);
      if (plural == NULL || json_array_get_length (both) != 3 || !read_number (json_array_get_element (both, 2), &number))
        return NULL;
    }
  if (msgid == NULL || *msgid == '\0')
    return NULL;
  for (guint i = 1; i < n; i++)
    {
      g_autofree char *arg = unpack (json_array_get_element (array, i), depth + 1);

      if (arg == NULL)
        return NULL;
      g_strv_builder_add (builder, arg);
    }
  return word (msgid, plural, number, g_strv_builder_end (builder));
}

static char *
unpack (JsonNode *node,
        guint     depth)
{
  guint64 size;

  if (depth > MOST_DEPTH)
    return NULL;
  if (JSON_NODE_HOLDS_ARRAY (node))
    return unpack_array (json_node_get_array (node), depth);
  if (JSON_NODE_HOLDS_OBJECT (node))
    return read_number (json_object_get_member (json_node_get_object (node), "size"), &size)
             ? reel_sentence_size (size) : NULL;
  return depth > 0 && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
           ? g_strdup (json_node_get_string (node)) : NULL;
}

/**
 * reel_sentence_unpack:
 * @packed: what reel_sentence_pack() gave, perhaps on another computer
 *
 * Returns: (transfer full) (nullable): the sentence in the language of now; %NULL for what is none
 */
char *
reel_sentence_unpack (const char *packed)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonNode) node = NULL;

  g_return_val_if_fail (packed != NULL, NULL);

  bytes = g_bytes_new_static (packed, strlen (packed));
  node = reel_json_parse (bytes, MOST_BYTES, NULL);
  return node != NULL ? unpack (node, 0) : NULL;
}
