/* expressions.c: random values and calls. What fits an argument is known by its name in the signature
** and, where that is not enough, by the layout. A name that is not known here ends the program, so
** a new function cannot be forgotten.
*/
#include "../../ext/metrics/state.h"
#include "sqlfuzz.h"

/* ---- literals ---- */

static const char *const literal_integers[] = {"0",
                                               "1",
                                               "-1",
                                               "2",
                                               "7",
                                               "9007199254740991",
                                               "9007199254740992",
                                               "9007199254740993",
                                               "-9007199254740993",
                                               "9223372036854775807",
                                               "-9223372036854775808",
                                               "4294967296",
                                               "2147483648",
                                               "10000000"};
static const char *const literal_reals[] = {"0.0",
                                            "-0.0",
                                            "0.5",
                                            "1.0",
                                            "9e999",
                                            "-9e999",
                                            "5e-324",
                                            "-5e-324",
                                            "2.2250738585072011e-308",
                                            "2.2250738585072014e-308",
                                            "1.7976931348623157e308",
                                            "-1.7976931348623157e308",
                                            "9223372036854775808.0",
                                            "1e-6",
                                            "1.0000009",
                                            "3.4028235677973366e38",
                                            "709.78",
                                            "-745.2",
                                            "1e18"};
static const char *const literal_texts[] = {"''",
                                            "' '",
                                            "'1'",
                                            "' -2.5e0 '",
                                            "'1e999'",
                                            "'inf'",
                                            "'-Infinity'",
                                            "'nan'",
                                            "'0x10'",
                                            "'1_000'",
                                            "'abc'",
                                            "'[1, 2'",
                                            "'{}'",
                                            "'[]'",
                                            "'[null]'",
                                            "'<svg>&\"'''",
                                            "char(0, 97)",
                                            "'\xc3\xa9\xf0\x9f\x98\x80'",
                                            "'true'",
                                            "CAST(x'ff80c0' AS TEXT)",
                                            "'f32'",
                                            "'bf16'",
                                            "'l2'",
                                            "'max'",
                                            "'accuracy'",
                                            "']]>'",
                                            "'\\u0000\"'",
                                            "replace(hex(zeroblob(150)), '0', 'x')",
                                            "'[[[[[[[[[[1]]]]]]]]]]'",
                                            "CAST(x'610062' AS TEXT)",
                                            "'9223372036854775808'"};
static const char *const literal_blobs[] = {"x''",
                                            "x'00'",
                                            "x'0000803f'",
                                            "x'0000c07f'",
                                            "x'0000807f000080ff'",
                                            "x'0000803f000000bf00'",
                                            "x'000000000000f03f'",
                                            "zeroblob(4)",
                                            "zeroblob(4000)",
                                            "zeroblob(400001)",
                                            "x'934e554d505901'",
                                            "CAST('[1, 2, 3]' AS BLOB)"};

static void literal_number(Buffer *out) {
  switch (random_below(8)) {
  case 0: buffer_add(out, "%s", RANDOM_OF(literal_integers)); break;
  case 1: buffer_add(out, "%s", RANDOM_OF(literal_reals)); break;
  case 2: buffer_add(out, "%d", (int)random_below(9) - 4); break;
  case 3: buffer_add(out, "%.17g", random_below(1000000) / 7e2 - 700); break;
  case 4: buffer_add(out, "NULL"); break;
  case 5: buffer_add(out, "'%.3f'", random_below(1000) / 100.0 - 5); break;
  default: buffer_add(out, "%.17g", random_below(1000000) / 5e4 - 10);
  }
}

static void literal_any(Buffer *out) {
  switch (random_below(6)) {
  case 0: buffer_add(out, "%s", RANDOM_OF(literal_integers)); break;
  case 1: buffer_add(out, "%s", RANDOM_OF(literal_reals)); break;
  case 2:
  case 3: buffer_add(out, "%s", RANDOM_OF(literal_texts)); break;
  case 4: buffer_add(out, "%s", RANDOM_OF(literal_blobs)); break;
  default: buffer_add(out, "NULL");
  }
}

/* ---- arrays ---- */

