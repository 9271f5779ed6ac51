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
  #include "kernel_body.h"
#endif
