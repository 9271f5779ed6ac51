/* strict.h: what the rooms with arithmetic need from the compiler for "the same bits everywhere".
**
** Error-free transformations (TwoSum, TwoProd) are only right when each operation is rounded once,
** to double, and a*b+c is not fused behind our back. The Makefile passes -ffp-contract=off; the
** pragmas below say the same to a build that does not. Even so, gcc 12 fuses where it turns pairs
** of operations into vectors (SLP) on targets with FMA; so that is switched off too.
**
** Every file of the rooms that computes with doubles gets these pragmas before it defines a
** function: it includes this file itself, or through a header such as bits.h, score.h or dd.h.
*/
#ifndef LOGITS_BASE_STRICT_H
#define LOGITS_BASE_STRICT_H

#include <float.h>

#if defined(__FAST_MATH__)
  #error "logits must not be compiled with -ffast-math: its results are promised bit for bit"
#endif
#if FLT_EVAL_METHOD != 0 && FLT_EVAL_METHOD != 1
  #error "logits needs doubles evaluated as doubles: on 32-bit x86 add -msse2 -mfpmath=sse"
#endif

#if defined(__clang__)
  #pragma STDC FP_CONTRACT OFF
#elif defined(__GNUC__)
  #pragma GCC optimize("fp-contract=off", "no-tree-slp-vectorize")
#elif defined(_MSC_VER)
  #pragma fp_contract(off)
#endif

#endif
