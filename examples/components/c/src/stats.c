#include "stats.h"

#include <math.h>
#include <stdlib.h>

static int ascending(const void *a, const void *b) {
  double left = *(const double *)a, right = *(const double *)b;
  return (left > right) - (left < right);
}

/* Between the two nearest ranks, in proportion: the definition that most spreadsheets use. */
static double percentile(numbers sorted, double percent) {
  double rank = percent / 100 * (double)(sorted.len - 1);
  size_t below = (size_t)rank;
  if (below + 1 >= sorted.len) return sorted.ptr[sorted.len - 1];
  return sorted.ptr[below] + (rank - (double)below) * (sorted.ptr[below + 1] - sorted.ptr[below]);
}

static void write_named(writer *out, const char *name, double value) {
  write_text(out, name);
  write_number(out, value);
}

static void write_histogram(writer *out, numbers sorted, size_t bins) {
  double from = sorted.ptr[0];
  /* Halved before they are subtracted: the range of two finite numbers need not be finite. */
  double half = sorted.ptr[sorted.len - 1] / 2 - from / 2;
  size_t at = 0;
  /* Numbers that are all the same have no range to divide. */
  if (half == 0 && bins > 1) bins = 1;
  write_text(out, ",\"histogram\":[");
  for (size_t bin = 0; bin < bins; bin++) {
    double left = from + half * (2.0 * (double)bin / (double)bins);
    double right = from + half * (2.0 * (double)(bin + 1) / (double)bins);
    size_t start = at;
    /* The last one takes all that is left, the largest number included, however the edges were rounded. */
    if (bin + 1 == bins) at = sorted.len;
    else
      while (at < sorted.len && sorted.ptr[at] < right) at++;
    write_named(out, bin == 0 ? "{\"from\":" : ",{\"from\":", left);
    write_named(out, ",\"to\":", bin + 1 == bins ? sorted.ptr[sorted.len - 1] : right);
    write_named(out, ",\"count\":", (double)(at - start));
    write_text(out, "}");
  }
  write_text(out, "]");
}

void write_summary(writer *out, numbers values, numbers percentiles, size_t bins) {
  /* Welford's method: one pass, and no difference of two large sums. */
  double mean = 0, squares = 0, sum = 0;
  for (size_t i = 0; i < values.len; i++) {
    double step = values.ptr[i] - mean;
    mean += step / (double)(i + 1);
    squares += step * (values.ptr[i] - mean);
    sum += values.ptr[i];
  }
  qsort(values.ptr, values.len, sizeof *values.ptr, ascending);
  write_named(out, "{\"count\":", (double)values.len);
  write_named(out, ",\"sum\":", sum);
  write_named(out, ",\"mean\":", mean);
  write_named(out, ",\"min\":", values.ptr[0]);
  write_named(out, ",\"max\":", values.ptr[values.len - 1]);
  write_named(out, ",\"deviation\":", sqrt(squares / (double)values.len));
  write_text(out, ",\"percentiles\":{");
  for (size_t i = 0; i < percentiles.len; i++) {
    write_named(out, i == 0 ? "\"" : ",\"", percentiles.ptr[i]);
    write_named(out, "\":", percentile(values, percentiles.ptr[i]));
  }
  write_text(out, "}");
  write_histogram(out, values, bins);
  write_text(out, "}");
}
