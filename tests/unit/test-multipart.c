/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "local/reel-header-params.h"
#include "local/reel-json-sink.h"
#include "local/reel-local-error.h"
#include "local/reel-multipart-parser.h"
#include "local/reel-upload-sink.h"
#include "reel-test.h"

/* What a parser told, as one text: `name[file name]=data;` a part. */
static gboolean
part_begin (const char *name,
            const char *file_name,
            gpointer    user_data,
            GError    **error)
{
  g_string_append_printf (user_data, "%s[%s]=", name, file_name != NULL ? file_name : "-");
  return TRUE;
}

static gboolean
part_data (const guint8 *data,
           gsize         length,
           gpointer      user_data,
           GError      **error)
{
  g_assert_cmpuint (length, >, 0);
  g_string_append_len (user_data, (const char *) data, (gssize) length);
  return TRUE;
}

static gboolean
part_end (gpointer user_data,
          GError **error)
{
  g_string_append_c (user_data, ';');
  return TRUE;
}

static const ReelMultipartEvents events = { part_begin, part_data, part_end };

/* Feeds @body in pieces that end at @cut, or of one byte each where @cut is G_MAXSIZE. */
static char *
parse (const char *type,
       const char *body,
       gsize       length,
       gsize       cut,
       GError    **error)
{
  g_autoptr (GString) told = g_string_new (NULL);
  g_autoptr (ReelMultipartParser) parser = reel_multipart_parser_new (type, &events, told, error);
  const guint8 *p = (const guint8 *) body;
  gboolean ok = parser != NULL;

  if (cut == G_MAXSIZE)
    for (gsize i = 0; ok && i < length; i++)
      ok = reel_multipart_parser_feed (parser, p + i, 1, error);
  else if (ok)
    ok = reel_multipart_parser_feed (parser, p, cut, error) &&
         reel_multipart_parser_feed (parser, p + cut, length - cut, error);
  if (ok && reel_multipart_parser_end (parser, error))
    return g_string_free (g_steal_pointer (&told), FALSE);
  return NULL;
}

#define TYPE "multipart/form-data; boundary=B"
#define HEAD "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.mp4\"\r\n\r\n"

static const struct
{
  const char *type, *body, *told;
} good[] = {
  { TYPE, HEAD "data\r\n--B--\r\n", "file[a.mp4]=data;" },
  { TYPE, HEAD "data\r\n--B--", "file[a.mp4]=data;" },
  { TYPE, HEAD "\r\n--B--\r\n", "file[a.mp4]=;" },
  { TYPE, HEAD "--B--\r\n", "file[a.mp4]=;" },
  { TYPE, HEAD "-\r\n--B--\r\n", "file[a.mp4]=-;" },
  { TYPE, HEAD "\r\n\r\n--B--\r\n", "file[a.mp4]=\r\n;" },
  { TYPE, HEAD "\r\n--\r\n--A\r\r\n\n--B\r\n\r\r\n--B--\r\nignored --B", "file[a.mp4]=\r\n--\r\n--A\r\r\n\n--B\r\n\r;" },
  { TYPE, "ignored\r\n" HEAD "x\r\n--B--\r\n", "file[a.mp4]=x;" },
  { TYPE, "\r\n" HEAD "x\r\n--B--\r\n", "file[a.mp4]=x;" },
  { TYPE, "--B \t \r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--B--\r\n", "a[-]=x;" },
  { TYPE,
    "--B\r\ncontent-disposition:form-data;name=a;\r\n\r\n1\r\n" HEAD "2\r\n--B\r\nX-Other: 1\r\nContent-Type: text/plain\r\n"
    "CONTENT-DISPOSITION: Form-Data ; name=\"c\"\r\n\r\n3\r\n--B--\r\n",
    "a[-]=1;file[a.mp4]=2;c[-]=3;" },
  { "Multipart/Form-Data; charset=utf-8; boundary=\"a b:?='c\"; x=y",
    "--a b:?='c\r\nContent-Disposition: form-data; name=n\r\n\r\n--a b\r\n--a b:?='c--", "n[-]=--a b;" },
  { TYPE, "--B\r\nContent-Disposition: form-data; name=n; filename=\"a;b=\\\"c\\\\d.mp4\"\r\n\r\nx\r\n--B--",
    "n[a;b=\"c\\d.mp4]=x;" },
  { TYPE, "--B\r\nContent-Disposition: form-data; name=n; filename=\"C:\\dir\\f 100%25 %22q%22%0D%0A.mp4\"\r\n\r\nx\r\n--B--",
    "n[C:\\dir\\f 100%25 \"q\"\r\n.mp4]=x;" },
  { TYPE, "--B\r\nContent-Disposition: form-data; name=n; filename=\"\xe8\xb2\x93.mp4\"\r\n\r\nx\r\n--B--",
    "n[\xe8\xb2\x93.mp4]=x;" },
  { TYPE, "--B\r\nContent-Disposition: form-data; name=n; filename=\"\xff.mp4\"\r\n\r\nx\r\n--B--", "n[\xef\xbf\xbd.mp4]=x;" },
  { TYPE, "--B\r\nContent-Disposition: form-data; name=n; filename=\"_\"; filename*=UTF-8'zh'%E8%B2%93.mp4\r\n\r\nx\r\n--B--",
    "n[\xe8\xb2\x93.mp4]=x;" },
  { TYPE, "--B\r\nContent-Disposition: form-data; name=n; filename*=iso-8859-1''caf%E9\r\n\r\nx\r\n--B--",
    "n[caf\xc3\xa9]=x;" },
  { TYPE, "--B\r\nContent-Disposition: form-data; name=n; filename=ok; filename*=utf-8''%00\r\n\r\nx\r\n--B--", "n[ok]=x;" },
  { TYPE, "--B--", "" },
};

