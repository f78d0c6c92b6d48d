/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <libsoup/soup.h>

#include "api/reel-api-error-private.h"
#include "base/reel-sentence.h"

typedef struct
{
  guint status;       /* 0 where there was no reply */
  double retry_after; /* seconds, -1 where the server named none */
  gboolean uncertain; /* it may have taken effect all the same */
  const char *call;   /* (borrowed) (nullable): a static string */
  char *words;        /* (owned) (nullable): the server's, safe to show */
} ReelApiErrorPrivate;

static void
reel_api_error_private_init (ReelApiErrorPrivate *priv)
{
  priv->retry_after = -1;
}

static void
reel_api_error_private_copy (const ReelApiErrorPrivate *from,
                             ReelApiErrorPrivate       *to)
{
  *to = *from;
  to->words = g_strdup (from->words);
}

static void
reel_api_error_private_clear (ReelApiErrorPrivate *priv)
{
  g_free (priv->words);
}

/* GLib keeps the private part before the error and counts back in bytes, which clang does not like. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wcast-align"
G_DEFINE_EXTENDED_ERROR (ReelApiError, reel_api_error)
#pragma GCC diagnostic pop

/**
 * reel_api_error_can_retry:
 * @error: an error of any domain
 *
 * Whether the same call may well succeed a little later without anyone changing anything. It says nothing about whether
 * the failed call took effect.
 *
 * Returns: whether trying again makes sense
 */
gboolean
reel_api_error_can_retry (const GError *error)
{
  g_return_val_if_fail (error != NULL, FALSE);

  if (error->domain != REEL_API_ERROR)
    return FALSE;
  switch ((ReelApiError) error->code)
    {
    case REEL_API_ERROR_RATE_LIMITED:
    case REEL_API_ERROR_SERVER:
    case REEL_API_ERROR_UPSTREAM:
    case REEL_API_ERROR_TIMEOUT:
    case REEL_API_ERROR_OFFLINE:
      return TRUE;
    case REEL_API_ERROR_BAD_REQUEST:
    case REEL_API_ERROR_UNAUTHORISED:
    case REEL_API_ERROR_NOT_FOUND:
    case REEL_API_ERROR_TOO_LARGE:
    case REEL_API_ERROR_TLS:
    case REEL_API_ERROR_PROTOCOL:
    case REEL_API_ERROR_INTERCEPTED:
    case REEL_API_ERROR_FILE_CHANGED:
    case REEL_API_ERROR_FILE:
    case REEL_API_ERROR_FAILED:
    default:
      return FALSE;
    }
}

/**
 * reel_api_error_get_status:
 * @error: an error of any domain
 *
 * Returns: the HTTP status that the service answered with, or 0 where the error is not the service's answer
 */
guint
reel_api_error_get_status (const GError *error)
{
  g_return_val_if_fail (error != NULL, 0);

  return error->domain == REEL_API_ERROR ? reel_api_error_get_private (error)->status : 0;
}

/**
 * reel_api_error_get_retry_after:
 * @error: an error of any domain
 *
 * Returns: seconds that the service asked to wait before the next try, or -1 where it named none
 */
double
reel_api_error_get_retry_after (const GError *error)
{
  g_return_val_if_fail (error != NULL, -1);

  return error->domain == REEL_API_ERROR ? reel_api_error_get_private (error)->retry_after : -1;
}

/**
 * reel_api_error_get_uncertain:
 * @error: an error of any domain
 *
 * Whether a call that makes or costs something got no answer after it had gone out. Its message says so, too.
 *
 * Returns: whether the call may have taken effect all the same
 */
gboolean
reel_api_error_get_uncertain (const GError *error)
{
  g_return_val_if_fail (error != NULL, FALSE);

  return error->domain == REEL_API_ERROR && reel_api_error_get_private (error)->uncertain;
}

/**
 * reel_api_error_get_call:
 * @error: an error of any domain
 *
 * Returns: (transfer none) (nullable): the call as the documentation writes it, such as "GET /collections", or %NULL
 *   where the error is of no call
 */
