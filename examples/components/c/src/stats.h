#ifndef STATS_H
#define STATS_H

#include <stddef.h>

#include "writer.h"

typedef struct {
  double *ptr;
  size_t len;
} numbers;

/* Appends the summary of at least one number as JSON. Sorts `values`. */
void write_summary(writer *out, numbers values, numbers percentiles, size_t bins);

#endif