static void literal_json_array(Buffer *out, unsigned size) {
  buffer_add(out, "'[");
  for (unsigned i = 0; i < size; i++) {
    static const char *const special[] = {"null",   "9e999", "-9e999",   "1e308",
                                          "5e-324", "-0.0",  "Infinity", "NaN",
                                          "1",      "0",     "1e-320",   "9007199254740993"};
    buffer_add(out, i > 0 ? ", " : "");
    if (random_once_in(6)) {
      buffer_add(out, "%s", RANDOM_OF(special));
    } else {
      buffer_add(out, "%.9g", random_below(100000) / 5e3 - 10);
    }
  }
  buffer_add(out, "]'");
}

/* An array as numpy.save writes it, of any element type, with random bytes for elements. */
static void literal_npy(Buffer *out, unsigned size) {
  static const struct {
    const char *name;
    unsigned bytes;
  } types[] = {{"<f4", 4}, {"<f8", 8}, {"<f2", 2}, {">f4", 4}, {">f8", 8}, {"|i1", 1}, {"|u1", 1},
               {"<i2", 2}, {"<i8", 8}, {"|b1", 1}, {"<u8", 8}, {">i4", 4}, {"<c8", 8}};
  unsigned type = random_below(sizeof types / sizeof *types);
  unsigned rows = random_once_in(4) ? 1 + random_below(3) : 0;
  char header[200];
  int length = snprintf(header, sizeof header,
                        "{'descr': '%s', 'fortran_order': %s, 'shape': (%.*u%s%u%s), }\n",
                        types[type].name, random_once_in(4) ? "True" : "False", rows > 0, rows,
                        rows > 0 ? ", " : "", size, rows > 0 ? "" : ",");
  buffer_add(out, "x'934e554d50590100%02x%02x", (unsigned)length & 255, (unsigned)length >> 8);
  for (int i = 0; i < length; i++) buffer_add(out, "%02x", (unsigned)(unsigned char)header[i]);
  unsigned bytes = size * types[type].bytes * (rows > 0 ? rows : 1);
  if (random_once_in(20)) bytes += random_below(3) - 1;
  bool small = random_below(2); /* elements that are no NaN */
  for (unsigned i = 0; i < bytes && bytes < 100000; i++) {
    buffer_add(out, "%02x", small && types[type].bytes > 1 ? 0x3c : random_below(256));
  }
  buffer_add(out, "'");
}

static void literal_floats(Buffer *out, unsigned size) {
  buffer_add(out, "x'");
  for (unsigned i = 0; i < size; i++) {
    static const char *const special[] = {"0000807f", "000080ff", "0000c07f", "01000000",
                                          "00000080", "ffff7f7f", "0000803f"};
    if (random_once_in(12)) {
      buffer_add(out, "%s", RANDOM_OF(special));
    } else { /* 2^-7 to 2^8, of both signs */
      buffer_add(out, "%02x%02x%02x%02x", random_below(256), random_below(256), random_below(256),
                 (random_below(2) << 7) + 0x3c + random_below(8));
    }
  }
  buffer_add(out, "'");
}

static void literal_vector(Buffer *out) {
  static const unsigned sizes[] = {0, 1, 2, 3, 3, 3, 4, 7, 8, 9, 16, 31, 33};
  unsigned size = random_below(3) ? 3 : RANDOM_OF(sizes);
  switch (random_below(6)) {
  case 0: literal_npy(out, size); break;
  case 1:
  case 2: literal_floats(out, size); break;
  case 3: buffer_add(out, "zeroblob(%u)", 4 * size); break;
  default: literal_json_array(out, size);
  }
}

/* ---- sets and other objects ---- */

static void literal_list(Buffer *out, unsigned size, const char *format) {
  buffer_add(out, "[");
  for (unsigned i = 0; i < size; i++) {
    buffer_add(out, i > 0 ? ", " : "");
    /* at most four digits behind the point, the highest first: as score_set has them */
    buffer_add(out, format, (size - i - random_below(2)) / (double)(size + 1));
  }
  buffer_add(out, "]");
}

