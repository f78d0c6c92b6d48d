/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "local/reel-address-rules.h"

typedef struct
{
  guint8 prefix[16];
  guint bits;
} Net;

/* IANA's registry of special-purpose addresses, IPv4: all that is not somebody's public host. */
static const Net special_4[] = {
  { { 0 }, 8 },                /* this network */
  { { 10 }, 8 },               /* private */
  { { 100, 64 }, 10 },         /* shared, carrier-grade NAT */
  { { 127 }, 8 },              /* loopback */
  { { 169, 254 }, 16 },        /* link-local; the metadata services of clouds */
  { { 172, 16 }, 12 },         /* private */
  { { 192, 0, 0 }, 24 },       /* protocol assignments */
  { { 192, 0, 2 }, 24 },       /* documentation */
  { { 192, 88, 99 }, 24 },     /* 6to4 relays */
  { { 192, 168 }, 16 },        /* private */
  { { 198, 18 }, 15 },         /* benchmarks */
  { { 198, 51, 100 }, 24 },    /* documentation */
  { { 203, 0, 113 }, 24 },     /* documentation */
  { { 224 }, 4 },              /* multicast */
  { { 240 }, 4 },              /* reserved, broadcast */
};

/* Of IPv6 only 2000::/3 is given to public hosts, without these. */
static const Net global_6 = { { 0x20 }, 3 };
static const Net special_6[] = {
  { { 0x20, 0x01, 0x00 }, 23 },       /* protocol assignments, with Teredo and ORCHID */
  { { 0x20, 0x01, 0x0d, 0xb8 }, 32 }, /* documentation */
  { { 0x20, 0x02 }, 16 },             /* 6to4: an IPv4 address inside, by a relay that nobody runs any more */
  { { 0x3f, 0xff }, 20 },             /* documentation */
};

/* An IPv4 address in the last four bytes: mapped, and NAT64. */
static const Net mapped = { { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff }, 96 };
static const Net nat64 = { { 0x00, 0x64, 0xff, 0x9b }, 96 };

static gboolean
is_in (const guint8 *address,
       const Net    *net)
{
  guint bytes = net->bits / 8, bits = net->bits % 8;
  guint8 mask = (guint8) (0xff00 >> bits);

  return memcmp (address, net->prefix, bytes) == 0 &&
         (bits == 0 || (address[bytes] & mask) == (net->prefix[bytes] & mask));
}

static gboolean
is_public_4 (const guint8 *address)
{
  for (guint i = 0; i < G_N_ELEMENTS (special_4); i++)
    if (is_in (address, &special_4[i]))
      return FALSE;
  return TRUE;
}

static gboolean
is_public_6 (const guint8 *address)
{
  if (is_in (address, &mapped) || is_in (address, &nat64))
    return is_public_4 (address + 12);
  if (!is_in (address, &global_6))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (special_6); i++)
    if (is_in (address, &special_6[i]))
      return FALSE;
  return TRUE;
}

/**
 * reel_address_is_public:
 * @address: an address
 *
 * Whether a host of the public internet can have it: none that is private, loopback, link-local, multicast, reserved, or
 * wraps one that is.
 *
 * Returns: whether it may be asked for a video
 */
gboolean
reel_address_is_public (GInetAddress *address)
{
  g_return_val_if_fail (G_IS_INET_ADDRESS (address), FALSE);

  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4)
    return is_public_4 (g_inet_address_to_bytes (address));
  return is_public_6 (g_inet_address_to_bytes (address));
}
