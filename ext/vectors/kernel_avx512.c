/* kernel_avx512.c: the kernels for x86 with AVX-512. */
#include "kernel.h"

#if defined(VECTOR_HAS_AVX)
  #include <immintrin.h>

  #define KERNEL_CPU avx512
  #define KERNEL_TARGET __attribute__((target("avx512f")))
  #define KERNEL_WIDTH 8
  #define KERNEL_LOAD_FLOATS(p) _mm512_cvtps_pd(_mm256_loadu_ps((const float *)(p)))
  #define KERNEL_STORE_FLOATS(p, v) _mm256_storeu_ps((float *)(p), _mm512_cvtpd_ps((__m512d)(v)))
  #include "kernel_body.h"
#endif
