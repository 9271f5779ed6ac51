/* state.c: see state.h.
**
** The checksum is the low half of the SipHash-2-4 of all bytes before it, under the key 0. It is there
** against damage, not against forgery.
*/
#include "state.h"

#include "../base/siphash.h"
#include "../exact/exact_state.h"
#include "class_totals.h"
#include "confidence.h"
#include "cross_entropy.h"
#include "ece.h"
#include "entropy.h"
#include "kl_divergence.h"
#include "losses.h"
#include "ranking.h"
#include "roc_counts.h"
#include "softmax_brier.h"
#include "softmax_entropy.h"
#include "target_counts.h"

#include <string.h>

enum { STATE_CHECKSUM = 4 };

/* ---- the rooms' functions, for the table ---- */

/* All but the reading; `count` is the number of rows in `state`. */
#define STATE_OPERATIONS(prefix, Type, count)                                                      \
  static void state_##prefix##_write(const void *state, Bytes *bytes) {                            \
    prefix##_write(state, bytes);                                                                  \
  }                                                                                                \
  static bool state_##prefix##_merge(void *state, const void *from, int sign,                      \
                                     MemoryResize *resize, const Stop *stop) {                     \
    return prefix##_merge(state, from, sign, resize, stop);                                        \
  }                                                                                                \
  static void state_##prefix##_clear(void *state, MemoryResize *resize) {                          \
    prefix##_clear(state, resize);                                                                 \
  }                                                                                                \
  static int64_t state_##prefix##_rows(const void *pointer) {                                      \
    const Type *state = pointer;                                                                   \
    return count;                                                                                  \
  }

#define STATE_READ(name, call)                                                                     \
  static void state_##name##_read(void *state, BytesReader *reader) {                              \
    call;                                                                                          \
  }

STATE_OPERATIONS(exact_exp, ExactExp, exact_exp_count(state))
STATE_OPERATIONS(confidence, Confidence, exact_exp_count(&state->sum))
STATE_OPERATIONS(softmax_entropy, SoftmaxEntropy, softmax_entropy_count(state))
STATE_OPERATIONS(cross_entropy, CrossEntropySum, exact_exp_count(&state->scores))
STATE_OPERATIONS(softmax_brier, SoftmaxBrier, exact_exp_count(&state->scores))
STATE_OPERATIONS(entropy, Entropy, state->positive)
STATE_OPERATIONS(kl_divergence, KlDivergence, state->positive_p + state->positive_q)
STATE_OPERATIONS(losses, LossMean, state->rows)
STATE_OPERATIONS(ece, Ece, state->rows)
STATE_OPERATIONS(class_totals, ClassTotals, state->rows)
STATE_OPERATIONS(ranking, Ranking, (int64_t)ranking_rows(state))
STATE_OPERATIONS(target_counts, TargetCounts, target_counts_rows(state))
STATE_OPERATIONS(roc_counts, RocCounts, state->rows)

/* The labels of argmax may be of any kind. JSON, which topk gives, has no BLOBs. */
#define STATE_LABELS (1u << LABEL_INTEGER | 1u << LABEL_REAL | 1u << LABEL_TEXT)

STATE_READ(exact_exp, exact_exp_read(state, reader))
STATE_READ(softmax_max, confidence_read(state, CONFIDENCE_MAX, reader))
STATE_READ(softmax_margin, confidence_read(state, CONFIDENCE_MARGIN, reader))
STATE_READ(softmax_entropy, softmax_entropy_read(state, reader))
STATE_READ(cross_entropy, cross_entropy_read(state, reader))
STATE_READ(softmax_brier, softmax_brier_read(state, reader))
STATE_READ(entropy, entropy_read(state, reader))
STATE_READ(kl_divergence, kl_divergence_read(state, reader))
STATE_READ(losses, losses_read(state, reader))
STATE_READ(ece, ece_read(state, reader))
STATE_READ(class_totals, class_totals_read(state, reader))
STATE_READ(arg, ranking_read(state, 1, STATE_LABELS | 1u << LABEL_BLOB, reader))
STATE_READ(topk, ranking_read(state, ((Ranking *)state)->keep, STATE_LABELS, reader))
STATE_READ(target_counts, target_counts_read(state, reader))
STATE_READ(roc_counts, roc_counts_read(state, reader))

