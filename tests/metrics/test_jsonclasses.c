/* test_jsonclasses.c: which texts are sets of classes and what they hold, in whatever order; where the
** others go wrong; that memory may run out at any point; that time and memory are linear in the text.
** In the tables ' stands for ".
*/
#include "../../ext/metrics/jsonclasses.h"

#include "../check.h"
#include "../pace.h"
#include "../testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A copy that ends where the text does, for the sanitizers, with ' as ". */
static char *test_json(const char *text, size_t size) {
  char *json = test_copy(text, size);
  for (size_t i = 0; i < size; i++) {
    if (json[i] == '\'') json[i] = '"';
  }
  return json;
}

/* A set as one line: - or w, the classes, then label>predicted*weight. */
static void test_describe(const ClassSet *set, char *line) {
  line += sprintf(line, "%s", set->weighted ? "w" : "-");
  for (size_t i = 0; i < set->count; i++) {
    const Label *label = &set->classes[i];
    if (label->kind == LABEL_INTEGER) line += sprintf(line, " %lld", (long long)label->as.integer);
    if (label->kind == LABEL_REAL) line += sprintf(line, " %g", label->as.real);
    if (label->kind == LABEL_TEXT) {
      line += sprintf(line, " '%.*s'", (int)label->size, (const char *)label->as.bytes);
    }
  }
  for (size_t i = 0; i < set->pair_count; i++) {
    const ClassPair *pair = &set->pairs[i];
    line += sprintf(line, " %u>%u*%.17g", pair->label, pair->predicted, pair->weight);
  }
}

/* ---- what is accepted ---- */

static const struct {
  const char *text, *due;
} test_accepted[] = {
    {"{'classes':['cat','dog'],'pairs':[[0,0,41],[0,1,3],[1,1,38]]}",
     "- 'cat' 'dog' 0>0*41 0>1*3 1>1*38"},
    {"{'classes':['cat','dog'],'weighted_pairs':[[0,0,41.5],[1,0,2.25]]}",
     "w 'cat' 'dog' 0>0*41.5 1>0*2.25"},
    {"{'classes':[],'pairs':[]}", "-"},
    {"{'weighted_pairs':[ ],'classes':[ ]}", "w"},
    {"{'classes':['dog','cat'],'pairs':[[1,0,7],[0,0,2],[0,1,3]]}",
     "- 'cat' 'dog' 0>1*7 1>0*3 1>1*2"},
    {"{'pairs':[[1,0,7]],'classes':[2,1]}", "- 1 2 0>1*7"},
    {" {\n'pairs' :\t[ [ 0 , 0 , 1 ] , [0,1,2] ] , 'classes' : [ 'a' , 'b' ] }\r",
     "- 'a' 'b' 0>0*1 0>1*2"},
    {"{'classes':['only',3],'pairs':[]}", "- 3 'only'"},
    {"{'classes':[1,'1',1.5,-0.0,1e400],'pairs':[[0,1,1]]}", "- 0 1 1.5 inf '1' 1>4*1"},
    {"{'classes':[2.0,9223372036854775807,9223372036854775808,-9e999],'pairs':[]}",
     "- -inf 2 9223372036854775807 9.22337e+18"},
    {"{'classes':['',' '],'pairs':[[0,0,1.0],[1.0,1e0,2e0]]}", "- '' ' ' 0>0*1 1>1*2"},
    {"{'classes':['caf\\u00e9','\\'\\\\\\n'],'pairs':[]}", "- '\"\\\n' 'caf\xc3\xa9'"},
    {"{'classes':['a'],'pairs':[[0,0,0]]}", "- 'a'"},
    {"{'classes':['a'],'weighted_pairs':[[0,0,0.0],[0,0,5e-324]]}",
     "w 'a' 0>0*4.9406564584124654e-324"},
    {"{'classes':['a'],'weighted_pairs':[[0,0,1.7976931348623157e308]]}",
     "w 'a' 0>0*1.7976931348623157e+308"},
    {"{'classes':['a'],'pairs':[[0,0,9007199254740992]]}", "- 'a' 0>0*9007199254740992"},
    {"{'\\u0063lasses':['a'],'\\u0070airs':[]}", "- 'a'"},
};

