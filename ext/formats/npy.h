/* npy.h: NumPy's .npy format, as numpy.save writes it, as a view of its elements.
**
** Sources: NEP 1, "A simple file format for NumPy arrays" (R. Kern, 2007), and the documentation of
** numpy.lib.format for versions 2.0 and 3.0.
*/
#ifndef LOGITS_FORMATS_NPY_H
#define LOGITS_FORMATS_NPY_H

#include "array.h"

/* Whether the bytes begin as every .npy does. As float32 such a beginning would be 2.2e8 and, with
** the version, a subnormal number: no array of scores is taken for a .npy. */
bool npy_recognised(const unsigned char *bytes, size_t size);

/* Views a .npy of one dimension that holds f2, f4, f8, integers or bools. Returns NULL, or why
** there is no view: "a .npy of 2 dimensions; one is needed". */
const char *npy_view(const unsigned char *bytes, size_t size, ArrayView *view);

#endif
