/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "local/reel-power.h"

static gboolean
reads (const char *folder,
       const char *supply,
       const char *file,
       const char *wanted)
{
  g_autofree char *path = g_build_filename (folder, supply, file, NULL);
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) && g_str_equal (g_strstrip (text), wanted);
}

/**
 * reel_power_is_on_battery:
 * @folder: %REEL_POWER_FOLDER, but for tests
 *
 * Asks the kernel (Documentation/ABI/testing/sysfs-class-power): a battery of the computer itself is being emptied, and no
 * supply is plugged in. Batteries of mice and pens do not count. For worker threads.
 *
 * Returns: whether the computer runs on its battery; %FALSE where that can't be told
 */
gboolean
reel_power_is_on_battery (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  gboolean discharging = FALSE;
  const char *supply;

  while (dir != NULL && (supply = g_dir_read_name (dir)) != NULL)
    {
      if (reads (folder, supply, "scope", "Device"))
        continue;
      if (!reads (folder, supply, "type", "Battery") && reads (folder, supply, "online", "1"))
        return FALSE;
      discharging = discharging
                    || (reads (folder, supply, "type", "Battery") && reads (folder, supply, "status", "Discharging"));
    }

  return discharging;
}
