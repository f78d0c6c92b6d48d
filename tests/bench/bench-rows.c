/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "bench.h"

/* What is measured. Each transfer is a whole process, ours as well as the others', so that starting up counts for both. */

/* MiB */
#define MEDIUM 256
#define LARGE 1024
/* files */
#define MANY 10000
#define SOME 1000
/* seconds */
#define FILM 40

static double
upload_ours (BenchStage *stage)
{
  return bench_run_program (NULL, stage->client, "upload", stage->url, bench_stage_get_file (stage, LARGE), NULL);
}

static double
upload_curl (BenchStage *stage)
{
  g_autofree char *part = g_strconcat ("file=@", bench_stage_get_file (stage, LARGE), NULL);
  g_autofree char *url = g_strconcat (stage->url, "/collections/c/videos/upload", NULL);

  return bench_run_program (NULL, "curl", "-sS", "--noproxy", "*", "-o", "/dev/null", "-F", part, url, NULL);
}

static double
upload_soup (BenchStage *stage)
{
  return bench_run_program (NULL, stage->client, "soup", stage->url, bench_stage_get_file (stage, LARGE), NULL);
}

static double
peak_mib (BenchStage *stage,
          const char *file)
{
  g_autofree char *output = NULL;

  bench_run_program (&output, stage->client, "upload", stage->url, file, NULL);
  return (double) g_ascii_strtoull (output, NULL, 10) / 1024;
}

static double
memory_ours (BenchStage *stage)
{
  return peak_mib (stage, bench_stage_get_file (stage, LARGE)) - peak_mib (stage, bench_stage_get_file (stage, 1));
}

static double
base64_ours (BenchStage *stage)
{
  return bench_run_program (NULL, stage->client, "base64", stage->url, bench_stage_get_file (stage, MEDIUM), NULL);
}

/* Streamed as ours is; --data-binary @- would take all of it into memory first. */
static double
base64_curl (BenchStage *stage)
{
  g_autofree char *url = g_strconcat (stage->url, "/video_tagging/async", NULL);

  return bench_run_program (NULL, "sh", "-c",
                            "{ printf '{\"video_base64\":\"'; base64 -w0 \"$1\"; printf '\"}'; } | "
                            "curl -sS --noproxy '*' -o /dev/null -H 'Content-Type: application/json' -X POST -T - \"$2\"",
                            "sh", bench_stage_get_file (stage, MEDIUM), url, NULL);
}

static double
get_ours (BenchStage *stage)
{
  return bench_run_program (NULL, stage->client, "get", stage->url, "2000", "8", NULL);
}

static double
get_curl (BenchStage *stage)
{
  g_autofree char *url = g_strconcat (stage->url, "/videos/v[1-2000]/status", NULL);

  return bench_run_program (NULL, "curl", "-sS", "--no-progress-meter", "--noproxy", "*", "--parallel", "--parallel-max", "8", "-o",
                            "/dev/null", url, NULL);
}

static double
get_soup (BenchStage *stage)
{
  return bench_run_program (NULL, stage->client, "soup-get", stage->url, "2000", "8", NULL);
}

/* One figure of bench-queue's. */
static double
queue_figure (BenchStage *stage,
              const char *what)
{
  g_autofree char *output = NULL;

  bench_run_program (&output, stage->queue, what, stage->folder, bench_stage_get_drop (stage, MANY, 8), NULL);
  return g_ascii_strtod (output, NULL);
}

static double
enqueue_time (BenchStage *stage)
{
  return queue_figure (stage, "enqueue");
}

static double
enqueue_stall (BenchStage *stage)
{
  return queue_figure (stage, "enqueue-stall");
}

static double
enqueue_memory (BenchStage *stage)
{
  return queue_figure (stage, "enqueue-memory");
}

static double
grown_time (BenchStage *stage)
{
  return queue_figure (stage, "grown");
}

static double
grown_stall (BenchStage *stage)
{
  return queue_figure (stage, "grown-stall");
}

static double
restart_stall (BenchStage *stage)
{
  return queue_figure (stage, "restart-stall");
}

static double
cancel_stall (BenchStage *stage)
{
  return queue_figure (stage, "cancel-stall");
}

static double
grown_returned (BenchStage *stage)
{
  return queue_figure (stage, "grown-returned-stall");
}

static double
queue_ours (BenchStage *stage)
{
  return bench_run_program (NULL, stage->queue, "upload", stage->folder, bench_stage_get_drop (stage, SOME, SOME), stage->url,
                            NULL);
}