const char *
reel_api_error_get_call (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  return error->domain == REEL_API_ERROR ? reel_api_error_get_private (error)->call : NULL;
}

/**
 * reel_api_error_get_words:
 * @error: an error of any domain
 *
 * Returns: (transfer none) (nullable): what the service itself said, on one line and safe to show
 */
const char *
reel_api_error_get_words (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  return error->domain == REEL_API_ERROR ? reel_api_error_get_private (error)->words : NULL;
}

/*
 * reel_api_error_set_call:
 * @error: an error of any domain
 * @call: (borrowed): a static string
 *
 * Says which call it is of, unless that is known.
 */
void
reel_api_error_set_call (GError     *error,
                         const char *call)
{
  if (error->domain == REEL_API_ERROR && reel_api_error_get_private (error)->call == NULL)
    reel_api_error_get_private (error)->call = call;
}

/*
 * reel_api_error_set_uncertain:
 * @error: a #ReelApiError
 * @paid: whether doing it again costs again
 *
 * Says that nobody knows whether the service did it.
 */
void
reel_api_error_set_uncertain (GError  *error,
                              gboolean paid)
{
  g_autofree char *sentence = g_steal_pointer (&error->message);

  reel_api_error_get_private (error)->uncertain = TRUE;
  error->message =
    /* Translators: %s is a sentence that says what went wrong */
    reel_sentence_printf (paid ? N_ ("%s The service may have done the work all the same, and count it once more if you try "
                                     "again.")
                          : N_ ("%s It may have been done all the same: look before you try again."),
                     sentence);
}

/*
 * reel_api_error_redact:
 * @error: an error of any domain
 * @secret: (nullable): what must not be shown or logged
 *
 * A service may well repeat the key that it refuses.
 */
void
reel_api_error_redact (GError     *error,
                       const char *secret)
{
  reel_api_error_redact_words (&error->message, secret);
  if (error->domain == REEL_API_ERROR)
    reel_api_error_redact_words (&reel_api_error_get_private (error)->words, secret);
}

static GError *
take (ReelApiError code,
      char        *sentence)
{
  g_autofree char *message = sentence;

  return g_error_new_literal (REEL_API_ERROR, (int) code, message);
}

static ReelApiError
code_for_status (guint status)
{
  switch (status)
    {
    case 401:
    case 403:
      return REEL_API_ERROR_UNAUTHORISED;
    case 404:
    case 410:
      return REEL_API_ERROR_NOT_FOUND;
    case 408:
    case 504:
      return REEL_API_ERROR_TIMEOUT;
    case 413:
      return REEL_API_ERROR_TOO_LARGE;
    case 429:
      return REEL_API_ERROR_RATE_LIMITED;
    case 502:
    case 503:
      return REEL_API_ERROR_UPSTREAM;
    case 511:
      return REEL_API_ERROR_INTERCEPTED;
    default:
      if (status >= 300 && status < 400)
        return REEL_API_ERROR_INTERCEPTED;
      if (status >= 400 && status < 500)
        return REEL_API_ERROR_BAD_REQUEST;
      return status >= 500 && status < 600 ? REEL_API_ERROR_SERVER : REEL_API_ERROR_PROTOCOL;
    }
}

