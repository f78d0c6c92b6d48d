/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "volume-double.h"

#define VOLUME_TYPE_DOUBLE (volume_double_get_type ())
G_DECLARE_FINAL_TYPE (VolumeDouble, volume_double, VOLUME, DOUBLE, GVolumeMonitor)

struct _VolumeDouble
{
  GVolumeMonitor parent_instance;
};

G_DEFINE_FINAL_TYPE (VolumeDouble, volume_double, G_TYPE_VOLUME_MONITOR)

#define VOLUME_TYPE_MOUNT (volume_mount_get_type ())
G_DECLARE_FINAL_TYPE (VolumeMount, volume_mount, VOLUME, MOUNT, GObject)

struct _VolumeMount
{
  GObject parent_instance;

  GFile *root; /* (owned) */
};

static GFile *
volume_mount_get_root (GMount *mount)
{
  return g_object_ref (VOLUME_MOUNT (mount)->root);
}

static void
volume_mount_mount_init (GMountIface *iface)
{
  iface->get_root = volume_mount_get_root;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (VolumeMount,
                               volume_mount,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_MOUNT, volume_mount_mount_init))

static void
volume_mount_finalize (GObject *object)
{
  g_object_unref (VOLUME_MOUNT (object)->root);
  G_OBJECT_CLASS (volume_mount_parent_class)->finalize (object);
}

static void
volume_mount_class_init (VolumeMountClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = volume_mount_finalize;
}

static void
volume_mount_init (VolumeMount *self)
{
}

static void
volume_double_class_init (VolumeDoubleClass *klass)
{
}

static void
volume_double_init (VolumeDouble *self)
{
}

GVolumeMonitor *
volume_double_new (void)
{
  return g_object_new (VOLUME_TYPE_DOUBLE, NULL);
}

static void
tell (GVolumeMonitor *self,
      const char     *signal,
      const char     *path)
{
  g_autoptr (VolumeMount) mount = g_object_new (VOLUME_TYPE_MOUNT, NULL);

  mount->root = g_file_new_for_path (path);
  g_signal_emit_by_name (self, signal, mount);
}

void
volume_double_add (GVolumeMonitor *self,
                   const char     *path)
{
  tell (self, "mount-added", path);
}

/* Somebody wants to take it out. */
void
volume_double_leave (GVolumeMonitor *self,
                     const char     *path)
{
  tell (self, "mount-pre-unmount", path);
}

void
volume_double_remove (GVolumeMonitor *self,
                      const char     *path)
{
  tell (self, "mount-removed", path);
}
