/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "eval-query.h"

G_BEGIN_DECLS

void eval_report_print (GPtrArray  *queries,
                        const char *half,
                        ReelEngine *engine,
                        guint       n_listed);

G_END_DECLS
