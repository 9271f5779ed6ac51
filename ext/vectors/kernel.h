/* kernel.h: what the kernels of all CPUs share: the compiler's attributes, types, names.
**
** A file kernel_<cpu>.c sets
**   KERNEL_CPU                what the kernels are called
**   KERNEL_WIDTH              doubles in a register; 1: plain C, without vector extensions
**   KERNEL_TARGET             the attribute that allows the CPU's instructions to a function, so
**                             that the build needs no flag
**   KERNEL_LOAD_FLOATS(p)     KERNEL_WIDTH floats from memory at any alignment, as doubles
**   KERNEL_STORE_FLOATS(p, v) doubles rounded to floats, into memory at any alignment
**   KERNEL_ROW                bytes of the rows in kernel_typed_body.h
**   KERNEL_HIGHER_FLOATS(a, b), KERNEL_HIGHER_DOUBLES(a, b)
**                             for each element of two rows a > b ? a : b, so b if one is NaN
**   KERNEL_MASK_FLOATS(bits), KERNEL_MASK_DOUBLES(bits)
**                             a bit for each element of a row, from bit 0 on, of a comparison
** and includes kernel_body.h, which undefines them at its end. The last six are one or a few
** instructions each; what the compiler makes of the same in C is many. Nothing else differs between
** CPUs. No kernel may use a fused multiply-add (strict.h).
*/
#ifndef LOGITS_VECTORS_KERNEL_H
#define LOGITS_VECTORS_KERNEL_H

#include "../base/bits.h"
#include "exp_table.h"
#include "short_exp.h"
#include "tie_free.h"
#include "vector_kernels.h"

/* ---- the compiler ---- */

#if (defined(__GNUC__) || defined(__clang__)) && !defined(_MSC_VER)
  #define KERNEL_INLINE static inline __attribute__((always_inline)) KERNEL_TARGET
#elif defined(_MSC_VER)
  #define KERNEL_INLINE static __forceinline
#else
  #define KERNEL_INLINE static inline
#endif

/* Before a loop over the parts of a block, so that what they accumulate can stay in registers. */
#if defined(__clang__)
  #define KERNEL_UNROLL _Pragma("clang loop unroll(full)")
#elif defined(__GNUC__)
  #define KERNEL_UNROLL _Pragma("GCC unroll 8")
#else
  #define KERNEL_UNROLL
#endif

/* ---- what does not depend on the CPU ---- */

#define KERNEL_PARTS (VECTOR_LANES / KERNEL_WIDTH) /* registers that a block fills */
#define KERNEL_PIECE 256                           /* elements that a map looks over at a time */
#define KERNEL_TO_INTEGER 0x1.8p52 /* k + this has the integer k in its low bits; |k| < 2^50 */

#define KERNEL_LOG2_E 0x1.71547652b82fep+0       /* 1 / ln 2 */
#define KERNEL_LN2 0x1.62e42fefa39efp-1          /* ln 2 */
#define KERNEL_LN2_SHORT 0x1.62e42fefa4p-1       /* ln 2 rounded to 41 bits */
#define KERNEL_LN2_REST (-0x1.8432a1b0e2634p-43) /* ln 2 minus that */

typedef enum { KERNEL_OF_SOFTMAX, KERNEL_OF_LOG_SOFTMAX, KERNEL_OF_SIGMOID } KernelMap;

/* What the maps need besides the element:
**   softmax      the highest score, and the factor 1 / sum e^(x - top)
**   log_softmax  the highest score, and the log-sum (of floats value.hi alone)
**   sigmoid      nothing */
typedef struct {
  double top;
  DD value;
} KernelOperands;

/* From entry n on: bits for the last n of VECTOR_LANES elements. */
static const uint32_t kernel_last[2 * VECTOR_LANES] = {
    0,          0,          0,          0,          0,          0,          0,          0,
    UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX};

/* Where element i is. */
static inline const unsigned char *kernel_address(const Vector *v, size_t i) {
  return (const unsigned char *)v->data + i * vector_width(v->type);
}

/* ---- names ----
**
** Each name that kernel_body.h defines stands for the CPU's own: in kernel_avx2.c, kernel_find is
** kernel_avx2_find. So a profiler can tell them apart, and all files can be compiled as one. A new
** name in kernel_body.h needs a line here. */

