/* A text that grows. Out of memory is a trap: the host then takes a fresh instance. */
#ifndef WRITER_H
#define WRITER_H

#include <stdbool.h>
#include <stddef.h>

typedef struct {
  char *ptr;
  size_t len;
  size_t capacity;
  /* A number was written that JSON has no word for: what was written is worth nothing. */
  bool overflowed;
} writer;

void write_text(writer *out, const char *text);
/* In the fewest digits that read back as the same number. */
void write_number(writer *out, double value);

#endif
