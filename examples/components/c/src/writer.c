#include "writer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void write_text(writer *out, const char *text) {
  size_t length = strlen(text);
  if (out->len + length > out->capacity) {
    out->capacity = (out->len + length) * 2;
    out->ptr = realloc(out->ptr, out->capacity);
    if (out->ptr == NULL) abort();
  }
  memcpy(out->ptr + out->len, text, length);
  out->len += length;
}

void write_number(writer *out, double value) {
  char digits[32];
  int precision = 15;
  if (!isfinite(value)) out->overflowed = true;
  do snprintf(digits, sizeof digits, "%.*g", precision, value);
  while (precision++ < 17 && strtod(digits, NULL) != value);
  write_text(out, digits);
}