static void test_accepting(void) {
  for (size_t i = 0; i < sizeof test_accepted / sizeof *test_accepted; i++) {
    const char *text = test_accepted[i].text;
    char line[200] = "", *json = test_json(text, strlen(text));
    ClassSet set = {0};
    JsonFault fault = {"none", 42};
    bool read = jsonclasses_read(json, strlen(text), &set, &fault, test_resize, NULL);
    free(json); /* the set keeps nothing of it */
    if (read) test_describe(&set, line);
    CHECK(read && strcmp(line, test_accepted[i].due) == 0, "%s: %s; %s at %zu", text, line,
          fault.reason, fault.position);
    CHECK(!read || fault.position == 42, "%s", text);
    class_set_clear(&set, test_resize);
  }
}

/* ---- what is not ---- */

#define TEST_OTHER "a member other than \"classes\", \"pairs\" and \"weighted_pairs\""
#define TEST_COUNT "a count that is no whole number of 0 or more"
#define TEST_PLACE "a place that is no whole number of 0 or more"
#define TEST_WEIGHT "a weight that is no finite number of 0 or more"
#define TEST_NUMBER "a pair with something that is no number"

static const struct {
  const char *text, *reason;
  size_t position;
} test_refused[] = {
    {"", "no text", 1},
    {"[]", "no '{' at the beginning", 1},
    {"{}", "no \"classes\"", 2},
    {"{'classes':[]}", "no \"pairs\"", 14},
    {"{'pairs':[]}", "no \"classes\"", 12},
    {"{'classes':[],'pairs':[]", "no '}' at the end", 25},
    {"{'classes':[],'pairs':[]} x", "text after the object", 27},
    {"{'negative':[],'positive':[]}", TEST_OTHER, 2},
    {"{'classes':[],'pairs':[],'weights':[]}", TEST_OTHER, 26},
    {"{'classes':[],'classes':[]}", "the same member twice", 15},
    {"{'classes':[],'pairs':[],'pairs':[]}", "the same member twice", 26},
    {"{'classes':[],'pairs':[],'weighted_pairs':[]}", "both \"pairs\" and \"weighted_pairs\"", 43},
    {"{'classes':{}}", "a member that is no array", 12},
    {"{'classes':[],'pairs':7}", "a member that is no array", 23},
    {"{'classes':[null],'pairs':[]}", "a class that is null or NaN", 13},
    {"{'classes':[NaN],'pairs':[]}", "a class that is null or NaN", 13},
    {"{'classes':[['a']],'pairs':[]}", "a nested array", 13},
    {"{'classes':[true],'pairs':[]}", "true or false", 13},
    {"{'classes':['a','b','a'],'pairs':[]}", "the same class twice", 21},
    {"{'classes':[1,1.0],'pairs':[]}", "the same class twice", 15},
    {"{'classes':[0,-0.0],'pairs':[]}", "the same class twice", 15},
    {"{'classes':['a\\u0062','ab'],'pairs':[]}", "the same class twice", 23},
    {"{'classes':['a'],'pairs':[0,0,1]}", "a pair that is no array", 27},
    {"{'classes':['a'],'pairs':[[0,0,1],]}", "a pair that is no array", 35},
    {"{'classes':['a'],'pairs':[,[0,0,1]]}", "a pair that is no array", 27},
    {"{'classes':['a'],'pairs':[[0,0,1]", "no ']' at the end", 34},
    {"{'classes':['a'],'pairs':[[0,0,1],", "a pair that is no array", 35},
    {"{'classes':['a'],'pairs':[[0,0,1]x]}", "no ',' or ']' after a pair", 34},
    {"{'classes':['a'],'pairs':[[0,0,1] [0,0,1]]}", "no ',' or ']' after a pair", 35},
    {"{'classes':['a'],'pairs':[[0,0]]}", "a pair of fewer than three numbers", 31},
    {"{'classes':['a'],'pairs':[[]]}", "a pair of fewer than three numbers", 28},
    {"{'classes':['a'],'pairs':[[0,0,1,1]]}", "a pair of more than three numbers", 34},
    {"{'classes':['a'],'pairs':[[0,0,1", "no ']' at the end", 33},
    {"{'classes':['a'],'pairs':[['a',0,1]]}", TEST_NUMBER, 28},
    {"{'classes':['a'],'pairs':[[0,null,1]]}", TEST_NUMBER, 30},
    {"{'classes':['a'],'pairs':[[0,[0],1]]}", "a nested array", 30},
    {"{'classes':['a'],'pairs':[[0,0,NaN]]}", TEST_NUMBER, 32},
    {"{'classes':['a'],'pairs':[[-1,0,1]]}", TEST_PLACE, 28},
    {"{'classes':['a'],'pairs':[[0,0.5,1]]}", TEST_PLACE, 30},
    {"{'classes':['a'],'pairs':[[0,1e300,1]]}", TEST_PLACE, 30},
    {"{'classes':['a'],'pairs':[[0,Infinity,1]]}", TEST_PLACE, 30},
    {"{'classes':['a'],'pairs':[[0,1,1]]}", "a place that no class has", 30},
    {"{'classes':['a'],'pairs':[[4294967296,0,1]]}", "a place that no class has", 28},
    {"{'classes':['a'],'pairs':[[9,0,0],[3,0,1]]}", "a place that no class has", 28},
    {"{'pairs':[[1,2,1],[2,0,1]],'classes':['a','b']}", "a place that no class has", 14},
    {"{'pairs':[[0,0,1]],'classes':[]}", "a place that no class has", 12},
    {"{'classes':['a'],'pairs':[[0,0,-1]]}", TEST_COUNT, 32},
    {"{'classes':['a'],'pairs':[[0,0,1.5]]}", TEST_COUNT, 32},
    {"{'classes':['a'],'pairs':[[0,0,9007199254740994]]}", TEST_COUNT, 32},
    {"{'classes':['a','b'],'pairs':[[0,0,9007199254740992],[0,1,1]]}", "more than 2^53 examples",
     54},
    {"{'classes':['a'],'weighted_pairs':[[0,0,-0.5]]}", TEST_WEIGHT, 41},
    {"{'classes':['a'],'weighted_pairs':[[0,0,9e999]]}", TEST_WEIGHT, 41},
    {"{'classes':['a'],'pairs':[[0,0,1],[0,0,1]]}", "the same pair twice", 26},
    {"{'classes':['a','b'],'weighted_pairs':[[0,1,1],[1,1,2],[0,1,3]]}", "the same pair twice", 39},
};

