/* test_jsonsets.c: which texts are sets of scored examples and what they hold, whatever the order of
** members and rows; where the others go wrong; that memory may run out at any point; that time and
** memory are linear in the text. In the tables ' stands for ".
*/
#include "../../ext/metrics/jsonsets.h"

#include "../check.h"
#include "../pace.h"
#include "../testing.h"
#include "json_sets.h"

#include <math.h>
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

/* What sets hold, as one line: name: score*weight score*weight | ... with w before weighted ones. */
static void test_describe(const JsonSets *sets, TestText *out) {
  for (size_t i = 0; i < sets->count; i++) {
    const JsonSet *set = sets->items + i;
    if (i > 0) test_put(out, " | ");
    if (set->name != NULL) {
      test_put_bytes(out, (const char *)set->name, set->name_size);
      test_put(out, ": ");
    }
    test_put(out, set->weighted ? "w" : "-");
    for (size_t k = 0; k < set->count; k++) {
      char example[80];
      sprintf(example, " %g*%g", set->examples[k].score, set->examples[k].weight);
      test_put(out, example);
    }
  }
}

/* ---- what is accepted ---- */

static const struct {
  const char *text, *due;
} test_accepted[] = {
    {"{'negative':[0.1,0.4],'positive':[0.9,0.35]}", "- 0.9*1 0.4*-1 0.35*1 0.1*-1"},
    {"{'positive':[0.9,0.35],'negative':[0.1,0.4]}", "- 0.9*1 0.4*-1 0.35*1 0.1*-1"},
    {"{'negative':[0.1],'positive':[0.9],'negative_weight':[2.0],'positive_weight':[1.0]}",
     "w 0.9*1 0.1*-2"},
    {"{'positive_weight':[3,4],'positive':[1,2],'negative':[5],'negative_weight':[6]}",
     "w 5*-6 2*4 1*3"},
    {"{'negative':[],'positive':[]}", "-"},
    {"{'negative':[ ],'positive':[\n]}", "-"},
    {"{'negative':[],'positive':[1]}", "- 1*1"},
    {"{'negative':[1],'positive':[]}", "- 1*-1"},
    {"{'negative_weight':[],'positive_weight':[],'negative':[],'positive':[]}", "w"},
    {"{'negative_weight':[],'positive_weight':[7],'negative':[],'positive':[8]}", "w 8*7"},
    {" {\t'negative'\n:\r[ 1 ] , 'positive' : [ 2 , 3 ] } \n", "- 3*1 2*1 1*-1"},
    {"{'negative':[1,1,2],'positive':[1,2,2]}", "- 2*1 2*1 2*-1 1*1 1*-1 1*-1"},
    {"{'negative':[Infinity,-9e999,-Infinity],'positive':[9e999,1e400,-1e400]}",
     "- inf*1 inf*1 inf*-1 -inf*1 -inf*-1 -inf*-1"},
    {"{'negative':[-0.0,0],'positive':[0.0,-0]}", "- 0*1 0*1 0*-1 0*-1"},
    {"{'negative':[1,2,3],'positive':[4],'negative_weight':[0,5,0.0],'positive_weight':[-0.0]}",
     "w 2*-5"},
    {"{'negative':[1],'positive':[4],'negative_weight':[0],'positive_weight':[0e5]}", "w"},
    {"{'negative':[1],'positive':[4],'negative_weight':[5e-324],'positive_weight':[1e308]}",
     "w 4*1e+308 1*-4.94066e-324"},
    {"{'negative':[1],'positive':[4],'negative_weight':[1],'positive_weight':[1]}", "w 4*1 1*-1"},
    {"{'\\u006eegative':[1],'\\u0070\\u006F\\u0073\\u0069\\u0074\\u0069\\u0076\\u0065':[2]}",
     "- 2*1 1*-1"},
    {"{'\\u006e\\u0065\\u0067\\u0061\\u0074\\u0069\\u0076\\u0065\\u005f\\u0077\\u0065\\u0069\\u0067"
     "\\u0068\\u0074':[3],'positive':[],'positive_weight':[],'negative':[1]}",
     "w 1*-3"},

    {"{'linear':{'negative':[1],'positive':[2]}}", "linear: - 2*1 1*-1"},
    {"{'linear':{'negative':[1],'positive':[2]},'boosting':{'positive':[4],'negative':[3]}}",
     "linear: - 2*1 1*-1 | boosting: - 4*1 3*-1"},
    {"{'a':{'negative':[1],'positive':[]},'a':{'negative':[2],'positive':[]},'a':{'negative':[1],"
     "'positive':[]}}",
     "a: - 1*-1 | a: - 2*-1 | a: - 1*-1"},
    {"{'':{'negative':[],'positive':[]},'':{'negative':[],'positive':[]}}", ": - | : -"},
    {" { 'a' : { 'negative' : [ ] , 'positive' : [ ] } , 'b':{ 'positive':[],'negative':[1]}\n}\n",
     "a: - | b: - 1*-1"},
    {"{'negative':{'negative':[1],'positive':[]},'positive':{'negative':[],'positive':[2]}}",
     "negative: - 1*-1 | positive: - 2*1"},
    {"{'caf\\u00e9 "
     "\\ud83d\\ude00\\n\\'\\\\':{'negative':[],'positive':[]},'\xc3\xa9':{'negative':[],"
     "'positive':[1]}}",
     "caf\xc3\xa9 \xf0\x9f\x98\x80\n\"\\: - | \xc3\xa9: - 1*1"},
    {"{'a':'{\\'negative\\':[1],\\'positive\\':[2]}'}", "a: - 2*1 1*-1"},
    {"{'a':' {\\n\\'positive\\' : [2,3] ,\\u0022negative\\u0022:[1]}\\t'}", "a: - 3*1 2*1 1*-1"},
    {"{'a':'{\\'\\\\u006eegative\\':[1],\\'positive\\':[2]}'}", "a: - 2*1 1*-1"},
    {"{'a':'{\\'negative\\':[1],\\'positive\\':[2],\\'positive_weight\\':[3],\\'negative_weight\\':"
     "[4]}','b':{'negative':[5],'positive':[6]},'c':'{\\'negative\\':[],\\'positive\\':[7]}'}",
     "a: w 2*3 1*-4 | b: - 6*1 5*-1 | c: - 7*1"},
};

