#include "json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The deepest nesting that is skipped; what is skipped is somebody else's property of a resource. */
#define MAX_DEPTH 64

static char peek(json_cursor *json) {
  while (json->at < json->end && strchr(" \t\r\n", *json->at) != NULL && *json->at != '\0') json->at++;
  return json->at < json->end ? *json->at : '\0';
}

static bool fail(json_cursor *json) {
  json->failed = true;
  json->at = json->end;
  return false;
}

json_cursor json_begin(const char *text, size_t length) {
  return (json_cursor){.at = text, .end = text + length, .failed = false};
}

bool json_open(json_cursor *json, char bracket) {
  if (peek(json) != bracket) return fail(json);
  json->at++;
  return true;
}

bool json_next(json_cursor *json, char bracket, bool *first, json_text *key) {
  char close = bracket == '{' ? '}' : ']';
  if (json->failed) return false;
  if (peek(json) == close) {
    json->at++;
    return false;
  }
  if (!*first) {
    if (peek(json) != ',') return fail(json);
    json->at++;
  }
  *first = false;
  if (bracket == '[') return true;
  if (!json_string(json, key) || peek(json) != ':') return fail(json);
  json->at++;
  return true;
}

bool json_number(json_cursor *json, double *value) {
  /* strtod wants an end it can see, and takes more than JSON does: `inf`, `nan`, hexadecimal. */
  char copy[64];
  size_t length = 0;
  peek(json);
  while (json->at + length < json->end && length < sizeof copy - 1 &&
         strchr("+-.0123456789eE", json->at[length]) != NULL && json->at[length] != '\0') {
    copy[length] = json->at[length];
    length++;
  }
  copy[length] = '\0';
  char *stop = copy;
  *value = strtod(copy, &stop);
  if (length == 0 || *stop != '\0' || !isfinite(*value)) return fail(json);
  json->at += length;
  return true;
}

bool json_string(json_cursor *json, json_text *value) {
  if (peek(json) != '"') return fail(json);
  const char *start = ++json->at;
  while (json->at < json->end && *json->at != '"') json->at += *json->at == '\\' ? 2 : 1;
  if (json->at >= json->end) return fail(json);
  *value = (json_text){.ptr = start, .len = (size_t)(json->at - start)};
  json->at++;
  return true;
}

static bool skip(json_cursor *json, int depth) {
  json_text text;
  double number;
  bool first = true;
  char bracket = peek(json);
  if (depth == 0) return fail(json);
  if (bracket == '"') return json_string(json, &text);
  if (bracket == '{' || bracket == '[') {
    json_open(json, bracket);
    while (json_next(json, bracket, &first, &text)) {
      if (!skip(json, depth - 1)) return false;
    }
    return !json->failed;
  }
  static const char *const words[] = {"true", "false", "null"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    size_t length = strlen(words[i]);
    if ((size_t)(json->end - json->at) >= length && memcmp(json->at, words[i], length) == 0) {
      json->at += length;
      return true;
    }
  }
  return json_number(json, &number);
}

bool json_skip(json_cursor *json) { return skip(json, MAX_DEPTH); }

bool json_end(json_cursor *json) { return !json->failed && peek(json) == '\0' && json->at == json->end; }

bool json_is(json_text text, const char *word) {
  return text.len == strlen(word) && memcmp(text.ptr, word, text.len) == 0;
}
