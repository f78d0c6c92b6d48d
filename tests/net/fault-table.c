/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <libsoup/soup.h>
#include <string.h>

#include "fault-table.h"

#define OK "HTTP/1.1 200 OK\r\n"
#define JSON "Content-Type: application/json\r\n"
#define HEAD OK JSON
#define WHOLE HEAD "Content-Length: LENGTH\r\n\r\nGOOD"
#define BODY(text) HEAD "\r\n" text
#define REDIRECT(location)                                                                                                  \
  "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nConnection: close\r\nLocation: " location "\r\n\r\n"
#define EARLY(status, more)                                                                                                 \
  "HTTP/1.1 " status " No\r\nConnection: close\r\n" JSON more "Content-Length: 30\r\n\r\n{\"error\":\"not more than 9 MB\"}"
#define CHUNKED HEAD "Transfer-Encoding: chunked\r\n\r\n"

/* Short, so that a fault is a line. */
#define E(code) REEL_API_ERROR_##code
#define UNASKED FAULT_READ_NOTHING
#define HALF_ASKED FAULT_READ_HEAD
#define ASKED FAULT_READ_REQUEST
#define ONCE FAULT_ONCE
#define REPEATED FAULT_REPEATED
#define END_CLOSE FAULT_END_CLOSE
#define END_CUT FAULT_END_CUT
#define END_RESET FAULT_END_RESET
#define END_HOLD FAULT_END_HOLD
#define END_DRIP FAULT_END_DRIP
#define END_FLOOD FAULT_END_FLOOD

/* What the sockets between us can't take in, so that the server speaks while the client still sends. */
#define LARGE (24 * 1024 * 1024)

