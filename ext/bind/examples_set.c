/* examples_set.c: score_set, the examples of the frame as the text that metrics/jsonsets.h reads. */
#include "callbacks.h"

#include "examples_collect.h"
#include "json.h"

#include <math.h>
#include <string.h>

enum { EXAMPLES_NEGATIVE, EXAMPLES_POSITIVE };

static void examples_set_member(JsonWriter *json, const char *name, const Example *sorted,
                                size_t count, int side, bool weights) {
  json_key(json, (const unsigned char *)name, strlen(name));
  json_begin_inner(json);
  for (size_t i = 0; i < count && !json->stopped; i++) {
    if ((sorted[i].weight > 0) != (side == EXAMPLES_POSITIVE)) continue;
    json_number(json, weights ? fabs(sorted[i].weight) : sorted[i].score);
  }
  json_end_inner(json);
}

static void examples_score_set_result(sqlite3_context *context, void *pointer) {
  const ExamplesCollected *state = pointer;
  size_t count = examples_count(&state->examples);
  Example *sorted = count == 0 ? NULL : examples_collect_sorted(context, state);
  if (sorted == NULL) return;
  JsonWriter json = json_begin_object(context);
  examples_set_member(&json, "negative", sorted, count, EXAMPLES_NEGATIVE, false);
  examples_set_member(&json, "positive", sorted, count, EXAMPLES_POSITIVE, false);
  if (state->weighted) {
    examples_set_member(&json, "negative_weight", sorted, count, EXAMPLES_NEGATIVE, true);
    examples_set_member(&json, "positive_weight", sorted, count, EXAMPLES_POSITIVE, true);
  }
  json_end(&json, context);
  sqlite3_free(sorted);
}

const Aggregate examples_score_set = {.state_bytes = sizeof(ExamplesCollected),
                                      .row = examples_collect_row,
                                      .result = examples_score_set_result,
                                      .clear = examples_collect_clear};