static void literal_score_set(Buffer *out) {
  unsigned negative = random_below(6), positive = random_below(6);
  bool weighted = random_once_in(3), logits = random_once_in(4);
  buffer_add(out, "{\"negative\": ");
  literal_list(out, negative, logits ? "%.4fe2" : "%.4f");
  buffer_add(out, ", \"positive\": ");
  literal_list(out, positive, logits ? "%.4fe2" : "%.4f");
  if (weighted) {
    buffer_add(out, ", \"negative_weight\": ");
    literal_list(out, negative, random_below(2) ? "%.3fe300" : "%.3f");
    buffer_add(out, ", \"positive_weight\": ");
    literal_list(out, positive, random_below(2) ? "%.3fe-300" : "%.3f");
  }
  buffer_add(out, "}");
}

static void literal_class_set(Buffer *out) {
  unsigned classes = 1 + random_below(4);
  static const char *const names[] = {"1", "\"a\"", "\"b\"", "\"c<&\\u00e9\""};
  buffer_add(out, "{\"classes\": [");
  for (unsigned i = 0; i < classes; i++) buffer_add(out, "%s%s", i > 0 ? ", " : "", names[i]);
  buffer_add(out, "], \"pairs\": [");
  const char *separator = "";
  for (unsigned i = 0; i < classes; i++) {
    for (unsigned j = 0; j < classes; j++) {
      if (random_below(2)) continue;
      buffer_add(out, "%s[%u, %u, %u]", separator, i, j, 1 + random_below(9));
      separator = ", ";
    }
  }
  buffer_add(out, "]}");
}

static void literal_set(Buffer *out) {
  buffer_add(out, "'");
  switch (random_below(5)) {
  case 0:
    buffer_add(out, "{\"one\": ");
    literal_score_set(out);
    buffer_add(out, ", \"t<wo&\": ");
    literal_score_set(out);
    buffer_add(out, "}");
    break;
  case 1: literal_class_set(out); break;
  default: literal_score_set(out);
  }
  buffer_add(out, "'");
}

static void literal_fit(Buffer *out) {
  static const char *const fits[] = {
      "'{\"x\":[-1, 0, 2], \"y\":[0.1, 0.1, 0.9]}'", "'{\"x\":[0], \"y\":[1]}'",
      "'{\"x\":[-1e308, 1e308], \"y\":[0, 1]}'",     "'{\"x\":[0, 5e-324], \"y\":[0.25, 0.75]}'",
      "'{\"y\":[0.25, 0.75], \"x\":[1, 2]}'",        "'{\"x\":[1, 0], \"y\":[0, 1]}'"};
  buffer_add(out, "%s", RANDOM_OF(fits));
}

static void literal_labels(Buffer *out) {
  static const char *const labels[] = {"'[\"a\", \"b\", \"c\"]'",
                                       "'[\"cat\", 1, 2.5]'",
                                       "'[null, \"a\", \"\\ud83d\\ude00\"]'",
                                       "'[\"a\", \"a\", \"b\"]'",
                                       "'[]'",
                                       "'[1, 2, 3, 4, 5, 6, 7]'"};
  buffer_add(out, "%s", RANDOM_OF(labels));
}

/* Two states of one function, which merge; in a row one or the other. */
static void literal_state(Buffer *out, int where) {
  static const char *const states[][2] = {
      {"x'01010101010310f05550f193f94f7b0482b02424'",
       "x'01010101010570803f97037f4755a522d39514a4'"},
      {"x'011101000000000000f83f00030161a565e01d'", "x'01110100000000000000c0000104772a26a8'"},
      {"x'01150180808080808080f87f062b1f6aea'", "x'01150181808080808080808001075211bd74'"},
  };
  const char *const *pair = states[random_below(sizeof states / sizeof *states)];
  if (where & IN_ROW && random_below(2)) {
    buffer_add(out, "CASE WHEN %%id & 1 THEN %s ELSE %s END", pair[0], pair[1]);
  } else {
    buffer_add(out, "%s", pair[random_below(2)]);
  }
}

/* ---- what fits an argument ---- */

typedef enum {
  FITS_NUMBER,
  FITS_ANY,
  FITS_VECTOR,
  FITS_TARGET, /* an index or a vector of weights */
  FITS_SET,
  FITS_FIT,
  FITS_LABELS,
  FITS_NPY,
  FITS_STATE,
  FITS_FIXED, /* one of a list, `fixed` */
} Fits;

