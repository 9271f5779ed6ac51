/* kernel_avx512.c: the kernels for x86 with AVX-512. A row is half a register: comparing takes memory's
** time in either, and short vectors leave less over. */
#include "kernel.h"

#if defined(VECTOR_HAS_AVX)
  #include <immintrin.h>

  #define KERNEL_CPU avx512
  #define KERNEL_TARGET __attribute__((target("avx512f")))
  #define KERNEL_WIDTH 8
  #define KERNEL_LOAD_FLOATS(p) _mm512_cvtps_pd(_mm256_loadu_ps((const float *)(p)))
  #define KERNEL_STORE_FLOATS(p, v) _mm256_storeu_ps((float *)(p), _mm512_cvtpd_ps((__m512d)(v)))

  #define KERNEL_FLOATS 8
  #define KERNEL_MAX_FLOATS(a, b) _mm256_max_ps((__m256)(a), (__m256)(b))
  #define KERNEL_MIN_FLOATS(a, b) _mm256_min_ps((__m256)(a), (__m256)(b))

KERNEL_INLINE __m512d kernel_avx512_clamp(__m512d u, __m512d highest, __m512d lowest) {
  __mmask8 low_enough = _mm512_cmp_pd_mask(u, highest, _CMP_LE_OQ);
  return _mm512_mask_max_pd(lowest, low_enough, u, lowest);
}
  #define KERNEL_WITHIN(u, highest, lowest)                                                        \
    kernel_avx512_clamp((__m512d)(u), (__m512d)(highest), (__m512d)(lowest))

/* The table is held in registers: eight entries in each. */
typedef struct {
  __m512i shifted[2];
  __m512d rest[2];
} KernelAvx512Table;

KERNEL_INLINE KernelAvx512Table kernel_avx512_table_of(const ExpTableEntry *table) {
  const __m512i even = _mm512_setr_epi64(0, 2, 4, 6, 8, 10, 12, 14);
  const __m512i odd = _mm512_setr_epi64(1, 3, 5, 7, 9, 11, 13, 15);
  KernelAvx512Table loaded;
  for (int half = 0; half < 2; half++, table += 8) {
    __m512i a = _mm512_loadu_si512(table), b = _mm512_loadu_si512(table + 4);
    loaded.shifted[half] = _mm512_permutex2var_epi64(a, even, b);
    loaded.rest[half] = _mm512_castsi512_pd(_mm512_permutex2var_epi64(a, odd, b));
  }
  return loaded;
}

KERNEL_INLINE __m512i kernel_avx512_entries(const KernelAvx512Table *table, __m512i index,
                                            __m512d *rest) {
  *rest = _mm512_permutex2var_pd(table->rest[0], index, table->rest[1]);
  return _mm512_permutex2var_epi64(table->shifted[0], index, table->shifted[1]);
}
  #define KERNEL_TABLE KernelAvx512Table
  #define KERNEL_LOAD_TABLE(entries) kernel_avx512_table_of(entries)
  #define KERNEL_LOOKUP(table, index, rest)                                                        \
    (LaneBits) kernel_avx512_entries(table, (__m512i)(index), (__m512d *)(rest))

  #define KERNEL_ROW 32
  #define KERNEL_HIGHER_FLOATS(a, b) (TypedRow) _mm256_max_ps((__m256)(a), (__m256)(b))
  #define KERNEL_HIGHER_DOUBLES(a, b) (TypedRow) _mm256_max_pd((__m256d)(a), (__m256d)(b))
  #define KERNEL_MASK_FLOATS(bits) (unsigned)_mm256_movemask_ps((__m256)(bits))
  #define KERNEL_MASK_DOUBLES(bits) (unsigned)_mm256_movemask_pd((__m256d)(bits))
  #include "kernel_body.h"
#endif