static void test_accept(const char *text, const char *due) {
  size_t size = strlen(text);
  char *json = test_json(text, size);
  JsonSets sets = {.items = NULL};
  JsonFault fault = {"none", 42};
  TestText line = {.text = NULL};
  bool read = jsonsets_read(json, size, &sets, &fault, test_resize, NULL);
  free(json); /* sets keep nothing of it */
  test_reserve(&line, 1);
  test_describe(&sets, &line);
  CHECK(read && line.size == strlen(due) && memcmp(line.text, due, line.size) == 0,
        "%s: %.*s; %s at %zu", text, (int)line.size, line.text, fault.reason, fault.position);
  CHECK(!read || (fault.position == 42 && sets.count >= 1 && sets.count <= sets.capacity), "%s",
        text);
  jsonsets_clear(&sets, test_resize);
  CHECK(sets.items == NULL && sets.count == 0 && sets.capacity == 0, "%s: left", text);
  free(line.text);
}

static void test_accepting(void) {
  for (size_t i = 0; i < sizeof test_accepted / sizeof *test_accepted; i++) {
    test_accept(test_accepted[i].text, test_accepted[i].due);
  }
}

/* A NUL in a name is part of it. */
static void test_nul_in_name(void) {
  static const char text[] = "{\"a\\u0000b\":{\"negative\":[],\"positive\":[]}}";
  JsonSets sets = {.items = NULL};
  JsonFault fault = {"none", 0};
  bool read = jsonsets_read(text, sizeof text - 1, &sets, &fault, test_resize, NULL);
  CHECK(read && sets.items[0].name_size == 3 && memcmp(sets.items[0].name, "a\0b", 3) == 0,
        "%s at %zu", fault.reason, fault.position);
  jsonsets_clear(&sets, test_resize);
}

/* ---- what is not ---- */

#define TEST_NO_NEGATIVE "no \"negative\""
#define TEST_NO_POSITIVE "no \"positive\""
#define TEST_UNKNOWN "a member other than \"negative\", \"positive\" and their weights"
#define TEST_TWICE "the same member twice"
#define TEST_UNEVEN "not as many weights as scores"
#define TEST_ENDLESS "no '}' at the end"
#define TEST_NO_NUMBER "something that is no JSON value"

