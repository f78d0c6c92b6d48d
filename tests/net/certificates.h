/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Certificates of a worthless key, each its own authority. */
typedef enum
{
  CERTIFICATE_GOOD, /* for 'localhost' and 127.0.0.1, until 2126 */
  CERTIFICATE_EXPIRED,
  CERTIFICATE_FUTURE, /* from 2090 on */
  CERTIFICATE_OTHER,  /* for other.example */
} Certificate;

GTlsCertificate *certificate_load (Certificate which);

/* Without the key: what trusts it. */
const char      *certificate_get_pem (Certificate which);

G_END_DECLS
