/* kernel_neon.c: the kernels for 64-bit Arm, which always has NEON. */
#include "kernel.h"

#if defined(VECTOR_HAS_NEON)
  #include <arm_neon.h>

  #define KERNEL_CPU neon
  #define KERNEL_TARGET
  #define KERNEL_WIDTH 2
  #define KERNEL_LOAD_FLOATS(p) vcvt_f64_f32(vreinterpret_f32_u8(vld1_u8(p)))
  #define KERNEL_STORE_FLOATS(p, v) vst1_u8(p, vreinterpret_u8_f32(vcvt_f32_f64((float64x2_t)(v))))
  #define KERNEL_FLOATS 4
  #define KERNEL_MAX_FLOATS(a, b) vmaxq_f32((float32x4_t)(a), (float32x4_t)(b))
  #define KERNEL_MIN_FLOATS(a, b) vminq_f32((float32x4_t)(a), (float32x4_t)(b))
  #define KERNEL_ROW 16
  #define KERNEL_HIGHER_FLOATS(a, b) vbslq_f32(vcgtq_f32(a, b), a, b)
  #define KERNEL_HIGHER_DOUBLES(a, b) vbslq_f64(vcgtq_f64(a, b), a, b)
  #define KERNEL_MASK_FLOATS(bits) vaddvq_u32(vandq_u32(bits, (uint32x4_t){1, 2, 4, 8}))
  #define KERNEL_MASK_DOUBLES(bits) (unsigned)vaddvq_u64(vandq_u64(bits, (uint64x2_t){1, 2}))
  #include "kernel_body.h"
#endif
