/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "media/reel-start-timecode.h"
#include "preview/reel-preview-pane.h"
#include "preview/reel-volume-button.h"

G_BEGIN_DECLS

struct _ReelPreviewPane
{
  GtkWidget parent_instance;

  /* template */
  GtkStack *stack;
  GtkLabel *title;
  GtkLabel *subtitle;
  GtkStack *picture_stack;
  GtkPicture *picture;
  GtkSpinner *spinner;
  AdwStatusPage *error;
  GtkLabel *why;
  GtkWidget *linked;
  GtkWidget *locate_file;
  GtkWidget *locate_folder;
  GtkWidget *again;
  GtkWidget *controls;
  GtkWidget *similar;
  ReelTimeline *timeline;
  GtkLabel *time;
  GtkLabel *duration;
  GtkLabel *speed;
  GtkWidget *transport;
  GtkWidget *loop;
  GtkButton *play;
  ReelVolumeButton *volume;

  /* owned */
  ReelPlayer *player;
  ReelVideo *video; /* (nullable) */
  char *uri;                 /* (nullable) */
  GSignalGroup *video_signals;
  GCancellable *cancellable; /* (nullable): of looking whether the file is there */
  char *timecode_uri;                 /* (nullable): of the file that the next two are about */
  gboolean timecode_known;            /* whether it was read, and has one or none */
  ReelStartTimecode *start_timecode;  /* (nullable) */
  GCancellable *timecode_cancellable; /* (nullable): of reading it */
  GtkWindow *full_screen;    /* (nullable): while the picture is there and not here */

  double start, end; /* of the hit, or as set since, in seconds; the end is 0 where there is none */
  gboolean has_times;
  double given_start, given_end; /* of the hit as it was found */
  gboolean given_times;
  gboolean trimmed; /* in or out were set since */
  gboolean beyond;  /* the file is shorter than where the hit begins */
  gboolean cut_short; /* its pictures are */
  int handles;      /* seconds before and after it */
  gboolean play_with_handles;
  gboolean resume; /* it was playing when its file went */
  gboolean has_clip; /* there is something to export */
  gboolean silent; /* the disk does not answer, and the player waits for it */
};

/* reel-preview-pane.c */
gboolean reel_preview_pane_can_play           (ReelPreviewPane *self);
void     reel_preview_pane_ask_for_hit        (ReelPreviewPane *self,
                                               gboolean         next);
void     reel_preview_pane_show_trouble       (ReelPreviewPane *self,
                                               const char      *title,
                                               const char      *description,
                                               gboolean         can_try);

/* reel-preview-pane-missing.c */
void     reel_preview_pane_class_init_missing (GtkWidgetClass  *widget_class);
void     reel_preview_pane_init_missing       (ReelPreviewPane *self);
void     reel_preview_pane_show_missing       (ReelPreviewPane *self);
void     reel_preview_pane_show_elsewhere     (ReelPreviewPane *self);
void     reel_preview_pane_show_other_trouble (ReelPreviewPane *self);

gboolean reel_preview_pane_ask_for_mark       (ReelPreviewPane        *self,
                                               const ReelTimelineMark *mark);

/* reel-preview-pane-range.c */
void     reel_preview_pane_bind_range         (GtkWidgetClass  *widget_class);
double   reel_preview_pane_get_end            (ReelPreviewPane *self);
void     reel_preview_pane_get_played         (ReelPreviewPane *self,
                                               double          *in,
                                               double          *out);
void     reel_preview_pane_give_range         (ReelPreviewPane *self,
                                               double           start,
                                               double           end,
                                               gboolean         has_times);
void     reel_preview_pane_fit_range          (ReelPreviewPane *self);
void     reel_preview_pane_note_landing       (ReelPreviewPane *self);
void     reel_preview_pane_before_playing     (ReelPreviewPane *self);
gboolean reel_preview_pane_press_range        (ReelPreviewPane *self,
                                               guint            key,
                                               gboolean         shift);

/* reel-preview-pane-transport.c */
void     reel_preview_pane_go_to              (ReelPreviewPane *self,
                                               double           seconds,
                                               gboolean         exact);
void     reel_preview_pane_bind_transport     (GtkWidgetClass  *widget_class);
gboolean reel_preview_pane_press              (ReelPreviewPane *self,
                                               guint            key);
void     reel_preview_pane_toggle_play        (ReelPreviewPane *self);

/* reel-preview-pane-full-screen.c */
void     reel_preview_pane_set_full_screen    (ReelPreviewPane *self,
                                               gboolean         full_screen);

/* reel-preview-pane-timecode.c */
void     reel_preview_pane_read_timecode      (ReelPreviewPane *self);
void     reel_preview_pane_forget_timecode    (ReelPreviewPane *self);
char    *reel_preview_pane_format             (ReelPreviewPane *self,
                                               double           seconds);
void     reel_preview_pane_show_position      (ReelPreviewPane *self);

G_END_DECLS
