/* guard.c: skipif and onlyif.
**
**   onlyif sqlite            the engine's name, in any case; what follows is a remark
**   skipif sqlite<3.44       one of < <= = >= > and a version of the linked SQLite, with or without
**                            blanks around. Only the parts that are written are compared: 3.44.2 is
**                            =3.44 and <=3.44, not >3.44.
**
** No other engine's name is ours, whatever its version.
*/
#include "guard.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const char *skip_blanks(const char *at) {
  return at + strspn(at, " \t");
}

/* Compares the linked SQLite with the version written at *at: -1, 0 or 1; leaves *at behind it.
** False where there is no version. */
static bool version_compare(const char **at, int *order) {
  int number = sqlite3_libversion_number();
  const int linked[3] = {number / 1000000, number / 1000 % 1000, number % 1000};
  *order = 0;
  for (int part = 0; part < 3; part++) {
    int value = 0, digits = 0;
    for (; **at >= '0' && **at <= '9' && digits < 6; (*at)++, digits++) {
      value = 10 * value + (**at - '0');
    }
    if (digits == 0) return false;
    if (*order == 0) *order = (linked[part] > value) - (linked[part] < value);
    if (**at != '.') break;
    (*at)++;
  }
  return **at == 0 || **at == ' ' || **at == '\t';
}

static bool order_fits(const char *relation, size_t length, int order) {
  bool equal = relation[length - 1] == '=' && order == 0;
  return equal || (relation[0] == '<' && order < 0) || (relation[0] == '>' && order > 0);
}

bool guard_judge(bool only, const char *rest, Buffer *reason, Buffer *problem) {
  const char *keyword = only ? "onlyif" : "skipif";
  const char *name = skip_blanks(rest);
  size_t name_length = strcspn(name, " \t<=>");
  const char *relation = skip_blanks(name + name_length);
  size_t relation_length = strspn(relation, "<=>");
  const char *version = skip_blanks(relation + relation_length);
  const char *end = version;
  int order = 0;
  if (name_length == 0) {
    buffer_format(problem, "expected an engine's name after %s, got none", keyword);
    return false;
  }
  if (relation_length > 2 || (relation_length == 2 && (relation[0] == '=' || relation[1] != '=')) ||
      (relation_length > 0 && !version_compare(&end, &order))) {
    buffer_format(problem, "expected one of < <= = >= > and a version, got '%s'", relation);
    return false;
  }
  bool matches = name_length == 6 && strncasecmp(name, "sqlite", 6) == 0 &&
                 (relation_length == 0 || order_fits(relation, relation_length, order));
  if (matches != only && reason->length == 0) {
    buffer_format(reason, "%s %.*s%.*s%.*s", keyword, (int)name_length, name, (int)relation_length,
                  relation, (int)(end - version), version);
  }
  return true;
}
