/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "widgets/reel-message-dialog.h"

/* Pixels: less than any dialog of libadwaita has for its text. */
#define LEAST_WIDTH 200

static void
wrap_labels (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    wrap_labels (child);
  if (GTK_IS_LABEL (widget))
    {
      gtk_label_set_wrap (GTK_LABEL (widget), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (widget), PANGO_WRAP_WORD_CHAR);
      gtk_widget_set_size_request (widget, LEAST_WIDTH, -1);
    }
}

/**
 * reel_message_dialog_new:
 * @parent: the window that it belongs to
 * @heading: (nullable): what it is about
 * @body: (nullable): what is to be known
 *
 * Returns: (transfer none): a dialog that bears a heading of any length, without responses yet; the toolkit owns it
 */
AdwMessageDialog *
reel_message_dialog_new (GtkWindow  *parent,
                         const char *heading,
                         const char *body)
{
  GtkWidget *dialog;

  g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);

  dialog = adw_message_dialog_new (parent, heading, body);
  /* Of its two headings, a large and a small one, both are measured where only the small one fits, of which GTK 4.18 warns.
   * With the same least width neither is too wide; libadwaita chooses by the natural width, which stays as it is. */
  wrap_labels (dialog);
  return ADW_MESSAGE_DIALOG (dialog);
}
