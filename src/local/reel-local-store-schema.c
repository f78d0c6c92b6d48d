/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "local/reel-local-store-private.h"

/*
 * settings       what the service was told to remember
 * collections    with their videos
 * videos         what was uploaded; nothing of what an engine made of it
 * video_spaces   how far a video is in a space: waiting, processing, quick (can be found, the full pass waits), done,
 *                failed (with a reason), lost (no copy is here; it waits for the file to be handed over again)
 * clips          of a video in a space: `vector` and `likeness` as reel_vector_blob_new() makes them, or floats in rows from
 *                before; `tags` as JSON; `written` is what can be read in the pictures. A number is never used again: it is
 *                the key of a vector
 * clip_words     by what is written in them, clips (rowid); and
 * video_words    by the name of the file, videos: reel-local-store-words.c adds to them, and their rows go with the others'.
 *                They have their own copy of the words, folded by reel_written_fold()
 * jobs           asynchronous calls; `id` is the caller's own where one was sent. `tensor` is the key of the frames that it is
 *                about, and `space` that of the engine that did it
 * tensors        arrays that were sent to be analysed, by key: frames (`video_input`) and sound in tensors/, settings in
 *                `text`. `request` is the job that they are for, `size` 0 once it has ended and the file is gone
 *
 * Never change a migration that was released: add another.
 */