static const struct {
  const char *text;
  size_t position;
  const char *reason;
} test_refused[] = {
    {"", 1, "no text"},
    {" \n\t", 1, "no text"},
    {"[]", 1, "no '{' at the beginning"},
    {" [0.1,0.2]", 2, "no '{' at the beginning"},
    {"null", 1, "no '{' at the beginning"},
    {"'negative'", 1, "no '{' at the beginning"},
    {"\xef\xbb\xbf{}", 1, "no '{' at the beginning"},

    /* objects */
    {"{", 2, TEST_ENDLESS},
    {"{ ", 3, TEST_ENDLESS},
    {"{'negative'", 12, TEST_ENDLESS},
    {"{'negative' ", 13, TEST_ENDLESS},
    {"{'negative':", 13, TEST_ENDLESS},
    {"{'negative': ", 14, TEST_ENDLESS},
    {"{'negative':[]", 15, TEST_ENDLESS},
    {"{'negative':[] ", 16, TEST_ENDLESS},
    {"{'negative':[],", 16, TEST_ENDLESS},
    {"{'negative':[], ", 17, TEST_ENDLESS},
    {"{'negative':[],'positive':[]", 29, TEST_ENDLESS},
    {"{'a':{'negative':[],'positive':[]}", 35, TEST_ENDLESS},
    {"{'a':{'negative':[],'positive':[]", 34, TEST_ENDLESS},
    {"{'a':{", 7, TEST_ENDLESS},
    {"{,}", 2, "no name in quotes"},
    {"{1:2}", 2, "no name in quotes"},
    {"{negative:[1]}", 2, "no name in quotes"},
    {"{'negative':[],,}", 16, "no name in quotes"},
    {"{'negative':[],positive:[]}", 16, "no name in quotes"},
    {"{{}}", 2, "no name in quotes"},
    {"{]", 2, "no name in quotes"},
    {"{'negative'}", 12, "no ':' after a name"},
    {"{'negative',[]}", 12, "no ':' after a name"},
    {"{'negative' []}", 13, "no ':' after a name"},
    {"{'negative''positive':[]}", 12, "no ':' after a name"},
    {"{'negative:[]}", 2, "a string that does not end"},
    {"{'nega\ntive':[]}", 7, "a control character in a string"},
    {"{'neg\\ative':[]}", 6, "an unknown escape in a string"},
    {"{'a':{'negative':[],'positive':[]},'\\ud800':{}}", 37, "half a surrogate pair in a string"},
    {"{'negative':[]]", 15, "no ',' or '}' after a member"},
    {"{'negative':[] 'positive':[]}", 16, "no ',' or '}' after a member"},
    {"{'negative':[]:[]}", 15, "no ',' or '}' after a member"},
    {"{'negative':[][]}", 15, "no ',' or '}' after a member"},
    {"{'a':{'negative':[],'positive':[]}'b':{}}", 35, "no ',' or '}' after a member"},
    {"{'negative':[],}", 15, "a trailing comma"},
    {"{'negative':[],'positive':[] , }", 30, "a trailing comma"},
    {"{'a':{'negative':[],'positive':[]},}", 35, "a trailing comma"},
    {"{'negative':[],'positive':[]}}", 30, "text after the object"},
    {"{'negative':[],'positive':[]} x", 31, "text after the object"},
    {"{'negative':[],'positive':[]},", 30, "text after the object"},
    {"{'a':{'negative':[],'positive':[]}}]", 36, "text after the object"},
    {"{'a':{'negative':[],'positive':[]}}\v", 36, "text after the object"},

    /* members */
    {"{}", 2, TEST_NO_NEGATIVE},
    {" { } ", 4, TEST_NO_NEGATIVE},
    {"{'positive':[1]}", 16, TEST_NO_NEGATIVE},
    {"{'positive':[1],'negative_weight':[],'positive_weight':[1]}", 59, TEST_NO_NEGATIVE},
    {"{'negative':[1]}", 16, TEST_NO_POSITIVE},
    {"{'negative':[]\n}", 16, TEST_NO_POSITIVE},
    {"{'negative':[1],'negative_weight':[1],'positive_weight':[]}", 59, TEST_NO_POSITIVE},
    {"{'negative':[1],'positive':[2],'negative_weight':[1]}", 53, "no \"positive_weight\""},
    {"{'negative':[1],'positive':[2],'positive_weight':[1]}", 53, "no \"negative_weight\""},
    {"{'negative':[1],'positive':[],'negative_weight':[1]}", 52, "no \"positive_weight\""},
    {"{'a':{}}", 7, TEST_NO_NEGATIVE},
    {"{'a':{'negative':[1],'positive':[2]},'b':{'negative':[]}}", 56, TEST_NO_POSITIVE},
    {"{'scores':[1]}", 2, TEST_UNKNOWN},
    {"{'':[1]}", 2, TEST_UNKNOWN},
    {"{'Negative':[1]}", 2, TEST_UNKNOWN},
    {"{'negativ':[1]}", 2, TEST_UNKNOWN},
    {"{'negatives':[1]}", 2, TEST_UNKNOWN},
    {"{'negative\\u0000':[1]}", 2, TEST_UNKNOWN},
    {"{'negative_weights':[1]}", 2, TEST_UNKNOWN},
    {"{'negative':[],'positive':[],'n':2}", 30, TEST_UNKNOWN},
    {"{'negative':[],'positive':[], 'threshold':true}", 31, TEST_UNKNOWN},
    {"{'negative':[],'positive':[],'n':nul}", 30, TEST_UNKNOWN},
    {"{'negative':[],'positive':[],'n':nul", 30, TEST_UNKNOWN},
    {"{'a':{'scores':[1]}}", 7, TEST_UNKNOWN},
    {"{'negative':[],'negative':[],'positive':[]}", 16, TEST_TWICE},
    {"{'negative':[],'positive':[],'positive':[]}", 30, TEST_TWICE},
    {"{'negative_weight':[],'negative_weight':[]}", 23, TEST_TWICE},
    {"{'positive_weight':[], 'positive_weight':[]}", 24, TEST_TWICE},
    {"{'negative':[],'\\u006eegative':[]}", 16, TEST_TWICE},
    {"{'a':{'positive':[],'positive':[]}}", 21, TEST_TWICE},
    {"{'negative':1}", 13, "a member that is no array"},
    {"{'negative':null}", 13, "a member that is no array"},
    {"{'negative':[],'positive':{}}", 27, "a member that is no array"},
    {"{'negative':[],'positive': '[]'}", 28, "a member that is no array"},
    {"{'negative':[],'positive':]}", 27, "a member that is no array"},
    {"{'negative':}", 13, "a member that is no array"},
    {"{'negative':,}", 13, "a member that is no array"},
    {"{'a':{'negative':'[]'}}", 18, "a member that is no array"},

    /* elements */
    {"{'negative':[", 14, "no ']' at the end"},
    {"{'negative':[1", 15, "no ']' at the end"},
    {"{'negative':[1,", 16, "no ']' at the end"},
    {"{'negative':[1}", 15, "no ',' or ']' after an element"},
    {"{'negative':[1 2]}", 16, "no ',' or ']' after an element"},
    {"{'negative':[1,]}", 15, "a trailing comma"},
    {"{'negative':[,1]}", 14, "a missing element"},
    {"{'negative':[1,,1]}", 16, "a missing element"},
    {"{'negative':[[1]]}", 14, "a nested array"},
    {"{'negative':[1,{}]}", 16, "an object"},
    {"{'negative':[true]}", 14, "true or false"},
    {"{'negative':[01]}", 14, "a malformed number"},
    {"{'negative':[1.]}", 14, "a malformed number"},
    {"{'negative':[+1]}", 14, "a malformed number"},
    {"{'negative':[inf]}", 14, TEST_NO_NUMBER},
    {"{'negative':['1']}", 14, "a string"},
    {"{'negative':[1,'],']}", 16, "a string"},
    {"{'negative':['1]}", 14, "a string that does not end"},
    {"{'negative':[],'positive':[1,null]}", 30, "a score that is null or NaN"},
    {"{'negative':[1, NaN]}", 17, "a score that is null or NaN"},
    {"{'negative_weight':[null]}", 21, "a weight that is null or NaN"},
    {"{'positive_weight':[1,NaN]}", 23, "a weight that is null or NaN"},
    {"{'positive_weight':['1']}", 21, "a string"},
    {"{'positive_weight':[-1]}", 21, "a negative weight"},
    {"{'positive_weight':[1,-5e-324]}", 23, "a negative weight"},
    {"{'negative_weight':[-Infinity]}", 21, "a negative weight"},
    {"{'negative_weight':[Infinity]}", 21, "an infinite weight"},
    {"{'negative_weight':[1, 9e999]}", 24, "an infinite weight"},
    {"{'negative':[1],'negative_weight':[-1]}", 36, "a negative weight"},
    {"{'negative':[1],'negative_weight':[1,2]}", 38, TEST_UNEVEN},
    {"{'negative':[1],'negative_weight':[1, -2]}", 39, "a negative weight"},
    {"{'negative':[1],'negative_weight':[]}", 36, TEST_UNEVEN},
    {"{'negative':[],'negative_weight':[ 7,8]}", 36, TEST_UNEVEN},
    {"{'negative_weight':[1],'negative':[1,2,3]}", 38, TEST_UNEVEN},
    {"{'negative_weight':[1,2],'negative':[1 ]}", 40, TEST_UNEVEN},
    {"{'negative_weight':[],'negative':[1]}", 35, TEST_UNEVEN},
    {"{'negative':[1],'positive':[1,2],'positive_weight':[3]}", 54, TEST_UNEVEN},

    /* several sets */
    {"{'a':{'negative':[],'positive':[]},'b':[]}", 40, "a set that is no object"},
    {"{'a':{'negative':[],'positive':[]},'b':1}", 40, "a set that is no object"},
    {"{'a':{'negative':[],'positive':[]},'b': nul", 41, "a set that is no object"},
    {"{'a':{'negative':[],'positive':[]},'b':}", 40, "a set that is no object"},
    {"{'negative':[],'positive':[],'a':null}", 30, TEST_UNKNOWN},
    {"{'a':nullx}", 10, "no ',' or '}' after a member"},
    {"{'a':{'b':{'negative':[],'positive':[]}}}", 11, "a set inside a set"},
    {"{'a':{'b':'{}'}}", 11, "a set inside a set"},
    {"{'negative':[],'a':{'negative':[],'positive':[]}}", 20, "a set inside a set"},
    {"{'negative':[],'a':'{}'}", 20, "a set inside a set"},
    {"{'a':''}", 6, "no text"},
    {"{'a': ' '}", 7, "no text"},
    {"{'a':'linear'}", 6, "no '{' at the beginning"},
    {"{'negative':'[1]','positive':'[2]'}", 13, "no '{' at the beginning"},
    {"{'a':'{'}", 6, TEST_ENDLESS},
    {"{'a':'{}'}", 6, TEST_NO_NEGATIVE},
    {"{'a':{'negative':[],'positive':[]},'b': '{}'}", 41, TEST_NO_NEGATIVE},
    {"{'a':'{\\'negative\\':[],\\'positive\\':[]}x'}", 6, "text after the object"},
    {"{'a':'{\\'negative\\':[],\\'positive\\':[null]}'}", 6, "a score that is null or NaN"},
    {"{'a':'{\\'negative\\':[1}'}", 6, "no ',' or ']' after an element"},
    {"{'a':'{\\'b\\':{\\'negative\\':[],\\'positive\\':[]}}'}", 6, "a set inside a set"},
    {"{'a':'\\'{}\\''}", 6, "no '{' at the beginning"},
    {"{'a':'{\\'negative\\':[],\\'positive\\':[]}", 6, "a string that does not end"},
    {"{'a':'{\\q}'}", 8, "an unknown escape in a string"},
    {"{'a':'{\\u0000}'}", 6, "no name in quotes"},
    {"{'a':'{\\'negative\\':[],\\'positive\\':[]}' 'b'", 42, "no ',' or '}' after a member"},

    /* positions count characters, not bytes */
    {"{'\xc3\xa9\xf0\x9f\x98\x80':{'negative':[7x]}}", 20, "a malformed number"},
    {"{'\xe2\x82\xac':{'negative':[],'positive':[]},'\xe2\x82\xac':'{}'}", 40, TEST_NO_NEGATIVE},
    {"{'\xe2\x82\xac':[]}", 2, TEST_UNKNOWN},
};

