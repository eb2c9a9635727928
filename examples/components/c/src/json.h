/* Reading JSON without building a tree: a cursor moves over the text. The host promises well-formed JSON; a cursor believes
 * nothing all the same, and fails for good at the first fault. */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stddef.h>

typedef struct {
  const char *at;
  const char *end;
  bool failed;
} json_cursor;

/* A key or a string as it is written, without its quotes. */
typedef struct {
  const char *ptr;
  size_t len;
} json_text;

json_cursor json_begin(const char *text, size_t length);
/* Steps into an object or a list; false and failed where there is none. */
bool json_open(json_cursor *json, char bracket);
/* Moves to the next entry, and over the key of an object. False at the end, or where reading failed. `first` starts as true. */
bool json_next(json_cursor *json, char bracket, bool *first, json_text *key);
/* These three fail where the value is of another kind. */
bool json_number(json_cursor *json, double *value);
/* Escapes stay as they are: keys and ids of this component have none. */
bool json_string(json_cursor *json, json_text *value);
bool json_skip(json_cursor *json);
/* Whether nothing but white space is left, and nothing failed. */
bool json_end(json_cursor *json);

bool json_is(json_text text, const char *word);

#endif
