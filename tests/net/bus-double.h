/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * A service on a bus, on a thread of its own, so that it answers while the test waits in a call. What it was asked and what
 * it has to say are the test's.
 */
typedef struct _BusDouble BusDouble;

/* A bus of the test's own, as session and system bus for what comes after; ends with the process at the latest. Connections to
 * it outlive it. */
GSubprocess *bus_double_start (void);
void         bus_double_stop  (GSubprocess *bus);

/* On the double's thread. Returns: (transfer floating) (nullable): the answer, a tuple; NULL for an error */
typedef GVariant *(*BusDoubleCall) (BusDouble *self, const char *sender, const char *method, GVariant *parameters,
                                    gpointer data);

/* @xml: a node with one interface; its properties are what bus_double_set() said. Owns @name when it returns. */
BusDouble *bus_double_new  (const char *address, const char *name, const char *path, const char *xml, BusDoubleCall call,
                            gpointer data);
void       bus_double_free (BusDouble *self);

/* Takes @value (floating), and tells of the change. */
void       bus_double_set  (BusDouble *self, const char *property, GVariant *value);

/* Emits a signal, to @destination or to all; @parameters is floating. From any thread. */
void       bus_double_emit (BusDouble *self, const char *destination, const char *path, const char *interface,
                            const char *signal, GVariant *parameters);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BusDouble, bus_double_free)

G_END_DECLS
