// regex.cpp: extended regular expressions by C++'s own library, in the grammar that POSIX defines.
#include "regex.h"

#include <regex>

int regcomp(regex_t *regex, const char *pattern, int flags) {
  if (flags != (REG_EXTENDED | REG_NOSUB)) return 1;
  try {
    regex->compiled = new std::regex(pattern, std::regex::extended | std::regex::nosubs);
    return 0;
  } catch (const std::exception &) {
    return 1;
  }
}

int regexec(const regex_t *regex, const char *text, size_t, regmatch_t *, int) {
  return std::regex_search(text, *static_cast<std::regex *>(regex->compiled)) ? 0 : 1;
}

void regfree(regex_t *regex) {
  delete static_cast<std::regex *>(regex->compiled);
}
