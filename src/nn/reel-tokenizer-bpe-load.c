/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "reel-text-error.h"
#include "reel-text-file.h"
#include "reel-tokenizer-bpe-private.h"

/*
 * A vocabulary is in tokenizer.json, or in vocab.json and merges.txt. Names of tokens are bytes, each written as a character
 * of its own: bytes that are printable in Latin-1 as that character, the others as those from U+0100 on, in their order.
 */

#define MAX_JSON   (32 * 1024 * 1024)
#define MAX_TOKENS (1 << 20)
#define MAX_ADDED  64
#define BEGIN      "<|startoftext|>"
#define END        "<|endoftext|>"
#define WORD_END   "</w>"

static gboolean
damaged (GError    **error,
         const char *what)
{
  g_set_error (error, REEL_TEXT_ERROR, REEL_TEXT_ERROR_DAMAGED, "the vocabulary is damaged: %s", what);
  return FALSE;
}

static gboolean
unsupported (GError    **error,
             const char *what)
{
  g_set_error (error, REEL_TEXT_ERROR, REEL_TEXT_ERROR_UNSUPPORTED, "the tokenizer is not one of CLIP's kind: %s", what);
  return FALSE;
}

/* Returns: whether @node is a whole number that can be an id */
static gboolean
get_id (JsonNode *node,
        guint32  *id)
{
  gint64 value;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;
  value = json_node_get_int (node);
  if (value < 0 || value >= MAX_TOKENS)
    return FALSE;
  *id = (guint32) value;
  return TRUE;
}

static const char *
get_string (JsonNode *node)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

static JsonObject *
get_object (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static JsonArray *
get_array (JsonObject *object,
           const char *key)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, key) : NULL;

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/* Returns: (nullable) (transfer full): names, borrowed from @object, and ids + 1 */
static GHashTable *
read_names (ReelTokenizerBpe *self,
            JsonObject       *object,
            GError          **error)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (json_object_get_size (object) > MAX_TOKENS)
    {
      damaged (error, "there are too many tokens");
      return NULL;
    }
  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, &node))
    {
      guint32 id;

      if (!get_id (node, &id))
        {
          damaged (error, "a token has no number");
          return NULL;
        }
      self->n_ids = MAX (self->n_ids, id + 1);
      g_hash_table_insert (names, (gpointer) name, GUINT_TO_POINTER (id + 1));
    }
  return g_steal_pointer (&names);
}

static guint32
find_name (GHashTable *names,
           const char *name)
{
  guint id = GPOINTER_TO_UINT (g_hash_table_lookup (names, name));

  return id > 0 ? id - 1 : REEL_TOKENIZER_BPE_NONE;
}

static gboolean
read_bytes (ReelTokenizerBpe *self,
            GHashTable       *names,
            GError          **error)
{
  gunichar other = 0x100;

  for (guint byte = 0; byte < 256; byte++)
    {
      gboolean printable = (byte >= '!' && byte <= '~') || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
      char name[6 + sizeof WORD_END];
      int length = g_unichar_to_utf8 (printable ? byte : other++, name);

      name[length] = '\0';
      self->bytes[byte] = find_name (names, name);
      strcpy (name + length, WORD_END);
      self->last_bytes[byte] = find_name (names, name);
      if (self->bytes[byte] == REEL_TOKENIZER_BPE_NONE || self->last_bytes[byte] == REEL_TOKENIZER_BPE_NONE)
        return unsupported (error, "it has no token for some byte");
    }
  return TRUE;
}

static void
make_table (ReelTokenizerBpe *self,
            gsize             n_merges)
{
  guint32 slots = 4;

  while (slots < 2 * n_merges)
    slots *= 2;
  self->mask = slots - 1;
  self->merges = g_new (ReelTokenizerBpeMerge, slots);
  memset (self->merges, 0xff, slots * sizeof *self->merges);
}

static gboolean
add_merge (ReelTokenizerBpe *self,
           GHashTable       *names,
           guint32           rank,
           const char       *left,
           const char       *right,
           GError          **error)
{
  g_autofree char *both = g_strconcat (left, right, NULL);
  ReelTokenizerBpeMerge merge = { find_name (names, left), find_name (names, right), rank, find_name (names, both) };

  if (MAX (MAX (merge.left, merge.right), merge.merged) == REEL_TOKENIZER_BPE_NONE)
    return damaged (error, "a merge has a token that is not in it");
  reel_tokenizer_bpe_add_merge (self, &merge);
  return TRUE;
}