/* ---- parameters ---- */

static const char *const state_norms[] = {"'l1'", "'l2'", "'max'"}; /* as CalibrationNorm counts */
static const char *const state_no_or_yes[] = {"no", "yes"};

static const StateParameter state_ece_parameters[] = {{"bins", NULL}, {"norm", state_norms}};
static const StateParameter state_topk_parameters[] = {{"k", NULL}};
static const StateParameter state_class_totals_parameters[] = {{"weights", state_no_or_yes}};

static void state_ece_get(const void *pointer, uint32_t *values) {
  const Ece *state = pointer;
  values[0] = state->calibration.bins;
  values[1] = (uint32_t)state->norm;
}

static void state_ece_set(void *state, const uint32_t *values, BytesReader *reader) {
  bytes_require(reader, values[0] >= 1 && values[0] <= CALIBRATION_BINS_MOST);
  bytes_require(reader, values[1] <= CALIBRATION_MAX);
  if (bytes_failed(reader)) return;
  if (!ece_begin(state, values[0], (CalibrationNorm)values[1], reader->resize)) {
    reader->no_memory = true;
  }
}

static void state_topk_get(const void *pointer, uint32_t *values) {
  const Ranking *state = pointer;
  values[0] = state->keep;
}

static void state_topk_set(void *pointer, const uint32_t *values, BytesReader *reader) {
  Ranking *state = pointer;
  bytes_require(reader, values[0] >= 1);
  state->keep = values[0];
}

static void state_class_totals_get(const void *pointer, uint32_t *values) {
  const ClassTotals *state = pointer;
  values[0] = state->weighted;
}

static void state_class_totals_set(void *pointer, const uint32_t *values, BytesReader *reader) {
  ClassTotals *state = pointer;
  bytes_require(reader, values[0] <= 1);
  state->weighted = values[0] == 1;
}

#define STATE_PARAMETERS_OF(prefix)                                                                \
  .parameters = state_##prefix##_parameters,                                                       \
  .parameter_count = sizeof state_##prefix##_parameters / sizeof *state_##prefix##_parameters,     \
  .get_parameters = state_##prefix##_get, .set_parameters = state_##prefix##_set

/* ---- the table ---- */

#define STATE_KIND(function_, tag_, prefix, reading, Type, most_, ...)                             \
  {                                                                                                \
    .function = function_, .tag = tag_, .size = sizeof(Type), .most = most_,                       \
    .rows = state_##prefix##_rows, .write = state_##prefix##_write,                                \
    .read = state_##reading##_read, .merge = state_##prefix##_merge,                               \
    .clear = state_##prefix##_clear, __VA_ARGS__                                                   \
  }

/* How many rows a state can have. */
#define STATE_SCORES EXACT_MOST_TERMS
#define STATE_ROWS EXACT_MOST_ROWS
#define STATE_EXAMPLES (ROC_MOST - 1)

