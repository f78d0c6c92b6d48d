/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reel-driver.h"
#include "reel-program.h"

G_BEGIN_DECLS

#define TOUR_APP_ID       "io.github.reelseek.Reelseek"
#define TOUR_TITLE        "Reelseek"
#define TOUR_COLLECTION   "Tour of Three"
#define TOUR_FIRST_QUERY  "A dog playing in the park"
#define TOUR_SECOND_QUERY "people walking"
/* Indexing three short videos takes some ten seconds; the machine may be busy with other tests, or instrumented. */
#define TOUR_READY_SECONDS 240
/* A place of the screen (run.sh: 1600 × 900) that no window covers. */
#define TOUR_ASIDE_X 1590
#define TOUR_ASIDE_Y 890

extern const char *const tour_files[]; /* ended by NULL: names in the folder of samples */

/* What the tour has in its hands. */
typedef struct
{
  char *build;          /* (owned): the build folder */
  char *folder;         /* (owned): for pictures and logs */
  ReelDisplay *display; /* (owned) */
  ReelProgram *program; /* (owned) (nullable): Reelseek, while it runs */
  ReelDriver *driver;   /* (owned) (nullable) */
  GPtrArray *hits;      /* (owned) (nullable) (element-type utf8): names of the hits of the search before */
  GPtrArray *pictures;  /* (owned) (element-type utf8): paths */
  GPtrArray *logs;      /* (owned) (element-type utf8): paths */
  double brightness;    /* of the light window, 0…255 */
} Tour;

/* Each step does one thing that a person does, and sees that it came about. */
typedef gboolean (*TourFunc) (Tour *tour, GError **error);

gboolean tour_start          (Tour *tour, gboolean dark, GError **error);
gboolean tour_quit           (Tour *tour, GError **error);
gboolean tour_force_quit     (Tour *tour, GError **error);
gboolean tour_place          (Tour *tour, int width, int height, GError **error);
gboolean tour_take_picture   (Tour *tour, const char *name, GError **error);
gboolean tour_click          (Tour *tour, AtspiRole role, const char *name, ReelNode *within, GError **error);
gboolean tour_ask            (Tour *tour, const char *query, const char *picture, GError **error);

gboolean tour_select_collection (Tour *tour, GError **error);

gboolean tour_first_start    (Tour *tour, GError **error);
gboolean tour_this_computer  (Tour *tour, GError **error);
gboolean tour_new_collection (Tour *tour, GError **error);
gboolean tour_drop           (Tour *tour, GError **error);
gboolean tour_ready          (Tour *tour, GError **error);
gboolean tour_videos         (Tour *tour, GError **error);
gboolean tour_analyse        (Tour *tour, GError **error);
gboolean tour_first_search   (Tour *tour, GError **error);
gboolean tour_second_search  (Tour *tour, GError **error);
gboolean tour_look           (Tour *tour, GError **error);
gboolean tour_play           (Tour *tour, GError **error);
gboolean tour_seek           (Tour *tour, GError **error);
gboolean tour_export         (Tour *tour, GError **error);
gboolean tour_end            (Tour *tour, GError **error);
gboolean tour_again          (Tour *tour, GError **error);
gboolean tour_search_again   (Tour *tour, GError **error);
gboolean tour_narrow         (Tour *tour, GError **error);
gboolean tour_dark           (Tour *tour, GError **error);
gboolean tour_dark_narrow    (Tour *tour, GError **error);
gboolean tour_kill           (Tour *tour, GError **error);
gboolean tour_resume         (Tour *tour, GError **error);
gboolean tour_relink         (Tour *tour, GError **error);
gboolean tour_clean          (Tour *tour, GError **error);

G_END_DECLS