typedef struct {
  const char *where, *name; /* a layout, a function, or NULL for all */
  Fits fits;
  const char *column;    /* of t, for aggregates and other rows; NULL: none fits */
  const char *fixed[10]; /* literals that fit */
} Argument;

static const Argument argument_list[] = {
    {"rows", "p", FITS_FIXED, "%w", {"0.25", "0", "1", "1e-300", "3", "1e300", "5e-324"}},
    {"rows", "q", FITS_FIXED, "%w", {"0.25", "0", "1", "1e-300", "3", "1e300", "5e-324"}},
    {"rows", "t", FITS_FIXED, "%id = 3", {"0", "1", "0.5", "%id = 2", "1e-7"}},
    {"rows", "label", FITS_ANY, "%l", {NULL}},
    {"rows", "logprob", FITS_FIXED, "-%w", {"-0.5", "0", "-9e999", "-1e308", "-5e-324"}},
    {"examples", "label", FITS_FIXED, "%y", {"0", "1", "%y", "'1'", "0.0", "NULL"}},
    {"examples", "predicted", FITS_FIXED, "%y", {"%l", "1", "'a'", "NULL", "%o"}},
    {"examples",
     "p",
     FITS_FIXED,
     "CASE WHEN %w <= 1 THEN %w END",
     {"sigmoid(%o)", "0.5", "0", "1", "NULL", "1e-300", "sigmoid(%x)"}},
    {"examples",
     "score",
     FITS_FIXED,
     "%x",
     {"%o", "CASE WHEN abs(%x) < 9e999 THEN %x END", "%id", "0.5", "%w"}},
    {"elementwise", "y", FITS_FIXED, NULL, {"0", "1", "0.5", "1e-300", "0.9999999999999999"}},
    {"sets", "y", FITS_FIXED, NULL, {"'accuracy'", "NULL", "'<&>'", "''", "'Accuracy'"}},
    {"vec_add", "a", FITS_VECTOR, "%v", {NULL}},
    {"vec_add", "b", FITS_VECTOR, "%v", {NULL}},
    {NULL, "p", FITS_FIXED, "%w", {"0", "1", "0.5", "5e-324", "0.9999999999999999", "1.0000005"}},
    {NULL, "x", FITS_NUMBER, "%x", {NULL}},
    {NULL, "score", FITS_NUMBER, "%x", {NULL}},
    {NULL, "lse", FITS_NUMBER, "%o", {NULL}},
    {NULL, "seed", FITS_FIXED, "%id", {"1", "-9223372036854775808", "'7'", "2.0"}},
    {NULL, "key", FITS_ANY, "%a", {NULL}},
    {NULL, "label", FITS_ANY, "%l", {NULL}},
    {NULL, "k", FITS_FIXED, NULL, {"1", "2", "3", "1000000000000", "'2'"}},
    {NULL, "u", FITS_FIXED, NULL, {"0", "0.4", "0.9999999999999999", "uniform(1, 2)"}},
    {NULL, "index", FITS_FIXED, "%id", {"%id * 7", "0", "1", "2", "40 - %id", "1.0"}},
    {NULL, "weight", FITS_FIXED, "%w", {"1", "0.5", "1e300", "1e-300", "0", "NULL", "%id"}},
    {NULL, "bins", FITS_FIXED, NULL, {"1", "2", "15", "100", "7.0", "3"}},
    {NULL, "norm", FITS_FIXED, NULL, {"'l1'", "'l2'", "'max'", "'L2'"}},
    {NULL, "type", FITS_FIXED, NULL, {"'f32'", "'f64'", "'f16'", "'bf16'", "NULL"}},
    {NULL, "title", FITS_FIXED, "%a", {"'a title'", "NULL", "''", "'<script>&\"'"}},
    {NULL, "a", FITS_NUMBER, "%x", {NULL}},
    {NULL, "b", FITS_NUMBER, "%o", {NULL}},
    {NULL, "v", FITS_VECTOR, "%v", {NULL}},
    {NULL, "keep", FITS_VECTOR, "%v", {NULL}},
    {NULL, "target", FITS_TARGET, "%y", {NULL}},
    {NULL, "set", FITS_SET, "%s", {NULL}},
    {NULL, "fit", FITS_FIT, "%s", {NULL}},
    {NULL, "labels", FITS_LABELS, NULL, {NULL}},
    {NULL, "npy", FITS_NPY, "%v", {NULL}},
    {NULL, "state", FITS_STATE, NULL, {NULL}},
};