/* A new function gets a tag that no other ever had. */
const StateKind state_table[] = {
    STATE_KIND("logsumexp", 1, exact_exp, exact_exp, ExactExp, STATE_SCORES, ),
    STATE_KIND("logmeanexp", 2, exact_exp, exact_exp, ExactExp, STATE_SCORES, ),
    STATE_KIND("softmax_max", 3, confidence, softmax_max, Confidence, STATE_SCORES, ),
    STATE_KIND("softmax_margin", 4, confidence, softmax_margin, Confidence, STATE_SCORES, ),
    STATE_KIND("softmax_entropy", 5, softmax_entropy, softmax_entropy, SoftmaxEntropy,
               STATE_SCORES, ),
    STATE_KIND("xent", 6, cross_entropy, cross_entropy, CrossEntropySum, STATE_SCORES, ),
    STATE_KIND("softmax_brier", 7, softmax_brier, softmax_brier, SoftmaxBrier, STATE_SCORES, ),
    STATE_KIND("perplexity", 8, losses, losses, LossMean, STATE_ROWS, ),
    STATE_KIND("log_loss", 9, losses, losses, LossMean, STATE_ROWS, ),
    STATE_KIND("brier", 10, losses, losses, LossMean, STATE_ROWS, ),
    STATE_KIND("entropy", 11, entropy, entropy, Entropy, STATE_ROWS, ),
    STATE_KIND("kl_divergence", 12, kl_divergence, kl_divergence, KlDivergence, STATE_ROWS,
               .is_double = true),
    STATE_KIND("ece", 13, ece, ece, Ece, STATE_ROWS, STATE_PARAMETERS_OF(ece)),
    STATE_KIND("macro_f1", 14, class_totals, class_totals, ClassTotals, STATE_ROWS,
               STATE_PARAMETERS_OF(class_totals)),
    STATE_KIND("mcc", 15, class_totals, class_totals, ClassTotals, STATE_ROWS,
               STATE_PARAMETERS_OF(class_totals)),
    STATE_KIND("cohen_kappa", 16, class_totals, class_totals, ClassTotals, STATE_ROWS,
               STATE_PARAMETERS_OF(class_totals)),
    STATE_KIND("argmax", 17, ranking, arg, Ranking, STATE_ROWS, ),
    STATE_KIND("argmin", 18, ranking, arg, Ranking, STATE_ROWS, ),
    STATE_KIND("topk", 19, ranking, topk, Ranking, STATE_ROWS, STATE_PARAMETERS_OF(topk)),
    STATE_KIND("target_rank", 20, target_counts, target_counts, TargetCounts, STATE_ROWS, ),
    STATE_KIND("roc_auc", 21, roc_counts, roc_counts, RocCounts, STATE_EXAMPLES, ),
    STATE_KIND("average_precision", 22, roc_counts, roc_counts, RocCounts, STATE_EXAMPLES, ),
};

const size_t state_kinds = sizeof state_table / sizeof state_table[0];

const StateKind *state_kind(const char *function) {
  for (size_t i = 0; i < state_kinds; i++) {
    if (strcmp(state_table[i].function, function) == 0) return &state_table[i];
  }
  return NULL;
}

static const StateKind *state_tagged(unsigned tag) {
  for (size_t i = 0; i < state_kinds; i++) {
    if (state_table[i].tag == tag) return &state_table[i];
  }
  return NULL;
}

/* ---- one state ---- */

bool state_has_room(const StateKind *kind, const void *state) {
  return kind->rows(state) < kind->most - kind->is_double;
}

void *state_new(const StateKind *kind, MemoryResize *resize) {
  void *state = resize(NULL, kind->size);
  if (state != NULL) memset(state, 0, kind->size);
  return state;
}

void state_free(const StateKind *kind, void *state, MemoryResize *resize) {
  if (state == NULL) return;
  kind->clear(state, resize);
  resize(state, 0);
}

static void state_checksum(const unsigned char *data, size_t size,
                           unsigned char checksum[STATE_CHECKSUM]) {
  uint64_t hash = siphash(0, 0, data, size);
  for (int i = 0; i < STATE_CHECKSUM; i++) checksum[i] = (unsigned char)(hash >> 8 * i);
}

void state_write(const StateKind *kind, const void *state, Bytes *bytes) {
  uint32_t values[STATE_PARAMETERS] = {0};
  unsigned char checksum[STATE_CHECKSUM];
  bytes->most = STATE_LONGEST;
  bytes_put_byte(bytes, STATE_VERSION);
  bytes_put_byte(bytes, kind->tag);
  if (kind->parameter_count > 0) kind->get_parameters(state, values);
  for (int i = 0; i < kind->parameter_count; i++) bytes_put_unsigned(bytes, values[i]);
  kind->write(state, bytes);
  state_checksum(bytes->data, bytes->size, checksum);
  bytes_put(bytes, checksum, sizeof checksum);
}

