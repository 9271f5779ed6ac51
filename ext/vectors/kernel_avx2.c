/* kernel_avx2.c: the kernels for x86 with AVX2. */
#include "kernel.h"

#if defined(VECTOR_HAS_AVX)
  #include <immintrin.h>

  #define KERNEL_CPU avx2
  #define KERNEL_TARGET __attribute__((target("avx2")))
  #define KERNEL_WIDTH 4
  #define KERNEL_LOAD_FLOATS(p) _mm256_cvtps_pd(_mm_loadu_ps((const float *)(p)))
  #define KERNEL_STORE_FLOATS(p, v) _mm_storeu_ps((float *)(p), _mm256_cvtpd_ps((__m256d)(v)))

  #define KERNEL_FLOATS 8
  #define KERNEL_MAX_FLOATS(a, b) _mm256_max_ps((__m256)(a), (__m256)(b))
  #define KERNEL_MIN_FLOATS(a, b) _mm256_min_ps((__m256)(a), (__m256)(b))

/* Where u is too high, all its bits are set, which is a NaN: then max gives its second operand. */
KERNEL_INLINE __m256d kernel_avx2_clamp(__m256d u, __m256d highest, __m256d lowest) {
  return _mm256_max_pd(_mm256_or_pd(u, _mm256_cmp_pd(u, highest, _CMP_GT_OQ)), lowest);
}
  #define KERNEL_WITHIN(u, highest, lowest)                                                        \
    kernel_avx2_clamp((__m256d)(u), (__m256d)(highest), (__m256d)(lowest))

/* Two entries of two doubles into each of two registers. */
KERNEL_INLINE __m256i kernel_avx2_entries(const ExpTableEntry *table, __m256i index,
                                          __m256d *rest) {
  uint64_t at[4];
  _mm256_storeu_si256((__m256i *)at, index);
  const double *entry[4];
  for (int j = 0; j < 4; j++) entry[j] = (const double *)(table + (at[j] & 15));
  __m256d even = _mm256_castpd128_pd256(_mm_loadu_pd(entry[0]));
  __m256d odd = _mm256_castpd128_pd256(_mm_loadu_pd(entry[1]));
  even = _mm256_insertf128_pd(even, _mm_loadu_pd(entry[2]), 1);
  odd = _mm256_insertf128_pd(odd, _mm_loadu_pd(entry[3]), 1);
  *rest = _mm256_unpackhi_pd(even, odd);
  return _mm256_castpd_si256(_mm256_unpacklo_pd(even, odd));
}
  #define KERNEL_TABLE const ExpTableEntry *
  #define KERNEL_LOAD_TABLE(entries) entries
  #define KERNEL_LOOKUP(table, index, rest)                                                        \
    (LaneBits) kernel_avx2_entries(*(table), (__m256i)(index), (__m256d *)(rest))

  #define KERNEL_ROW 32
  #define KERNEL_HIGHER_FLOATS(a, b) (TypedRow) _mm256_max_ps((__m256)(a), (__m256)(b))
  #define KERNEL_HIGHER_DOUBLES(a, b) (TypedRow) _mm256_max_pd((__m256d)(a), (__m256d)(b))
  #define KERNEL_MASK_FLOATS(bits) (unsigned)_mm256_movemask_ps((__m256)(bits))
  #define KERNEL_MASK_DOUBLES(bits) (unsigned)_mm256_movemask_pd((__m256d)(bits))
  #include "kernel_body.h"
#endif
