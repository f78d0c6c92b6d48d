/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "uploads/reel-upload-job.h"
#include "uploads/reel-upload-queue.h"

G_BEGIN_DECLS

/* What a job is at, as far as it matters to what may start. */
typedef enum
{
  REEL_UPLOAD_PART_OPEN = 1 << 0, /* still to be sent, or on its way */
  REEL_UPLOAD_PART_PREPARING = 1 << 1,
  REEL_UPLOAD_PART_PREPARED = 1 << 2,
  REEL_UPLOAD_PART_UPLOADING = 1 << 3,
  REEL_UPLOAD_PART_WANTS_PROXY = 1 << 4,
  REEL_UPLOAD_PART_MAKING = 1 << 5,
} ReelUploadPart;

#define REEL_UPLOAD_N_PARTS 6

struct _ReelUploadQueue
{
  GObject parent_instance;

  /* owned */
  ReelCatalogue *catalogue;
  char *profile;
  ReelClient *client;    /* (nullable) */
  ReelNetworkState *network; /* (nullable) */
  GPtrArray *jobs;       /* of ReelUploadJob: the rows, in the order of work: by their positions */
  GHashTable *by_video;  /* ReelVideo (borrowed) → its job (borrowed) */
  GHashTable *parts;     /* ReelUploadJob (borrowed) → flags of ReelUploadPart, as they are counted */
  GSequence *open;       /* of ReelUploadJob (borrowed): those that are open, in the order of the rows */
  GHashTable *open_at;   /* ReelUploadJob (borrowed) → its GSequenceIter (borrowed) in @open */
  GHashTable *changed;   /* set of ReelUploadJob (borrowed): to be counted anew */
  GHashTable *adding;    /* "COLLECTION URI" (borrowed) on their way into the catalogue */
  guint schedule_source; /* idle: look for something to start */
  guint count_source;    /* timeout: count again */
  guint rest_source;     /* timeout: the service could not be reached */
  guint hold_source;     /* timeout: nothing is sent before, see reel-upload-queue-hold.c */
  char *held_why;        /* (nullable): a sentence for people */
  GHashTable *faulty;    /* set of ReelVideo (borrowed, never looked into): had a fault of the service since it took one */
  char *service_name;    /* (nullable) */
  ReelUploadRules rules; /* borrowed by the jobs */
  ReelUploadQuietFunc quiet; /* (nullable) */
  gpointer quiet_data;       /* (borrowed) */

  /* plain */
  guint n_parts[REEL_UPLOAD_N_PARTS];
  double time_scale;
  guint rest_attempts;
  guint n_faults;      /* of the service, since it took a file */
  guint n_holds;       /* for those */
  gint64 held_until;   /* Unix seconds; 0: not held */
  gboolean paused;
  gboolean refused; /* the service did not take our key: nothing more is sent with it unless somebody says so */
  guint n_total, n_finished, n_active, n_failed;
  double time_left;
  double fraction;
  gboolean can_pause, can_resume, can_clear;
  guint64 bytes_total, bytes_sent;
  double speed, last_speed; /* bytes per second; the last one that there was */
  gboolean busy, uploading, key_refused;
  guint n_choosing;
  gboolean swept;        /* what an earlier run left of smaller copies is gone */
  ReelNetworkWait wait; /* what what is still to be sent waits for */
};

/* What the jobs come to. */
typedef struct
{
  guint n_total, n_finished, n_active, n_failed, n_choosing;
  double time_left;
  double done; /* of n_total */
  gboolean can_pause, can_resume, can_clear;
  double bytes_total, bytes_sent;
  double speed; /* bytes per second */
  gboolean busy, uploading, to_send;
} ReelUploadSum;

/* reel-upload-queue-sum.c */
void     reel_upload_queue_sum_up   (ReelUploadQueue *self,
                                     ReelUploadSum   *sum);
/* Makes jobs for @videos (element-type ReelVideo, by position), in as few changes of the list as can be. */
void     reel_upload_queue_list     (ReelUploadQueue *self,
                                     GPtrArray       *videos);
gboolean reel_upload_queue_has      (ReelUploadQueue *self,
                                     ReelVideo       *video);
/* Appends jobs for @videos that are new, as Paused where the queue is. */
void     reel_upload_queue_take_in  (ReelUploadQueue *self,
                                     GPtrArray       *videos);
