/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "fault-table.h"

#define OK "HTTP/1.1 200 OK\r\n"
#define JSON "Content-Type: application/json\r\n"
#define HEAD OK JSON
#define WHOLE HEAD "Content-Length: LENGTH\r\n\r\nGOOD"
#define BODY(text) HEAD "\r\n" text
#define REDIRECT(location) "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nConnection: close\r\nLocation: " location "\r\n\r\n"
#define EARLY(status, more)                                                                                                  \
  "HTTP/1.1 " status " No\r\nConnection: close\r\n" JSON more "Content-Length: 30\r\n\r\n{\"error\":\"not more than 9 MB\"}"
#define CHUNKED HEAD "Transfer-Encoding: chunked\r\n\r\n"

/* What the sockets between us can't take in, so that the server speaks while the client still sends. */
#define LARGE (24 * 1024 * 1024)

const Fault faults[] = {
  /* Connections. */
  { "refused", 0, NULL, FAULT_REFUSE, REEL_API_ERROR_OFFLINE, FAULT_ONCE, "No service is running" },
  { "reset-at-once", FAULT_READ_NOTHING, NULL, FAULT_END_RESET, REEL_API_ERROR_OFFLINE, FAULT_REPEATED },
  { "closed-at-once", FAULT_READ_NOTHING, NULL, FAULT_END_CUT, REEL_API_ERROR_OFFLINE, FAULT_REPEATED },
  { "never-read", FAULT_READ_NOTHING, NULL, FAULT_END_HOLD, REEL_API_ERROR_TIMEOUT, FAULT_ONCE, "Nothing came", .impatient = TRUE },
  { "reset-in-request", FAULT_READ_HEAD, NULL, FAULT_END_RESET, REEL_API_ERROR_OFFLINE, FAULT_REPEATED, .file_size = LARGE,
    .only = API_CALL_FILE },
  { "closed-in-request", FAULT_READ_HEAD, NULL, FAULT_END_CUT, REEL_API_ERROR_OFFLINE, FAULT_REPEATED, .file_size = LARGE,
    .only = API_CALL_FILE },
  { "stuck-in-request", FAULT_READ_HEAD, NULL, FAULT_END_HOLD, REEL_API_ERROR_TIMEOUT, FAULT_ONCE, "Nothing came",
    .impatient = TRUE, .only = API_CALL_FILE, .file_size = LARGE },
  { "reset-before-reply", FAULT_READ_REQUEST, NULL, FAULT_END_RESET, REEL_API_ERROR_OFFLINE, FAULT_REPEATED },
  { "closed-before-reply", FAULT_READ_REQUEST, NULL, FAULT_END_CLOSE, REEL_API_ERROR_OFFLINE, FAULT_REPEATED },
  { "silence", FAULT_READ_REQUEST, NULL, FAULT_END_HOLD, REEL_API_ERROR_TIMEOUT, FAULT_ONCE, "Nothing came", .impatient = TRUE },
  { "reset-in-head", FAULT_READ_REQUEST, OK "Content-", FAULT_END_RESET, REEL_API_ERROR_OFFLINE, FAULT_REPEATED },
  /* libsoup parses what it has of the head. */
  { "closed-in-head", FAULT_READ_REQUEST, OK "Content-", FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL, FAULT_ONCE },
  { "silence-in-head", FAULT_READ_REQUEST, OK "Content-", FAULT_END_HOLD, REEL_API_ERROR_TIMEOUT, FAULT_ONCE, .impatient = TRUE },
  { "reset-in-body", FAULT_READ_REQUEST, HEAD "Content-Length: 10000\r\n\r\nGOOD", FAULT_END_RESET, REEL_API_ERROR_OFFLINE,
    FAULT_REPEATED },
  { "closed-in-body", FAULT_READ_REQUEST, HEAD "Content-Length: 10000\r\n\r\nGOOD", FAULT_END_CLOSE, REEL_API_ERROR_OFFLINE,
    FAULT_REPEATED },
  { "silence-in-body", FAULT_READ_REQUEST, HEAD "Content-Length: 10000\r\n\r\nGOOD", FAULT_END_HOLD, REEL_API_ERROR_TIMEOUT,
    FAULT_ONCE, "Nothing came", .impatient = TRUE },
  { "reset-after-body", FAULT_READ_REQUEST, WHOLE, FAULT_END_RESET, FAULT_SUCCEEDS, FAULT_ONCE },
  { "silence-after-body", FAULT_READ_REQUEST, WHOLE, FAULT_END_HOLD, FAULT_SUCCEEDS, FAULT_ONCE },
  { "garbage-after-body", FAULT_READ_REQUEST, WHOLE WHOLE "\x01\x02", FAULT_END_CLOSE, FAULT_SUCCEEDS, FAULT_ONCE },

  /* By drops. */
  { "dripping-head", FAULT_READ_REQUEST, OK "X-Drip: ", FAULT_END_DRIP, REEL_API_ERROR_TIMEOUT, FAULT_ONCE, .filler = "x",
    .impatient = TRUE },
  { "dripping-headers", FAULT_READ_REQUEST, OK, FAULT_END_DRIP, REEL_API_ERROR_TIMEOUT, FAULT_ONCE, .filler = "X: y\r\n",
    .impatient = TRUE },
  { "dripping-body", FAULT_READ_REQUEST, BODY ("["), FAULT_END_DRIP, REEL_API_ERROR_TIMEOUT, FAULT_ONCE, .filler = " ",
    .impatient = TRUE },
  { "dripping-error", FAULT_READ_REQUEST, "HTTP/1.1 400 No\r\nContent-Type: text/plain\r\n\r\nno x", FAULT_END_DRIP,
    REEL_API_ERROR_BAD_REQUEST, FAULT_ONCE, "no x", .filler = "x", .status = 400, .impatient = TRUE },

  /* Without end: two gibibytes of each. */
  { "endless-header", FAULT_READ_REQUEST, OK "X-Long: ", FAULT_END_FLOOD, REEL_API_ERROR_OFFLINE, FAULT_REPEATED, .filler = "x" },
  { "endless-headers", FAULT_READ_REQUEST, OK, FAULT_END_FLOOD, REEL_API_ERROR_OFFLINE, FAULT_REPEATED,
    .filler = "X-Another: one of very many\r\n" },
  { "endless-status", FAULT_READ_REQUEST, "HTTP/1.1 200 ", FAULT_END_FLOOD, REEL_API_ERROR_OFFLINE, FAULT_REPEATED, .filler = "x" },
  { "endless-continue", FAULT_READ_REQUEST, "", FAULT_END_FLOOD, REEL_API_ERROR_PROTOCOL, FAULT_ONCE, "1xx",
    .filler = "HTTP/1.1 100 Continue\r\n\r\n" },
  { "endless-body", FAULT_READ_REQUEST, BODY ("["), FAULT_END_FLOOD, REEL_API_ERROR_TOO_LARGE, FAULT_ONCE, "64", .filler = " " },
  { "endless-array", FAULT_READ_REQUEST, BODY ("["), FAULT_END_FLOOD, REEL_API_ERROR_TOO_LARGE, FAULT_ONCE, .filler = "[]," },
  { "endless-chunks", FAULT_READ_REQUEST, CHUNKED, FAULT_END_FLOOD, REEL_API_ERROR_TOO_LARGE, FAULT_ONCE,
    .filler = "4000\r\nSPACES\r\n" },
  { "declared-2-gib", FAULT_READ_REQUEST, HEAD "Content-Length: 2147483648\r\n\r\n[", FAULT_END_FLOOD, REEL_API_ERROR_TOO_LARGE,
    FAULT_ONCE, .filler = " " },
  { "endless-error", FAULT_READ_REQUEST, "HTTP/1.1 400 No\r\nContent-Type: text/plain\r\n\r\nno ", FAULT_END_FLOOD,
    REEL_API_ERROR_BAD_REQUEST, FAULT_ONCE, "no xx", .filler = "x", .status = 400 },
  { "endless-redirect", FAULT_READ_REQUEST, "HTTP/1.1 302 Found\r\nLocation: /loop\r\n\r\n", FAULT_END_FLOOD,
    REEL_API_ERROR_PROTOCOL, FAULT_FOLLOWED, .filler = "x" },
  { "gzip-bomb", FAULT_READ_REQUEST, HEAD "Content-Encoding: gzip\r\n\r\nBOMB", FAULT_END_FLOOD, REEL_API_ERROR_TOO_LARGE,
    FAULT_ONCE, .filler = "MORE" },

  /* Lengths. */
  { "error-in-pieces", FAULT_READ_REQUEST, "HTTP/1.1 400 No\r\n" JSON "Transfer-Encoding: chunked\r\n\r\n"
    "12\r\n{\"error\":\"not more\r\nb\r\n than 9 MB\"\r\n1\r\n}\r\n0\r\n\r\n", FAULT_END_CLOSE, REEL_API_ERROR_BAD_REQUEST,
    FAULT_ONCE, "not more than 9 MB", .status = 400 },
  { "length-too-small", FAULT_READ_REQUEST, HEAD "Content-Length: 5\r\n\r\nGOOD", FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL,
    FAULT_ONCE, "damaged" },
  { "length-zero", FAULT_READ_REQUEST, HEAD "Content-Length: 0\r\n\r\nGOOD", FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL,
    FAULT_ONCE, "empty" },
  { "length-beyond-64-bits", FAULT_READ_REQUEST, HEAD "Content-Length: 99999999999999999999\r\n\r\nGOOD", FAULT_END_CLOSE,
    REEL_API_ERROR_OFFLINE, FAULT_REPEATED },
  { "chunk-cut", FAULT_READ_REQUEST, CHUNKED "3\r\n[{}\r\n", FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL, FAULT_ONCE, "damaged" },
  { "chunk-no-number", FAULT_READ_REQUEST, CHUNKED "zz\r\nGOOD\r\n0\r\n\r\n", FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL, FAULT_ONCE },
  { "gzip-that-is-none", FAULT_READ_REQUEST, HEAD "Content-Encoding: gzip\r\n\r\nGOOD", FAULT_END_CLOSE,
    FAULT_SUCCEEDS, FAULT_ONCE },
  { "gzip-cut", FAULT_READ_REQUEST, HEAD "Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x07", FAULT_END_CLOSE,
    REEL_API_ERROR_PROTOCOL, FAULT_ONCE },
  { "unknown-encoding", FAULT_READ_REQUEST, HEAD "Content-Encoding: br\r\n\r\n\x0b\x02\x80{}\x03", FAULT_END_CLOSE,
    REEL_API_ERROR_PROTOCOL, FAULT_ONCE },

  /* No HTTP, or an old or odd one. */
  { "another-protocol", FAULT_READ_REQUEST, "SSH-2.0-OpenSSH_9\r\n\r\n", FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL, FAULT_ONCE },
  { "no-head", FAULT_READ_REQUEST, "GOOD", FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL, FAULT_ONCE },
  { "http-1.0", FAULT_READ_REQUEST, "HTTP/1.0 200 OK\r\n" JSON "\r\nGOOD", FAULT_END_CLOSE, FAULT_SUCCEEDS, FAULT_ONCE },
  { "http-1.0-with-length", FAULT_READ_REQUEST, "HTTP/1.0 200 OK\r\n" JSON "Content-Length: LENGTH\r\n\r\nGOOD", FAULT_END_HOLD,
    FAULT_SUCCEEDS, FAULT_ONCE },
  { "http-9.9", FAULT_READ_REQUEST, "HTTP/9.9 200 OK\r\n" JSON "\r\nGOOD", FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL, FAULT_ONCE },
  { "status-no-number", FAULT_READ_REQUEST, "HTTP/1.1 two OK\r\n" JSON "\r\nGOOD", FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL,
    FAULT_ONCE },
  { "status-999", FAULT_READ_REQUEST, "HTTP/1.1 999 Odd\r\n" JSON "\r\nGOOD", FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL,
    FAULT_ONCE, .status = 999 },
  { "switching-protocols", FAULT_READ_REQUEST, "HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\nGOOD", FAULT_END_CLOSE,
    REEL_API_ERROR_PROTOCOL, FAULT_ONCE },
  { "continue-first", FAULT_READ_REQUEST, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n" WHOLE, FAULT_END_CLOSE,
    FAULT_SUCCEEDS, FAULT_ONCE },
  { "continue-refused", FAULT_READ_REQUEST, EARLY ("417", ""), FAULT_END_CLOSE, REEL_API_ERROR_BAD_REQUEST, FAULT_ONCE,
    "not more than 9 MB", .status = 417 },
  { "not-modified", FAULT_READ_REQUEST, "HTTP/1.1 304 Not Modified\r\n\r\n", FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL,
    FAULT_ONCE, .status = 304 },

  /* Bodies that are no good. */
  { "no-content", FAULT_READ_REQUEST, "HTTP/1.1 204 No Content\r\n\r\n", FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL, FAULT_ONCE, "204" },
  { "reset-content", FAULT_READ_REQUEST, "HTTP/1.1 205 Reset Content\r\n\r\n", FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL,
    FAULT_ONCE, "205" },
  { "empty", FAULT_READ_REQUEST, BODY (""), FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL, FAULT_ONCE, "empty" },
  { "blank", FAULT_READ_REQUEST, BODY (" \r\n"), FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL, FAULT_ONCE, "damaged" },
  { "web-page", FAULT_READ_REQUEST, OK "Content-Type: text/html; charset=utf-8\r\n\r\n<html>Sign in</html>", FAULT_END_CLOSE,
    REEL_API_ERROR_PROTOCOL, FAULT_ONCE, "text/html" },
  { "web-page-as-json", FAULT_READ_REQUEST, BODY ("<html>Sign in</html>"), FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL, FAULT_ONCE,
    "damaged" },
  { "picture", FAULT_READ_REQUEST, OK "Content-Type: image/png\r\n\r\nGOOD", FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL, FAULT_ONCE,
    "image/png" },
  { "json-without-type", FAULT_READ_REQUEST, OK "\r\nGOOD", FAULT_END_CLOSE, FAULT_SUCCEEDS, FAULT_ONCE },
  { "cut-json", FAULT_READ_REQUEST, BODY ("{\"status\":\"processed\",\"results\":["), FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL,
    FAULT_ONCE, "damaged" },
  { "json-twice", FAULT_READ_REQUEST, BODY ("GOODGOOD"), FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL, FAULT_ONCE, "damaged" },
  { "null", FAULT_READ_REQUEST, BODY ("null"), FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL, FAULT_ONCE, "lacks" },
  { "number", FAULT_READ_REQUEST, BODY ("7"), FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL, FAULT_ONCE, "lacks" },
  { "text", FAULT_READ_REQUEST, BODY ("\"completed\""), FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL, FAULT_ONCE, "lacks" },
  { "array-of-null", FAULT_READ_REQUEST, BODY ("[null]"), FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL, FAULT_ONCE, "lacks" },
  { "empty-object", FAULT_READ_REQUEST, BODY ("{}"), FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL, FAULT_ONCE, "lacks" },
  { "array-bomb", FAULT_READ_REQUEST, BODY ("ARRAYS"), FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL, FAULT_ONCE, "deep" },
  { "object-bomb", FAULT_READ_REQUEST, BODY ("OBJECTS"), FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL, FAULT_ONCE, "deep" },
  { "not-a-number", FAULT_READ_REQUEST, BODY ("{\"x\":NaN}"), FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL, FAULT_ONCE, "damaged" },
  { "infinity", FAULT_READ_REQUEST, BODY ("[-Infinity]"), FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL, FAULT_ONCE, "damaged" },
  { "1e999", FAULT_READ_REQUEST, BODY ("{\"x\":[1e999]}"), FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL, FAULT_ONCE, "damaged" },
  { "-1e999", FAULT_READ_REQUEST, BODY ("{\"x\":-1e999}"), FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL, FAULT_ONCE, "damaged" },
  { "not-utf-8", FAULT_READ_REQUEST, BODY ("{\"x\":\"\xff\xfe\"}"), FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL, FAULT_ONCE, "UTF-8" },
  { "not-utf-8-in-key", FAULT_READ_REQUEST, BODY ("[{\"\xc3\":1}]"), FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL, FAULT_ONCE, "UTF-8" },
  { "surrogate-as-utf-8", FAULT_READ_REQUEST, BODY ("[\"\xed\xa0\x80\"]"), FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL, FAULT_ONCE,
    "UTF-8" },
  { "single-quotes", FAULT_READ_REQUEST, BODY ("{'x':1}"), FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL, FAULT_ONCE, "damaged" },
  { "javascript", FAULT_READ_REQUEST, BODY ("var x = GOOD"), FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL, FAULT_ONCE, "damaged" },
  { "comment", FAULT_READ_REQUEST, BODY ("/* GOOD */ GOOD"), FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL, FAULT_ONCE, "damaged" },
  { "duplicated-keys", FAULT_READ_REQUEST, BODY ("TWICE"), FAULT_END_CLOSE, FAULT_SUCCEEDS, FAULT_ONCE }, /* the last counts */

  /* Redirects: to another origin, in circles, to nowhere. */
  { "redirect-elsewhere", FAULT_READ_REQUEST, REDIRECT ("TRAP/x"), FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL, FAULT_ONCE, "key" },
  { "redirect-with-name", FAULT_READ_REQUEST, REDIRECT ("http://u:p@localhost/x"), FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL,
    FAULT_ONCE },
  { "redirect-other-scheme", FAULT_READ_REQUEST, REDIRECT ("ftp://127.0.0.1/x"), FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL,
    FAULT_ONCE },
  { "redirect-other-host", FAULT_READ_REQUEST, REDIRECT ("//localhost/x"), FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL, FAULT_ONCE },
  { "redirect-loop", FAULT_READ_REQUEST, REDIRECT ("/collections"), FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL, FAULT_FOLLOWED },
  { "redirect-nowhere", FAULT_READ_REQUEST, REDIRECT ("http://"), FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL, FAULT_ONCE,
    .status = 302 },
  { "redirect-empty-handed", FAULT_READ_REQUEST, "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", FAULT_END_CLOSE,
    REEL_API_ERROR_PROTOCOL, FAULT_ONCE, "302", .status = 302 },
  { "redirect-script", FAULT_READ_REQUEST, REDIRECT ("javascript:alert(1)"), FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL, FAULT_ONCE,
    .status = 302 },

  /* An answer before the body of an upload has been read. */
  { "early-413", FAULT_READ_HEAD, EARLY ("413", ""), FAULT_END_CLOSE, REEL_API_ERROR_TOO_LARGE, FAULT_ONCE, "not more than 9 MB",
    .status = 413, .only = API_CALL_FILE, .file_size = LARGE },
  { "early-413-cut", FAULT_READ_HEAD, EARLY ("413", ""), FAULT_END_CUT, REEL_API_ERROR_TOO_LARGE, FAULT_ONCE,
    "not more than 9 MB", .status = 413, .only = API_CALL_FILE, .file_size = LARGE },
  { "early-401-held", FAULT_READ_HEAD, EARLY ("401", ""), FAULT_END_HOLD, REEL_API_ERROR_UNAUTHORISED, FAULT_ONCE,
    "not more than 9 MB", .status = 401, .only = API_CALL_FILE, .file_size = LARGE },
  { "early-417", FAULT_READ_HEAD, EARLY ("417", ""), FAULT_END_CUT, REEL_API_ERROR_BAD_REQUEST, FAULT_ONCE,
    "not more than 9 MB", .status = 417, .only = API_CALL_FILE, .file_size = LARGE },
  { "early-500", FAULT_READ_HEAD, EARLY ("500", ""), FAULT_END_CLOSE, REEL_API_ERROR_SERVER, FAULT_ONCE, .status = 500,
    .only = API_CALL_FILE, .file_size = LARGE },
  { "early-503", FAULT_READ_HEAD, EARLY ("503", ""), FAULT_END_CLOSE, REEL_API_ERROR_UPSTREAM, FAULT_REPEATED, .status = 503,
    .only = API_CALL_FILE, .file_size = LARGE },
  { "early-429", FAULT_READ_HEAD, EARLY ("429", "Retry-After: 5\r\n"), FAULT_END_CLOSE, FAULT_SUCCEEDS, FAULT_WAITED,
    .only = API_CALL_FILE, .file_size = LARGE },
  { "early-200", FAULT_READ_HEAD, WHOLE, FAULT_END_HOLD, REEL_API_ERROR_PROTOCOL, FAULT_ONCE, .status = 200,
    .only = API_CALL_FILE, .file_size = LARGE },
  { "early-302", FAULT_READ_HEAD, REDIRECT ("TRAP/x"), FAULT_END_CLOSE, REEL_API_ERROR_PROTOCOL, FAULT_ONCE, .status = 302,
    .only = API_CALL_FILE, .file_size = LARGE },
  { "early-2-gib", FAULT_READ_HEAD, "HTTP/1.1 413 No\r\nContent-Type: text/plain\r\nContent-Length: 2147483648\r\n\r\nno ",
    FAULT_END_FLOOD, REEL_API_ERROR_TOO_LARGE, FAULT_ONCE, .filler = "x", .status = 413, .only = API_CALL_FILE,
    .file_size = LARGE },
  { "early-garbage", FAULT_READ_HEAD, "\x01\x02\r\n\r\n", FAULT_END_CUT, REEL_API_ERROR_OFFLINE, FAULT_REPEATED,
    .only = API_CALL_FILE, .file_size = LARGE },
  { "early-continue-413", FAULT_READ_HEAD, "HTTP/1.1 100 Continue\r\n\r\n" EARLY ("413", ""), FAULT_END_CUT,
    REEL_API_ERROR_TOO_LARGE, FAULT_ONCE, "not more than 9 MB", .status = 413, .only = API_CALL_FILE, .file_size = LARGE },
};