/* "left right" */
static gboolean
add_written_merge (ReelTokenizerBpe *self,
                   GHashTable       *names,
                   guint32           rank,
                   const char       *line,
                   GError          **error)
{
  const char *space = strchr (line, ' ');
  g_autofree char *left = NULL;

  if (space == NULL || space == line || space[1] == '\0' || strchr (space + 1, ' ') != NULL)
    return damaged (error, "a merge is not of two tokens");
  left = g_strndup (line, (gsize) (space - line));
  return add_merge (self, names, rank, left, space + 1, error);
}

/* Texts or pairs of texts. */
static gboolean
read_json_merges (ReelTokenizerBpe *self,
                  GHashTable       *names,
                  JsonArray        *merges,
                  GError          **error)
{
  guint n = json_array_get_length (merges);

  if (n > MAX_TOKENS)
    return damaged (error, "there are too many merges");
  make_table (self, n);
  for (guint i = 0; i < n; i++)
    {
      JsonNode *node = json_array_get_element (merges, i);
      const char *line = get_string (node);
      JsonArray *pair = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
      const char *left, *right;

      if (line != NULL)
        {
          if (!add_written_merge (self, names, i, line, error))
            return FALSE;
          continue;
        }
      if (pair == NULL || json_array_get_length (pair) != 2)
        return damaged (error, "a merge is not of two tokens");
      left = get_string (json_array_get_element (pair, 0));
      right = get_string (json_array_get_element (pair, 1));
      if (left == NULL || right == NULL)
        return damaged (error, "a merge is not of two tokens");
      if (!add_merge (self, names, i, left, right, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_written_merges (ReelTokenizerBpe *self,
                     GHashTable       *names,
                     const char       *path,
                     GError          **error)
{
  g_autoptr (GMappedFile) file = reel_text_file_map (path, error);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint32 rank = 0;

  if (file == NULL)
    return FALSE;
  if (g_mapped_file_get_length (file) > MAX_JSON)
    return damaged (error, "merges.txt is too large");
  text = g_strndup (g_mapped_file_get_contents (file), g_mapped_file_get_length (file));
  lines = g_strsplit (text, "\n", -1);
  make_table (self, MIN (g_strv_length (lines), MAX_TOKENS));
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_strchomp (lines[i]);
      if (*lines[i] == '\0' || (i == 0 && g_str_has_prefix (lines[i], "#version")))
        continue;
      if (rank >= MAX_TOKENS)
        return damaged (error, "there are too many merges");
      if (!add_written_merge (self, names, rank++, lines[i], error))
        return FALSE;
    }
  return TRUE;
}

static void
add_special (ReelTokenizerBpe *self,
             const char       *content,
             guint32           id)
{
  ReelTokenizerBpeAdded added = { g_strdup (content), id };

  g_array_append_val (self->added, added);
  self->n_ids = MAX (self->n_ids, id + 1);
}

/* The tokens of begin and end may be in the vocabulary, in the list of added tokens, or in both. */
static gboolean
read_specials (ReelTokenizerBpe *self,
               GHashTable       *names,
               JsonArray        *added,
               GError          **error)
{
  guint n = added != NULL ? json_array_get_length (added) : 0;

  if (n > MAX_ADDED)
    return unsupported (error, "it has too many special tokens");
  self->begin = find_name (names, BEGIN);
  self->end = find_name (names, END);
  for (guint i = 0; i < n; i++)
    {
      JsonNode *node = json_array_get_element (added, i);
      JsonObject *object = get_object (node);
      const char *content = object != NULL ? get_string (json_object_get_member (object, "content")) : NULL;
      guint32 id;

      if (content == NULL || *content == '\0' || !get_id (json_object_get_member (object, "id"), &id))
        return damaged (error, "a special token has no name or number");
      add_special (self, content, id);
      if (strcmp (content, BEGIN) == 0)
        self->begin = id;
      if (strcmp (content, END) == 0)
        self->end = id;
    }
  if (self->begin == REEL_TOKENIZER_BPE_NONE || self->end == REEL_TOKENIZER_BPE_NONE)
    return unsupported (error, "it has no token for a text's begin or end");
  if (n == 0)
    {
      add_special (self, BEGIN, self->begin);
      add_special (self, END, self->end);
    }
  return TRUE;
}

static void
clear_added (gpointer data)
{
  g_free (((ReelTokenizerBpeAdded *) data)->content);
}

static ReelTokenizerBpe *
tokenizer_new (void)
{
  ReelTokenizerBpe *self = g_new0 (ReelTokenizerBpe, 1);

  self->added = g_array_new (FALSE, FALSE, sizeof (ReelTokenizerBpeAdded));
  g_array_set_clear_func (self->added, clear_added);
  return self;
}

static gboolean
is_lowercase (JsonNode *step)
{
  JsonObject *object = get_object (step);

  return object != NULL && g_strcmp0 (get_string (json_object_get_member (object, "type")), "Lowercase") == 0;
}

/* Whether the texts are lowered: @normalizer is one step or a sequence of them. */
static gboolean
has_lowercase (JsonNode *normalizer)
{
  JsonArray *list = get_array (get_object (normalizer), "normalizers");
  guint n = list != NULL ? json_array_get_length (list) : 0;

  if (is_lowercase (normalizer))
    return TRUE;
  for (guint i = 0; i < n; i++)
    if (is_lowercase (json_array_get_element (list, i)))
      return TRUE;
  return FALSE;
}

/**
 * reel_tokenizer_bpe_from_json:
 * @object: what tokenizer.json has
 * @error: (nullable): #ReelTextError
 *
 * Returns: (nullable) (transfer full): a tokenizer that threads may share
 */
ReelTokenizerBpe *
reel_tokenizer_bpe_from_json (JsonObject *object,
                              GError    **error)
{
  g_autoptr (ReelTokenizerBpe) self = tokenizer_new ();
  g_autoptr (GHashTable) names = NULL;
  JsonObject *model = get_object (json_object_get_member (object, "model")), *vocab;
  JsonArray *merges;

  if (model == NULL || g_strcmp0 (get_string (json_object_get_member (model, "type")), "BPE") != 0)
    {
      unsupported (error, "it is not byte pair encoding");
      return NULL;
    }
  if (g_strcmp0 (get_string (json_object_get_member (model, "end_of_word_suffix")), WORD_END) != 0 ||
      !has_lowercase (json_object_get_member (object, "normalizer")))
    {
      unsupported (error, "it does not mark the ends of words, or does not lower letters");
      return NULL;
    }
  vocab = get_object (json_object_get_member (model, "vocab"));
  merges = get_array (model, "merges");
  if (vocab == NULL || merges == NULL)
    {
      damaged (error, "tokens or merges are missing");
      return NULL;
    }
  names = read_names (self, vocab, error);
  if (names == NULL || !read_bytes (self, names, error) || !read_json_merges (self, names, merges, error) ||
      !read_specials (self, names, get_array (object, "added_tokens"), error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * reel_tokenizer_bpe_load:
 * @folder: of a model, with tokenizer.json, or with vocab.json and merges.txt
 * @error: (nullable): #GFileError, #ReelJsonError or #ReelTextError
 *
 * Returns: (nullable) (transfer full): a tokenizer that threads may share
 */
ReelTokenizerBpe *
reel_tokenizer_bpe_load (const char *folder,
                         GError    **error)
{
  g_autofree char *whole = g_build_filename (folder, "tokenizer.json", NULL);
  g_autofree char *vocab = g_build_filename (folder, "vocab.json", NULL);
  g_autofree char *merges = g_build_filename (folder, "merges.txt", NULL);
  g_autoptr (ReelTokenizerBpe) self = NULL;
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (GHashTable) names = NULL;

  g_return_val_if_fail (folder != NULL, NULL);

  if (g_file_test (whole, G_FILE_TEST_EXISTS))
    {
      object = reel_text_file_json (whole, MAX_JSON, error);
      return object != NULL ? reel_tokenizer_bpe_from_json (object, error) : NULL;
    }
  object = reel_text_file_json (vocab, MAX_JSON, error);
  if (object == NULL)
    return NULL;
  self = tokenizer_new ();
  names = read_names (self, object, error);
  if (names == NULL || !read_bytes (self, names, error) || !read_written_merges (self, names, merges, error) ||
      !read_specials (self, names, NULL, error))
    return NULL;
  return g_steal_pointer (&self);
}
