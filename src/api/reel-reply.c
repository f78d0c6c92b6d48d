/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "api/reel-api-error-private.h"
#include "api/reel-reply.h"
#include "base/reel-json.h"

/* What is data by its media type. The documentation names none, so a reply without one or as plain text is read too. */
static gboolean
may_be_json (const char *type)
{
  return type == NULL || g_str_has_suffix (type, "/json") || g_str_has_suffix (type, "+json") ||
         g_str_equal (type, "text/plain") || g_str_equal (type, "application/octet-stream");
}

/*
 * reel_reply_check_head:
 * @message: whose head has come, with a status of 2xx
 * @call: as documented
 * @host: the service, for people
 * @error: return location for a #ReelApiError
 *
 * Returns: whether the body is worth reading
 */
gboolean
reel_reply_check_head (SoupMessage *message,
                       const char  *call,
                       const char  *host,
                       GError     **error)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  guint status = soup_message_get_status (message);
  const char *type = soup_message_headers_get_content_type (headers, NULL);
  g_autofree char *lower = type != NULL ? g_ascii_strdown (type, -1) : NULL;

  if (status == SOUP_STATUS_NO_CONTENT || status == SOUP_STATUS_RESET_CONTENT)
    {
      g_propagate_error (error, reel_api_error_for_empty_reply (call, status));
      return FALSE;
    }
  if (!may_be_json (lower))
    {
      g_propagate_error (error, reel_api_error_for_web_page (call, host, lower));
      return FALSE;
    }
  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH &&
      soup_message_headers_get_content_length (headers) > REEL_REPLY_MAX_SIZE)
    {
      g_propagate_error (error, reel_api_error_for_huge_reply (call, REEL_REPLY_MAX_SIZE));
      return FALSE;
    }
  return TRUE;
}

/* Of a header: larger ones make no sense. From the second one on, which was in 2001, a number of seconds is a time. */
#define LARGEST_NUMBER 1e13
#define EARLIEST_UNIX_TIME 1e9

/* @value: (nullable): of a header. Returns: the number from 0 on that it is, or -1 */
static double
parse_number (const char *value)
{
  char *rest;
  double number;

  while (value != NULL && g_ascii_isspace (*value))
    value++;
  if (value == NULL || !g_ascii_isdigit (*value))
    return -1;
  number = g_ascii_strtod (value, &rest);
  while (g_ascii_isspace (*rest))
    rest++;
  return *rest == '\0' && number < LARGEST_NUMBER ? number : -1;
}

/* Seconds from the time of the answer to @then: on the service's own clock, where it says what that shows, as nobody knows how
 * far ours is off. */
static double
seconds_until (SoupMessageHeaders *headers,
               GDateTime          *then)
{
  const char *date = soup_message_headers_get_one (headers, "Date");
  g_autoptr (GDateTime) now = date != NULL ? soup_date_time_new_from_http_string (date) : NULL;

  if (now == NULL)
    now = g_date_time_new_now_utc ();
  return MAX (0, (double) g_date_time_difference (then, now) / G_USEC_PER_SEC);
}

/*
 * reel_reply_should_retry:
 * @headers: of a reply
 *
 * Returns: what the service's X-Should-Retry header says of asking again: 1 yes, 0 no, -1 nothing
 */
int
reel_reply_should_retry (SoupMessageHeaders *headers)
{
  const char *value = soup_message_headers_get_one (headers, "X-Should-Retry");

  if (value == NULL)
    return -1;
  return g_ascii_strcasecmp (value, "true") == 0 ? 1 : g_ascii_strcasecmp (value, "false") == 0 ? 0 : -1;
}

/*
 * reel_reply_retry_after:
 * @headers: of a reply
 *
 * Returns: seconds from now that the Retry-After-Ms header of the vendor's names, or the Retry-After header, as a number, as
 *   a date, or by mistake as Unix time; -1 where there is neither, or what it says makes no sense
 */