static void
test_good (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      gsize length = strlen (good[i].body);

      for (gsize cut = 0; cut <= length + 1; cut++)
        {
          g_autoptr (GError) error = NULL;
          g_autofree char *told = parse (good[i].type, good[i].body, length, cut <= length ? cut : G_MAXSIZE, &error);

          if (error != NULL)
            g_error ("case %u, cut %" G_GSIZE_FORMAT ": %s", i, cut, error->message);
          g_assert_cmpstr (told, ==, good[i].told);
        }
    }
}

static const struct
{
  const char *type, *body;
  ReelMultipartError code;
} bad[] = {
  { NULL, "", REEL_MULTIPART_ERROR_CONTENT_TYPE },
  { "", "", REEL_MULTIPART_ERROR_CONTENT_TYPE },
  { "multipart/form-data", "", REEL_MULTIPART_ERROR_CONTENT_TYPE },
  { "multipart/mixed; boundary=B", HEAD "x\r\n--B--", REEL_MULTIPART_ERROR_CONTENT_TYPE },
  { "multipart/form-data; boundary=\"\"", "", REEL_MULTIPART_ERROR_CONTENT_TYPE },
  { "multipart/form-data; boundary=\"B\r\n\"", "", REEL_MULTIPART_ERROR_CONTENT_TYPE },
  { "multipart/form-data; boundary=\"B \"", "", REEL_MULTIPART_ERROR_CONTENT_TYPE },
  { "multipart/form-data; boundary=\"B", "", REEL_MULTIPART_ERROR_CONTENT_TYPE },
  { "multipart/form-data; boundary=B; boundary=C", "", REEL_MULTIPART_ERROR_CONTENT_TYPE },
  { "multipart/form-data; boundary=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "",
    REEL_MULTIPART_ERROR_CONTENT_TYPE },
  { TYPE, "", REEL_MULTIPART_ERROR_CUT },
  { TYPE, "--B", REEL_MULTIPART_ERROR_CUT },
  { TYPE, "--B-", REEL_MULTIPART_ERROR_CUT },
  { TYPE, HEAD, REEL_MULTIPART_ERROR_CUT },
  { TYPE, HEAD "x\r\n--B\r", REEL_MULTIPART_ERROR_CUT },
  { TYPE, HEAD "x\n--B--\r\n", REEL_MULTIPART_ERROR_CUT },
  { TYPE, HEAD "x--B--\r\n", REEL_MULTIPART_ERROR_CUT },
  { TYPE, HEAD "x\r\n--BB--\r\n", REEL_MULTIPART_ERROR_SYNTAX },
  { TYPE, HEAD "x\r\n--B -\r\n", REEL_MULTIPART_ERROR_SYNTAX },
  { TYPE, HEAD "x\r\n--B-x", REEL_MULTIPART_ERROR_SYNTAX },
  { TYPE, "--B\rx", REEL_MULTIPART_ERROR_SYNTAX },
  { TYPE, "--B\r\nContent-Disposition: form-data; name=a\n\nx\r\n--B--", REEL_MULTIPART_ERROR_SYNTAX },
  { TYPE, "--B\r\nContent-Disposition: form-data; name=a\r\rx", REEL_MULTIPART_ERROR_SYNTAX },
  { TYPE, "--B\r\n\r\nx\r\n--B--", REEL_MULTIPART_ERROR_HEADERS },
  { TYPE, "--B\r\nno colon\r\n\r\nx\r\n--B--", REEL_MULTIPART_ERROR_HEADERS },
  { TYPE, "--B\r\n: x\r\n\r\nx\r\n--B--", REEL_MULTIPART_ERROR_HEADERS },
  { TYPE, "--B\r\nContent-Type: text/plain\r\n\r\nx\r\n--B--", REEL_MULTIPART_ERROR_HEADERS },
  { TYPE, "--B\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--B--", REEL_MULTIPART_ERROR_HEADERS },
  { TYPE, "--B\r\nContent-Disposition: form-data\r\n\r\nx\r\n--B--", REEL_MULTIPART_ERROR_HEADERS },
  { TYPE, "--B\r\nContent-Disposition: form-data; filename=a\r\n\r\nx\r\n--B--", REEL_MULTIPART_ERROR_HEADERS },
  { TYPE, "--B\r\nContent-Disposition: form-data; name=\"a\r\n\r\nx\r\n--B--", REEL_MULTIPART_ERROR_HEADERS },
  { TYPE, "--B\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\nx\r\n--B--", REEL_MULTIPART_ERROR_HEADERS },
  { TYPE, "--B\r\nContent-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b\r\n\r\nx\r\n--B--",
    REEL_MULTIPART_ERROR_HEADERS },
  { TYPE, "--B\r\nContent-Disposition: form-data;\r\n name=a\r\n\r\nx\r\n--B--", REEL_MULTIPART_ERROR_HEADERS },
};

