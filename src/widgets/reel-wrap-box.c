/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "widgets/reel-wrap-box.h"

struct _ReelWrapBox
{
  GtkWidget parent_instance;

  int spacing; /* pixels, between the children and between the lines */
};

G_DEFINE_FINAL_TYPE (ReelWrapBox, reel_wrap_box, GTK_TYPE_WIDGET)

/* The one place that breaks lines. Without @allocate it only measures. Returns the height of all lines. */
static int
lay_out (ReelWrapBox *self,
         int          width,
         gboolean     allocate)
{
  gboolean mirrored = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  int x = 0, y = 0, line = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int least, w, h;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, &w, NULL, NULL);
      w = MAX (least, MIN (w, width));
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, w, NULL, &h, NULL, NULL);
      if (x > 0 && x + w > width)
        {
          x = 0;
          y += line + self->spacing;
          line = 0;
        }
      if (allocate)
        gtk_widget_size_allocate (child, &(GtkAllocation){ mirrored ? width - x - w : x, y, w, h }, -1);
      x += w + self->spacing;
      line = MAX (line, h);
    }
  return y + line;
}

static void
reel_wrap_box_measure (GtkWidget     *widget,
                       GtkOrientation orientation,
                       int            for_size,
                       int           *minimum,
                       int           *natural,
                       int           *minimum_baseline,
                       int           *natural_baseline)
{
  ReelWrapBox *self = REEL_WRAP_BOX (widget);
  int widest = 0, all = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int least, wanted;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, &wanted, NULL, NULL);
      widest = MAX (widest, least);
      all += wanted + (all > 0 ? self->spacing : 0);
    }
  *minimum = widest;
  *natural = MAX (widest, all);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = *natural = lay_out (self, for_size >= 0 ? for_size : *natural, FALSE);
}

static void
reel_wrap_box_size_allocate (GtkWidget *widget,
                             int        width,
                             int        height,
                             int        baseline)
{
  lay_out (REEL_WRAP_BOX (widget), width, TRUE);
}

static GtkSizeRequestMode
reel_wrap_box_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/**
 * reel_wrap_box_append:
 * @self: a box
 * @child: (transfer floating): what comes last
 */
void
reel_wrap_box_append (ReelWrapBox *self,
                      GtkWidget   *child)
{
  g_return_if_fail (REEL_IS_WRAP_BOX (self));
  g_return_if_fail (GTK_IS_WIDGET (child));

  gtk_widget_set_parent (child, GTK_WIDGET (self));
}

static void
reel_wrap_box_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (reel_wrap_box_parent_class)->dispose (object);
}

static void
reel_wrap_box_class_init (ReelWrapBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = reel_wrap_box_dispose;
  widget_class->measure = reel_wrap_box_measure;
  widget_class->size_allocate = reel_wrap_box_size_allocate;
  widget_class->get_request_mode = reel_wrap_box_get_request_mode;
}

static void
reel_wrap_box_init (ReelWrapBox *self)
{
}

/**
 * reel_wrap_box_new:
 * @spacing: pixels between the children, and between the lines
 *
 * Returns: (transfer floating): an empty box
 */
GtkWidget *
reel_wrap_box_new (int spacing)
{
  ReelWrapBox *self = g_object_new (REEL_TYPE_WRAP_BOX, NULL);

  self->spacing = spacing;
  return GTK_WIDGET (self);
}