/* @collection_id: (nullable): where it is already, so that one can insist on it */
void     reel_upload_queue_refuse   (ReelUploadQueue *self,
                                     GFile           *file,
                                     const char      *reason,
                                     const char      *collection_id);
/* (transfer none) (nullable): the row of a file in a collection; of several the one that speaks most against another. */
ReelVideo *reel_upload_queue_find_row   (ReelUploadQueue *self,
                                         const char      *collection_id,
                                         const char      *uri);
/* Puts a row that failed or was cancelled back to where it is worked on. */
void     reel_upload_queue_try_again (ReelUploadQueue *self,
                                      ReelVideo       *row);
void     reel_upload_queue_relinked (ReelUploadQueue *self,
                                     ReelVideo       *video);
/* Another row has the job's content: finds out what becomes of it. */
void     reel_upload_queue_take_duplicate (ReelUploadQueue *self,
                                           ReelUploadJob   *job);
/* Saves what jobs left unsaved, in one transaction. */
void     reel_upload_queue_save_all (ReelUploadQueue *self,
                                     GPtrArray       *unsaved);

/* reel-upload-queue-network.c */
ReelNetworkWait reel_upload_queue_get_network_wait (ReelUploadQueue *self);
void            reel_upload_queue_prove_network    (ReelUploadQueue *self);

/* reel-upload-queue-parts.c: the first to be called when a job changes, and reel_upload_queue_count_parts() before the counts are read */
void            reel_upload_queue_part_changed     (ReelUploadQueue *self,
                                                    ReelUploadJob   *job);
void            reel_upload_queue_part_gone        (ReelUploadQueue *self,
                                                    ReelUploadJob   *job);
/* Its row has another place. */
void            reel_upload_queue_part_moved       (ReelUploadQueue *self,
                                                    ReelUploadJob   *job);
void            reel_upload_queue_count_parts      (ReelUploadQueue *self);
guint           reel_upload_queue_get_part         (ReelUploadQueue *self,
                                                    ReelUploadPart   part);

/* reel-upload-queue-hold.c */
gboolean        reel_upload_queue_is_held          (ReelUploadQueue *self);
/* Whether one file at a time is to show that the service takes some again. */
gboolean        reel_upload_queue_is_feeling       (ReelUploadQueue *self);
void            reel_upload_queue_end_hold         (ReelUploadQueue *self);
gboolean        reel_upload_queue_obey             (ReelUploadQueue *self,
                                                    const GError    *error);
void            reel_upload_queue_note_fault       (ReelUploadQueue *self,
                                                    ReelUploadJob   *job);
void            reel_upload_queue_end_faults       (ReelUploadQueue *self);

/* reel-upload-order.c */
gboolean reel_upload_queue_find       (ReelUploadQueue *self,
                                       ReelVideo       *video,
                                       guint           *row);
guint    reel_upload_queue_find_place (ReelUploadQueue *self,
                                       double           position);
void     reel_upload_queue_put_last   (ReelUploadQueue *self,
                                       ReelUploadJob   *job);

/* reel-upload-queue-proxy.c */
void     reel_upload_queue_sweep           (ReelUploadQueue *self);
void     reel_upload_queue_make_next_proxy (ReelUploadQueue *self);
void     reel_upload_queue_reconsider      (ReelUploadQueue *self);

void     reel_upload_queue_take_up    (ReelUploadQueue *self);
/* Takes @n rows off the list, in one change. */
void     reel_upload_queue_unlist     (ReelUploadQueue *self,
                                       guint            position,
                                       guint            n);
/* The row goes out of the catalogue, and with it off the list. */
void     reel_upload_queue_forget     (ReelUploadQueue *self,
                                       ReelUploadJob   *job);
/* Says on every row why nothing is sent, where it is so. */
void     reel_upload_queue_set_notes  (ReelUploadQueue *self);
/* Looks for something to start, and counts, when the loop comes round. */
void     reel_upload_queue_schedule   (ReelUploadQueue *self);
void     reel_upload_queue_count_soon (ReelUploadQueue *self);
void     reel_upload_queue_end_rest   (ReelUploadQueue *self);
/* Somebody wants it to be tried now. */
void     reel_upload_queue_wake_up    (ReelUploadQueue *self);

G_END_DECLS
