/* callbacks.h: a declaration for every callback that functions.def names. A file that defines some of
** them includes it, so that the compiler checks the definitions.
*/
#ifndef LOGITS_BIND_CALLBACKS_H
#define LOGITS_BIND_CALLBACKS_H

#include "functions.h"

#define SCALAR(layout, name, ...) ScalarCallback layout##_##name;
#define AGGREGATE(layout, name, ...) extern const Aggregate layout##_##name;
#define TABLE(layout, name, ...) extern const sqlite3_module layout##_##name;
#include "../functions.def"
#undef SCALAR
#undef AGGREGATE
#undef TABLE

#endif
