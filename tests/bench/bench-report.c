/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <json-glib/json-glib.h>
#include <stdio.h>

#include "bench.h"

/* Medians, ranges and ratios: a line for each row or comparison on the terminal, and everything as JSON. */

struct _BenchReport
{
  JsonBuilder *builder; /* (owned) */
};

static int
compare (gconstpointer a,
         gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* @values: sorted */
static double
get_median (GArray *values)
{
  guint half = values->len / 2;
  double upper = g_array_index (values, double, half);

  return values->len % 2 == 1 ? upper : (g_array_index (values, double, half - 1) + upper) / 2;
}

BenchReport *
bench_report_new (guint rounds)
{
  BenchReport *self = g_new0 (BenchReport, 1);

  self->builder = json_builder_new ();
  json_builder_begin_object (self->builder);
  json_builder_set_member_name (self->builder, "rounds");
  json_builder_add_int_value (self->builder, rounds);
  json_builder_set_member_name (self->builder, "processors");
  json_builder_add_int_value (self->builder, g_get_num_processors ());
  json_builder_set_member_name (self->builder, "rows");
  json_builder_begin_array (self->builder);
  return self;
}

void
bench_report_free (BenchReport *self)
{
  g_object_unref (self->builder);
  g_free (self);
}

static void
add_double (JsonBuilder *builder,
            const char  *key,
            double       value)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_double_value (builder, value);
}

static void
add_string (JsonBuilder *builder,
            const char  *key,
            const char  *value)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_string_value (builder, value);
}

static void
add_contender (BenchReport          *self,
               const BenchRow       *row,
               const BenchContender *contender,
               GArray               *values,
               double                ours)
{
  JsonBuilder *builder = self->builder;
  double median, smallest, largest;
  gboolean is_ours = contender == row->contenders;

  json_builder_begin_object (builder);
  add_string (builder, "name", contender->name);
  json_builder_set_member_name (builder, "values");
  json_builder_begin_array (builder);
  for (guint i = 0; i < values->len; i++)
    json_builder_add_double_value (builder, g_array_index (values, double, i));
  json_builder_end_array (builder);
  g_array_sort (values, compare);
  median = get_median (values);
  smallest = g_array_index (values, double, 0);
  largest = g_array_index (values, double, values->len - 1);
  add_double (builder, "median", median);
  add_double (builder, "min", smallest);
  add_double (builder, "max", largest);

  g_print ("  %-28s %9.3f %-4s (%.3f – %.3f)", contender->name, median, row->unit, smallest, largest);
  if (is_ours && row->limit > 0)
    {
      add_double (builder, "limit", row->limit);
      json_builder_set_member_name (builder, "met");
      json_builder_add_boolean_value (builder, median <= row->limit);
      g_print ("   goal ≤ %g %s: %s", row->limit, row->unit, median <= row->limit ? "met" : "MISSED");
    }
  else if (!is_ours)
    {
      double ratio = ours / median;

      add_double (builder, "ratio", ratio);
      g_print ("   ours is %.3f ×", ratio);
      if (contender->goal > 0)
        {
          add_double (builder, "goal", contender->goal);
          json_builder_set_member_name (builder, "met");
          json_builder_add_boolean_value (builder, ratio <= contender->goal);
          g_print (", goal ≤ %g ×: %s", contender->goal, ratio <= contender->goal ? "met" : "MISSED");
        }
    }
  g_print ("\n");
  json_builder_end_object (builder);
}

/*
 * bench_report_add:
 * @values: (element-type double): of each contender, in the order of rounds; sorted afterwards
 */
void
bench_report_add (BenchReport    *self,
                  const BenchRow *row,
                  GArray        **values)
{
  g_autoptr (GArray) ours = g_array_copy (values[0]);
  double median;

  g_array_sort (ours, compare);
  median = get_median (ours);
  g_print ("%s [%s]\n", row->what, row->id);
  json_builder_begin_object (self->builder);
  add_string (self->builder, "id", row->id);
  add_string (self->builder, "what", row->what);
  add_string (self->builder, "unit", row->unit);
  json_builder_set_member_name (self->builder, "contenders");
  json_builder_begin_array (self->builder);
  for (guint i = 0; i < BENCH_MAX_CONTENDERS && row->contenders[i].run != NULL; i++)
    add_contender (self, row, &row->contenders[i], values[i], median);
  json_builder_end_array (self->builder);
  json_builder_end_object (self->builder);
}

gboolean
bench_report_save (BenchReport *self,
                   const char  *path,
                   GError     **error)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_end_array (self->builder);
  json_builder_end_object (self->builder);
  root = json_builder_get_root (self->builder);
  json_generator_set_pretty (generator, TRUE);
  json_generator_set_root (generator, root);
  return json_generator_to_file (generator, path, error);
}
