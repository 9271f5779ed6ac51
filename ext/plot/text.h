/* text.h: text that grows, for pictures: markup, other people's text made safe for it, and numbers.
**
** Numbers are written with integers only, so that no locale and no printf has a say in them. Once
** memory has run out nothing more is added: so a writer checks `failed` once, at the end.
*/
#ifndef LOGITS_PLOT_TEXT_H
#define LOGITS_PLOT_TEXT_H

#include "../base/strict.h"

#include "../base/memory.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct {
  char *text; /* not terminated; the caller frees it with resize */
  size_t size, capacity;
  bool failed;          /* memory ran out: nothing more is added */
  MemoryResize *resize; /* set before anything is written */
} PlotText;

/* Adds a string as it stands: markup. */
void text_add(PlotText *text, const char *string);

/* Adds UTF-8 from anywhere as the text of an element or attribute. What XML 1.0 does not permit,
** and what is not UTF-8, becomes U+FFFD. Tabs and line ends become spaces. */
void text_add_escaped(PlotText *text, const char *utf8, size_t size);

/* The same; where it would be wider than `width`, in hundredths of an em, an ellipsis stands for its
** middle: names that are long often differ at their ends. Fonts differ: the widths are those of a
** wide one. */
void text_add_fitted(PlotText *text, const char *utf8, size_t size, int width);

/* How wide it is, in hundredths of an em, but `most` if it is wider. */
int text_width(const char *utf8, size_t size, int most);

/* Adds bytes as they stand: what text_add_escaped and its like have written elsewhere. */
void text_add_bytes(PlotText *text, const char *bytes, size_t size);

void text_add_count(PlotText *text, int64_t n);       /* n >= 0: 1,797 */
void text_add_short_count(PlotText *text, int64_t n); /* five characters: 1,797 but 17.9k, 179k */
void text_add_tenths(PlotText *text, int64_t n);      /* n / 10: 12.5, 12, .5 */

/* Any number of 0 or more in four characters (1e18: five): 17, 1.75, 17.5, 1.8k, 175M, <.01. */
void text_add_brief(PlotText *text, double x);

/* A share of one, as a whole percentage: 93%. Only 0 is 0%, and only 1 is 100%: <1%, >99%. */
void text_add_percent(PlotText *text, double share);

/* A share of one, rounded to some decimals: .0337, 1.0000. */
void text_add_share(PlotText *text, double share, int decimals);

/* Any double, as decimal.h writes it. */
void text_add_double(PlotText *text, double x);

/* The same to four digits, but all of those before the point: 0.4231, -12.35, 123457, 1.5e-9. */
void text_add_short_double(PlotText *text, double x);

/* Whether all of the text is there. If not, it is emptied. */
bool text_end(PlotText *text);

#endif