#define KERNEL_NAME(name) KERNEL_PASTE(KERNEL_CPU, name)
#define KERNEL_PASTE(cpu, name) KERNEL_PASTE_NOW(cpu, name)
#define KERNEL_PASTE_NOW(cpu, name) kernel_##cpu##_##name
#define KERNEL_TEXT(cpu) KERNEL_TEXT_NOW(cpu)
#define KERNEL_TEXT_NOW(cpu) #cpu

#define kernel_bits KERNEL_NAME(bits)
#define kernel_lanes KERNEL_NAME(lanes)
#define kernel_less KERNEL_NAME(less)
#define kernel_equal KERNEL_NAME(equal)
#define kernel_splat KERNEL_NAME(splat)
#define kernel_load_floats KERNEL_NAME(load_floats)
#define kernel_store_floats KERNEL_NAME(store_floats)
#define kernel_select KERNEL_NAME(select)
#define kernel_load KERNEL_NAME(load)
#define kernel_store KERNEL_NAME(store)
#define kernel_filled KERNEL_NAME(filled)
#define kernel_block KERNEL_NAME(block)
#define kernel_short_exp KERNEL_NAME(short_exp)
#define kernel_long_exp KERNEL_NAME(long_exp)
#define kernel_difference KERNEL_NAME(difference)
#define kernel_leading KERNEL_NAME(leading)
#define kernel_add KERNEL_NAME(add)
#define kernel_peaks_of KERNEL_NAME(peaks_of)
#define kernel_highest KERNEL_NAME(highest)
#define kernel_two_highest KERNEL_NAME(two_highest)
#define kernel_any KERNEL_NAME(any)
#define kernel_count_higher KERNEL_NAME(count_higher)
#define kernel_find KERNEL_NAME(find)
#define kernel_argmax KERNEL_NAME(argmax)
#define kernel_best KERNEL_NAME(best)
#define kernel_products_of KERNEL_NAME(products_of)
#define kernel_scale_floats KERNEL_NAME(scale_floats)
#define kernel_plus KERNEL_NAME(plus)
#define kernel_mask KERNEL_NAME(mask)
#define kernel_short_exps_of KERNEL_NAME(short_exps_of)
#define kernel_short_exp_sums KERNEL_NAME(short_exp_sums)
#define kernel_short_exps KERNEL_NAME(short_exps)
#define kernel_exp_sums_of KERNEL_NAME(exp_sums_of)
#define kernel_exp_sums KERNEL_NAME(exp_sums)
#define kernel_exp_moments KERNEL_NAME(exp_moments)
#define kernel_sigmoid KERNEL_NAME(sigmoid)
#define kernel_product_to_odd KERNEL_NAME(product_to_odd)
#define kernel_softmax_of KERNEL_NAME(softmax_of)
#define kernel_log_softmax_of KERNEL_NAME(log_softmax_of)
#define kernel_mapped KERNEL_NAME(mapped)
#define kernel_map_of KERNEL_NAME(map_of)
#define kernel_short_normalise KERNEL_NAME(short_normalise)
#define kernel_short_log_softmax KERNEL_NAME(short_log_softmax)
#define kernel_short_sigmoid KERNEL_NAME(short_sigmoid)
#define kernel_scale KERNEL_NAME(scale)
#define kernel_softmax KERNEL_NAME(softmax)
#define kernel_log_softmax KERNEL_NAME(log_softmax)
#define kernel_table KERNEL_NAME(table)

/* of kernel_exp_body.h */
#define kernel_float_max KERNEL_NAME(float_max)
#define kernel_float_min KERNEL_NAME(float_min)
#define kernel_float_nan KERNEL_NAME(float_nan)
#define kernel_float_splat KERNEL_NAME(float_splat)
#define kernel_float_bits KERNEL_NAME(float_bits)
#define kernel_float_of KERNEL_NAME(float_of)
#define kernel_float_fill KERNEL_NAME(float_fill)
#define kernel_float_higher KERNEL_NAME(float_higher)
#define kernel_float_lower KERNEL_NAME(float_lower)
#define kernel_float_join KERNEL_NAME(float_join)
#define kernel_float_peaks_of KERNEL_NAME(float_peaks_of)
#define kernel_float_peaks KERNEL_NAME(float_peaks)
#define kernel_table_load KERNEL_NAME(table_load)
#define kernel_lookup KERNEL_NAME(lookup)
#define kernel_within KERNEL_NAME(within)
#define kernel_table_exp KERNEL_NAME(table_exp)
#define kernel_add_up KERNEL_NAME(add_up)
#define kernel_float_step KERNEL_NAME(float_step)
#define kernel_lanes_total KERNEL_NAME(lanes_total)
#define kernel_float_sums_of KERNEL_NAME(float_sums_of)
#define kernel_float_sums KERNEL_NAME(float_sums)
#define kernel_float_moments KERNEL_NAME(float_moments)
#define kernel_added_up KERNEL_NAME(added_up)
#define kernel_frame KERNEL_NAME(frame)
#define kernel_sums_begin KERNEL_NAME(sums_begin)
#define kernel_sums_end KERNEL_NAME(sums_end)
#define kernel_sums_add KERNEL_NAME(sums_add)
#define kernel_few_sums KERNEL_NAME(few_sums)
#define kernel_float_few KERNEL_NAME(float_few)
#define LaneExp KERNEL_NAME(LaneExp)
#define LaneFloatBits KERNEL_NAME(LaneFloatBits)
#define LaneFloats KERNEL_NAME(LaneFloats)
#define LaneFrame KERNEL_NAME(LaneFrame)
#define LaneSums KERNEL_NAME(LaneSums)
#define LaneTable KERNEL_NAME(LaneTable)

