/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "certificates.h"

static const struct
{
  const char *certificate, *key;
} pems[] = {
  [CERTIFICATE_GOOD] = {
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBnDCCAUGgAwIBAgIUaETPn4Xft4Xe/KWG+B25iJfIBokwCgYIKoZIzj0EAwIw\n"
    "FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjE1MTY0NloYDzIxMjYxMDI5\n"
    "MTUxNjQ2WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO\n"
    "PQMBBwNCAASKDDXrr9bGJB4k3LIA8ykLyTB5n/caVMZhYsGRi5qXSsgW11aoVewA\n"
    "nFwOCyaGsN789UJHeG+bJwB2ii5i+OHVo28wbTAdBgNVHQ4EFgQUEchHnq/k29so\n"
    "KRUhsdjPckWlfvMwHwYDVR0jBBgwFoAUEchHnq/k29soKRUhsdjPckWlfvMwDwYD\n"
    "VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI\n"
    "zj0EAwIDSQAwRgIhAJAYLNGFjaoGXiZXiSOeKpNwpgwNoFBMPLdLkUTXg6tTAiEA\n"
    "yP6Vz/M6xfKdjw8DMZskf9nQ21gwtHRBKNwS3BEnmDc=\n"
    "-----END CERTIFICATE-----\n",
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgKZLYl4yeSIgp7spV\n"
    "aONgmiANeVYaD+1jS423bDGK1t2hRANCAASKDDXrr9bGJB4k3LIA8ykLyTB5n/ca\n"
    "VMZhYsGRi5qXSsgW11aoVewAnFwOCyaGsN789UJHeG+bJwB2ii5i+OHV\n"
    "-----END PRIVATE KEY-----\n",
  },
  [CERTIFICATE_EXPIRED] = {
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBeTCCAR6gAwIBAgIUK/FkmhKozPyNBWDh/lr7GRwjL+kwCgYIKoZIzj0EAwIw\n"
    "FDESMBAGA1UEAwwJbG9jYWxob3N0MB4XDTEwMDEwMTAwMDAwMFoXDTExMDEwMTAw\n"
    "MDAwMFowFDESMBAGA1UEAwwJbG9jYWxob3N0MFkwEwYHKoZIzj0CAQYIKoZIzj0D\n"
    "AQcDQgAEXDeHXfAEZfKi0VgT6aqiWc7Fh52pIahoZ8/daLczLSWZZtVJO5rKsYkT\n"
    "dqIcYuAQSXER5ezWA1J2zEm/3/RYCKNOMEwwDwYDVR0TAQH/BAUwAwEB/zAaBgNV\n"
    "HREEEzARgglsb2NhbGhvc3SHBH8AAAEwHQYDVR0OBBYEFN+r4TNVK4E8LoKPv11B\n"
    "2SmEx+8UMAoGCCqGSM49BAMCA0kAMEYCIQCDNURYOZRNFgmda+sFUqreSrVwvo/x\n"
    "Paj4RdcLiB7omgIhAP0seUrl/2r8dSLSWmb7z1Q5pyHUb1I1XpcXz0ARK7Su\n"
    "-----END CERTIFICATE-----\n",
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgTbg2ROY9w9YthHkv\n"
    "BpIlg8U2FgoP3ZP7sDCt92Hb1AOhRANCAARcN4dd8ARl8qLRWBPpqqJZzsWHnakh\n"
    "qGhnz91otzMtJZlm1Uk7msqxiRN2ohxi4BBJcRHl7NYDUnbMSb/f9FgI\n"
    "-----END PRIVATE KEY-----\n",
  },
  [CERTIFICATE_FUTURE] = {
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBfDCCASKgAwIBAgIUMFHzvBzLRSHqOvcDfgI+hnbJwQgwCgYIKoZIzj0EAwIw\n"
    "FDESMBAGA1UEAwwJbG9jYWxob3N0MCIYDzIwOTAwMTAxMDAwMDAwWhgPMjEyNjAx\n"
    "MDEwMDAwMDBaMBQxEjAQBgNVBAMMCWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqG\n"
    "SM49AwEHA0IABFw3h13wBGXyotFYE+mqolnOxYedqSGoaGfP3Wi3My0lmWbVSTua\n"
    "yrGJE3aiHGLgEElxEeXs1gNSdsxJv9/0WAijTjBMMA8GA1UdEwEB/wQFMAMBAf8w\n"
    "GgYDVR0RBBMwEYIJbG9jYWxob3N0hwR/AAABMB0GA1UdDgQWBBTfq+EzVSuBPC6C\n"
    "j79dQdkphMfvFDAKBggqhkjOPQQDAgNIADBFAiEAvaNeXkatNM+qZKDXeLkqkfU9\n"
    "NXWnyitaSLfEc42B4yACIDcUxtuyu8Ec52ptejWSPK2yk3q2TYe0I7kPK5VySjl+\n"
    "-----END CERTIFICATE-----\n",
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgTbg2ROY9w9YthHkv\n"
    "BpIlg8U2FgoP3ZP7sDCt92Hb1AOhRANCAARcN4dd8ARl8qLRWBPpqqJZzsWHnakh\n"
    "qGhnz91otzMtJZlm1Uk7msqxiRN2ohxi4BBJcRHl7NYDUnbMSb/f9FgI\n"
    "-----END PRIVATE KEY-----\n",
  },
  [CERTIFICATE_OTHER] = {
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBgDCCASagAwIBAgIUGGd22kjyKMyhQMg8+SKFW1JxXTIwCgYIKoZIzj0EAwIw\n"
    "GDEWMBQGA1UEAwwNb3RoZXIuZXhhbXBsZTAgFw0yMDAxMDEwMDAwMDBaGA8yMTI2\n"
    "MDEwMTAwMDAwMFowGDEWMBQGA1UEAwwNb3RoZXIuZXhhbXBsZTBZMBMGByqGSM49\n"
    "AgEGCCqGSM49AwEHA0IABFw3h13wBGXyotFYE+mqolnOxYedqSGoaGfP3Wi3My0l\n"
    "mWbVSTuayrGJE3aiHGLgEElxEeXs1gNSdsxJv9/0WAijTDBKMA8GA1UdEwEB/wQF\n"
    "MAMBAf8wGAYDVR0RBBEwD4INb3RoZXIuZXhhbXBsZTAdBgNVHQ4EFgQU36vhM1Ur\n"
    "gTwugo+/XUHZKYTH7xQwCgYIKoZIzj0EAwIDSAAwRQIgSLMlug8Ew83Ktjd83qzO\n"
    "aOx2IaMYGCV2/aoij5qCTK8CIQDbuNaZmwnQfPW2v75JP0uDCma9G9xZe7XCmAYc\n"
    "Rw3Xhg==\n"
    "-----END CERTIFICATE-----\n",
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgTbg2ROY9w9YthHkv\n"
    "BpIlg8U2FgoP3ZP7sDCt92Hb1AOhRANCAARcN4dd8ARl8qLRWBPpqqJZzsWHnakh\n"
    "qGhnz91otzMtJZlm1Uk7msqxiRN2ohxi4BBJcRHl7NYDUnbMSb/f9FgI\n"
    "-----END PRIVATE KEY-----\n",
  },
};

GTlsCertificate *
certificate_load (Certificate which)
{
  g_autofree char *both = g_strconcat (pems[which].certificate, pems[which].key, NULL);
  g_autoptr (GError) error = NULL;
  GTlsCertificate *certificate = g_tls_certificate_new_from_pem (both, -1, &error);

  g_assert_no_error (error);
  return certificate;
}

const char *
certificate_get_pem (Certificate which)
{
  return pems[which].certificate;
}
