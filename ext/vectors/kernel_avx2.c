/* kernel_avx2.c: the kernels for x86 with AVX2. */
#include "kernel.h"

#if defined(VECTOR_HAS_AVX)
  #include <immintrin.h>

  #define KERNEL_CPU avx2
  #define KERNEL_TARGET __attribute__((target("avx2")))
  #define KERNEL_WIDTH 4
  #define KERNEL_LOAD_FLOATS(p) _mm256_cvtps_pd(_mm_loadu_ps((const float *)(p)))
  #define KERNEL_STORE_FLOATS(p, v) _mm_storeu_ps((float *)(p), _mm256_cvtpd_ps((__m256d)(v)))
  #include "kernel_body.h"
#endif
