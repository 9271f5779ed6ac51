/* npy.h: NumPy's .npy format, as numpy.save writes it, as a view of its elements.
**
** Sources: NEP 1, "A simple file format for NumPy arrays" (R. Kern, 2007), and the documentation of
** numpy.lib.format for versions 2.0 and 3.0.
*/
#ifndef LOGITS_FORMATS_NPY_H
#define LOGITS_FORMATS_NPY_H

#include "array.h"

/* An array of one or two dimensions. A row is what one index of the first dimension selects. It has
** `columns` elements: 1 if there is no second dimension. */
typedef struct {
  ArrayView elements; /* all, in the order of the bytes */
  int dimensions;
  size_t rows, columns;
  bool by_column; /* column after column (Fortran's order), else row after row */
} NpyArray;

/* Whether the bytes begin as every .npy does. Read as float32, such a beginning is 2.2e8 and then,
** with the version, a subnormal number. So no array of scores is taken for a .npy. */
bool npy_recognised(const unsigned char *bytes, size_t size);

/* Views a .npy of one dimension that holds f2, f4, f8, integers or bools. Returns NULL, or why
** there is no view: "a .npy of 2 dimensions; one is needed". */
const char *npy_view(const unsigned char *bytes, size_t size, ArrayView *view);

/* Describes a .npy of one or two dimensions, of the same types. Returns as npy_view does, with
** texts such as "a .npy of 3 dimensions; one or two are needed". */
const char *npy_array(const unsigned char *bytes, size_t size, NpyArray *array);

/* Row `row` as a view. If its elements do not lie side by side, they are copied into `room`, which
** has npy_row_bytes. */
ArrayView npy_row(const NpyArray *array, size_t row, unsigned char *room);
size_t npy_row_bytes(const NpyArray *array);

#endif