static void test_refuse(const char *text, size_t size, size_t position, const char *reason) {
  char *json = test_json(text, size);
  JsonSets sets = {.items = NULL};
  JsonFault fault = {"none", 0};
  long blocks = test_blocks;
  bool read = jsonsets_read(json, size, &sets, &fault, test_resize, NULL);
  CHECK(!read && fault.position == position && strcmp(fault.reason, reason) == 0,
        "%s: %s at %zu, not %s at %zu", text, read ? "accepted" : fault.reason, fault.position,
        reason, position);
  CHECK(sets.items == NULL && sets.count == 0 && sets.capacity == 0, "%s: left", text);
  jsonsets_clear(&sets, test_resize);
  CHECK(test_blocks == blocks, "%s: %ld blocks left", text, test_blocks - blocks);
  free(json);
}

static void test_refusing(void) {
  for (size_t i = 0; i < sizeof test_refused / sizeof *test_refused; i++) {
    test_refuse(test_refused[i].text, strlen(test_refused[i].text), test_refused[i].position,
                test_refused[i].reason);
  }
  test_refuse("{'negative':[1\0]}", 17, 15, "no ',' or ']' after an element");
  test_refuse("{\0}", 3, 2, "no name in quotes");
  test_refuse("{'negative':[],'positive':[]}\0", 30, 30, "text after the object");
  JsonSets sets = {.items = NULL};
  JsonFault fault = {"none", 0};
  CHECK(!jsonsets_read(NULL, 0, &sets, &fault, test_resize, NULL) && fault.position == 1,
        "no text");
}

