/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * A disk that does not answer: in a program that is linked with this, opening a file whose name has HUNG_DISK_NAME in it waits
 * until hung_disk_release(). The file need not be there. To be built into the program itself, as it replaces open().
 */
#define HUNG_DISK_NAME "does-not-answer"

/* How many threads wait just now. */
int  hung_disk_n_waiting (void);
void hung_disk_release   (void);

G_END_DECLS
