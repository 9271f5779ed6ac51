/* kernel_wasm.c: the kernels for WebAssembly with SIMD128, which a build has that is compiled with
** -msimd128. There is no way to ask at run time: a module either has such instructions or not. */
#include "kernel.h"

#if defined(VECTOR_HAS_WASM)
  #include <wasm_simd128.h>

  #define KERNEL_CPU wasm
  #define KERNEL_TARGET
  #define KERNEL_WIDTH 2
  #define KERNEL_LOAD_FLOATS(p) wasm_f64x2_promote_low_f32x4(wasm_v128_load64_zero(p))
  #define KERNEL_STORE_FLOATS(p, v)                                                                \
    wasm_v128_store64_lane(p, wasm_f32x4_demote_f64x2_zero((v128_t)(v)), 0)
  #define KERNEL_FLOATS 4
  /* pmin and pmax compare and choose, and give their first operand if one is NaN. */
  #define KERNEL_MAX_FLOATS(a, b) wasm_f32x4_pmax((v128_t)(b), (v128_t)(a))
  #define KERNEL_MIN_FLOATS(a, b) wasm_f32x4_pmin((v128_t)(b), (v128_t)(a))
  #define KERNEL_ROW 16
  #define KERNEL_HIGHER_FLOATS(a, b) (TypedRow) wasm_f32x4_pmax((v128_t)(b), (v128_t)(a))
  #define KERNEL_HIGHER_DOUBLES(a, b) (TypedRow) wasm_f64x2_pmax((v128_t)(b), (v128_t)(a))
  #define KERNEL_MASK_FLOATS(bits) wasm_i32x4_bitmask((v128_t)(bits))
  #define KERNEL_MASK_DOUBLES(bits) wasm_i64x2_bitmask((v128_t)(bits))
  #include "kernel_body.h"
#endif
