/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ReelBox:
 * @left: left border, 0…1 of the frame's width
 * @top: upper border, 0…1 of the frame's height
 * @right: right border
 * @bottom: lower border
 *
 * A part of a frame.
 */
typedef struct
{
  float left, top, right, bottom;
} ReelBox;

static inline float
reel_box_get_area (const ReelBox *self)
{
  return MAX (0, self->right - self->left) * MAX (0, self->bottom - self->top);
}

/* Intersection over union, 0…1. */
static inline float
reel_box_get_overlap (const ReelBox *a,
                      const ReelBox *b)
{
  ReelBox both = { MAX (a->left, b->left), MAX (a->top, b->top), MIN (a->right, b->right), MIN (a->bottom, b->bottom) };
  float shared = reel_box_get_area (&both);
  float all = reel_box_get_area (a) + reel_box_get_area (b) - shared;

  return all > 0 ? shared / all : 0;
}

G_END_DECLS