static const Argument *argument_find(const Function *function, const char *name, size_t length) {
  for (size_t i = 0; i < sizeof argument_list / sizeof *argument_list; i++) {
    const Argument *known = &argument_list[i];
    if (known->where != NULL && strcmp(known->where, function->layout) != 0 &&
        strcmp(known->where, function->name) != 0) {
      continue;
    }
    if (strlen(known->name) == length && memcmp(known->name, name, length) == 0) return known;
  }
  fprintf(stderr, "argument '%.*s' of %s, layout %s: add it to argument_list\n", (int)length, name,
          function->signature, function->layout);
  exit(2);
}

static void argument_fixed(Buffer *out, const Argument *argument, int where) {
  size_t count = 0;
  while (count < sizeof argument->fixed / sizeof *argument->fixed && argument->fixed[count]) {
    count++;
  }
  if (count == 0) abort(); /* argument_list is wrong */
  const char *choice = argument->fixed[random_below((unsigned)count)];
  bool row = strchr(choice, '%') != NULL;
  buffer_add(out, "%s", row && !(where & IN_ROW) ? "1" : choice);
}

static void argument_fitting(Buffer *out, const Argument *argument, int where) {
  switch (argument->fits) {
  case FITS_NUMBER: literal_number(out); break;
  case FITS_ANY: literal_any(out); break;
  case FITS_VECTOR: literal_vector(out); break;
  case FITS_TARGET:
    if (random_below(2)) {
      buffer_add(out, "%s", random_below(2) ? "1" : "vec(0.25, 0.5, 0.25)");
    } else {
      buffer_add(out, "vec_softmax(");
      literal_vector(out);
      buffer_add(out, ")");
    }
    break;
  case FITS_SET: literal_set(out); break;
  case FITS_FIT: literal_fit(out); break;
  case FITS_LABELS: literal_labels(out); break;
  case FITS_NPY: literal_npy(out, random_below(5)); break;
  case FITS_STATE: literal_state(out, where); break;
  case FITS_FIXED: argument_fixed(out, argument, where); break;
  }
}

static int expression_depth;

static void argument_write(Buffer *out, const Argument *argument, int where, unsigned odds) {
  if (odds > 0 && random_once_in(odds)) {
    expression_any(out, where);
  } else if (argument->fits == FITS_VECTOR && expression_depth < 2 && random_once_in(4)) {
    static const char *const makers[] = {"vec_softmax", "vec_log_softmax", "vec_pack", "vec_unpack",
                                         "vec_sigmoid"};
    buffer_add(out, "%s(", RANDOM_OF(makers));
    argument_fitting(out, argument, where);
    buffer_add(out, ")");
  } else if ((where & IN_ROW) && argument->column != NULL && random_below(4)) {
    buffer_add(out, "%s", argument->column);
  } else {
    argument_fitting(out, argument, where);
  }
}

/* ---- calls ---- */

const Function *expression_function(const char *kind) {
  for (;;) {
    const Function *function = &functions_table[random_below((unsigned)functions_count)];
    if (strcmp(function->kind, kind) == 0) return function;
  }
}

static const Function *call_stateful(void) {
  for (;;) {
    const Function *function = expression_function("aggregate");
    if (state_kind(function->name) != NULL) return function;
  }
}

/* What stands between the parentheses. */
static void call_arguments(Buffer *out, const Function *function, int where, unsigned odds) {
  const char *separator = "", *at = strchr(function->signature, '(');
  bool any = strstr(at, "...") != NULL;
  for (at++; *at != 0 && *at != ')';) {
    size_t skipped = strspn(at, " ,[");
    if (memchr(at, '[', skipped) != NULL && random_below(2)) break; /* left out with the rest */
    at += skipped;
    size_t length = strcspn(at, " ,[])");
    if (*at == '.') break;
    buffer_add(out, "%s", separator);
    argument_write(out, argument_find(function, at, length), where, odds);
    separator = ", ";
    at += length;
    at += strspn(at, " ]");
  }
  for (unsigned i = any ? random_below(5) : 0; i > 0; i--) {
    buffer_add(out, ", ");
    argument_write(out, argument_find(function, "x", 1), where, odds);
  }
}