static double
queue_probe (BenchStage *stage)
{
  return bench_run_program (NULL, stage->queue, "probe", stage->folder, bench_stage_get_drop (stage, SOME, SOME), NULL);
}

/* Two under way, as ours. */
static double
queue_curl (BenchStage *stage)
{
  return bench_run_program (NULL, "sh", "-c",
                            "n=; for f in \"$1\"/*; do printf '%surl = \"%s\"\\nform = \"file=@\\\\\"%s\\\\\"\"\\noutput = /dev/null\\n' "
                            "\"$n\" \"$2/collections/c/videos/upload\" \"$f\"; n=\"next\n\"; done | "
                            "curl -sS --no-progress-meter --noproxy '*' --parallel --parallel-max 2 -K -",
                            "sh", bench_stage_get_drop (stage, SOME, SOME), stage->url, NULL);
}

static double
proxy_ours (BenchStage *stage)
{
  g_autofree char *out = g_build_filename (stage->folder, "bench-proxy.mp4", NULL);
  double seconds = bench_run_program (NULL, stage->proxy, bench_stage_get_footage (stage, FILM), out, NULL);

  g_unlink (out);
  return seconds;
}

/* The encoders and settings of a plan for 720p at 30 pictures a second; both scale bilinearly. */
static double
proxy_ffmpeg (BenchStage *stage)
{
  g_autofree char *out = g_build_filename (stage->folder, "bench-proxy.mp4", NULL);
  double seconds;

  seconds = bench_run_program (NULL, "ffmpeg", "-nostdin", "-v", "error", "-y", "-i", bench_stage_get_footage (stage, FILM),
                               "-vf", "scale=1280:720:flags=bilinear", "-pix_fmt", "yuv420p", "-c:v", "libx264",
                               "-preset", "veryfast", "-b:v", "2000000", "-g", "60", "-c:a", "aac", "-b:a", "64000", "-ac", "1", "-ar", "48000",
                               "-movflags", "+faststart", out, NULL);

  g_unlink (out);
  return seconds;
}

static double
seek (BenchStage *stage,
      const char *what,
      const char *who,
      const char *video,
      const char *seconds)
{
  g_autofree char *output = NULL;

  bench_run_program (&output, stage->seek, what, who, video, seconds, NULL);
  return g_ascii_strtod (output, NULL);
}

static double
seek_long_ours (BenchStage *stage)
{
  return seek (stage, "seek", "reelseek", bench_stage_get_gops (stage, 250), "40");
}

static double
seek_long_mpv (BenchStage *stage)
{
  return seek (stage, "seek", "mpv", bench_stage_get_gops (stage, 250), "40");
}

static double
seek_short_ours (BenchStage *stage)
{
  return seek (stage, "seek", "reelseek", bench_stage_get_gops (stage, 30), "40");
}

static double
seek_short_mpv (BenchStage *stage)
{
  return seek (stage, "seek", "mpv", bench_stage_get_gops (stage, 30), "40");
}

static double
seek_4k_ours (BenchStage *stage)
{
  return seek (stage, "seek", "reelseek", bench_stage_get_video (stage, BENCH_4K), "10");
}

static double
seek_4k_mpv (BenchStage *stage)
{
  return seek (stage, "seek", "mpv", bench_stage_get_video (stage, BENCH_4K), "10");
}

static double
seek_vp9_ours (BenchStage *stage)
{
  return seek (stage, "seek", "reelseek", bench_stage_get_video (stage, BENCH_VP9), "10");
}

static double
seek_vp9_mpv (BenchStage *stage)
{
  return seek (stage, "seek", "mpv", bench_stage_get_video (stage, BENCH_VP9), "10");
}

static double
scrub_ours (BenchStage *stage)
{
  return seek (stage, "scrub", "reelseek", bench_stage_get_gops (stage, 30), "40");
}

static double
scrub_mpv (BenchStage *stage)
{
  return seek (stage, "scrub", "mpv", bench_stage_get_gops (stage, 30), "40");
}

static double
open_ours (BenchStage *stage)
{
  return seek (stage, "open", "reelseek", bench_stage_get_gops (stage, 250), "40");
}

static double
open_mpv (BenchStage *stage)
{
  return seek (stage, "open", "mpv", bench_stage_get_gops (stage, 250), "40");
}

static double
thumbnails (BenchStage *stage,
            const char *who,
            guint       gop)
{
  g_autofree char *output = NULL;

  bench_run_program (&output, stage->thumbnails, who, bench_stage_get_gops (stage, gop), "40", stage->folder, NULL);
  return g_ascii_strtod (output, NULL);
}

