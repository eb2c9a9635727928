/* What the world asks for: from the call's text to an outcome. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "manifest.h"
#include "stats.h"
#include "stats_world.h"
#include "writer.h"

typedef exports_scheduler_executor_component_api_action_t action_t;
typedef exports_scheduler_executor_component_api_action_outcome_t outcome_t;
typedef scheduler_executor_context_borrow_action_context_t context_t;

typedef struct {
  numbers values;
  numbers percentiles;
  double bins;
  json_text resource;
} parameters;

static double DEFAULT_PERCENTILES[] = {50, 90, 99};

static void set_output(outcome_t *outcome, writer text) {
  outcome->output.is_some = true;
  outcome->output.val.ptr = (uint8_t *)text.ptr;
  outcome->output.val.len = text.len;
}

static void fail_action(outcome_t *outcome, const char *code, const char *message) {
  outcome->status = SCHEDULER_EXECUTOR_TYPES_ACTION_STATUS_FAILED;
  outcome->error.is_some = true;
  stats_string_dup(&outcome->error.val.code, code);
  stats_string_dup(&outcome->error.val.message, message);
}

static void log_debug(context_t context, const char *message) {
  stats_string_t text;
  stats_string_set(&text, message);
  scheduler_executor_context_method_action_context_log(context, SCHEDULER_EXECUTOR_TYPES_LOG_LEVEL_DEBUG, &text);
}

static bool read_numbers(json_cursor *json, numbers *list) {
  size_t capacity = 0;
  bool first = true;
  list->len = 0;
  list->ptr = NULL;
  if (!json_open(json, '[')) return false;
  while (json_next(json, '[', &first, NULL)) {
    if (list->len == capacity) {
      capacity = capacity == 0 ? 64 : capacity * 2;
      list->ptr = realloc(list->ptr, capacity * sizeof *list->ptr);
      if (list->ptr == NULL) abort();
    }
    if (!json_number(json, &list->ptr[list->len++])) return false;
  }
  return !json->failed;
}

/* False where the text is not what the manifest says: then the component cannot do its job. */
static bool read_parameters(const scheduler_core_libs_types_json_t *text, parameters *read) {
  json_cursor json = json_begin((const char *)text->ptr, text->len);
  json_text key;
  bool first = true;
  if (!json_open(&json, '{')) return false;
  while (json_next(&json, '{', &first, &key)) {
    bool ok = json_is(key, "values")        ? read_numbers(&json, &read->values)
              : json_is(key, "percentiles") ? read_numbers(&json, &read->percentiles)
              : json_is(key, "bins")        ? json_number(&json, &read->bins)
              : json_is(key, "resource")    ? json_string(&json, &read->resource)
                                            : json_skip(&json);
    if (!ok) return false;
  }
  if (!json_end(&json) || read->values.len == 0 || read->bins < 0 || read->bins > 1000) return false;
  for (size_t i = 0; i < read->percentiles.len; i++) {
    if (read->percentiles.ptr[i] < 0 || read->percentiles.ptr[i] > 100) return false;
  }
  return true;
}

static void summarize(parameters *read, context_t context, outcome_t *outcome) {
  writer text = {0};
  char note[64];
  write_summary(&text, read->values, read->percentiles, (size_t)read->bins);
  if (text.overflowed) {
    free(text.ptr);
    fail_action(outcome, "overflow", "The values are too large to be summed up in 64-bit floating point.");
    return;
  }
  snprintf(note, sizeof note, "summed up %zu values", read->values.len);
  log_debug(context, note);
  set_output(outcome, text);
}

/* The bounds that a resource sets; each is infinite unless set. False where there is no such resource. */
static bool read_bounds(context_t context, json_text id, double *min, double *max) {
  stats_string_t name = {.ptr = (uint8_t *)id.ptr, .len = id.len};
  scheduler_executor_context_json_t found;
  if (!scheduler_executor_context_method_action_context_get_resource(context, &name, &found)) return false;
  json_cursor json = json_begin((const char *)found.ptr, found.len);
  json_text key;
  bool first = true, ok = json_open(&json, '{');
  while (ok && json_next(&json, '{', &first, &key)) {
    ok = json_is(key, "min")   ? json_number(&json, min)
         : json_is(key, "max") ? json_number(&json, max)
                               : json_skip(&json);
  }
  ok = ok && json_end(&json);
  scheduler_executor_context_json_free(&found);
  return ok;
}

static void check(const parameters *read, context_t context, outcome_t *outcome) {
  double min = -__builtin_inf(), max = __builtin_inf();
  size_t below = 0, above = 0;
  writer text = {0};
  char message[160];
  if (!read_bounds(context, read->resource, &min, &max)) {
    fail_action(outcome, "no-bounds", "The resource does not exist, or its min and max are not numbers.");
    return;
  }
  for (size_t i = 0; i < read->values.len; i++) {
    below += read->values.ptr[i] < min;
    above += read->values.ptr[i] > max;
  }
  snprintf(message, sizeof message, "{\"below\":%zu,\"within\":%zu,\"above\":%zu}", below,
           read->values.len - below - above, above);
  write_text(&text, message);
  set_output(outcome, text);
  if (below + above > 0) {
    snprintf(message, sizeof message, "%zu of %zu values are out of range: %zu below min, %zu above max.",
             below + above, read->values.len, below, above);
    fail_action(outcome, "out-of-range", message);
  }
}

bool exports_scheduler_executor_component_api_execute_action(
    action_t *action, exports_scheduler_executor_component_api_own_action_context_t owned, outcome_t *outcome,
    stats_string_t *error) {
  context_t context = scheduler_executor_context_borrow_action_context(owned);
  parameters read = {.percentiles = {DEFAULT_PERCENTILES, 3}, .bins = 10};
  bool done = true;
  memset(outcome, 0, sizeof *outcome);
  /* The operation is what follows the dot; what stands before it is the scenario's choice. */
  const char *call = (const char *)action->call.ptr;
  const char *dot = memchr(call, '.', action->call.len);
  json_text operation = {.ptr = dot == NULL ? "" : dot + 1,
                         .len = dot == NULL ? 0 : action->call.len - (size_t)(dot + 1 - call)};
  bool summarizes = json_is(operation, "summarize");
  if (!summarizes && !json_is(operation, "check")) {
    fail_action(outcome, "unknown-call", "The component offers: summarize, check.");
  } else if (!read_parameters(&action->parameters, &read)) {
    stats_string_dup(error, "The parameters are not what the manifest says.");
    done = false;
  } else if (summarizes) {
    summarize(&read, context, outcome);
  } else {
    check(&read, context, outcome);
  }
  free(read.values.ptr);
  if (read.percentiles.ptr != DEFAULT_PERCENTILES) free(read.percentiles.ptr);
  exports_scheduler_executor_component_api_action_free(action);
  scheduler_executor_context_action_context_drop_own(owned);
  return done;
}

void exports_scheduler_executor_lifecycle_describe(scheduler_core_libs_types_json_t *manifest) {
  stats_string_dup(manifest, MANIFEST);
}

bool exports_scheduler_executor_lifecycle_init_component(scheduler_core_libs_types_json_t *config,
                                                         stats_string_t *error) {
  (void)error;
  exports_scheduler_executor_lifecycle_json_free(config);
  return true;
}

bool exports_scheduler_executor_lifecycle_release_component(stats_string_t *error) {
  (void)error;
  return true;
}
