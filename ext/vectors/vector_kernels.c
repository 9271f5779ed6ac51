/* vector_kernels.c: finds out which kernels this CPU can run. */
#include "vector_kernels.h"

size_t vector_kernels_available(const VectorKernels *list[VECTOR_KERNELS_MOST]) {
  size_t count = 0;
  list[count++] = &kernel_c_table;
#if defined(VECTOR_HAS_SSE2)
  list[count++] = &kernel_sse2_table;
#endif
#if defined(VECTOR_HAS_AVX)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2")) list[count++] = &kernel_avx2_table;
  if (__builtin_cpu_supports("avx512f")) list[count++] = &kernel_avx512_table;
#endif
#if defined(VECTOR_HAS_NEON)
  list[count++] = &kernel_neon_table;
#endif
#if defined(VECTOR_HAS_WASM)
  list[count++] = &kernel_wasm_table;
#endif
  return count;
}

const VectorKernels *vector_kernels(void) {
  const VectorKernels *list[VECTOR_KERNELS_MOST];
  return list[vector_kernels_available(list) - 1];
}

const char *vector_kernels_name(const VectorKernels *kernels) {
  return kernels->name;
}
