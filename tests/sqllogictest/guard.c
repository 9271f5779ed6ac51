/* guard.c: skipif and onlyif.
**
**   onlyif sqlite # why      the engine's name, in any case. What follows # is the reason, which is
**                            printed where a record is skipped; in strict mode there has to be one.
**   skipif sqlite<3.44       one of < <= = >= > and a version: of the SQLite that is linked, or of the
**                            PostgreSQL that is connected, with or without blanks around. Only the
**                            parts that are written are compared: 3.44.2 is =3.44 and <=3.44, not
**                            >3.44.
**
** No other engine's name is ours, whatever its version.
*/
#include "guard.h"

#include <string.h>
#include <strings.h>

static const char *skip_blanks(const char *at) {
  return at + strspn(at, " \t");
}

/* Compares the engine with the version written at *at: -1, 0 or 1; leaves *at behind it. False where
** there is no version. */
static bool version_compare(const EngineVersion *engine, const char **at, int *order) {
  *order = 0;
  for (int part = 0; part < 3; part++) {
    int value = 0, digits = 0;
    for (; **at >= '0' && **at <= '9' && digits < 6; (*at)++, digits++) {
      value = 10 * value + (**at - '0');
    }
    if (digits == 0) return false;
    if (*order == 0) *order = (engine->version[part] > value) - (engine->version[part] < value);
    if (**at != '.') break;
    (*at)++;
  }
  return **at == 0 || **at == ' ' || **at == '\t';
}

static bool order_fits(const char *relation, size_t length, int order) {
  bool equal = relation[length - 1] == '=' && order == 0;
  return equal || (relation[0] == '<' && order < 0) || (relation[0] == '>' && order > 0);
}

/* The remark without the blanks around it; empty where there is none. */
static size_t remark_length(const char **at) {
  size_t length = 0;
  *at = skip_blanks(*at);
  if (**at == '#') *at = skip_blanks(*at + 1), length = strlen(*at);
  while (length > 0 && strchr(" \t", (*at)[length - 1]) != NULL) length--;
  return length;
}

bool guard_judge(const EngineVersion *engine, bool only, const char *rest, Record *record) {
  const char *keyword = only ? "onlyif" : "skipif";
  const char *name = skip_blanks(rest);
  size_t name_length = strcspn(name, " \t<=>");
  const char *relation = skip_blanks(name + name_length);
  size_t relation_length = strspn(relation, "<=>");
  const char *version = skip_blanks(relation + relation_length);
  const char *end = version;
  int order = 0;
  if (name_length == 0) {
    buffer_format(&record->problem, "expected an engine's name after %s, got none", keyword);
    return false;
  }
  if (relation_length > 2 || (relation_length == 2 && (relation[0] == '=' || relation[1] != '=')) ||
      (relation_length > 0 && !version_compare(engine, &end, &order))) {
    buffer_format(&record->problem, "expected one of < <= = >= > and a version, got '%s'",
                  relation);
    return false;
  }
  const char *remark = end;
  size_t length = remark_length(&remark);
  if (length == 0) record->unexplained = true;
  bool named =
      name_length == strlen(engine->name) && strncasecmp(name, engine->name, name_length) == 0;
  bool matches = named && (relation_length == 0 || order_fits(relation, relation_length, order));
  if (matches != only && record->skip_reason.length == 0) {
    buffer_format(&record->skip_reason, "%s %.*s%.*s%.*s%s%.*s", keyword, (int)name_length, name,
                  (int)relation_length, relation, (int)(end - version), version,
                  length > 0 ? " # " : "", (int)length, remark);
  }
  return true;
}
