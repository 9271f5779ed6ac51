/* jsonobject.h: the members of an object in JSON text, one after the other (RFC 8259).
**
** For readers of texts that hold arrays in objects: jsonobject_open, jsonobject_member until there
** is none left, jsonobject_close if the object is the whole text. The value of each member they
** take themselves, with jsonarray_enter or jsonarray_string or by moving the cursor's `at`. A fault
** is found at the first character that cannot be right.
*/
#ifndef LOGITS_FORMATS_JSONOBJECT_H
#define LOGITS_FORMATS_JSONOBJECT_H

#include "../base/strict.h"

#include "jsonarray.h"

/* Sets the cursor's fault (jsonarray_fail); returns false. */
bool jsonobject_fail(JsonArrayCursor *cursor, const char *at, const char *reason);

/* Takes the '{' that begins the object. */
bool jsonobject_open(JsonArrayCursor *cursor);

/* Takes a member's name and leaves the cursor at the first character of its value; or takes the '}'
** that ends the object, and name->text is NULL. `first`: nothing was taken since jsonobject_open.
*/
bool jsonobject_member(JsonArrayCursor *cursor, bool first, JsonArrayElement *name);

/* After the object nothing but blanks may follow. */
bool jsonobject_close(JsonArrayCursor *cursor);

enum { JSONOBJECT_NAME_MAX = 30 };

/* Which of `count` names it is, each of JSONOBJECT_NAME_MAX bytes at most; `count` if none. */
int jsonobject_index(const JsonArrayElement *name, const char *const *names, int count);

/* At least as many as the elements of the flat array at the cursor: such an array ends at its first
** ']' and has one element more than commas. */
size_t jsonobject_room(const JsonArrayCursor *cursor);

#endif