const Fault faults[] = {
  /* Connections. */
  { "refused", 0, NULL, FAULT_REFUSE, E (OFFLINE), ONCE, "No service is running" },
  { "reset-at-once", UNASKED, NULL, END_RESET, E (OFFLINE), REPEATED, .file_size = LARGE },
  { "closed-at-once", UNASKED, NULL, END_CUT, E (OFFLINE), REPEATED, .file_size = LARGE },
  { "never-read", UNASKED, NULL, END_HOLD, E (TIMEOUT), ONCE, "Nothing came", .impatient = TRUE, .file_size = LARGE },
  { "reset-in-request", HALF_ASKED, NULL, END_RESET, E (OFFLINE), REPEATED, .file_size = LARGE, .only = API_CALL_FILE },
  { "closed-in-request", HALF_ASKED, NULL, END_CUT, E (OFFLINE), REPEATED, .file_size = LARGE, .only = API_CALL_FILE },
  { "stuck-in-request", HALF_ASKED, NULL, END_HOLD, E (TIMEOUT), ONCE, "Nothing came", .impatient = TRUE,
    .only = API_CALL_FILE, .file_size = LARGE },
  { "reset-before-reply", ASKED, NULL, END_RESET, E (OFFLINE), REPEATED },
  { "closed-before-reply", ASKED, NULL, END_CLOSE, E (OFFLINE), REPEATED },
  { "silence", ASKED, NULL, END_HOLD, E (TIMEOUT), ONCE, "Nothing came", .impatient = TRUE },
  { "reset-in-head", ASKED, OK "Content-", END_RESET, E (OFFLINE), REPEATED },
  /* libsoup parses what it has of the head. */
  { "closed-in-head", ASKED, OK "Content-", END_CLOSE, E (PROTOCOL), ONCE },
  { "silence-in-head", ASKED, OK "Content-", END_HOLD, E (TIMEOUT), ONCE, .impatient = TRUE },
  { "reset-in-body", ASKED, HEAD "Content-Length: 10000\r\n\r\nGOOD", END_RESET, E (OFFLINE), REPEATED },
  { "closed-in-body", ASKED, HEAD "Content-Length: 10000\r\n\r\nGOOD", END_CLOSE, E (OFFLINE), REPEATED },
  { "silence-in-body", ASKED, HEAD "Content-Length: 10000\r\n\r\nGOOD", END_HOLD, E (TIMEOUT), ONCE, "Nothing came",
    .impatient = TRUE },
  { "reset-after-body", ASKED, WHOLE, END_RESET, FAULT_SUCCEEDS, ONCE },
  { "silence-after-body", ASKED, WHOLE, END_HOLD, FAULT_SUCCEEDS, ONCE },
  { "garbage-after-body", ASKED, WHOLE WHOLE "\x01\x02", END_CLOSE, FAULT_SUCCEEDS, ONCE },

  /* By drops. */
  { "dripping-head", ASKED, OK "X-Drip: ", END_DRIP, E (TIMEOUT), ONCE, .filler = "x", .impatient = TRUE },
  { "dripping-headers", ASKED, OK, END_DRIP, E (TIMEOUT), ONCE, .filler = "X: y\r\n", .impatient = TRUE },
  { "dripping-body", ASKED, BODY ("["), END_DRIP, E (TIMEOUT), ONCE, .filler = " ", .impatient = TRUE },
  { "dripping-error", ASKED, "HTTP/1.1 400 No\r\nContent-Type: text/plain\r\n\r\nno x", END_DRIP, E (BAD_REQUEST), ONCE,
    "no x", .filler = "x", .status = 400, .impatient = TRUE },

  /* Without end: two gibibytes of each. */
  { "endless-header", ASKED, OK "X-Long: ", END_FLOOD, E (OFFLINE), REPEATED, .filler = "x" },
  { "endless-headers", ASKED, OK, END_FLOOD, E (OFFLINE), REPEATED, .filler = "X-Another: one of very many\r\n" },
  { "endless-status", ASKED, "HTTP/1.1 200 ", END_FLOOD, E (OFFLINE), REPEATED, .filler = "x" },
  { "endless-continue", ASKED, "", END_FLOOD, E (PROTOCOL), ONCE, "1xx", .filler = "HTTP/1.1 100 Continue\r\n\r\n" },
  { "endless-body", ASKED, BODY ("["), END_FLOOD, E (TOO_LARGE), ONCE, "64", .filler = " " },
  { "endless-array", ASKED, BODY ("["), END_FLOOD, E (TOO_LARGE), ONCE, .filler = "[]," },
  { "endless-chunks", ASKED, CHUNKED, END_FLOOD, E (TOO_LARGE), ONCE, .filler = "4000\r\nSPACES\r\n" },
  { "declared-2-gib", ASKED, HEAD "Content-Length: 2147483648\r\n\r\n[", END_FLOOD, E (TOO_LARGE), ONCE, .filler = " " },
  { "endless-error", ASKED, "HTTP/1.1 400 No\r\nContent-Type: text/plain\r\n\r\nno ", END_FLOOD, E (BAD_REQUEST), ONCE,
    "no xx", .filler = "x", .status = 400 },
  { "endless-redirect", ASKED, "HTTP/1.1 302 Found\r\nLocation: /loop\r\n\r\n", END_FLOOD, E (INTERCEPTED), FAULT_FOLLOWED,
    .filler = "x" },
  { "gzip-bomb", ASKED, HEAD "Content-Encoding: gzip\r\n\r\nBOMB", END_FLOOD, E (TOO_LARGE), ONCE, .filler = "MORE" },

  /* Lengths. */
  { "error-in-pieces", ASKED,
    "HTTP/1.1 400 No\r\n" JSON "Transfer-Encoding: chunked\r\n\r\n"
    "12\r\n{\"error\":\"not more\r\nb\r\n than 9 MB\"\r\n1\r\n}\r\n0\r\n\r\n",
    END_CLOSE, E (BAD_REQUEST), ONCE, "not more than 9 MB", .status = 400 },
  { "length-too-small", ASKED, HEAD "Content-Length: 5\r\n\r\nGOOD", END_CLOSE, E (PROTOCOL), ONCE, "damaged" },
  { "length-zero", ASKED, HEAD "Content-Length: 0\r\n\r\nGOOD", END_CLOSE, E (PROTOCOL), ONCE, "empty" },
  { "length-beyond-64-bits", ASKED, HEAD "Content-Length: 99999999999999999999\r\n\r\nGOOD", END_CLOSE, E (OFFLINE),
    REPEATED },
#if SOUP_CHECK_VERSION(3, 6, 5)
  { "chunk-cut", ASKED, CHUNKED "3\r\n[{}\r\n", END_CLOSE, E (OFFLINE), REPEATED },
#else /* which takes the end of the connection for the end of the body */
  { "chunk-cut", ASKED, CHUNKED "3\r\n[{}\r\n", END_CLOSE, E (PROTOCOL), ONCE, "damaged" },
#endif
  { "chunk-no-number", ASKED, CHUNKED "zz\r\nGOOD\r\n0\r\n\r\n", END_CLOSE, E (PROTOCOL), ONCE },
  { "gzip-that-is-none", ASKED, HEAD "Content-Encoding: gzip\r\n\r\nGOOD", END_CLOSE, FAULT_SUCCEEDS, ONCE },
  { "gzip-cut", ASKED, HEAD "Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x07", END_CLOSE, E (PROTOCOL),
    ONCE },
  { "unknown-encoding", ASKED, HEAD "Content-Encoding: br\r\n\r\n\x0b\x02\x80{}\x03", END_CLOSE, E (PROTOCOL), ONCE },

  /* No HTTP, or an old or odd one. */
  { "another-protocol", ASKED, "SSH-2.0-OpenSSH_9\r\n\r\n", END_CLOSE, E (PROTOCOL), ONCE },
  { "no-head", ASKED, "GOOD", END_CLOSE, E (PROTOCOL), ONCE },
  { "http-1.0", ASKED, "HTTP/1.0 200 OK\r\n" JSON "\r\nGOOD", END_CLOSE, FAULT_SUCCEEDS, ONCE },
  { "http-1.0-with-length", ASKED, "HTTP/1.0 200 OK\r\n" JSON "Content-Length: LENGTH\r\n\r\nGOOD", END_HOLD, FAULT_SUCCEEDS,
    ONCE },
  { "http-9.9", ASKED, "HTTP/9.9 200 OK\r\n" JSON "\r\nGOOD", END_CLOSE, E (PROTOCOL), ONCE },
  { "status-no-number", ASKED, "HTTP/1.1 two OK\r\n" JSON "\r\nGOOD", END_CLOSE, E (PROTOCOL), ONCE },
  { "status-999", ASKED, "HTTP/1.1 999 Odd\r\n" JSON "\r\nGOOD", END_CLOSE, E (PROTOCOL), ONCE, .status = 999 },
  { "switching-protocols", ASKED, "HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\nGOOD", END_CLOSE, E (PROTOCOL), ONCE },
  { "continue-first", ASKED, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n" WHOLE, END_CLOSE, FAULT_SUCCEEDS,
    ONCE },
  { "continue-refused", ASKED, EARLY ("417", ""), END_CLOSE, E (BAD_REQUEST), ONCE, "not more than 9 MB", .status = 417 },
  { "not-modified", ASKED, "HTTP/1.1 304 Not Modified\r\n\r\n", END_CLOSE, E (INTERCEPTED), ONCE, .status = 304 },

  /* Bodies that are no good. */
  { "no-content", ASKED, "HTTP/1.1 204 No Content\r\n\r\n", END_CLOSE, E (PROTOCOL), ONCE, "204" },
  { "reset-content", ASKED, "HTTP/1.1 205 Reset Content\r\n\r\n", END_CLOSE, E (PROTOCOL), ONCE, "205" },
  { "empty", ASKED, BODY (""), END_CLOSE, E (PROTOCOL), ONCE, "empty" },
  { "blank", ASKED, BODY (" \r\n"), END_CLOSE, E (PROTOCOL), ONCE, "damaged" },
  { "web-page", ASKED, OK "Content-Type: text/html; charset=utf-8\r\n\r\n<html>Sign in</html>", END_CLOSE, E (INTERCEPTED),
    ONCE, "text/html" },
  { "web-page-as-json", ASKED, BODY ("<html>Sign in</html>"), END_CLOSE, E (PROTOCOL), ONCE, "damaged" },
  { "picture", ASKED, OK "Content-Type: image/png\r\n\r\nGOOD", END_CLOSE, E (INTERCEPTED), ONCE, "image/png" },
  { "json-without-type", ASKED, OK "\r\nGOOD", END_CLOSE, FAULT_SUCCEEDS, ONCE },
  { "cut-json", ASKED, BODY ("{\"status\":\"processed\",\"results\":["), END_CLOSE, E (PROTOCOL), ONCE, "damaged" },
  { "json-twice", ASKED, BODY ("GOODGOOD"), END_CLOSE, E (PROTOCOL), ONCE, "damaged" },
  { "null", ASKED, BODY ("null"), END_CLOSE, E (PROTOCOL), ONCE, "lacks" },
  { "number", ASKED, BODY ("7"), END_CLOSE, E (PROTOCOL), ONCE, "lacks" },
  { "text", ASKED, BODY ("\"completed\""), END_CLOSE, E (PROTOCOL), ONCE, "lacks" },
  { "array-of-null", ASKED, BODY ("[null]"), END_CLOSE, E (PROTOCOL), ONCE, "lacks" },
  { "empty-object", ASKED, BODY ("{}"), END_CLOSE, E (PROTOCOL), ONCE, "lacks" },
  { "array-bomb", ASKED, BODY ("ARRAYS"), END_CLOSE, E (PROTOCOL), ONCE, "deep" },
  { "object-bomb", ASKED, BODY ("OBJECTS"), END_CLOSE, E (PROTOCOL), ONCE, "deep" },
  { "not-a-number", ASKED, BODY ("{\"x\":NaN}"), END_CLOSE, E (PROTOCOL), ONCE, "damaged" },
  { "infinity", ASKED, BODY ("[-Infinity]"), END_CLOSE, E (PROTOCOL), ONCE, "damaged" },
  { "1e999", ASKED, BODY ("{\"x\":[1e999]}"), END_CLOSE, E (PROTOCOL), ONCE, "damaged" },
  { "-1e999", ASKED, BODY ("{\"x\":-1e999}"), END_CLOSE, E (PROTOCOL), ONCE, "damaged" },
  { "not-utf-8", ASKED, BODY ("{\"x\":\"\xff\xfe\"}"), END_CLOSE, E (PROTOCOL), ONCE, "UTF-8" },
  { "not-utf-8-in-key", ASKED, BODY ("[{\"\xc3\":1}]"), END_CLOSE, E (PROTOCOL), ONCE, "UTF-8" },
  { "surrogate-as-utf-8", ASKED, BODY ("[\"\xed\xa0\x80\"]"), END_CLOSE, E (PROTOCOL), ONCE, "UTF-8" },
  { "single-quotes", ASKED, BODY ("{'x':1}"), END_CLOSE, E (PROTOCOL), ONCE, "damaged" },
  { "javascript", ASKED, BODY ("var x = GOOD"), END_CLOSE, E (PROTOCOL), ONCE, "damaged" },
  { "comment", ASKED, BODY ("/* GOOD */ GOOD"), END_CLOSE, E (PROTOCOL), ONCE, "damaged" },
  { "duplicated-keys", ASKED, BODY ("TWICE"), END_CLOSE, FAULT_SUCCEEDS, ONCE }, /* the last counts */

  /* Redirects: to another origin, in circles, to nowhere. */
  { "redirect-elsewhere", ASKED, REDIRECT ("TRAP/x"), END_CLOSE, E (INTERCEPTED), ONCE, "key" },
  { "redirect-with-name", ASKED, REDIRECT ("http://u:p@localhost/x"), END_CLOSE, E (INTERCEPTED), ONCE },
  { "redirect-other-scheme", ASKED, REDIRECT ("ftp://127.0.0.1/x"), END_CLOSE, E (INTERCEPTED), ONCE },
  { "redirect-other-host", ASKED, REDIRECT ("//localhost/x"), END_CLOSE, E (INTERCEPTED), ONCE },
  { "redirect-loop", ASKED, REDIRECT ("/collections"), END_CLOSE, E (INTERCEPTED), FAULT_FOLLOWED },
  { "redirect-nowhere", ASKED, REDIRECT ("http://"), END_CLOSE, E (INTERCEPTED), ONCE, .status = 302 },
  { "redirect-empty-handed", ASKED, "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", END_CLOSE, E (INTERCEPTED), ONCE, "302",
    .status = 302 },
  { "redirect-script", ASKED, REDIRECT ("javascript:alert(1)"), END_CLOSE, E (INTERCEPTED), ONCE, .status = 302 },

  /* An answer before the body of an upload has been read. */
  { "early-413", HALF_ASKED, EARLY ("413", ""), END_CLOSE, E (TOO_LARGE), ONCE, "not more than 9 MB", .status = 413,
    .only = API_CALL_FILE, .file_size = LARGE },
  { "early-413-cut", HALF_ASKED, EARLY ("413", ""), END_CUT, E (TOO_LARGE), ONCE, "not more than 9 MB", .status = 413,
    .only = API_CALL_FILE, .file_size = LARGE },
  { "early-413-in-head", HALF_ASKED, "HTTP/1.1 413 No\r\nConnec", END_CUT, E (TOO_LARGE), ONCE, .status = 413,
    .only = API_CALL_FILE, .file_size = LARGE },
  { "early-413-in-head-closed", HALF_ASKED, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 413 No\r\n", END_CLOSE, E (TOO_LARGE), ONCE,
    .status = 413, .only = API_CALL_FILE, .file_size = LARGE },
  { "early-413-in-status", HALF_ASKED, "HTTP/1.1 413", END_CUT, E (OFFLINE), REPEATED, .only = API_CALL_FILE,
    .file_size = LARGE },
  { "early-401-held", HALF_ASKED, EARLY ("401", ""), END_HOLD, E (UNAUTHORISED), ONCE, "not more than 9 MB", .status = 401,
    .only = API_CALL_FILE, .file_size = LARGE },
  { "early-417", HALF_ASKED, EARLY ("417", ""), END_CUT, E (BAD_REQUEST), ONCE, "not more than 9 MB", .status = 417,
    .only = API_CALL_FILE, .file_size = LARGE },
  { "early-500", HALF_ASKED, EARLY ("500", ""), END_CLOSE, E (SERVER), ONCE, .status = 500, .only = API_CALL_FILE,
    .file_size = LARGE },
  { "early-503", HALF_ASKED, EARLY ("503", ""), END_CLOSE, E (UPSTREAM), REPEATED, .status = 503, .only = API_CALL_FILE,
    .file_size = LARGE },
  { "early-429", HALF_ASKED, EARLY ("429", "Retry-After: 5\r\n"), END_CLOSE, FAULT_SUCCEEDS, FAULT_WAITED,
    .only = API_CALL_FILE, .file_size = LARGE },
  { "early-200", HALF_ASKED, WHOLE, END_HOLD, E (PROTOCOL), ONCE, .status = 200, .only = API_CALL_FILE, .file_size = LARGE },
  { "early-302", HALF_ASKED, REDIRECT ("TRAP/x"), END_CLOSE, E (INTERCEPTED), ONCE, .status = 302, .only = API_CALL_FILE,
    .file_size = LARGE },
  { "early-2-gib", HALF_ASKED, "HTTP/1.1 413 No\r\nContent-Type: text/plain\r\nContent-Length: 2147483648\r\n\r\nno ",
    END_FLOOD, E (TOO_LARGE), ONCE, .filler = "x", .status = 413, .only = API_CALL_FILE, .file_size = LARGE },
  { "early-garbage", HALF_ASKED, "\x01\x02\r\n\r\n", END_CUT, E (OFFLINE), REPEATED, .only = API_CALL_FILE,
    .file_size = LARGE },
  { "early-endless-continue", HALF_ASKED, "", END_FLOOD, E (PROTOCOL), ONCE, "1xx", .only = API_CALL_FILE,
    .filler = "HTTP/1.1 100 Continue\r\n\r\n", .file_size = LARGE },
  { "early-continue-413", HALF_ASKED, "HTTP/1.1 100 Continue\r\n\r\n" EARLY ("413", ""), END_CUT, E (TOO_LARGE), ONCE,
    "not more than 9 MB", .status = 413, .only = API_CALL_FILE, .file_size = LARGE },
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
      static const char *const words[] = { "GOOD", "LENGTH", "TRAP",  "ARRAYS", "OBJECTS",
                                           "BOMB", "MORE",   "TWICE", "SPACES" };
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
