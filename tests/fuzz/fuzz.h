/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

/* The entry that libFuzzer calls, and replay.c too. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);