const guint n_faults = G_N_ELEMENTS (faults);

static void
append_many (GString    *text,
             const char *what,
             guint       times)
{
  for (guint i = 0; i < times; i++)
    g_string_append (text, what);
}

/* The good reply with its first key of all once more. */
static char *
twice (const char *good)
{
  const char *open = strchr (good, '{') + 1;
  const char *end = strpbrk (open, ":");

  return g_strdup_printf ("%.*s%.*s:null,%s", (int) (open - good), good, (int) (end - open), open, open);
}

/* A gibibyte of spaces weighs a mebibyte: the first and any later one of its blocks, which may be repeated. */
static void
append_bomb (GString *text,
             gboolean first)
{
  g_autoptr (GZlibCompressor) zip = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9);
  g_autofree char *spaces = g_strnfill (1024 * 1024, ' ');
  char packed[64 * 1024];

  for (guint i = 0; i < 2; i++)
    {
      gsize taken = 0, made = 0, read, written;
      GConverterResult result;

      do
        {
          result = g_converter_convert (G_CONVERTER (zip), spaces + taken, 1024 * 1024 - taken, packed + made,
                                        sizeof packed - made, G_CONVERTER_FLUSH, &read, &written, NULL);
          g_assert_cmpint (result, !=, G_CONVERTER_ERROR);
          taken += read;
          made += written;
        }
      while (result != G_CONVERTER_FLUSHED);
      if (i == (first ? 0 : 1))
        g_string_append_len (text, packed, (gssize) made);
    }
}