static void
test_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      gsize length = strlen (bad[i].body);

      for (gsize cut = 0; cut <= length + 1; cut++)
        {
          g_autoptr (GError) error = NULL;
          g_autofree char *told = parse (bad[i].type, bad[i].body, length, cut <= length ? cut : G_MAXSIZE, &error);

          if (told != NULL || !g_error_matches (error, REEL_MULTIPART_ERROR, (int) bad[i].code))
            g_error ("case %u, cut %" G_GSIZE_FORMAT ": %s", i, cut, error != NULL ? error->message : told);
        }
    }
}

static void
assert_limit (GString *body)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *told = parse (TYPE, body->str, body->len, body->len / 2, &error);

  g_assert_null (told);
  g_assert_error (error, REEL_MULTIPART_ERROR, REEL_MULTIPART_ERROR_LIMIT);
  g_string_free (body, TRUE);
}

static void
append (GString    *body,
        const char *text,
        guint       times)
{
  while (times-- > 0)
    g_string_append (body, text);
}

static void
test_limits (void)
{
  GString *body = g_string_new (NULL);

  append (body, "x", REEL_MULTIPART_MAX_PREAMBLE + 1); /* no boundary at all */
  assert_limit (body);
  body = g_string_new ("--B\r\nX: ");
  append (body, "x", REEL_MULTIPART_MAX_HEADERS); /* a line without an end */
  assert_limit (body);
  body = g_string_new ("--B\r\n");
  append (body, "X: y\r\n", REEL_MULTIPART_MAX_HEADERS / 6 + 1); /* lines without an end */
  assert_limit (body);
  body = g_string_new (NULL);
  append (body, HEAD "x\r\n", REEL_MULTIPART_MAX_PARTS + 1);
  assert_limit (body);
}