double
reel_reply_retry_after (SoupMessageHeaders *headers)
{
  const char *value = soup_message_headers_get_one (headers, "Retry-After");
  g_autoptr (GDateTime) then = NULL;
  double milliseconds = parse_number (soup_message_headers_get_one (headers, "Retry-After-Ms"));
  double seconds = parse_number (value);

  if (milliseconds >= 0 && milliseconds < EARLIEST_UNIX_TIME)
    return milliseconds / 1000;
  if (value == NULL || (seconds >= 0 && seconds < EARLIEST_UNIX_TIME))
    return seconds;
  /* Nobody means decades. */
  then = seconds >= 0 ? g_date_time_new_from_unix_utc ((gint64) (seconds < EARLIEST_UNIX_TIME * 1000 ? seconds : seconds / 1000))
                      : soup_date_time_new_from_http_string (value);
  return then != NULL ? seconds_until (headers, then) : -1;
}

/*
 * reel_reply_decode:
 * @bytes: a whole body
 * @decode: makes a result of it
 * @call: a static string
 * @error: return location for %REEL_API_ERROR_PROTOCOL
 *
 * Checks, parses and decodes here and now: for worker threads, or for a small body.
 *
 * Returns: (transfer full) (nullable): the result
 */
gpointer
reel_reply_decode (GBytes     *bytes,
                   ReelDecode  decode,
                   const char *call,
                   GError    **error)
{
  g_autoptr (GError) syntax = NULL;
  g_autoptr (JsonNode) root = reel_json_parse (bytes, REEL_REPLY_MAX_SIZE, &syntax);

  if (root != NULL)
    return decode (root, bytes, call, error);
  g_propagate_error (error, reel_api_error_for_syntax (call, syntax->message));
  return NULL;
}

/* A body on its way to a worker thread. */
typedef struct
{
  GBytes *bytes; /* (owned) */
  ReelDecode decode;
  GDestroyNotify result_free;
  const char *call; /* (borrowed): static */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_bytes_unref (job->bytes);
  g_free (job);
}

static void
decode_thread (GTask        *task,
               gpointer      source_object,
               gpointer      task_data,
               GCancellable *cancellable)
{
  Job *job = task_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = NULL;
  gpointer result;

  /* What nobody waits for any more is not worth a core. */
  if (g_task_return_error_if_cancelled (task))
    return;
  root = reel_json_parse (job->bytes, REEL_REPLY_MAX_SIZE, &error);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (root == NULL)
    {
      g_task_return_error (task, reel_api_error_for_syntax (job->call, error->message));
      return;
    }
  result = job->decode (root, job->bytes, job->call, &error);
  if (result == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, result, job->result_free);
}

/*
 * reel_reply_decode_async:
 * @bytes: a whole body
 * @decode: makes a result of it
 * @result_free: frees a result that nobody took
 * @call: a static string
 * @cancellable: (nullable): looked at between the steps
 *
 * Checks, parses and decodes on a worker thread.
 */
void
reel_reply_decode_async (GBytes             *bytes,
                         ReelDecode          decode,
                         GDestroyNotify      result_free,
                         const char         *call,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->bytes = g_bytes_ref (bytes);
  job->decode = decode;
  job->result_free = result_free;
  job->call = call;
  g_task_set_source_tag (task, reel_reply_decode_async);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, decode_thread);
}

/* Returns: (transfer full) (nullable): the result */
gpointer
reel_reply_decode_finish (GAsyncResult *result,
                          GError      **error)
{
  g_assert (g_async_result_is_tagged (result, reel_reply_decode_async));

  return g_task_propagate_pointer (G_TASK (result), error);
}

/*
 * reel_reply_read_words:
 * @bytes: the body of an error, at most %REEL_REPLY_MAX_ERROR_SIZE of it
 * @content_type: (nullable): its media type
 *
 * Returns: (transfer full) (nullable): the server's own words, safe to show
 */
char *
reel_reply_read_words (GBytes     *bytes,
                       const char *content_type)
{
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  if (length == 0)
    return NULL;
  root = reel_json_parse (bytes, REEL_REPLY_MAX_ERROR_SIZE, NULL);
  if (root != NULL)
    return reel_api_decode_error_words (root);
  if (content_type == NULL || g_ascii_strcasecmp (content_type, "text/plain") != 0)
    return NULL;
  text = g_strndup (data, length);
  return reel_api_error_clean_words (text);
}
