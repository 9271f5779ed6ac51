/* introspection.h: the extension about itself: logits_version(), logits_functions. */
#ifndef LOGITS_BIND_INTROSPECTION_H
#define LOGITS_BIND_INTROSPECTION_H

#include "functions.h"

ScalarCallback introspection_version;
extern const sqlite3_module introspection_functions;

#endif
