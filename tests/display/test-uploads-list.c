/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>

#include "reel-test.h"
#include "stage.h"
#include "uploads/reel-upload-filter.h"
#include "uploads/reel-upload-row.h"
#include "uploads/reel-uploads-page.h"

/*
 * The list of uploads in a person's hands: rows that are moved by keys and by dragging, what is shown of them, and their
 * menus. The queue has no client and its videos lie nowhere; two of them are Preparing, so that no other one begins.
 */
typedef struct
{
  ReelCatalogue *catalogue;
  ReelUploadQueue *queue;
  Stage *stage;
  GtkWidget *page; /* (borrowed): of the stage */
  char *shown;     /* (owned) (nullable): what it was asked to show */
} Fixture;

static const struct
{
  const char *name;
  ReelVideoState state;
} videos[] = {
  { "a.mp4", REEL_VIDEO_STATE_PREPARING }, { "b.mp4", REEL_VIDEO_STATE_PREPARING }, { "c.mp4", REEL_VIDEO_STATE_QUEUED },
  { "d.mp4", REEL_VIDEO_STATE_QUEUED },    { "e.mp4", REEL_VIDEO_STATE_FAILED },    { "f.mp4", REEL_VIDEO_STATE_READY },
};

static void
open_queue (Fixture *f)
{
  static guint n = 0;
  g_autofree char *name = g_strdup_printf ("list-%u", n++);
  g_autofree char *folder = reel_test_tmp (name);
  g_autofree char *path = g_build_filename (folder, "catalogue.db", NULL);
  const char *uris[G_N_ELEMENTS (videos) + 1] = { NULL };
  g_autoptr (GPtrArray) added = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;

  reel_catalogue_open_async (path, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  f->catalogue = reel_catalogue_open_finish (result, NULL, &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  for (guint i = 0; i < G_N_ELEMENTS (videos); i++)
    uris[i] = g_strconcat ("file:///nonexistent/", videos[i].name, NULL);
  reel_catalogue_add_videos_async (f->catalogue, "here", "c1", uris, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  added = reel_catalogue_add_videos_finish (f->catalogue, result, &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  for (guint i = 0; i < G_N_ELEMENTS (videos); i++)
    g_free ((char *) uris[i]);

  /* Paused to the queue, which leaves them alone; what they are comes after it has looked. */
  for (guint i = 0; i < added->len; i++)
    reel_video_set_state (added->pdata[i], REEL_VIDEO_STATE_PAUSED);
  f->queue = reel_upload_queue_new (f->catalogue, "here");
  for (guint i = 0; i < added->len; i++)
    reel_video_set_state (added->pdata[i], videos[i].state);
  reel_video_set_error (added->pdata[4], "The file is empty.", TRUE);
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  open_queue (f);
  f->page = reel_uploads_page_new (f->queue);
  f->stage = stage_new (f->page, 700, 600);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  stage_free (f->stage);
  reel_test_assert_finalized (&f->queue);
  reel_test_assert_finalized (&f->catalogue);
  g_free (f->shown);
}

/* (transfer none): the queue holds it */
static ReelVideo *
video (Fixture *f,
       char     letter)
{
  for (guint i = 0; i < G_N_ELEMENTS (videos); i++)
    {
      g_autoptr (ReelVideo) item = g_list_model_get_item (G_LIST_MODEL (f->queue), i);

      if (reel_video_get_name (item)[0] == letter)
        return item;
    }
  g_error ("there is no %c", letter);
}

/* The rows that are to be seen, from top to bottom. */
static char *
get_rows (GtkWidget *root)
{
  g_autoptr (GString) letters = g_string_new (NULL);

  if (!gtk_widget_get_mapped (root))
    return g_strdup ("");
  if (REEL_IS_UPLOAD_ROW (root))
    return g_strndup (reel_video_get_name (reel_upload_row_get_video (REEL_UPLOAD_ROW (root))), 1);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      g_autofree char *more = get_rows (child);

      g_string_append (letters, more);
    }
  return g_strdup (letters->str);
}

static gboolean
sees_rows (Fixture    *f,
           const char *letters)
{
  g_autofree char *rows = get_rows (f->page);

  return g_str_equal (rows, letters);
}

/* (transfer none) (nullable) */
static GtkWidget *
find_row (GtkWidget *root,
          ReelVideo *wanted)
{
  if (REEL_IS_UPLOAD_ROW (root))
    return reel_upload_row_get_video (REEL_UPLOAD_ROW (root)) == wanted ? root : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_row (child, wanted);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
row_of (Fixture *f,
        char     letter)
{
  GtkWidget *row;

  reel_test_wait ((row = find_row (f->page, video (f, letter))) != NULL && gtk_widget_get_mapped (row));
  return row;
}

static void
focus (Fixture *f,
       char     letter)
{
  g_assert_true (gtk_widget_grab_focus (gtk_widget_get_parent (row_of (f, letter))));
}

static gboolean
has_focus (Fixture *f,
           char     letter)
{
  return gtk_widget_has_focus (gtk_widget_get_parent (row_of (f, letter)));
}

/* Alt and the arrows move the row that has the focus, which stays with it. */
static void
test_keys (Fixture       *f,
           gconstpointer  data)
{
  reel_test_wait (sees_rows (f, "abcdef"));
  focus (f, 'd');
  stage_press (f->stage, "alt+Up");
  reel_test_wait (sees_rows (f, "abdcef"));
  reel_test_wait (has_focus (f, 'd'));
  stage_press (f->stage, "alt+Up");
  reel_test_wait (sees_rows (f, "adbcef"));
  stage_press (f->stage, "alt+Up");
  reel_test_wait (sees_rows (f, "dabcef"));
  reel_test_wait (has_focus (f, 'd'));
  stage_press (f->stage, "alt+Up"); /* it is the first */
  stage_press (f->stage, "alt+Down");
  reel_test_wait (sees_rows (f, "adbcef"));
  reel_test_wait (has_focus (f, 'd'));

  focus (f, 'c');
  stage_press (f->stage, "alt+Home");
  reel_test_wait (sees_rows (f, "cadbef"));
  reel_test_wait (has_focus (f, 'c'));
  focus (f, 'f');
  stage_press (f->stage, "alt+Down"); /* it is the last */
  stage_press (f->stage, "alt+Home"); /* it is Ready: there is nothing to send */
  stage_press (f->stage, "alt+Up");
  reel_test_wait (sees_rows (f, "cadbfe"));
}

/* Among those that are shown, whatever lies between. */
static void
test_keys_filtered (Fixture       *f,
                    gconstpointer  data)
{
  reel_upload_queue_move (f->queue, video (f, 'f'), video (f, 'b'), FALSE);
  reel_video_set_state (video (f, 'f'), REEL_VIDEO_STATE_FAILED);
  reel_test_wait (stage_find (f->page, GTK_TYPE_TOGGLE_BUTTON, "Failed 2") != NULL);
  stage_click (f->stage, stage_find (f->page, GTK_TYPE_TOGGLE_BUTTON, "Failed 2"), 1);
  reel_test_wait (sees_rows (f, "fe"));
  focus (f, 'e');
  stage_press (f->stage, "alt+Up");
  reel_test_wait (sees_rows (f, "ef"));
  stage_click (f->stage, stage_find (f->page, GTK_TYPE_TOGGLE_BUTTON, "All 6"), 1);
  reel_test_wait (sees_rows (f, "aefbcd"));
}

static void
drag (Fixture *f,
      char     what,
      char     where,
      double   at)
{
  int from_x, from_y, to_x, to_y;

  stage_point (f->stage, row_of (f, what), 0.3, 0.5, &from_x, &from_y);
  stage_point (f->stage, row_of (f, where), 0.3, at, &to_x, &to_y);
  reel_display_drag (f->stage->display, from_x, from_y, to_x, to_y);
}

static void
test_drag (Fixture       *f,
           gconstpointer  data)
{
  reel_test_wait (sees_rows (f, "abcdef"));
  reel_display_rest (f->stage->display, 200); /* the rows have their places */
  drag (f, 'a', 'c', 0.8);
  reel_test_wait (sees_rows (f, "bcadef"));
  reel_display_rest (f->stage->display, 200);
  drag (f, 'e', 'b', 0.2);
  reel_test_wait (sees_rows (f, "ebcadf"));
}

/* What is shown, how many there are, and that it stays so. */
static void
test_filters (Fixture       *f,
              gconstpointer  data)
{
  static const char * const names[] = { "All 6", "Active 4", "Failed 1", "Done 1" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    reel_test_wait (stage_find (f->page, GTK_TYPE_TOGGLE_BUTTON, names[i]) != NULL);
  stage_click (f->stage, stage_find (f->page, GTK_TYPE_TOGGLE_BUTTON, "Active 4"), 1);
  reel_test_wait (sees_rows (f, "abcd"));
  reel_video_set_state (video (f, 'd'), REEL_VIDEO_STATE_READY);
  reel_test_wait (sees_rows (f, "abc"));
  g_assert_nonnull (stage_find (f->page, GTK_TYPE_TOGGLE_BUTTON, "Active 3"));
  stage_click (f->stage, stage_find (f->page, GTK_TYPE_TOGGLE_BUTTON, "Done 2"), 1);
  reel_test_wait (sees_rows (f, "df"));
  stage_look (f->stage, "uploads-done");

  /* Another look at the page, and another queue: it is as one left it. */
  reel_uploads_page_set_queue (REEL_UPLOADS_PAGE (f->page), NULL);
  reel_test_wait (sees_rows (f, ""));
  reel_uploads_page_set_queue (REEL_UPLOADS_PAGE (f->page), f->queue);
  reel_test_wait (sees_rows (f, "df"));

  reel_upload_queue_clear_finished (f->queue);
  reel_test_wait (stage_sees (f->page, "Nothing is done yet."));
  stage_click (f->stage, stage_find (f->page, GTK_TYPE_TOGGLE_BUTTON, "Failed 1"), 1);
  reel_test_wait (sees_rows (f, "e"));
}

/* Opens the menu of a row by the keyboard, and chooses an item by its place. */
static void
choose (Fixture    *f,
        char        letter,
        const char *label)
{
  GtkWidget *row = row_of (f, letter), *popover, *item = NULL;
  g_autoptr (GPtrArray) open = g_ptr_array_new ();

  focus (f, letter);
  stage_press (f->stage, "Menu");
  reel_test_wait ((popover = stage_find (row, GTK_TYPE_POPOVER_MENU, NULL)) != NULL);
  g_ptr_array_add (open, popover);
  for (guint i = 0; i < open->len && item == NULL; i++)
    {
      GtkWidget *widget = open->pdata[i];

      if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), label))
        item = widget;
      for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
           child = gtk_widget_get_next_sibling (child))
        if (gtk_widget_get_mapped (child))
          g_ptr_array_add (open, child);
    }
  if (item == NULL)
    g_error ("the menu of %c has no '%s'", letter, label);
  stage_click (f->stage, item, 1);
  reel_test_wait (stage_find (row_of (f, letter), GTK_TYPE_POPOVER_MENU, NULL) == NULL);
}

static void
on_text (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  *(char **) data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static void
test_menu (Fixture       *f,
           gconstpointer  data)
{
  g_autofree char *text = NULL;
  int x, y;

  choose (f, 'd', "Send Next");
  reel_test_wait (sees_rows (f, "dabcef"));
  choose (f, 'c', "Pause");
  g_assert_cmpint (reel_video_get_state (video (f, 'c')), ==, REEL_VIDEO_STATE_PAUSED);
  choose (f, 'd', "Cancel");
  g_assert_cmpint (reel_video_get_state (video (f, 'd')), ==, REEL_VIDEO_STATE_CANCELLED);
  choose (f, 'e', "Copy Error");
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (f->page), NULL, on_text, &text);
  reel_test_wait (text != NULL);
  g_assert_cmpstr (text, ==, "e.mp4: The file is empty.");

  /* By the pointer, and by the button. */
  stage_point (f->stage, row_of (f, 'e'), 0.3, 0.5, &x, &y);
  reel_display_click (f->stage->display, x, y, 3, 1);
  reel_test_wait (stage_find (row_of (f, 'e'), GTK_TYPE_POPOVER_MENU, NULL) != NULL);
  g_assert_true (stage_sees (row_of (f, 'e'), "Retry"));
  g_assert_false (stage_sees (row_of (f, 'e'), "Send Next"));
  stage_look (f->stage, "uploads-menu");
  stage_press (f->stage, "Escape");
  reel_test_wait (stage_find (row_of (f, 'e'), GTK_TYPE_POPOVER_MENU, NULL) == NULL);
  stage_click (f->stage, stage_find (row_of (f, 'f'), GTK_TYPE_MENU_BUTTON, "More"), 1);
  reel_test_wait (stage_find (row_of (f, 'f'), GTK_TYPE_POPOVER_MENU, NULL) != NULL);
  g_assert_true (stage_sees (row_of (f, 'f'), "Show in Folder"));
  g_assert_false (stage_sees (row_of (f, 'f'), "Cancel"));
  stage_press (f->stage, "Escape");
  reel_test_wait (stage_find (row_of (f, 'f'), GTK_TYPE_POPOVER_MENU, NULL) == NULL);
}

static void
on_call (GDBusConnection       *connection,
         const char            *sender,
         const char            *path,
         const char            *interface,
         const char            *method,
         GVariant              *parameters,
         GDBusMethodInvocation *invocation,
         gpointer               data)
{
  Fixture *f = data;
  g_autofree const char **uris = NULL;

  g_assert_cmpstr (method, ==, "ShowItems");
  g_variant_get (parameters, "(^a&s&s)", &uris, NULL);
  g_assert_nonnull (uris[0]);
  g_assert_null (uris[1]);
  g_free (f->shown);
  f->shown = g_strdup (uris[0]);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
on_message (ReelUploadsPage *page,
            const char      *text,
            char           **message)
{
  g_free (*message);
  *message = g_strdup (text);
}

static void
on_name (GDBusConnection *connection,
         const char      *name,
         gpointer         there)
{
  *(gboolean *) there = TRUE;
}

static void
test_folder (Fixture       *f,
             gconstpointer  data)
{
  static const char xml[] = "<node><interface name='org.freedesktop.FileManager1'><method name='ShowItems'>"
                            "<arg type='as' direction='in'/><arg type='s' direction='in'/></method></interface></node>";
  static const GDBusInterfaceVTable table = { .method_call = on_call };
  g_autoptr (GDBusNodeInfo) info = g_dbus_node_info_new_for_xml (xml, NULL);
  g_autoptr (GDBusConnection) bus = NULL;
  g_autofree char *address = NULL;
  g_autofree char *message = NULL;
  g_autoptr (GError) error = NULL;
  gboolean there = FALSE;
  guint name, object;

  /* With a file manager that knows of items. */
  address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  bus = g_dbus_connection_new_for_address_sync (address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                           G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                NULL, NULL, &error);
  g_assert_no_error (error);
  object = g_dbus_connection_register_object (bus, "/org/freedesktop/FileManager1", info->interfaces[0], &table, f, NULL,
                                              &error);
  g_assert_no_error (error);
  name = g_bus_own_name_on_connection (bus, "org.freedesktop.FileManager1", G_BUS_NAME_OWNER_FLAGS_NONE, on_name, NULL,
                                       &there, NULL);
  reel_test_wait (there);
  g_signal_connect (f->page, "message", G_CALLBACK (on_message), &message);
  gtk_widget_activate_action (row_of (f, 'c'), "upload.show-in-folder", NULL);
  reel_test_wait (f->shown != NULL);
  g_assert_cmpstr (f->shown, ==, "file:///nonexistent/c.mp4");
  g_assert_null (message);

  /* Without one, and with a folder that is not there, it is said. */
  g_dbus_connection_unregister_object (bus, object);
  gtk_widget_activate_action (row_of (f, 'c'), "upload.show-in-folder", NULL);
  reel_test_wait (message != NULL);
  g_assert_true (g_str_has_prefix (message, "The folder could not be opened: "));
  g_signal_handlers_disconnect_by_data (f->page, &message);
  g_bus_unown_name (name);
  g_dbus_connection_close_sync (bus, NULL, NULL);
}

int
main (int   argc,
      char *argv[])
{
  stage_init (&argc, &argv);
  g_test_add ("/uploads/list/keys", Fixture, NULL, set_up, test_keys, tear_down);
  g_test_add ("/uploads/list/keys-filtered", Fixture, NULL, set_up, test_keys_filtered, tear_down);
  g_test_add ("/uploads/list/drag", Fixture, NULL, set_up, test_drag, tear_down);
  g_test_add ("/uploads/list/filters", Fixture, NULL, set_up, test_filters, tear_down);
  g_test_add ("/uploads/list/menu", Fixture, NULL, set_up, test_menu, tear_down);
  g_test_add ("/uploads/list/folder", Fixture, NULL, set_up, test_folder, tear_down);
  return g_test_run ();
}