static void test_refuse(const char *text, const char *reason, size_t position) {
  size_t size = strlen(text);
  char *json = test_json(text, size);
  ClassSet set = {0};
  JsonFault fault = {"none", 0};
  bool read = jsonclasses_read(json, size, &set, &fault, test_resize, NULL);
  CHECK(!read, "%s is read", text);
  CHECK(read || (fault.reason != NULL && strcmp(fault.reason, reason) == 0), "%s: %s", text,
        fault.reason);
  CHECK(fault.position == position, "%s: at %zu", text, fault.position);
  CHECK(set.classes == NULL && set.pairs == NULL, "%s: left", text);
  class_set_clear(&set, test_resize);
  free(json);
}

static void test_refusing(void) {
  for (size_t i = 0; i < sizeof test_refused / sizeof *test_refused; i++) {
    test_refuse(test_refused[i].text, test_refused[i].reason, test_refused[i].position);
  }
}

/* ---- memory ---- */

static void test_memory(const char *text) {
  size_t size = strlen(text);
  char *json = test_json(text, size);
  for (long allowed = 0;; allowed++) {
    ClassSet set = {0};
    JsonFault fault = {"none", 42};
    test_allowed = allowed;
    bool read = jsonclasses_read(json, size, &set, &fault, test_resize, NULL);
    test_allowed = -1;
    class_set_clear(&set, test_resize);
    if (read || fault.reason != NULL) {
      CHECK(allowed > 3 && allowed < 40, "%ld allocations", allowed);
      break;
    }
    CHECK(test_blocks == 0, "allocation %ld: %ld blocks left", allowed, test_blocks);
  }
  free(json);
}