/* Each prefix of a text is refused where it was cut, or at the token that the cut has spoilt. */
static void test_prefixes(void) {
  static const char text[] =
      "{'a':{'negative':[1.5e3, -Infinity],'positive':[2],'negative_weight':[1,2],"
      "'positive_weight':[0.25]},\n'b' : '{\\'negative\\':[1],\\'positive\\':[2]}'}";
  size_t size = strlen(text);
  for (size_t cut = 0; cut < size; cut++) {
    char *json = test_json(text, cut);
    JsonSets sets = {.items = NULL};
    JsonFault fault = {"none", 0};
    CHECK(!jsonsets_read(json, cut, &sets, &fault, test_resize, NULL), "%.*s", (int)cut, text);
    CHECK(fault.position >= 1 && fault.position <= cut + 1 && fault.position + 42 >= cut,
          "%.*s: %s at %zu", (int)cut, text, fault.reason, fault.position);
    free(json);
  }
}

/* ---- round trips ---- */

static void test_orders(void) {
  for (int code = 0; code < 256; code++) {
    int order[4] = {code & 3, code >> 2 & 3, code >> 4 & 3, code >> 6};
    if ((1 << order[0] | 1 << order[1] | 1 << order[2] | 1 << order[3]) != 15) continue;
    for (int round = 0; round < 40; round++) {
      TestSet set = test_make(round < 10 ? 3 : TEST_ROWS);
      TestText text = {.text = NULL};
      JsonSets sets = {.items = NULL};
      JsonFault fault = {"none", 0};
      test_put_set(&text, &set, order, round % 2);
      bool read = jsonsets_read(text.text, text.size, &sets, &fault, test_resize, NULL);
      CHECK(read && sets.count == 1 && test_is_set(sets.items, &set, false), "%.*s: %s at %zu",
            (int)text.size, text.text, fault.reason, fault.position);
      jsonsets_clear(&sets, test_resize);
      free(text.text);
    }
  }
}