static double
thumbnails_long_ours (BenchStage *stage)
{
  return thumbnails (stage, "cold", 250);
}

static double
thumbnails_long_ffmpeg (BenchStage *stage)
{
  return thumbnails (stage, "ffmpeg", 250);
}

static double
thumbnails_short_ours (BenchStage *stage)
{
  return thumbnails (stage, "cold", 30);
}

static double
thumbnails_short_ffmpeg (BenchStage *stage)
{
  return thumbnails (stage, "ffmpeg", 30);
}

static double
thumbnails_warm (BenchStage *stage)
{
  return thumbnails (stage, "warm", 30);
}

/* What bench-index says: the seconds first, and before the last words the worker's memory. */
static double
index_footage (BenchStage *stage,
               const char *depth,
               const char *word)
{
  g_autofree char *output = NULL;
  g_auto (GStrv) words = NULL;

  bench_run_program (&output, stage->index, depth, stage->service, BENCH_DATA, bench_stage_get_footage (stage, FILM), NULL);
  words = g_strsplit (output, " ", -1);
  for (guint i = 0; word != NULL && words[i] != NULL && words[i + 1] != NULL && words[i + 2] != NULL; i++)
    if (g_str_has_prefix (words[i + 2], word))
      return g_ascii_strtod (words[i], NULL);
  return g_ascii_strtod (output, NULL);
}

static double
index_full (BenchStage *stage)
{
  return index_footage (stage, "full", NULL);
}

static double
index_quick (BenchStage *stage)
{
  return index_footage (stage, "quick", NULL);
}

/* What a program printed that measures ours and what it is compared with, in turns: ours is asked first, and runs it. */
static char *printed;

static void
print_with (const char *program,
            const char *argument,
            const char *second,
            const char *third)
{
  g_clear_pointer (&printed, g_free);
  bench_run_program (&printed, program, argument, second, third, NULL);
}

/* The number behind the last @key of that; what is used is printed last, or, with @first, first. */
static double
find_number (const char *key,
             gboolean    first)
{
  const char *at = first ? strstr (printed, key) : g_strrstr (printed, key);

  g_assert (at != NULL);
  return g_ascii_strtod (at + strlen (key), NULL);
}

/* bench-nn prints the sets of kernels from the fastest on that this processor can run. */
static double
run_network (BenchStage *stage,
             const char *model)
{
  g_autofree char *path = g_build_filename (BENCH_DATA, "models", model, NULL);
  const char *at;

  print_with (stage->nn, path, NULL, NULL);
  at = strstr (strchr (printed, '\n'), " ms"); /* a number stands before it */
  while (g_ascii_isdigit (at[-1]) || at[-1] == '.')
    at--;
  return g_ascii_strtod (at, NULL);
}

static double
objects_ours (BenchStage *stage)
{
  return run_network (stage, "nanodet-g.reelnn");
}

static double
faces_ours (BenchStage *stage)
{
  return run_network (stage, "blazeface.reelnn");
}

static double
classes_ours (BenchStage *stage)
{
  return run_network (stage, "inception-v3.reelnn");
}

static double
network_bound (BenchStage *stage)
{
  return find_number ("bound ", TRUE);
}

static double
run_text (BenchStage *stage,
          const char *key)
{
  g_autofree char *path = g_build_filename (BENCH_DATA, "models", "multilingual-e5-small-q4.bin", NULL);

  print_with (stage->text, path, "query: A dog playing in the park", NULL);
  return find_number (key, FALSE);
}

static double
text_cold (BenchStage *stage)
{
  return run_text (stage, ": cold ");
}

static double
text_warm (BenchStage *stage)
{
  return run_text (stage, "  warm ");
}

/* Of 1,000,000 clips of the space that ships, by all cores. */
static double
search_ours (BenchStage *stage)
{
  print_with (stage->vectors, "1000000", "1946", stage->folder);
  return find_number ("\n  search     ", FALSE);
}

static double
search_read (BenchStage *stage)
{
  return find_number ("plain read into a buffer", FALSE);
}

static double
run_server (BenchStage *stage,
            const char *what,
            const char *argument)
{
  g_autofree char *output = NULL;

  g_setenv ("REELSEEK_LOCAL", stage->service, TRUE);
  g_setenv ("REELSEEK_DATA", BENCH_DATA, TRUE);
  bench_run_program (&output, stage->server, what, argument, NULL);
  return g_ascii_strtod (output, NULL);
}

