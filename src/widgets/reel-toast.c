/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "widgets/reel-toast.h"

/**
 * reel_toast_new:
 * @text: what it says, as it is: a toast's own title is markup, which the name of a file may break
 *
 * Returns: (transfer full): a toast
 */
AdwToast *
reel_toast_new (const char *text)
{
  g_autofree char *escaped = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  escaped = g_markup_escape_text (text, -1);
  return adw_toast_new (escaped);
}