void expression_call(Buffer *out, const Function *function, int where, unsigned odds) {
  if (expression_depth == 0) running->function = (size_t)(function - functions_table);
  buffer_add(out, "%s", function->name);
  if (strchr(function->signature, '(') == NULL) return; /* a table without arguments */
  buffer_add(out, "(");
  expression_depth++;
  if (strcmp(function->name, "state_of") == 0) {
    function = call_stateful();
    buffer_add(out, "'%s', ", function->name);
  }
  call_arguments(out, function, where, odds);
  expression_depth--;
  buffer_add(out, ")");
}

/* A subquery that gives a set, a fit, a vector or a number over all of t. */
static void expression_subquery(Buffer *out) {
  static const char *const queries[] = {"(SELECT score_set(o, y) FROM t)",
                                        "(SELECT json_group_object(id, json(s)) FROM t)",
                                        "(SELECT class_set(l, y) FROM t WHERE typeof(l) <> 'blob')",
                                        "(SELECT fit_isotonic(o, y) FROM t)",
                                        "(SELECT vec_group(id, o) FROM t)",
                                        "(SELECT logsumexp(o) FROM t)",
                                        "(SELECT json_group_array(o) FROM t)",
                                        "(SELECT max(a) FROM t)"};
  buffer_add(out, "%s", RANDOM_OF(queries));
}

void expression_any(Buffer *out, int where) {
  static const char *const columns[] = {"%id", "%g", "%o", "%x", "%y",
                                        "%l",  "%w", "%v", "%s", "%a"};
  unsigned kind = random_below(12);
  if (kind < 3 && (where & IN_ROW)) {
    buffer_add(out, "%s", RANDOM_OF(columns));
  } else if (kind < 5 && expression_depth < 4) {
    expression_call(out, expression_function("scalar"), where, 8);
  } else if (kind == 5 && (where & IN_QUERY)) {
    expression_subquery(out);
  } else if (kind == 6) {
    literal_vector(out);
  } else if (kind == 7) {
    literal_number(out);
  } else if (kind == 8) {
    literal_set(out);
  } else {
    literal_any(out);
  }
}

void expression_row(Buffer *out, int id, unsigned odds) {
  static const char *const orders[] = {"0", "1", "2", "3", "4", "0.5", "1.5", "-2", "NULL"};
  static const char *const extremes[] = {
      "9e999", "-9e999",          "9223372036854775807", "-9223372036854775808",
      "1e308", "9007199254740993"};
  static const char *const labels[] = {"'a'", "'b'", "'c'", "'B'", "1", "1.0", "2", "'1'", "NULL"};
  static const char *const weights[] = {"0", "1", "0.5", "2", "0.25", "3", "1e300", "1e-300"};
  buffer_add(out, "(%d, %s, %s, ", id,
             random_once_in(9) ? "NULL"
             : random_below(2) ? "1"
                               : "2",
             random_once_in(12) ? RANDOM_OF(extremes) : RANDOM_OF(orders));
  if (odds > 0 && random_once_in(odds))
    literal_any(out);
  else
    literal_number(out);
  buffer_add(out, ", %s, ", random_once_in(9) ? "NULL" : random_below(2) ? "1" : "0");
  if (odds > 0 && random_once_in(odds))
    literal_any(out);
  else
    buffer_add(out, "%s", RANDOM_OF(labels));
  buffer_add(out, ", ");
  if (odds > 0 && random_once_in(odds))
    literal_any(out);
  else
    buffer_add(out, "%s", RANDOM_OF(weights));
  buffer_add(out, ", ");
  if (random_below(3))
    literal_floats(out, 3);
  else
    literal_vector(out);
  buffer_add(out, ", ");
  literal_set(out);
  buffer_add(out, ", ");
  literal_any(out);
  buffer_add(out, ")");
}

void expression_expand(Buffer *out, const char *call, const char *prefix) {
  for (const char *c = call; *c; c++) {
    if (*c != '%') {
      buffer_bytes(out, c, 1);
    } else if (prefix != NULL) {
      buffer_add(out, "%s.", prefix);
    }
  }
}