static char *
sentence_for_status (const char  *host,
                     guint        status,
                     ReelApiError code,
                     double       retry_after)
{
  switch (code)
    {
    case REEL_API_ERROR_UNAUTHORISED:
      return reel_sentence_printf (N_ ("The service at %s did not accept the key. Check the key in the preferences."), host);
    case REEL_API_ERROR_NOT_FOUND:
      return reel_sentence_printf (
        N_ ("The service at %s does not have what was asked for. It may have been removed there; check "
                                 "the address of the service too."),
                              host);
    case REEL_API_ERROR_TIMEOUT:
      return reel_sentence_printf (N_ ("The service at %s took too long. Try again later, or with a smaller video."), host);
    case REEL_API_ERROR_TOO_LARGE:
      return reel_sentence_printf (
        N_ ("This is larger than the service at %s accepts. Try a shorter or smaller video."), host);
    case REEL_API_ERROR_RATE_LIMITED:
      if (retry_after >= 1)
        {
          guint seconds = (guint) MIN (retry_after + 0.999, 1e6);

          return reel_sentence_nprintf ("Too many requests to %s at a time. Try again in %u second.",
                                        "Too many requests to %s at a time. Try again in %u seconds.",
                                        seconds, host, seconds);
        }
      return reel_sentence_printf (N_ ("Too many requests to %s at a time. Try again in a moment."), host);
    case REEL_API_ERROR_UPSTREAM:
      return reel_sentence_printf (N_ ("The service at %s is not available at the moment. Try again later."), host);
    case REEL_API_ERROR_SERVER:
      return reel_sentence_printf (
        N_ ("The service at %s had a fault of its own (HTTP %u). Try again later."), host, status);
    case REEL_API_ERROR_BAD_REQUEST:
      return reel_sentence_printf (N_ ("The service at %s did not accept the request (HTTP %u)."), host, status);
    case REEL_API_ERROR_INTERCEPTED:
      if (status == 511)
        return reel_sentence_printf (
          N_ ("This network lets nothing through to %s before you sign in to it (HTTP %u)."), host, status);
      G_GNUC_FALLTHROUGH;
    case REEL_API_ERROR_PROTOCOL:
    case REEL_API_ERROR_OFFLINE:
    case REEL_API_ERROR_TLS:
    case REEL_API_ERROR_FILE_CHANGED:
    case REEL_API_ERROR_FILE:
    case REEL_API_ERROR_FAILED:
    default:
      return reel_sentence_printf (
        N_ ("The service at %s gave an answer that is not understood (HTTP %u). Check the address of "
                                 "the service."),
                              host, status);
    }
}

/*
 * reel_api_error_for_status:
 * @host: the service
 * @status: an HTTP status other than 2xx
 * @words: (nullable): what the server said, as it came
 * @retry_after: seconds, or -1
 */
GError *
reel_api_error_for_status (const char *host,
                           guint       status,
                           const char *words,
                           double      retry_after)
{
  ReelApiError code = code_for_status (status);
  g_autofree char *clean = reel_api_error_clean_words (words);
  g_autofree char *sentence = sentence_for_status (host, status, code, retry_after);
  GError *error;
  ReelApiErrorPrivate *priv;

  if (clean != NULL)
    /* Translators: the first is a whole sentence of ours, the second the words of the server */
    error = take (code, reel_sentence_printf (N_ ("%s The service says: “%s”"), sentence, clean));
  else
    error = take (code, g_steal_pointer (&sentence));
  priv = reel_api_error_get_private (error);
  priv->status = status;
  priv->retry_after = retry_after;
  priv->words = g_steal_pointer (&clean);
  return error;
}

static gboolean
is_lost_connection (const GError *cause)
{
  return g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED) || /* BROKEN_PIPE is the same number */
         g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT) ||
         g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_EOF);
}

static gboolean
is_proxy_fault (const GError *cause)
{
  return g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PROXY_FAILED) ||
         g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PROXY_AUTH_FAILED) ||
         g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PROXY_NEED_AUTH) ||
         g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PROXY_NOT_ALLOWED);
}

/*
 * reel_api_error_for_transport:
 * @host: the service
 * @cause: what GIO or libsoup said
 *
 * Cancelled passes through as it is.
 */