static void
test_zero_bytes (void)
{
  static const char header[] = "--B\r\nContent-Disposition: form-data; name=\"a\0b\"\r\n\r\nx\r\n--B--";
  static const char data[] = HEAD "a\0b\r\n--B--";
  g_autoptr (GError) error = NULL;
  g_autofree char *told = parse (TYPE, header, sizeof header - 1, 7, &error);

  g_assert_null (told);
  g_assert_error (error, REEL_MULTIPART_ERROR, REEL_MULTIPART_ERROR_SYNTAX);
  g_clear_error (&error);
  told = parse (TYPE, data, sizeof data - 1, 7, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (told, strlen ("file[a.mp4]=") + 4, "file[a.mp4]=a\0b;", strlen ("file[a.mp4]=") + 4);
}

static gboolean
refuse (const guint8 *data,
        gsize         length,
        gpointer      user_data,
        GError      **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "full");
  return FALSE;
}

/* An event's error comes out, and the parser stays refused. */
static void
test_event_fails (void)
{
  static const ReelMultipartEvents refusing = { part_begin, refuse, part_end };
  static const char body[] = HEAD "x\r\n--B--";
  g_autoptr (GString) told = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelMultipartParser) parser = reel_multipart_parser_new (TYPE, &refusing, told, &error);

  g_assert_false (reel_multipart_parser_feed (parser, (const guint8 *) body, sizeof body - 1, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_clear_error (&error);
  g_assert_false (reel_multipart_parser_feed (parser, (const guint8 *) body, 1, &error));
  g_assert_error (error, REEL_MULTIPART_ERROR, REEL_MULTIPART_ERROR_SYNTAX);
  g_clear_error (&error);
  g_assert_false (reel_multipart_parser_end (parser, &error));
  g_assert_error (error, REEL_MULTIPART_ERROR, REEL_MULTIPART_ERROR_CUT);
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
test_upload_sink (void)
{
  static const struct
  {
    const char *body, *name, *error;
  } cases[] = {
    { HEAD "data\r\n--B--", "a.mp4", NULL },
    { "--B\r\nContent-Disposition: form-data; name=file; filename=\"../../C:\\x\\y\tz.mp4\"\r\n\r\ndata\r\n--B--", "yz.mp4", NULL },
    { "--B\r\nContent-Disposition: form-data; name=file; filename=\"a/\"\r\n\r\ndata\r\n--B--", "video", NULL },
    { "--B\r\nContent-Disposition: form-data; name=x\r\n\r\nnot this\r\n" HEAD "data\r\n--B--", "a.mp4", NULL },
    { HEAD "\r\n--B--", NULL, "*empty*" },
    { "--B\r\nContent-Disposition: form-data; name=other\r\n\r\nx\r\n--B--", NULL, "*no part*" },
    { HEAD "1\r\n" HEAD "2\r\n--B--", NULL, "*not several*" },
    { HEAD "1\r\n--B", NULL, "*ends before*" },
  };
  g_autofree char *folder = reel_test_tmp ("upload-sink");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      ReelUploadSink *upload = reel_upload_sink_new (TYPE, folder, &error);
      ReelBodySink *sink = (ReelBodySink *) upload;
      gboolean ok;

      g_assert_no_error (error);
      ok = sink->feed (sink, (const guint8 *) cases[i].body, strlen (cases[i].body), &error) && sink->end (sink, &error);
      g_assert_true (ok == (cases[i].error == NULL));
      if (ok)
        {
          g_autofree char *contents = NULL;

          g_assert_cmpstr (reel_upload_sink_get_file_name (upload), ==, cases[i].name);
          g_assert_cmpuint (reel_file_writer_get_size (reel_upload_sink_get_file (upload)), ==, 4);
          g_assert_true (g_file_get_contents (reel_file_writer_get_path (reel_upload_sink_get_file (upload)), &contents,
                                              NULL, NULL));
          g_assert_cmpstr (contents, ==, "data");
        }
      else if (!g_pattern_match_simple (cases[i].error, error->message))
        g_error ("case %u: %s", i, error->message);
      sink->free (sink);
      g_assert_cmpuint (count_files (folder), ==, 0);
    }
}

static void
test_json_sink (void)
{
  static const struct
  {
    const char *body, *video, *error;
  } cases[] = {
    { "{}", NULL, NULL },
    { "{\"video_url\": \"video_base64\", \"x\": [1, {\"video_base64\": \"not this!\"}]}", NULL, NULL },
    { "{\"video_base64\":\"aGVsbG8=\"}", "hello", NULL },
    { " { \"a\" : \"\\\"\" , \"video_base64\" : \"aGVsbG8h\" , \"b\" : 1 } ", "hello!", NULL },
    { "{\"video_base64\":\"data:video/mp4;base64,aGVsbG8=\"}", "hello", NULL },
    { "{\"video_base64\":\"Pz8\\/Pj4+\"}", "??" "?>>>", NULL },
    { "{\"video_base64\":\"Pz8\\u002fPj4\\u002B\"}", "??" "?>>>", NULL },
    { "{\"video_base64\": null}", NULL, NULL },
    { "[\"video_base64\",\"aGVsbG8=\"]", NULL, "*must be a JSON object*" },
    { "{\"video_base64\":\"aGVsbG8\"}", NULL, "*cut short*" },
    { "{\"video_base64\":\"\"}", NULL, "*cut short*" },
    { "{\"video_base64\":\"aGVs bG8=\"}", NULL, "*not Base64*" },
    { "{\"video_base64\":\"aGV=bG8=\"}", NULL, "*not Base64*" },
    { "{\"video_base64\":\"a\\nVs\"}", NULL, "*not Base64*" },
    { "{\"video_base64\":\"a\\u00e4Vs\"}", NULL, "*not Base64*" },
    { "{\"video_base64\":\"data:\"}", NULL, "*not Base64*" },
    { "{\"video_base64\":\"aGVs\",\"video_base64\":\"aGVs\"}", NULL, "*twice*" },
    { "{\"video_base64\":\"aGVs", NULL, "*not JSON*" },
    { "{\"video_base64\":\"aGVs\"", NULL, "*not JSON*" },
    { "", NULL, "*not JSON*" },
    { "}}}]]]", NULL, "*not JSON*" },
  };
  g_autofree char *folder = reel_test_tmp ("json-sink");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint piece = 1; piece < 16; piece += 2)
      {
        g_autoptr (GError) error = NULL;
        ReelJsonSink *json = reel_json_sink_new (folder);
        ReelBodySink *sink = (ReelBodySink *) json;
        gsize length = strlen (cases[i].body);
        gboolean ok = TRUE;

        for (gsize at = 0; ok && at < length; at += piece)
          ok = sink->feed (sink, (const guint8 *) cases[i].body + at, MIN (piece, length - at), &error);
        ok = ok && sink->end (sink, &error);
        if (ok != (cases[i].error == NULL) || (!ok && !g_pattern_match_simple (cases[i].error, error->message)))
          g_error ("case %u: %s", i, error != NULL ? error->message : "no error");
        if (ok && cases[i].video == NULL)
          g_assert_null (reel_json_sink_get_file (json));
        else if (ok)
          {
            g_autofree char *contents = NULL;

            g_assert_cmpstr (json_object_get_string_member (reel_json_sink_get_object (json), "video_base64"), ==, "");
            g_assert_true (g_file_get_contents (reel_file_writer_get_path (reel_json_sink_get_file (json)), &contents, NULL,
                                                NULL));
            g_assert_cmpstr (contents, ==, cases[i].video);
          }
        sink->free (sink);
        g_assert_cmpuint (count_files (folder), ==, 0);
      }
}

static void
test_json_sink_limit (void)
{
  g_autofree char *text = g_strnfill (REEL_JSON_SINK_MAX_BYTES + 1, ' ');
  g_autoptr (GError) error = NULL;
  ReelBodySink *sink = (ReelBodySink *) reel_json_sink_new (NULL);

  g_assert_false (sink->feed (sink, (const guint8 *) text, REEL_JSON_SINK_MAX_BYTES + 1, &error));
  g_assert_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_TOO_LARGE);
  sink->free (sink);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/multipart/good", test_good);
  g_test_add_func ("/multipart/bad", test_bad);
  g_test_add_func ("/multipart/limits", test_limits);
  g_test_add_func ("/multipart/zero-bytes", test_zero_bytes);
  g_test_add_func ("/multipart/event-fails", test_event_fails);
  g_test_add_func ("/multipart/upload-sink", test_upload_sink);
  g_test_add_func ("/multipart/json-sink", test_json_sink);
  g_test_add_func ("/multipart/json-sink-limit", test_json_sink_limit);
  return g_test_run ();
}
