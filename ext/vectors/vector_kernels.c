/* vector_kernels.c: compiles vector_kernel.h for each kind of CPU, and finds out which kinds this
** one is.
**
** Each inclusion below sets
**   VECTOR_NAME          what the kernels are called
**   VECTOR_KERNEL(name)  a name of the target's own
**   VECTOR_WIDTH         doubles in a register; 1: plain C, without vector extensions
**   VECTOR_TARGET        the attribute that allows the instructions, so that no flag is needed
**   VECTOR_LOAD_FLOATS(p), VECTOR_STORE_FLOATS(p, v)  floats in memory, at any alignment, from and
**                        to doubles in registers (compilers turn __builtin_convertvector into much
**                        more than the one instruction that this is)
** and nothing else: no kernel differs between targets, and no target that has a fused multiply-add
** may use it (strict.h).
*/
#include "vector_kernels.h"
#include "../base/bits.h"

/* GCC on Windows does not align the stack for registers above 16 bytes (its bug 54412). */
#if (defined(__GNUC__) || defined(__clang__)) && !defined(_MSC_VER)
  #if defined(__SSE2__)
    #define VECTOR_HAS_SSE2 1
    #if !defined(_WIN32) || defined(__clang__)
      #define VECTOR_HAS_AVX 1
    #endif
    #include <immintrin.h>
  #elif defined(__aarch64__) && !defined(__AARCH64EB__)
    #define VECTOR_HAS_NEON 1
    #include <arm_neon.h>
  #endif
  #define VECTOR_INLINE static inline __attribute__((always_inline))
#elif defined(_MSC_VER)
  #define VECTOR_INLINE static __forceinline
#else
  #define VECTOR_INLINE static inline
#endif

/* Over the parts of a block, so that what they accumulate can stay in registers. */
#if defined(__clang__)
  #define VECTOR_UNROLL _Pragma("clang loop unroll(full)")
#elif defined(__GNUC__)
  #define VECTOR_UNROLL _Pragma("GCC unroll 8")
#else
  #define VECTOR_UNROLL
#endif

/* ---- what kernels share ---- */

static const unsigned char *vector_bytes(const Vector *v, size_t i) {
  return (const unsigned char *)v->data + i * vector_width(v->type);
}

typedef enum {
  VECTOR_OF_SOFTMAX,
  VECTOR_OF_LOG_SOFTMAX,
  VECTOR_OF_SIGMOID,
  VECTOR_OF_SCALE
} VectorMap;

typedef struct {
  double top;
  DD value; /* factor or log-sum */
} VectorOperands;

/* ---- targets ---- */

#define VECTOR_NAME "c"
#define VECTOR_KERNEL(name) vector_c_##name
#define VECTOR_TARGET
#define VECTOR_WIDTH 1
#include "vector_kernel.h"

#if defined(VECTOR_HAS_SSE2)
  #define VECTOR_NAME "sse2"
  #define VECTOR_KERNEL(name) vector_sse2_##name
  #define VECTOR_TARGET
  #define VECTOR_WIDTH 2
  #define VECTOR_LOAD_FLOATS(p)                                                                    \
    _mm_cvtps_pd(_mm_castsi128_ps(_mm_loadl_epi64((const __m128i *)(p))))
  #define VECTOR_STORE_FLOATS(p, v)                                                                \
    _mm_storel_epi64((__m128i *)(p), _mm_castps_si128(_mm_cvtpd_ps((__m128d)(v))))
  #include "vector_kernel.h"
#endif

#if defined(VECTOR_HAS_AVX)
  #define VECTOR_NAME "avx2"
  #define VECTOR_KERNEL(name) vector_avx2_##name
  #define VECTOR_TARGET __attribute__((target("avx2")))
  #define VECTOR_WIDTH 4
  #define VECTOR_LOAD_FLOATS(p) _mm256_cvtps_pd(_mm_loadu_ps((const float *)(p)))
  #define VECTOR_STORE_FLOATS(p, v) _mm_storeu_ps((float *)(p), _mm256_cvtpd_ps((__m256d)(v)))
  #include "vector_kernel.h"

  #define VECTOR_NAME "avx512"
  #define VECTOR_KERNEL(name) vector_avx512_##name
  #define VECTOR_TARGET __attribute__((target("avx512f")))
  #define VECTOR_WIDTH 8
  #define VECTOR_LOAD_FLOATS(p) _mm512_cvtps_pd(_mm256_loadu_ps((const float *)(p)))
  #define VECTOR_STORE_FLOATS(p, v) _mm256_storeu_ps((float *)(p), _mm512_cvtpd_ps((__m512d)(v)))
  #include "vector_kernel.h"
#endif

#if defined(VECTOR_HAS_NEON)
  #define VECTOR_NAME "neon"
  #define VECTOR_KERNEL(name) vector_neon_##name
  #define VECTOR_TARGET
  #define VECTOR_WIDTH 2
  #define VECTOR_LOAD_FLOATS(p) vcvt_f64_f32(vreinterpret_f32_u8(vld1_u8(p)))
  #define VECTOR_STORE_FLOATS(p, v) vst1_u8(p, vreinterpret_u8_f32(vcvt_f32_f64((float64x2_t)(v))))
  #include "vector_kernel.h"
#endif

/* ---- choice ---- */

size_t vector_kernels_available(const VectorKernels *list[VECTOR_KERNELS_MOST]) {
  size_t count = 0;
  list[count++] = &vector_c_kernels;
#if defined(VECTOR_HAS_SSE2)
  list[count++] = &vector_sse2_kernels;
#endif
#if defined(VECTOR_HAS_AVX)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2")) list[count++] = &vector_avx2_kernels;
  if (__builtin_cpu_supports("avx512f")) list[count++] = &vector_avx512_kernels;
#endif
#if defined(VECTOR_HAS_NEON)
  list[count++] = &vector_neon_kernels;
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
