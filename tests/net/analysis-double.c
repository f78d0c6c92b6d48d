/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "analysis-double.h"

/* The text that a body {"text": "…"} asks about, or NULL; the tests' texts have nothing to escape. */
static char *
dup_text (SoupMessageBody *body)
{
  g_autofree char *json = g_strndup (body->data, (gsize) body->length);
  const char *colon = strchr (json, ':');
  const char *begin = colon != NULL ? strchr (colon, '"') : NULL;
  const char *end = begin != NULL ? strchr (begin + 1, '"') : NULL;

  return end != NULL ? g_strndup (begin + 1, (gsize) (end - begin - 1)) : NULL;
}

static void
handle (SoupServer        *server,
        SoupServerMessage *message,
        const char        *path,
        GHashTable        *query,
        gpointer           user_data)
{
  AnalysisDouble *self = user_data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autofree char *text = NULL;

  g_ptr_array_add (self->asked, g_strdup_printf ("%s %.*s", path, (int) MIN (body->length, 4096), body->data));
  if (g_str_equal (path, ANALYSIS_TEXT))
    text = dup_text (body);
  listening_double_answer (self, message, text, path, "404 {}", path);
}

ReelClient *
analysis_double_new_client (AnalysisDouble *self)
{
  return listening_double_new_client (self);
}

AnalysisDouble *
analysis_double_new (void)
{
  return listening_double_new (NULL, handle, NULL);
}

void
analysis_double_release (AnalysisDouble *self)
{
  listening_double_release (self);
  g_hash_table_remove_all (self->held);
}

void
analysis_double_free (AnalysisDouble *self)
{
  listening_double_free (self);
}

void
analysis_double_reply (AnalysisDouble *self,
                       const char     *key,
                       const char     *body)
{
  listening_double_reply (self, key, body);
}

void
analysis_double_hold (AnalysisDouble *self,
                      const char     *path)
{
  listening_double_hold (self, path);
}

guint
analysis_double_count (AnalysisDouble *self,
                       const char     *path)
{
  g_autofree char *start = g_strconcat (path, " ", NULL);
  guint n = 0;

  for (guint i = 0; i < self->asked->len; i++)
    n += g_str_has_prefix (g_ptr_array_index (self->asked, i), start);
  return n;
}
