/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "tour.h"

/* What becomes of uploads whose program does not end by itself. */

/* Nobody has these yet: a sample each, with a few bytes behind its end, which in an AVI file are nobody's. */
static const char *const more_files[] = { "one.avi", "two.avi", "three.avi" };

/* (transfer full) (nullable): their URIs, as a parameter of `add-files` */
static GVariant *
make_more_files (Tour    *tour,
                 GError **error)
{
  g_autofree char *sample = g_build_filename (tour->build, "samples", "tree.avi", NULL);
  g_autofree char *folder = g_build_filename (tour->folder, "more", NULL);
  g_autofree char *bytes = NULL;
  g_autoptr (GVariantBuilder) uris = g_variant_builder_new (G_VARIANT_TYPE ("as"));
  gsize length;

  if (!g_file_get_contents (sample, &bytes, &length, error))
    return NULL;
  g_mkdir (folder, 0700);
  for (guint i = 0; i < G_N_ELEMENTS (more_files); i++)
    {
      g_autofree char *path = g_build_filename (folder, more_files[i], NULL);
      g_autofree char *uri = g_filename_to_uri (path, NULL, error);
      g_autoptr (GByteArray) content = g_byte_array_new ();

      g_byte_array_append (content, (const guint8 *) bytes, (guint) length);
      g_byte_array_append (content, (const guint8 *) more_files[i], 4);
      if (uri == NULL || !g_file_set_contents (path, (const char *) content->data, content->len, error))
        return NULL;
      g_variant_builder_add (uris, "s", uri);
    }
  return g_variant_ref_sink (g_variant_builder_end (uris));
}

/* ReelDriverFunc: the rows of all three are in the state that @data names */
static gboolean
all_more_are (ReelDriver *driver,
              gpointer    data,
              GError    **error)
{
  const char *state = data;
  g_autoptr (ReelNode) list = reel_driver_find (driver, ATSPI_ROLE_LIST, "Uploads", NULL, error);

  for (guint i = 0; list != NULL && i < G_N_ELEMENTS (more_files); i++)
    {
      g_autofree char *pattern = g_strdup_printf ("^%s, %s", more_files[i], state);
      g_autoptr (ReelNode) row = reel_driver_find (driver, ATSPI_ROLE_INVALID, pattern, list, error);

      if (row == NULL)
        return FALSE;
    }
  return list != NULL;
}

static gboolean
wait_until_all_are (Tour       *tour,
                    const char *state,
                    guint       seconds,
                    GError    **error)
{
  g_autofree char *what = g_strdup_printf ("three more videos to be %s", state);

  return reel_driver_wait_until (tour->driver, all_more_are, (gpointer) state, seconds, what, error);
}

gboolean
tour_kill (Tour    *tour,
           GError **error)
{
  g_autoptr (GVariant) uris = NULL;

  if (!tour_start (tour, FALSE, error))
    return FALSE;
  uris = make_more_files (tour, error);
  return uris != NULL && tour_select_collection (tour, error) && reel_driver_activate (tour->driver, "pause-uploads", NULL, error) &&
         reel_driver_activate (tour->driver, "add-files", uris, error) &&
         reel_driver_activate (tour->driver, "show-uploads", NULL, error) &&
         wait_until_all_are (tour, "Paused", REEL_DRIVER_SECONDS, error) && tour_take_picture (tour, "paused", error) &&
         tour_force_quit (tour, error);
}

gboolean
tour_resume (Tour    *tour,
             GError **error)
{
  return tour_start (tour, FALSE, error) && reel_driver_activate (tour->driver, "show-uploads", NULL, error) &&
         wait_until_all_are (tour, "Paused", REEL_DRIVER_SECONDS, error) &&
         tour_take_picture (tour, "paused-after-kill", error) &&
         reel_driver_activate (tour->driver, "resume-uploads", NULL, error) &&
         wait_until_all_are (tour, "Ready", TOUR_READY_SECONDS, error) &&
         tour_take_picture (tour, "resumed", error) && tour_quit (tour, error);
}
