/* written.h: what was written to a PlotText, as a C string, and a small XML reader to judge it. */
#ifndef LOGITS_TESTS_WRITTEN_H
#define LOGITS_TESTS_WRITTEN_H

#include "../../ext/plot/text.h"
#include "../check.h"
#include "../testing.h"

#include <stdlib.h>
#include <string.h>

static inline PlotText test_text(void) {
  return (PlotText){.resize = test_resize};
}

static inline char *test_string(PlotText *text) {
  char *string = malloc(text->size + 1);
  if (text->size > 0) memcpy(string, text->text, text->size);
  string[text->size] = '\0';
  if (text->text != NULL) test_resize(text->text, 0);
  *text = test_text();
  return string;
}

static inline void test_is_text(int line, PlotText *text, const char *expected) {
  char *got = test_string(text);
  CHECK(strcmp(got, expected) == 0, "line %d: got '%s', expected '%s'", line, got, expected);
  free(got);
}

#define TEST_WRITES(expected, ...)                                                                 \
  do {                                                                                             \
    PlotText text = test_text();                                                                   \
    __VA_ARGS__;                                                                                   \
    test_is_text(__LINE__, &text, expected);                                                       \
  } while (0)

static inline int test_count(const char *string, const char *part) {
  int count = 0;
  for (const char *at = string; (at = strstr(at, part)) != NULL; at += strlen(part)) count++;
  return count;
}

/* ---- an XML reader: elements, attributes, the references and characters that may be ---- */

typedef struct {
  const char *at;
  const char *open[20]; /* the names of the elements that are open */
  int depth, roots;
  const char *fault;
} TestXml;

static inline bool test_xml_fault(TestXml *xml, const char *fault) {
  if (xml->fault == NULL) xml->fault = fault;
  return false;
}

/* A character of UTF-8 that XML 1.0 permits, none of those that it advises against. */
static inline bool test_xml_character(TestXml *xml) {
  const unsigned char *s = (const unsigned char *)xml->at;
  int more = s[0] < 0x80 ? 0 : s[0] < 0xe0 ? 1 : s[0] < 0xf0 ? 2 : 3;
  uint32_t code = more == 0 ? s[0] : s[0] & (0x3fU >> more);
  static const uint32_t lowest[] = {0, 0x80, 0x800, 0x10000};
  if (s[0] >= 0x80 && (s[0] < 0xc2 || s[0] > 0xf4)) return test_xml_fault(xml, "not UTF-8");
  for (int i = 1; i <= more; i++) {
    if ((s[i] & 0xc0) != 0x80) return test_xml_fault(xml, "cut UTF-8");
    code = code << 6 | (s[i] & 0x3f);
  }
  if (code < lowest[more] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ||
      (code < 0x20 && code != '\n') || (code >= 0x7f && code < 0xa0) || code == 0xfffe ||
      code == 0xffff) {
    return test_xml_fault(xml, "a character that may not be");
  }
  xml->at += more + 1;
  return true;
}

static inline bool test_xml_reference(TestXml *xml) {
  static const char *const known[] = {"&amp;", "&lt;", "&gt;", "&quot;"};
  for (int i = 0; i < 4; i++) {
    if (strncmp(xml->at, known[i], strlen(known[i])) != 0) continue;
    xml->at += strlen(known[i]);
    return true;
  }
  return test_xml_fault(xml, "unknown reference");
}

static inline bool test_xml_text(TestXml *xml, char end) {
  while (*xml->at != end && *xml->at != '\0') {
    if (*xml->at == '<') return test_xml_fault(xml, "< in an attribute");
    if (*xml->at == '>') return test_xml_fault(xml, "> in text");
    if (!(*xml->at == '&' ? test_xml_reference(xml) : test_xml_character(xml))) return false;
  }
  return true;
}

static inline size_t test_xml_name(const char *at) {
  return strspn(at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");
}

static inline bool test_xml_close(TestXml *xml) {
  size_t size = test_xml_name(xml->at);
  if (xml->depth == 0) return test_xml_fault(xml, "closed too often");
  const char *name = xml->open[--xml->depth];
  if (size == 0 || strncmp(name, xml->at, size) != 0 || test_xml_name(name) != size) {
    return test_xml_fault(xml, "closes another element");
  }
  xml->at += size;
  return *xml->at++ == '>' || test_xml_fault(xml, "no > at its end");
}

static inline bool test_xml_open(TestXml *xml) {
  const char *name = xml->at;
  xml->at += test_xml_name(name);
  if (xml->at == name) return test_xml_fault(xml, "no name");
  xml->roots += xml->depth == 0;
  while (*xml->at == ' ') {
    size_t size = test_xml_name(++xml->at);
    if (size == 0 || strncmp(xml->at + size, "=\"", 2) != 0) {
      return test_xml_fault(xml, "attribute");
    }
    xml->at += size + 2;
    if (!test_xml_text(xml, '"') || *xml->at++ != '"') return test_xml_fault(xml, "no quote");
  }
  bool empty = *xml->at == '/';
  xml->at += empty;
  if (!empty && xml->depth < 20) xml->open[xml->depth++] = name;
  return *xml->at++ == '>' || test_xml_fault(xml, "no > at its end");
}

/* NULL where the text is sound: one element, and what belongs in it. */
static inline const char *test_xml(const char *string) {
  TestXml xml = {.at = string};
  bool sound = true;
  while (sound && *xml.at != '\0') {
    if (*xml.at != '<') {
      sound = test_xml_text(&xml, '<');
    } else if (*++xml.at == '/') {
      xml.at++;
      sound = test_xml_close(&xml);
    } else {
      sound = test_xml_open(&xml);
    }
  }
  if (xml.fault != NULL) return xml.fault;
  return xml.depth != 0 || xml.roots != 1 ? "not one element" : NULL;
}

#endif
