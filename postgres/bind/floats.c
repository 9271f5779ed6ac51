/* floats.c: what arrays.c needs of ext/formats/array.h. */
#include "engine.h"

#include "../../ext/formats/array.h"

void floats_write(float *elements, size_t count) {
  array_write_floats(elements, count, (unsigned char *)elements);
}

void floats_read(const unsigned char *bytes, size_t count, double *elements) {
  ArrayView view;
  array_view_raw(bytes, count * sizeof(float), ARRAY_F32, &view);
  array_read_doubles(&view, 0, count, elements);
}

bool floats_overflow(double x) {
  return array_overflows_float(x);
}