static double
server_start (BenchStage *stage)
{
  return run_server (stage, "start", "concept");
}

static double
server_start_before (BenchStage *stage)
{
  return run_server (stage, "start", "measured");
}

static double
server_resident (BenchStage *stage)
{
  return run_server (stage, "resident", bench_stage_get_footage (stage, FILM));
}

static double
server_idle (BenchStage *stage)
{
  return run_server (stage, "idle", NULL);
}

static double
index_ffmpeg (BenchStage *stage)
{
  return bench_run_program (NULL, "ffmpeg", "-nostdin", "-v", "error", "-i", bench_stage_get_footage (stage, FILM), "-an", "-f",
                            "null", "-", NULL);
}

const BenchRow bench_rows[] = {
  /* 5.5 and 60 times real time; four times with AVX2 alone */
  { "index-full", "Indexing 40 s of 1080p H.264", "s", FILM / 5.5,
    { { "Reelseek", index_full, 0 }, { "ffmpeg -f null", index_ffmpeg, 0 } } },
  { "index-quick", "The quick pass over it", "s", FILM / 60.0,
    { { "Reelseek", index_quick, 0 }, { "ffmpeg -f null", index_ffmpeg, 0 } } },
  { "service-memory", "Most that the service and its workers have resident together meanwhile, with all models", "MiB", 300,
    { { "Reelseek", server_resident, 0 } } },
  { "service-idle", "Resident ten minutes after the last query", "MiB", 60, { { "Reelseek", server_idle, 0 } } },
  { "service-start", "Start of the service until it listens", "ms", 0,
    { { "Reelseek", server_start, 0 }, { "with the engine that has no models", server_start_before, 1.1 } } },
  /* what LiteRT takes for it on one core */
  { "network-classes", "A frame through Inception-V3, one core", "ms", 103,
    { { "Reelseek", classes_ours, 0 }, { "its multiplications alone", network_bound, 0 } } },
  { "network-objects", "A frame through NanoDet, one core", "ms", 0,
    { { "Reelseek", objects_ours, 0 }, { "its multiplications alone", network_bound, 0 } } },
  { "network-faces", "A frame through BlazeFace, one core", "ms", 0,
    { { "Reelseek", faces_ours, 0 }, { "its multiplications alone", network_bound, 0 } } },
  { "text-cold", "A query's vector on one core, the model loaded for it", "ms", 60, { { "Reelseek", text_cold, 0 } } },
  { "text-warm", "A query's vector on one core", "ms", 20, { { "Reelseek", text_warm, 0 } } },
  { "search-million", "Search of 1,000,000 clips in the page cache", "ms", 150,
    { { "Reelseek", search_ours, 0 }, { "a plain read of them", search_read, 1.2 } } },
  { "upload", "Upload of 1 GiB, multipart", "s", 0,
    { { "Reelseek", upload_ours, 0 }, { "curl -F", upload_curl, 1.05 }, { "libsoup, synchronous", upload_soup, 1.1 } } },
  { "upload-memory", "More memory for 1 GiB than for 1 MiB", "MiB", 8, { { "Reelseek", memory_ours, 0 } } },
  { "base64", "Upload of 256 MiB as Base64", "s", 0,
    { { "Reelseek", base64_ours, 0 }, { "base64 | curl", base64_curl, 1.05 } } },
  { "get", "2,000 small GETs, 8 under way", "s", 0,
    { { "Reelseek", get_ours, 0 }, { "curl --parallel", get_curl, 1.0 }, { "libsoup alone", get_soup, 0 } } },
  { "decode-hits", "Decoding 10,000 hits", "ms", 0,
    { { "Reelseek", bench_decode_hits, 0 }, { "json-glib's parser alone", bench_parse_hits, 1.2 } } },
  { "decode-hits-stall", "Longest stall of the main loop meanwhile", "ms", 8,
    { { "Reelseek", bench_stall_hits, 0 } } },
  { "decode-vectors", "Decoding 1,000 vectors × 1,024", "ms", 0,
    { { "Reelseek", bench_decode_vectors, 0 }, { "json-glib's parser alone", bench_parse_vectors, 1.2 } } },
  { "decode-vectors-stall", "Longest stall of the main loop meanwhile", "ms", 8,
    { { "Reelseek", bench_stall_vectors, 0 } } },
  { "enqueue", "10,000 files dropped: until their rows are there", "s", 1, { { "Reelseek", enqueue_time, 0 } } },
  { "enqueue-stall", "Longest stall of the main loop meanwhile, and after", "ms", 50, { { "Reelseek", enqueue_stall, 0 } } },
  { "enqueue-memory", "Most memory meanwhile, above an idle program's", "MiB", 64, { { "Reelseek", enqueue_memory, 0 } } },
  { "grown", "10,000 files dropped on 100,000 videos: until their rows are there", "s", 1.5, { { "Reelseek", grown_time, 0 } } },
  { "grown-stall", "Longest stall of the main loop meanwhile, and after", "ms", 50, { { "Reelseek", grown_stall, 0 } } },
  { "grown-returned", "These forgotten, and had back: longest stall", "ms", 50, { { "Reelseek", grown_returned, 0 } } },
  { "restart-stall", "Starting with 10,000 queued: longest stall", "ms", 50, { { "Reelseek", restart_stall, 0 } } },
  { "cancel-stall", "Cancelling and clearing 10,000: longest stall", "ms", 50, { { "Reelseek", cancel_stall, 0 } } },
  { "queue", "1,000 small videos through the queue, 2 uploads under way", "s", 0,
    { { "Reelseek", queue_ours, 0 }, { "curl --parallel", queue_curl, 1.1 }, { "looking into them alone", queue_probe, 0 } } },
  { "proxy", "Proxy of 40 s of 1080p in 720p", "s", 0,
    { { "Reelseek", proxy_ours, 0 }, { "ffmpeg", proxy_ffmpeg, 1.15 } } },
  { "seek-250", "Exact seek in 1080p H.264, a key frame each 250", "ms", 0,
    { { "Reelseek", seek_long_ours, 0 }, { "mpv", seek_long_mpv, 1.0 } } },
  { "seek-30", "Exact seek in 1080p H.264, a key frame each 30", "ms", 0,
    { { "Reelseek", seek_short_ours, 0 }, { "mpv", seek_short_mpv, 1.0 } } },
  { "thumbnails-250", "100 exact thumbnails of 1080p H.264, a key frame each 250", "s", 0,
    { { "Reelseek", thumbnails_long_ours, 0 }, { "ffmpeg, a process each", thumbnails_long_ffmpeg, 0.5 } } },
  { "thumbnails-30", "100 exact thumbnails of 1080p H.264, a key frame each 30", "s", 0,
    { { "Reelseek", thumbnails_short_ours, 0 }, { "ffmpeg, a process each", thumbnails_short_ffmpeg, 0.5 } } },
  { "thumbnails-warm", "The same from the cache on disk, each", "ms", 3, { { "Reelseek", thumbnails_warm, 0 } } },
  { "hits", "Last byte of 10,000 hits to the first page painted", "ms", 100, { { "Reelseek", bench_hits_painted, 0 } } },
  { "hits-stall", "Longest stall of the main loop meanwhile, and after", "ms", 50, { { "Reelseek", bench_hits_stall, 0 } } },
  { "hits-memory", "Memory with 10,000 hits, above an idle window's", "MiB", 80, { { "Reelseek", bench_hits_memory, 0 } } },
  { "scroll", "Scrolling 10,000 hits: processor time of a frame, p95", "ms", 0,
    { { "Reelseek", bench_scroll_ours, 0 }, { "bare GtkGridView", bench_scroll_bare, 1.2 } } },
  { "scroll-stall", "Longest stall of the main loop meanwhile", "ms", 50, { { "Reelseek", bench_scroll_stall, 0 } } },
  { "start", "Start to the first painted frame", "ms", 0,
    { { "Reelseek", bench_start_ours, 0 }, { "empty AdwApplicationWindow", bench_start_bare, 1.5 } } },
  { "seek-4k", "Exact seek in 2160p H.264, a key frame each 60", "ms", 0,
    { { "Reelseek", seek_4k_ours, 0 }, { "mpv", seek_4k_mpv, 1.0 } } },
  { "seek-vp9", "Exact seek in 1080p VP9, a key frame each 60", "ms", 0,
    { { "Reelseek", seek_vp9_ours, 0 }, { "mpv", seek_vp9_mpv, 1.0 } } },
  { "scrub", "Dragging across 40 s of 1080p in 3 s: from one frame shown to the next", "ms", 0,
    { { "Reelseek", scrub_ours, 0 }, { "mpv", scrub_mpv, 0.67 } } },
  { "open-hit", "A selected hit activated, until it plays (mpv opens it)", "ms", 0,
    { { "Reelseek", open_ours, 0 }, { "mpv", open_mpv, 0.3 } } },
};

const guint bench_n_rows = G_N_ELEMENTS (bench_rows);