static void test_several(void) {
  static TestSet some[TEST_SETS];
  for (int round = 0; round < 1000; round++) {
    size_t count = 1 + test_index(TEST_SETS);
    TestText text = {.text = NULL};
    JsonSets sets = {.items = NULL};
    JsonFault fault = {"none", 0};
    for (size_t i = 0; i < count; i++) some[i] = test_make(5);
    if (count > 1 && round % 3 == 0) some[1] = some[0]; /* a name twice */
    test_put_sets(&text, some, count, round % 2);
    bool read = jsonsets_read(text.text, text.size, &sets, &fault, test_resize, NULL);
    CHECK(read && sets.count == count, "%.*s: %s at %zu", (int)text.size, text.text, fault.reason,
          fault.position);
    for (size_t i = 0; i < sets.count && i < count; i++) {
      CHECK(test_is_set(sets.items + i, some + i, true), "set %zu of %.*s", i, (int)text.size,
            text.text);
    }
    jsonsets_clear(&sets, test_resize);
    free(text.text);
  }
}

/* json_group_object writes a set over no rows as null. */
static void test_null_sets(void) {
  static const char *const texts[] = {"{\"a\":null,\"b\":{\"negative\":[1],\"positive\":[]}}",
                                      "{\"a\": null , \"b\":null}", "{\"a\":null}"};
  for (size_t i = 0; i < 3; i++) {
    JsonSets sets = {.items = NULL};
    JsonFault fault = {"none", 0};
    bool read = jsonsets_read(texts[i], strlen(texts[i]), &sets, &fault, test_resize, NULL);
    CHECK(read && sets.count == (i < 2 ? 2 : 1), "%s: %s", texts[i], fault.reason);
    CHECK(read && sets.items[0].count == 0 && sets.items[0].examples != NULL, "%s", texts[i]);
    CHECK(read && sets.items[sets.count - 1].count == (i == 0), "%s", texts[i]);
    jsonsets_clear(&sets, test_resize);
  }
}

/* Each class by itself. */
static void test_shuffle_rows(TestSet *set) {
  for (int label = 0; label < 2; label++) {
    for (size_t i = set->count[label]; i > 1; i--) {
      size_t k = test_index(i);
      double score = set->score[label][i - 1], weight = set->weight[label][i - 1];
      set->score[label][i - 1] = set->score[label][k];
      set->weight[label][i - 1] = set->weight[label][k];
      set->score[label][k] = score;
      set->weight[label][k] = weight;
    }
  }
}

/* The same rows in another order are the same examples, to the bit. */
static void test_row_orders(void) {
  static const int order[4] = {0, 1, 2, 3};
  for (int round = 0; round < 300; round++) {
    TestSet set = test_make(TEST_ROWS), other = set;
    test_shuffle_rows(&other);
    TestText text = {.text = NULL};
    JsonSets sets = {.items = NULL};
    JsonFault fault = {"none", 0};
    test_put_set(&text, &other, order, false);
    bool read = jsonsets_read(text.text, text.size, &sets, &fault, test_resize, NULL);
    CHECK(read && test_is_set(sets.items, &set, false), "%.*s", (int)text.size, text.text);
    jsonsets_clear(&sets, test_resize);
    free(text.text);
  }
}

/* ---- memory ---- */

static long test_spared; /* allocations before the one that fails */

static void *test_resize_once(void *block, uint64_t bytes) {
  return bytes > 0 && test_spared-- == 0 ? NULL : test_resize(block, bytes);
}

/* Reads with memory running out at every allocation in turn, for good or just that once. There are
** `allocations`, after which the text is read if it is sound, and refused if not. */
static void test_memory(const char *text, size_t size, bool sound, long allocations, bool once) {
  for (long spared = 0; spared <= allocations; spared++) {
    JsonSets sets = {.items = NULL};
    JsonFault fault = {"none", 42};
    long blocks = test_blocks;
    test_spared = spared;
    test_allowed = once ? -1 : spared;
    bool read =
        jsonsets_read(text, size, &sets, &fault, once ? test_resize_once : test_resize, NULL);
    if (spared < allocations) {
      CHECK(!read && fault.reason == NULL, "allocation %ld: %s", spared, read ? "" : fault.reason);
    } else {
      CHECK(read == sound && (read || fault.reason != NULL), "allocation %ld", spared);
    }
    CHECK(read || (sets.items == NULL && sets.count == 0), "allocation %ld: left", spared);
    jsonsets_clear(&sets, test_resize);
    CHECK(test_blocks == blocks, "allocation %ld: %ld blocks left", spared, test_blocks - blocks);
  }
  test_allowed = -1;
}

