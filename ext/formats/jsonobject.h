/* jsonobject.h: a JSON object, member by member, for the readers of the forms that sets have as text.
**
** They begin with jsonarray_begin and go through the text with one cursor: jsonobject_open, then
** jsonobject_member for each member, whose value is theirs to take, then jsonobject_close. A fault
** is found at the first character that cannot be right.
*/
#ifndef LOGITS_FORMATS_JSONOBJECT_H
#define LOGITS_FORMATS_JSONOBJECT_H

#include "jsonarray.h"

/* Sets the cursor's fault; returns false. */
bool jsonobject_fail(JsonArrayCursor *cursor, const char *at, const char *reason);

/* Takes the '{' at the beginning of the text. */
bool jsonobject_open(JsonArrayCursor *cursor);

/* Takes a member's name, `first` or not, and leaves the cursor at its value; or takes the '}' that
** ends the object, and name->text is NULL. */
bool jsonobject_member(JsonArrayCursor *cursor, bool first, JsonArrayElement *name);

/* After the object nothing but blanks may follow. */
bool jsonobject_close(JsonArrayCursor *cursor);

/* The number among `count` names of the one that a member has, or `count`. No name is longer than
** JSONOBJECT_NAME. */
enum { JSONOBJECT_NAME = 30 };
int jsonobject_number(const JsonArrayElement *name, const char *const *names, int count);

#endif