const char * const reel_local_store_migrations[] = {
  "CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL);"
  "CREATE TABLE collections ("
  "  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, description TEXT NOT NULL,"
  "  added INTEGER NOT NULL DEFAULT (strftime('%s','now')));"
  "CREATE TABLE videos ("
  "  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,"
  "  collection INTEGER NOT NULL REFERENCES collections (seq) ON DELETE CASCADE,"
  "  file_name TEXT NOT NULL, size INTEGER NOT NULL,"
  "  state TEXT NOT NULL DEFAULT 'uploaded' CHECK (state IN ('uploaded', 'processing', 'processed', 'failed')),"
  "  progress REAL NOT NULL DEFAULT 0, reason TEXT, attempts INTEGER NOT NULL DEFAULT 0, space_id TEXT,"
  "  added INTEGER NOT NULL DEFAULT (strftime('%s','now')));"
  "CREATE INDEX videos_by_state ON videos (state, seq);"
  "CREATE INDEX videos_by_collection ON videos (collection, seq);"
  "CREATE TABLE clips ("
  "  seq INTEGER PRIMARY KEY, video INTEGER NOT NULL REFERENCES videos (seq) ON DELETE CASCADE,"
  "  start REAL NOT NULL, end REAL NOT NULL, space_id TEXT NOT NULL, vector BLOB NOT NULL, tags TEXT NOT NULL);"
  "CREATE INDEX clips_by_video ON clips (video, start);"
  "CREATE TABLE jobs ("
  "  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,"
  "  kind TEXT NOT NULL CHECK (kind IN ('embedding', 'tagging')), url TEXT,"
  "  state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'processing', 'completed', 'failed')),"
  "  result TEXT, reason TEXT, attempts INTEGER NOT NULL DEFAULT 0,"
  "  added INTEGER NOT NULL DEFAULT (strftime('%s','now')));"
  "CREATE INDEX jobs_by_state ON jobs (state, seq);",

  /* A video had one state and one space, and lost its clips with them. Clips of a video that waits again count, too: then
   * they were made by an engine that is no longer the current one, or are about to be made again. */
  "CREATE TABLE video_spaces ("
  "  video INTEGER NOT NULL REFERENCES videos (seq) ON DELETE CASCADE, space TEXT NOT NULL,"
  "  state TEXT NOT NULL DEFAULT 'waiting'"
  "    CHECK (state IN ('waiting', 'processing', 'quick', 'done', 'failed', 'lost')),"
  "  progress REAL NOT NULL DEFAULT 0, reason TEXT, attempts INTEGER NOT NULL DEFAULT 0,"
  "  changed INTEGER NOT NULL DEFAULT (strftime('%s','now')),"
  "  PRIMARY KEY (video, space)) WITHOUT ROWID;"
  "CREATE INDEX video_spaces_by_state ON video_spaces (space, state, video);"
  "INSERT INTO video_spaces (video, space, state, progress) SELECT DISTINCT video, space_id, 'done', 100 FROM clips;"
  "INSERT OR IGNORE INTO video_spaces (video, space, state, progress, reason, attempts)"
  "  SELECT seq, coalesce (space_id, 'measured-v1'),"
  "    CASE state WHEN 'processed' THEN 'done' WHEN 'failed' THEN 'failed' ELSE 'waiting' END,"
  "    progress, reason, attempts FROM videos;"
  "CREATE TABLE clips_of_spaces ("
  "  seq INTEGER PRIMARY KEY AUTOINCREMENT, video INTEGER NOT NULL, space TEXT NOT NULL,"
  "  start REAL NOT NULL, end REAL NOT NULL, vector BLOB NOT NULL, tags TEXT NOT NULL, likeness BLOB, written TEXT,"
  "  FOREIGN KEY (video, space) REFERENCES video_spaces (video, space) ON DELETE CASCADE);"
  "INSERT INTO clips_of_spaces (seq, video, space, start, end, vector, tags)"
  "  SELECT seq, video, space_id, start, end, vector, tags FROM clips;"
  "DROP TABLE clips;"
  "ALTER TABLE clips_of_spaces RENAME TO clips;"
  "CREATE INDEX clips_by_video ON clips (video, space, start);"
  "CREATE INDEX clips_by_space ON clips (space, video);"
  "DROP INDEX videos_by_state;"
  "ALTER TABLE videos DROP COLUMN state;"
  "ALTER TABLE videos DROP COLUMN progress;"
  "ALTER TABLE videos DROP COLUMN reason;"
  "ALTER TABLE videos DROP COLUMN attempts;"
  "ALTER TABLE videos DROP COLUMN space_id;"
  "ALTER TABLE videos ADD COLUMN sha256 TEXT;",

  /* Which clips can be found by likeness, without a look at their rows. */
  "CREATE INDEX clips_with_likeness ON clips (space, video) WHERE likeness IS NOT NULL;",

  /* Names of videos from before are added by reel_local_words_fill(); nothing was written in clips. */
  "CREATE VIRTUAL TABLE clip_words USING fts5 (written, tokenize = 'unicode61 remove_diacritics 2');"
  "CREATE VIRTUAL TABLE video_words USING fts5 (file_name, tokenize = 'unicode61 remove_diacritics 2');"
  "CREATE TRIGGER clip_words_go AFTER DELETE ON clips WHEN old.written IS NOT NULL BEGIN"
  "  DELETE FROM clip_words WHERE rowid = old.seq; END;"
  "CREATE TRIGGER video_words_go AFTER DELETE ON videos BEGIN"
  "  DELETE FROM video_words WHERE rowid = old.seq; END;",

  /* Copies that were to be kept stay so when no further ones are; before this only the setting knew. */
  "ALTER TABLE videos ADD COLUMN kept INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE jobs ADD COLUMN space TEXT;"
  "ALTER TABLE jobs ADD COLUMN tensor TEXT;"
  "ALTER TABLE jobs ADD COLUMN updated INTEGER NOT NULL DEFAULT 0;"
  "UPDATE jobs SET updated = added;"
  "CREATE TABLE tensors ("
  "  key TEXT PRIMARY KEY, part TEXT NOT NULL CHECK (part IN ('video_input', 'audio_input', 'video_kwargs')),"
  "  kind TEXT CHECK (kind IN ('embedding', 'tagging')), request TEXT NOT NULL, size INTEGER NOT NULL,"
  "  frames INTEGER, width INTEGER, height INTEGER, interval REAL, text TEXT,"
  "  added INTEGER NOT NULL DEFAULT (strftime('%s','now'))) WITHOUT ROWID;"
  "CREATE INDEX tensors_by_request ON tensors (request);",
  NULL
};