static void test_memories(void) {
  static TestSet some[TEST_SETS];
  TestText text = {.text = NULL};
  long quoted = 0;
  for (size_t i = 0; i < TEST_SETS; i++) {
    some[i] = test_make(5);
    quoted += some[i].quoted;
  }
  test_put_sets(&text, some, TEST_SETS, false);
  /* Each set takes a name and two blocks of rows, and its text where it is quoted; the list of sets
  ** grows once. */
  const long allocations = 2 + 3 * TEST_SETS + quoted;
  CHECK(quoted > 0 && quoted < TEST_SETS, "%ld quoted", quoted);
  for (int once = 0; once < 2; once++) {
    test_memory("{\"positive\":[1],\"negative\":[2]}", 31, true, 3, once);
    test_memory(text.text, text.size, true, allocations, once);
    test_memory(text.text, text.size - 1, false, allocations, once);
  }
  free(text.text);
}

/* ---- many ---- */

static uint64_t test_largest, test_requested; /* bytes, of one request and of all */

static void *test_resize_measured(void *block, uint64_t bytes) {
  if (bytes > test_largest) test_largest = bytes;
  test_requested += bytes;
  return test_resize(block, bytes);
}

typedef struct {
  const TestText *text;
  JsonSets *sets;
  JsonFault *fault;
  bool read;
} TestReading;

static void test_reading(void *context) {
  TestReading *reading = context;
  jsonsets_clear(reading->sets, test_resize);
  test_largest = test_requested = 0;
  *reading->fault = (JsonFault){"none", 0};
  reading->read = jsonsets_read(reading->text->text, reading->text->size, reading->sets,
                                reading->fault, test_resize_measured, NULL);
}

/* Units that a text may take. Usual are 15 for the longest, 20 MB; quadratic in a megabyte are 10,000. */
enum { TEST_UNITS = 500 };

/* Reads a text within time and memory that are linear in it. */
static bool test_read_measured(const TestText *text, JsonSets *sets, JsonFault *fault) {
  TestReading reading = {text, sets, fault, false};
  double units = pace_units(test_reading, &reading, TEST_UNITS);
  CHECK(units <= TEST_UNITS, "%.*s...: %g units", 40, text->text, units);
  CHECK(test_requested <= 32 * (uint64_t)text->size + 256, "%.*s...: %llu bytes of memory", 40,
        text->text, (unsigned long long)test_requested);
  return reading.read;
}

/* Half a million examples of each class, with weights: 16 bytes each and no more. */
static void test_many(void) {
  const size_t count = 500000;
  static const char *const members[] = {"{\"positive_weight\":[", "],\"negative\":[",
                                        "],\"positive\":[", "],\"negative_weight\":["};
  TestText text = {.text = NULL};
  for (int m = 0; m < 4; m++) {
    test_put(&text, members[m]);
    for (size_t i = 0; i < count; i++) {
      if (i > 0) test_put(&text, ",");
      test_put_number(&text, m % 3 == 0 ? 1.0 + (double)(i % 3) : (double)test_below(1000000) / 8);
    }
  }
  test_put(&text, "]}");
  JsonSets sets = {.items = NULL};
  JsonFault fault;
  bool read = test_read_measured(&text, &sets, &fault);
  CHECK(read && sets.items->count == 2 * count, "%s at %zu", fault.reason, fault.position);
  CHECK(test_largest == 2 * count * sizeof(Example), "%llu bytes",
        (unsigned long long)test_largest);
  double total = 0.0;
  size_t disorder = 0;
  for (size_t i = 0; read && i < sets.items->count; i++) {
    const Example *example = sets.items->examples + i;
    total += fabs(example->weight);
    disorder += i > 0 && test_compare(example - 1, example) > 0;
  }
  CHECK(total == 2.0 * (double)(2 * count - 1), "total weight %g", total);
  CHECK(disorder == 0, "%zu rows are out of order", disorder);
  jsonsets_clear(&sets, test_resize);
  free(text.text);
}

/* A megabyte of the same, over and over, between a beginning and an end. The reason is NULL where that
** is sound. */
static void test_repeat(const char *begin, const char *same, const char *end, const char *reason) {
  TestText text = {.text = NULL};
  JsonSets sets = {.items = NULL};
  JsonFault fault;
  test_put(&text, begin);
  while (text.size < 1000000) test_put(&text, same);
  test_put(&text, end);
  for (size_t i = 0; i < text.size; i++) {
    if (text.text[i] == '\'') text.text[i] = '"';
  }
  bool read = test_read_measured(&text, &sets, &fault);
  CHECK(read == (reason == NULL) && (read || strcmp(fault.reason, reason) == 0), "%s%s...%s: %s",
        begin, same, end, read ? "accepted" : fault.reason);
  jsonsets_clear(&sets, test_resize);
  free(text.text);
}