/* ---- many ---- */

static uint64_t test_requested; /* bytes, in all */

static void *test_resize_measured(void *block, uint64_t bytes) {
  test_requested += bytes;
  return test_resize(block, bytes);
}

typedef struct {
  const char *json;
  size_t size;
  ClassSet set;
  JsonFault fault;
  bool read;
} TestReading;

static void test_reading(void *context) {
  TestReading *reading = context;
  class_set_clear(&reading->set, test_resize);
  reading->fault = (JsonFault){"none", 0};
  test_requested = 0;
  reading->read = jsonclasses_read(reading->json, reading->size, &reading->set, &reading->fault,
                                   test_resize_measured, NULL);
}

/* Units that a text may take. Usual are 16 at most; quadratic are thousands. */
enum { TEST_UNITS = 500 };

/* A text of a beginning, many times the same with a number in it, and an end; read or refused within
** time and memory that are linear in it. */
static void test_repeat(const char *begin, const char *same, int count, const char *end,
                        bool sound) {
  size_t room = strlen(begin) + strlen(end) + (strlen(same) + 12) * (size_t)count + 1, size = 0;
  char *text = malloc(room), *json;
  size += (size_t)sprintf(text, "%s", begin);
  for (int i = 0; i < count; i++) {
    for (const char *at = same; *at != '\0'; at++) {
      if (*at == '#') size += (size_t)sprintf(text + size, "%d", i);
      if (*at != '#') text[size++] = *at;
    }
  }
  size += (size_t)sprintf(text + size, "%s", end);
  json = test_json(text, size);
  TestReading reading = {.json = json, .size = size};
  double units = pace_units(test_reading, &reading, TEST_UNITS);
  CHECK(reading.read == sound, "%s%s...: %s", begin, same,
        reading.read ? "read" : reading.fault.reason);
  CHECK(units <= TEST_UNITS, "%s%s...: %g units", begin, same, units);
  CHECK(test_requested < 60 * (uint64_t)size + 4096, "%s%s...: %llu bytes for %zu", begin, same,
        (unsigned long long)test_requested, size);
  class_set_clear(&reading.set, test_resize);
  free(json);
  free(text);
}

static void test_repeats(void) {
  test_repeat("{'classes':['x'", ",'#'", 200000, "],'pairs':[[0,1,1]]}", true);
  test_repeat("{'classes':[-1", ",#", 200000, "],'pairs':[[7,1,1]]}", true);
  test_repeat("{'classes':['a'],'pairs':[[0,0,1]", ",[0,0,1]", 200000, "]}", false);
  test_repeat("{'pairs':[[0,0,1]", ",[#,0,1]", 200000, "],'classes':[1]}", false);
  test_repeat("{'classes':['a'],'pairs':[", "[", 200000, "", false);
  test_repeat("{'classes':[", "'a',", 200000, "'a'],'pairs':[]}", false);
  test_repeat("{'classes':['", "\\u0061", 200000, "'],'pairs':[]}", true);
  test_repeat("{'classes':['a'],'pairs':[[0,0,0]", " ,[0,0,0]", 200000, "]}", true);
}

int main(void) {
  test_accepting();
  test_refusing();
  test_memory("{'classes':['a','b\\u0063',3],'pairs':[[0,0,41],[0,1,3],[1,1,38],[2,0,1]]}");
  test_memory("{'pairs':[[0,0,41],[1,1,38],[2,0,1]],'classes':['a','b\\u0063',3]}");
  test_memory("{'classes':['a','b'],'pairs':[[0,0,41],[0,0,3]]}");
  test_repeats();
  CHECK(test_blocks == 0, "%ld blocks are left", test_blocks);
  return check_report();
}