/* The same for kernel_typed_body.h, whose names have the type's too: typed_find is
** kernel_avx2_find_32 and kernel_avx2_find_64. KERNEL_F32(find) and KERNEL_F64(find) say which. */

#define KERNEL_TYPED(name) KERNEL_TYPED_PASTE(KERNEL_CPU, name, KERNEL_ELEMENT)
#define KERNEL_TYPED_PASTE(cpu, name, element) KERNEL_TYPED_PASTE_NOW(cpu, name, element)
#define KERNEL_TYPED_PASTE_NOW(cpu, name, element) kernel_##cpu##_##name##_##element
#define KERNEL_F32(name) KERNEL_TYPED_PASTE(KERNEL_CPU, name, 32)
#define KERNEL_F64(name) KERNEL_TYPED_PASTE(KERNEL_CPU, name, 64)

/* Elements in a row, and in the block that a loop takes at a time. */
#define TYPED_WIDTH (KERNEL_WIDTH == 1 ? 1 : KERNEL_ROW * 8 / KERNEL_ELEMENT)
#define TYPED_ROWS 4
#define TYPED_BLOCK (TYPED_ROWS * TYPED_WIDTH)

#define TypedRow KERNEL_TYPED(TypedRow)
#define TypedRowBits KERNEL_TYPED(TypedRowBits)
#define typed_less KERNEL_TYPED(less)
#define typed_equal KERNEL_TYPED(equal)
#define typed_fewer KERNEL_TYPED(fewer)
#define typed_splat KERNEL_TYPED(splat)
#define typed_select KERNEL_TYPED(select)
#define typed_lowest KERNEL_TYPED(lowest)
#define typed_address KERNEL_TYPED(address)
#define typed_row KERNEL_TYPED(row)
#define typed_at KERNEL_TYPED(at)
#define typed_put KERNEL_TYPED(put)
#define typed_put_row KERNEL_TYPED(put_row)
#define typed_any KERNEL_TYPED(any)
#define typed_higher KERNEL_TYPED(higher)
#define typed_peak KERNEL_TYPED(peak)
#define typed_peak_of KERNEL_TYPED(peak_of)
#define typed_find KERNEL_TYPED(find)
#define typed_argmax KERNEL_TYPED(argmax)
#define typed_count_stretch KERNEL_TYPED(count_stretch)
#define typed_count_higher KERNEL_TYPED(count_higher)
#define TypedCandidates KERNEL_TYPED(TypedCandidates)
#define typed_ranks_of KERNEL_TYPED(ranks_of)
#define typed_ranks KERNEL_TYPED(ranks)
#define typed_reached KERNEL_TYPED(reached)
#define typed_cut KERNEL_TYPED(cut)
#define typed_above KERNEL_TYPED(above)
#define typed_gather KERNEL_TYPED(gather)
#define typed_best KERNEL_TYPED(best)
#define typed_finite KERNEL_TYPED(finite)
#define typed_faults KERNEL_TYPED(faults)
#define typed_piece KERNEL_TYPED(piece)
#define typed_times KERNEL_TYPED(times)
#define typed_plus KERNEL_TYPED(plus)
#define typed_mask KERNEL_TYPED(mask)

#define LaneFactor KERNEL_NAME(LaneFactor)
#define LaneBits KERNEL_NAME(LaneBits)
#define LaneOperands KERNEL_NAME(LaneOperands)
#define Lanes KERNEL_NAME(Lanes)
#define LongExp KERNEL_NAME(LongExp)

#endif