/* ---- reading ---- */

/* What is known before the state itself is read. */
static const StateKind *state_begin(const unsigned char *data, size_t size, BytesReader *reader) {
  unsigned char checksum[STATE_CHECKSUM];
  reader->at = reader->end = data;
  if (size > STATE_LONGEST) bytes_refuse(reader, "is longer than a state can be");
  if (size < 2 + STATE_CHECKSUM) bytes_refuse(reader, "is too short");
  if (bytes_failed(reader)) return NULL;
  reader->end = data + size - STATE_CHECKSUM;
  if (bytes_byte(reader) != STATE_VERSION) {
    bytes_refuse(reader, "has a version that is not known here");
    return NULL;
  }
  state_checksum(data, size - STATE_CHECKSUM, checksum);
  if (memcmp(reader->end, checksum, sizeof checksum) != 0) {
    bytes_refuse(reader, "was changed or cut: its checksum is not right");
    return NULL;
  }
  const StateKind *kind = state_tagged(bytes_byte(reader));
  if (kind == NULL) bytes_refuse(reader, "is of a function that is not known here");
  return kind;
}

static void state_read_rest(const StateKind *kind, void *state, BytesReader *reader) {
  uint32_t values[STATE_PARAMETERS];
  for (int i = 0; i < kind->parameter_count; i++) {
    values[i] = (uint32_t)bytes_between(reader, 0, UINT32_MAX);
  }
  if (bytes_failed(reader)) return;
  if (kind->parameter_count > 0) kind->set_parameters(state, values, reader);
  if (!bytes_failed(reader)) kind->read(state, reader);
  if (bytes_failed(reader)) return;
  if (reader->at < reader->end) bytes_refuse(reader, "has bytes after its end");
  int64_t rows = kind->rows(state);
  bytes_require(reader, rows >= 0 && rows <= kind->most);
  bytes_require_canonical(reader, rows != 0);
}

void *state_read(const unsigned char *data, size_t size, BytesReader *reader,
                 const StateKind **kind) {
  *kind = state_begin(data, size, reader);
  if (*kind == NULL) return NULL;
  void *state = state_new(*kind, reader->resize);
  if (state == NULL) {
    reader->no_memory = true;
    return NULL;
  }
  state_read_rest(*kind, state, reader);
  if (!bytes_failed(reader)) return state;
  state_free(*kind, state, reader->resize);
  return NULL;
}

/* ---- merging ---- */

/* An empty state takes the parameters of the first one that is added. */
static StateOutcome state_agree(const StateKind *kind, void *state, const void *from,
                                MemoryResize *resize) {
  uint32_t values[STATE_PARAMETERS] = {0}, of_from[STATE_PARAMETERS] = {0};
  if (kind->parameter_count == 0) return STATE_MERGED;
  kind->get_parameters(from, of_from);
  if (kind->rows(state) == 0) {
    BytesReader reader = {.resize = resize};
    kind->clear(state, resize);
    kind->set_parameters(state, of_from, &reader);
    return bytes_failed(&reader) ? STATE_NO_MEMORY : STATE_MERGED;
  }
  kind->get_parameters(state, values);
  return memcmp(values, of_from, sizeof values) == 0 ? STATE_MERGED : STATE_DIFFERENT;
}

StateOutcome state_merge(const StateKind *kind, void *state, const void *from, int sign,
                         MemoryResize *resize, const Stop *stop) {
  StateOutcome agreed = state_agree(kind, state, from, resize);
  if (agreed != STATE_MERGED) return agreed;
  if (sign > 0 && kind->rows(from) > kind->most - kind->rows(state)) return STATE_OVERFLOW;
  return kind->merge(state, from, sign, resize, stop) ? STATE_MERGED : STATE_NO_MEMORY;
}
