/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api-calls.h"
#include "reel-mock-server.h"

G_BEGIN_DECLS

/* What a server below HTTP can do wrong, each fault with what has to come of it. */

typedef enum
{
  FAULT_READ_NOTHING,
  FAULT_READ_HEAD,
  FAULT_READ_REQUEST,
} FaultRead;

typedef enum
{
  FAULT_END_CLOSE, /* says that nothing more comes, and reads what the client still sends */
  FAULT_END_CUT,   /* closes with what came unread */
  FAULT_END_RESET,
  FAULT_END_HOLD,  /* says nothing until the client goes */
  FAULT_END_DRIP,  /* a byte of @filler every 20 ms */
  FAULT_END_FLOOD, /* @filler again and again, 2 GiB of it */
  FAULT_REFUSE,    /* nobody listens */
} FaultEnd;

#define FAULT_SUCCEEDS (-1)

/*
 * In @reply and @filler, GOOD stands for the call's good reply, LENGTH for its length, TRAP for the address of another
 * server, which must not be asked anything.
 */
typedef struct
{
  const char *name;
  FaultRead read;
  const char *reply; /* NULL: none */
  FaultEnd end;
  int code; /* a ReelApiError, or FAULT_SUCCEEDS */
  enum
  {
    FAULT_ONCE,     /* one request */
    FAULT_REPEATED, /* as many as there are tries where the call may be repeated, and the service can't have taken it, else one */
    FAULT_FOLLOWED, /* six where the call is a GET, else one: redirects */
    FAULT_WAITED,   /* after the wait that was asked for, whatever the call; then the good reply */
  } requests;
  const char *words;  /* NULL, or what the message must have */
  const char *filler; /* of a drip or a flood */
  guint status;       /* HTTP, as the error has it; 0: none */
  gboolean impatient; /* the client waits for 60 ms */
  ApiCallTraits only; /* calls with one of these; 0: all */
  gsize file_size;    /* of what is uploaded, 0: a few bytes */
} Fault;

extern const Fault faults[];
extern const guint n_faults;

/* @trap: the address that must not be asked. Returns: (transfer full): what goes over the wire */
GBytes *fault_expand   (const char    *text,
                        const ApiCall *call,
                        const char    *trap);

G_END_DECLS
