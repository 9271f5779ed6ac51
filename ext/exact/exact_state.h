/* exact_state.h: the sums of exact.h as bytes, and added to each other. See superacc_state.h for what
** holds of all of them.
*/
#ifndef LOGITS_EXACT_EXACT_STATE_H
#define LOGITS_EXACT_EXACT_STATE_H

#include "../base/bytes.h"
#include "exact.h"

/* Rows in a sum of doubles: a chunk has room for twice as many terms (superacc.h). */
#define EXACT_MOST_ROWS (INT64_C(1) << 40)

void exact_sum_write(const ExactSum *sum, Bytes *bytes);

/* Reads into an empty sum, which is one of at most `rows` rows. Each adds two terms at most. */
void exact_sum_read(ExactSum *sum, int64_t rows, BytesReader *reader);

/* The same for a sum of doubles as they are, which can be taken apart (exact_words.h). */
void exact_sum_read_doubles(ExactSum *sum, int64_t rows, BytesReader *reader);

/* The same for a sum of double-doubles as large as e^x is in ExactExp. */
void exact_sum_read_powers(ExactSum *sum, int64_t rows, BytesReader *reader);

bool exact_sum_merge(ExactSum *sum, const ExactSum *from, int sign, MemoryResize *resize,
                     const Stop *stop);

void exact_exp_write(const ExactExp *sum, Bytes *bytes);

/* Reads into an empty sum. */
void exact_exp_read(ExactExp *sum, BytesReader *reader);

bool exact_exp_merge(ExactExp *sum, const ExactExp *from, int sign, MemoryResize *resize,
                     const Stop *stop);

/* ---- what ExactExp has in common with softmax_entropy.h ---- */

/* Counts of the huge terms: reads into an empty map and returns their sum. */
int64_t exact_huge_read(SumMap *huge, BytesReader *reader);

#endif
