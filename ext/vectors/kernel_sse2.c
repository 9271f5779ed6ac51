/* kernel_sse2.c: the kernels for x86 with SSE2, which every 64-bit one has. */
#include "kernel.h"

#if defined(VECTOR_HAS_SSE2)
  #include <emmintrin.h>

  #define KERNEL_CPU sse2
  #define KERNEL_TARGET
  #define KERNEL_WIDTH 2
  #define KERNEL_LOAD_FLOATS(p)                                                                    \
    _mm_cvtps_pd(_mm_castsi128_ps(_mm_loadl_epi64((const __m128i *)(p))))
  #define KERNEL_STORE_FLOATS(p, v)                                                                \
    _mm_storel_epi64((__m128i *)(p), _mm_castps_si128(_mm_cvtpd_ps((__m128d)(v))))

  #define KERNEL_FLOATS 4
  #define KERNEL_MAX_FLOATS(a, b) _mm_max_ps((__m128)(a), (__m128)(b))
  #define KERNEL_MIN_FLOATS(a, b) _mm_min_ps((__m128)(a), (__m128)(b))

/* Where u is too high, all its bits are set, which is a NaN: then max gives its second operand. */
KERNEL_INLINE __m128d kernel_sse2_clamp(__m128d u, __m128d highest, __m128d lowest) {
  return _mm_max_pd(_mm_or_pd(u, _mm_cmpgt_pd(u, highest)), lowest);
}
  #define KERNEL_WITHIN(u, highest, lowest)                                                        \
    kernel_sse2_clamp((__m128d)(u), (__m128d)(highest), (__m128d)(lowest))

  #define KERNEL_ROW 16
  #define KERNEL_HIGHER_FLOATS(a, b) (TypedRow) _mm_max_ps((__m128)(a), (__m128)(b))
  #define KERNEL_HIGHER_DOUBLES(a, b) (TypedRow) _mm_max_pd((__m128d)(a), (__m128d)(b))
  #define KERNEL_MASK_FLOATS(bits) (unsigned)_mm_movemask_ps((__m128)(bits))
  #define KERNEL_MASK_DOUBLES(bits) (unsigned)_mm_movemask_pd((__m128d)(bits))
  #include "kernel_body.h"
#endif