GError *
reel_api_error_for_transport (const char   *host,
                              const GError *cause)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (cause);
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return take (REEL_API_ERROR_TIMEOUT,
                 reel_sentence_printf (N_ ("%s did not answer in time. Check the connection and try again."), host));
  if (is_lost_connection (cause))
    return take (REEL_API_ERROR_OFFLINE,
                 reel_sentence_printf (N_ ("The connection to %s was lost. Check the connection and try again."), host));
  if (cause->domain == G_TLS_ERROR)
    return take (REEL_API_ERROR_TLS,
                 reel_sentence_printf (
                   N_ ("There is no safe connection to %s, so nothing was sent (%s). Check the address of the "
                                     "service and the date and time of this computer."),
                                  host, cause->message));
  if (cause->domain == G_RESOLVER_ERROR || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_HOST_NOT_FOUND))
    return take (
      REEL_API_ERROR_OFFLINE,
      reel_sentence_printf (
        N_ ("%s was not found on the network. Check the connection and the address of the service."), host));
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    return take (REEL_API_ERROR_OFFLINE,
                 reel_sentence_printf (N_ ("No service is running at %s. Start it, or check its address."), host));
  if (is_proxy_fault (cause))
    return take (REEL_API_ERROR_OFFLINE,
                 reel_sentence_printf (
                   N_ ("The network's proxy gave no connection to %s (%s). Check the proxy settings."), host,
                                  cause->message));
  if (cause->domain == SOUP_SESSION_ERROR || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_INVALID_DATA))
    return take (REEL_API_ERROR_PROTOCOL,
                 reel_sentence_printf (
                   N_ ("What %s answered is not understood (%s). Check the address of the service."), host,
                                  cause->message));
  return take (
    REEL_API_ERROR_OFFLINE,
    reel_sentence_printf (
      N_ ("There is no connection to %s (%s). Check the connection and try again."), host, cause->message));
}

GError *
reel_api_error_for_silence (const char *host,
                            guint       seconds)
{
  return take (
    REEL_API_ERROR_TIMEOUT,
    reel_sentence_nprintf ("Nothing came from %s for %u second. Check the connection and try again.",
                                        "Nothing came from %s for %u seconds. Check the connection and try again.",
                                        seconds, host, seconds));
}

/*
 * reel_api_error_for_babble:
 * @host: the service
 *
 * It says that it will say something, and never does.
 */
GError *
reel_api_error_for_babble (const char *host)
{
  g_autoptr (GError) cause = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "HTTP 1xx");

  return reel_api_error_for_transport (host, cause);
}

/*
 * reel_api_error_for_redirect:
 * @host: the service
 * @target: (nullable): where it pointed, only the origin: a path may carry what is nobody's business
 */
GError *
reel_api_error_for_redirect (const char *host,
                             const char *target)
{
  if (target == NULL)
    return take (
      REEL_API_ERROR_INTERCEPTED,
      reel_sentence_printf (N_ ("The service at %s sent us round in circles. Check the address of the service."), host));
  return take (
    REEL_API_ERROR_INTERCEPTED,
    reel_sentence_printf (N_ ("The service at %s pointed to %s, and the key is not sent there. If the service has moved, "
                        "enter its new address in the preferences."),
                     host, target));
}

GError *
reel_api_error_for_web_page (const char *call,
                             const char *host,
                             const char *content_type)
{
  g_autofree char *clean = reel_api_error_clean_words (content_type);

  return take (REEL_API_ERROR_INTERCEPTED,
               reel_sentence_printf (
                 N_ ("%s answered %s with something else than data (%s). Check the address of the service; a "
                                   "network that asks to sign in first does this too."),
                                host, call, clean != NULL ? clean : ""));
}

GError *
reel_api_error_for_empty_reply (const char *call,
                                guint       status)
{
  return take (
    REEL_API_ERROR_PROTOCOL,
    reel_sentence_printf (
      N_ ("The service's answer to %s is empty (HTTP %u). Check the address of the service."), call, status));
}

GError *
reel_api_error_for_huge_reply (const char *call,
                               guint64     limit)
{
  g_autofree char *size = g_format_size_full (limit, G_FORMAT_SIZE_IEC_UNITS);

  return take (REEL_API_ERROR_TOO_LARGE,
               reel_sentence_printf (
                 N_ ("The service's answer to %s is longer than %s and was not read. Ask for less at a time."),
                                call, size));
}

GError *
reel_api_error_for_syntax (const char *call,
                           const char *detail)
{
  return take (REEL_API_ERROR_PROTOCOL,
               reel_sentence_printf (
                 N_ ("The service's answer to %s is damaged (%s). Try again, and check the address of the "
                                   "service."),
                                call, detail));
}