static void test_repeats(void) {
  test_repeat("{'a':{'negative':[],'positive':[]}", ",'b':{'negative':[],'positive':[]}", "}",
              NULL);
  test_repeat("{'a':{'negative':[],'positive':[]}", ",'b':{'negative':[1],'positive':[2,3]}", "}",
              NULL);
  test_repeat("{'a':{'negative':[],'positive':[]}", ",'b':'{\\'negative\\':[],\\'positive\\':[1]}'",
              "}", NULL);
  test_repeat("{'a':{'negative':[],'positive':[]}", ",'b':'{}'", "}", TEST_NO_NEGATIVE);
  test_repeat("{'", "\\u0061", "':{'negative':[],'positive':[]}}", NULL);
  test_repeat("{'", "\\u0061", "':[]}", TEST_UNKNOWN);
  test_repeat("{'a':'", "\\u0020", "{\\'negative\\':[],\\'positive\\':[]}'}", NULL);
  test_repeat("{'a':'{\\'negative\\':[],\\'positive\\':[1", "\\u002c1", "]}'}", NULL);
  test_repeat("{'negative':[1", ",1", "],'positive':[]}", NULL);
  test_repeat("{'negative':[1", ",1", "", "no ']' at the end");
  test_repeat("{'negative':[", ",", "", "a missing element");
  test_repeat("{'negative':[", "[", "", "a nested array");
  test_repeat("{'negative':[1", " ", "],'positive':[]}", NULL);
  test_repeat("{'negative':['", ",]", "", "a string that does not end");
  test_repeat("{'a':", "{'a':", "", "a set inside a set");
  test_repeat("", "{", "", "no name in quotes");
  test_repeat("", "[", "", "no '{' at the beginning");
  test_repeat("", " ", "{'negative':[],'positive':[]}", NULL);
  test_repeat(" ", " ", "", "no text");
  test_repeat("{'a':'", "\\", "", "a string that does not end");
  test_repeat("{'negative':[],'positive':[]}", " ", "x", "text after the object");
  test_repeat("{'negative':[1", "0", "],'positive':[]}", NULL);
}

/* ---- frozen ---- */

/* What random sets are read as, hashed: the same from every compiler and on every CPU. */
static void test_frozen(void) {
  static TestSet some[TEST_SETS];
  uint64_t hash = 0;
  for (int round = 0; round < 300; round++) {
    TestText text = {.text = NULL};
    JsonSets sets = {.items = NULL};
    JsonFault fault = {"none", 0};
    for (size_t i = 0; i < TEST_SETS; i++) some[i] = test_make(TEST_ROWS);
    test_put_sets(&text, some, TEST_SETS, true);
    CHECK(jsonsets_read(text.text, text.size, &sets, &fault, test_resize, NULL), "%s at %zu",
          fault.reason, fault.position);
    for (size_t i = 0; i < sets.count; i++) {
      const JsonSet *set = sets.items + i;
      hash = test_mix(hash, (double)(set->count * 2 + set->weighted));
      for (size_t k = 0; k < set->name_size; k++) hash = test_mix(hash, set->name[k]);
      for (size_t k = 0; k < set->count; k++) {
        hash = test_mix(test_mix(hash, set->examples[k].score), set->examples[k].weight);
      }
    }
    jsonsets_clear(&sets, test_resize);
    free(text.text);
  }
  CHECK(hash == UINT64_C(0x4ba92825f6524fbc), "0x%016llx", (unsigned long long)hash);
}

/* A reader that is to stop, in the arrays or while it sorts: as when memory runs out. */
static void test_stops(void) {
  enum { COUNT = 3 * STOP_EVERY };
  static const char begin[] = "{\"negative\":[0", middle[] = "],\"positive\":[1", end[] = "]}";
  const Stop stop = {test_stop, NULL};
  char *text = malloc(4 * COUNT + 100), *at = text;
  if (text == NULL) abort();
  at += sprintf(at, "%s", begin);
  for (int i = 0; i < COUNT; i++, at += 2) memcpy(at, i % 2 == 0 ? ",7" : ",3", 2);
  at += sprintf(at, "%s", middle);
  for (int i = 0; i < COUNT; i++, at += 2) memcpy(at, i % 2 == 0 ? ",9" : ",2", 2);
  at += sprintf(at, "%s", end);
  long asked = 0;
  for (bool read = false; !read; asked++) {
    JsonSets sets = {.items = NULL};
    JsonFault fault = {"none", 42};
    long blocks = test_blocks;
    test_questions = asked;
    read = jsonsets_read(text, (size_t)(at - text), &sets, &fault, test_resize, &stop);
    CHECK(read == (test_questions >= 0), "read %d after %ld questions", read, asked);
    CHECK(read || fault.reason == NULL, "%s", fault.reason);
    CHECK(asked < 1000, "no end");
    jsonsets_clear(&sets, test_resize);
    CHECK(test_blocks == blocks, "%ld blocks left", test_blocks - blocks);
  }
  CHECK(asked >= 7, "%ld questions", asked);
  free(text);
}

int main(void) {
  test_frozen(); /* first: it depends on where test_random stands */
  test_accepting();
  test_nul_in_name();
  test_refusing();
  test_prefixes();
  test_orders();
  test_several();
  test_null_sets();
  test_row_orders();
  test_memories();
  test_many();
  test_stops();
  test_repeats();
  CHECK(test_blocks == 0, "%ld blocks are left", test_blocks);
  return check_report();
}