static void
append_word (GString       *whole,
             guint          word,
             const ApiCall *call,
             const char    *trap)
{
  g_autofree char *doubled = NULL;

  switch (word)
    {
    case 0:
      g_string_append (whole, call->good);
      break;
    case 1:
      g_string_append_printf (whole, "%" G_GSIZE_FORMAT, strlen (call->good));
      break;
    case 2:
      g_string_append (whole, trap);
      break;
    case 3:
      append_many (whole, "[", 1000000);
      break;
    case 4:
      append_many (whole, "{\"x\":", 1000000);
      break;
    case 5:
    case 6:
      append_bomb (whole, word == 5);
      break;
    case 7:
      doubled = twice (call->good);
      g_string_append (whole, doubled);
      break;
    case 8:
      append_many (whole, " ", 0x4000);
      break;
    default:
      g_assert_not_reached ();
    }
}

GBytes *
fault_expand (const char    *text,
              const ApiCall *call,
              const char    *trap)
{
  g_autoptr (GString) whole = g_string_new (NULL);

  while (*text != '\0')
    {
      static const char *const words[] = { "GOOD", "LENGTH", "TRAP", "ARRAYS", "OBJECTS", "BOMB", "MORE", "TWICE", "SPACES" };
      guint i;

      for (i = 0; i < G_N_ELEMENTS (words) && !g_str_has_prefix (text, words[i]); i++)
        ;
      if (i == G_N_ELEMENTS (words))
        {
          g_string_append_c (whole, *text++);
          continue;
        }
      text += strlen (words[i]);
      append_word (whole, i, call, trap);
    }
  return g_string_free_to_bytes (g_steal_pointer (&whole));
}
