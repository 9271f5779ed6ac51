/* judge_examples.c: what needs the examples of the frame themselves: roc_auc and average_precision,
** which sort them; fit_platt, which goes over them again and again; score_set, which hands them on.
*/
#include "judge.h"

#include "../metrics/examples.h"
#include "../metrics/platt.h"
#include "../metrics/roc.h"
#include "json.h"
#include "value.h"

#include <math.h>
#include <string.h>

typedef struct {
  Examples examples;
  bool weighted; /* the query gives weights */
} JudgeExamples;

/* The row as an example. False: it has no part, or is an error. */
static bool judge_example(sqlite3_context *context, sqlite3_value **arguments, double weight,
                          Example *example) {
  double score;
  int label;
  if (!value_number(context, arguments, 0, &score)) return false;
  if (!value_outcome(context, arguments, 1, &label)) return false;
  if (isnan(score) || label < 0 || isnan(weight) || weight == 0) return false;
  *example = example_of(score, label == 1, weight);
  return true;
}

static void judge_example_enters_or_leaves(sqlite3_context *context, Examples *examples,
                                           Example example, int sign) {
  if (sign == ROW_LEAVES) {
    examples_remove(examples);
  } else if (!examples_add(examples, example, value_resize)) {
    sqlite3_result_error_nomem(context);
  }
}

static void judge_weighted_row(sqlite3_context *context, void *pointer, sqlite3_value **arguments,
                               int sign) {
  JudgeExamples *state = pointer;
  double weight;
  Example example;
  if (!value_weight(context, arguments, 2, &weight)) return;
  state->weighted = arguments[2] != NULL;
  if (!judge_example(context, arguments, weight, &example)) return;
  judge_example_enters_or_leaves(context, &state->examples, example, sign);
}

static void judge_examples_clear(void *pointer) {
  JudgeExamples *state = pointer;
  examples_clear(&state->examples, value_resize);
}

/* The examples of the frame, sorted, in memory that the caller frees; NULL: the error has been set.
*/
static Example *judge_sorted_copy(sqlite3_context *context, const Examples *examples) {
  size_t count = examples_count(examples);
  Example *sorted = sqlite3_malloc64((uint64_t)count * sizeof *sorted + 1); /* not 0 bytes */
  if (sorted == NULL) {
    sqlite3_result_error_nomem(context);
    return NULL;
  }
  if (count > 0) memcpy(sorted, examples->rows + examples->begin, count * sizeof *sorted);
  examples_sort(sorted, count);
  return sorted;
}

/* ---- roc_auc, average_precision ---- */

typedef bool JudgeRanking(const Example *sorted, size_t count, MemoryResize *resize,
                          double *result);

static void judge_ranking(sqlite3_context *context, const Example *sorted, size_t count,
                          JudgeRanking *judge) {
  double result;
  if (judge(sorted, count, value_resize, &result)) {
    sqlite3_result_double(context, result);
  } else {
    sqlite3_result_error_nomem(context);
  }
}

static void judge_ranking_result(sqlite3_context *context, const JudgeExamples *state,
                                 JudgeRanking *judge) {
  Example *sorted = judge_sorted_copy(context, &state->examples);
  if (sorted == NULL) return;
  judge_ranking(context, sorted, examples_count(&state->examples), judge);
  sqlite3_free(sorted);
}

/* Nothing comes after this: sorted in place, ten million rows need no second copy. */
static void judge_ranking_last(sqlite3_context *context, JudgeExamples *state,
                               JudgeRanking *judge) {
  size_t count = examples_count(&state->examples);
  if (count == 0) return;
  Example *rows = state->examples.rows + state->examples.begin;
  examples_sort(rows, count);
  judge_ranking(context, rows, count, judge);
}

static void judge_roc_auc_result(sqlite3_context *context, void *state) {
  judge_ranking_result(context, state, roc_auc);
}

static void judge_roc_auc_last(sqlite3_context *context, void *state) {
  judge_ranking_last(context, state, roc_auc);
}

static void judge_precision_result(sqlite3_context *context, void *state) {
  judge_ranking_result(context, state, roc_average_precision);
}

static void judge_precision_last(sqlite3_context *context, void *state) {
  judge_ranking_last(context, state, roc_average_precision);
}

const Aggregate judge_roc_auc = {sizeof(JudgeExamples), judge_weighted_row, judge_roc_auc_result,
                                 judge_examples_clear, judge_roc_auc_last};
const Aggregate judge_average_precision = {sizeof(JudgeExamples), judge_weighted_row,
                                           judge_precision_result, judge_examples_clear,
                                           judge_precision_last};

/* ---- score_set: the text that metrics/jsonsets.h reads ---- */

enum { JUDGE_NEGATIVE, JUDGE_POSITIVE };

static void judge_set_member(JsonWriter *json, const char *name, const Example *sorted,
                             size_t count, int side, bool weights) {
  json_key(json, (const unsigned char *)name, strlen(name));
  json_begin_inner(json);
  for (size_t i = 0; i < count; i++) {
    if ((sorted[i].weight > 0) != (side == JUDGE_POSITIVE)) continue;
    json_number(json, weights ? fabs(sorted[i].weight) : sorted[i].score);
  }
  json_end_inner(json);
}

static void judge_score_set_result(sqlite3_context *context, void *pointer) {
  const JudgeExamples *state = pointer;
  size_t count = examples_count(&state->examples);
  Example *sorted = count == 0 ? NULL : judge_sorted_copy(context, &state->examples);
  if (sorted == NULL) return;
  JsonWriter json = json_begin_object(context);
  judge_set_member(&json, "negative", sorted, count, JUDGE_NEGATIVE, false);
  judge_set_member(&json, "positive", sorted, count, JUDGE_POSITIVE, false);
  if (state->weighted) {
    judge_set_member(&json, "negative_weight", sorted, count, JUDGE_NEGATIVE, true);
    judge_set_member(&json, "positive_weight", sorted, count, JUDGE_POSITIVE, true);
  }
  json_end(&json, context);
  sqlite3_free(sorted);
}

const Aggregate judge_score_set = {sizeof(JudgeExamples), judge_weighted_row,
                                   judge_score_set_result, judge_examples_clear, NULL};

/* ---- fit_platt ---- */

static void judge_platt_row(sqlite3_context *context, void *pointer, sqlite3_value **arguments,
                            int sign) {
  JudgeExamples *state = pointer;
  Example example;
  if (!judge_example(context, arguments, 1, &example)) return;
  if (isinf(example.score)) {
    value_error_argument(context, arguments, 0, "must be a finite score");
    return;
  }
  judge_example_enters_or_leaves(context, &state->examples, example, sign);
}

static void judge_platt_result(sqlite3_context *context, void *pointer) {
  const Examples *examples = &((const JudgeExamples *)pointer)->examples;
  Platt fit;
  const Example *rows = examples->rows == NULL ? NULL : examples->rows + examples->begin;
  if (!platt_fit(rows, examples_count(examples), value_resize, &fit)) {
    sqlite3_result_error_nomem(context);
    return;
  }
  if (isnan(fit.a)) return;
  JsonWriter json = json_begin_object(context);
  json_key(&json, (const unsigned char *)"a", 1);
  json_number(&json, fit.a);
  json_key(&json, (const unsigned char *)"b", 1);
  json_number(&json, fit.b);
  json_end(&json, context);
}

const Aggregate judge_fit_platt = {sizeof(JudgeExamples), judge_platt_row, judge_platt_result,
                                   judge_examples_clear, NULL};