GError *
reel_api_error_for_missing_key (const char *call,
                                const char *key)
{
  return take (REEL_API_ERROR_PROTOCOL,
               reel_sentence_printf (
                 N_ ("The service's answer to %s lacks “%s”. The service and this program may be of different "
                                   "versions."),
                                call, key));
}

GError *
reel_api_error_for_wrong_type (const char *call,
                               const char *key)
{
  return take (
    REEL_API_ERROR_PROTOCOL,
    reel_sentence_printf (N_ ("The service's answer to %s has something unexpected as “%s”. The service and this program "
                        "may be of different versions."),
                     call, key));
}

GError *
reel_api_error_for_unknown_value (const char *call,
                                  const char *key,
                                  const char *value)
{
  g_autofree char *clean = reel_api_error_clean_words (value);

  return take (REEL_API_ERROR_PROTOCOL,
               reel_sentence_printf (
                 N_ ("The service's answer to %s has the unknown value “%s” as “%s”. The service and this "
                                   "program may be of different versions."),
                                call, clean != NULL ? clean : "", key));
}

/*
 * reel_api_error_for_file:
 * @name: the file's display name
 * @cause: what GIO said
 *
 * Cancelled passes through as it is.
 */
GError *
reel_api_error_for_file (const char   *name,
                         const GError *cause)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (cause);
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return take (
      REEL_API_ERROR_FILE,
      reel_sentence_printf (N_ ("“%s” is not there any more. If it was moved, add it again from its new place."), name));
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    return take (REEL_API_ERROR_FILE,
                 reel_sentence_printf (N_ ("You may not read “%s”. Change its permissions and try again."), name));
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY) ||
      g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE))
    return take (REEL_API_ERROR_FILE, reel_sentence_printf (N_ ("“%s” is no file that can be sent."), name));
  return take (REEL_API_ERROR_FILE,
               reel_sentence_printf (
                 N_ ("“%s” can’t be read (%s). Check the disk or the network folder that it lies on."), name,
                                cause->message));
}

GError *
reel_api_error_for_changed_file (const char *name)
{
  return take (REEL_API_ERROR_FILE_CHANGED,
               reel_sentence_printf (
                 N_ ("“%s” changed while it was sent, so the upload was stopped. Send it again once it is "
                                   "finished."),
                                name));
}

/*
 * reel_api_error_for_failure:
 * @host: the service
 * @words: (nullable): why, as the service said it
 *
 * The service took a video or a job, and could not do it.
 */
GError *
reel_api_error_for_failure (const char *host,
                            const char *words)
{
  g_autofree char *clean = reel_api_error_clean_words (words);
  GError *error;

  if (clean == NULL)
    return take (REEL_API_ERROR_FAILED,
                 reel_sentence_printf (
                   N_ ("The service at %s could not process this video, and did not say why. Check that it "
                                     "plays, or try another format."),
                                  host));
  error =
    take (REEL_API_ERROR_FAILED, reel_sentence_printf (
      N_ ("The service at %s could not process this video: “%s”"), host, clean));
  reel_api_error_get_private (error)->words = g_steal_pointer (&clean);
  return error;
}

GError *
reel_api_error_for_bad_url (const char *url)
{
  return take (REEL_API_ERROR_BAD_REQUEST,
               reel_sentence_printf (
                 N_ ("“%s” is no address of a service. It starts with https:// and has no user name, question "
                                   "mark or number sign."),
                                url));
}

GError *
reel_api_error_for_plain_http (const char *host)
{
  return take (REEL_API_ERROR_BAD_REQUEST,
               reel_sentence_printf (
                 N_ ("The key and the videos would travel to %s unprotected. Use an address that starts with "
                                   "https://."),
                                host));
}

GError *
reel_api_error_for_bad_key (void)
{
  return take (REEL_API_ERROR_BAD_REQUEST,
               g_strdup (
                 reel_sentence (N_ ("The key has characters that no key can have. Copy it again, without line breaks."))));
}

GError *
reel_api_error_for_bad_id (const char *id)
{
  return take (
    REEL_API_ERROR_BAD_REQUEST,
    reel_sentence_printf (N_ ("The service can’t be asked about “%s”: no collection, video or job is called that."), id));
}
