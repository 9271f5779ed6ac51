/* exp_table.h: the constants of e^x in kernel_exp_body.h, which says what each is for.
** Printed by tests/generate/exp_table.c; a test compares the two.
*/
#ifndef LOGITS_VECTORS_EXP_TABLE_H
#define LOGITS_VECTORS_EXP_TABLE_H

#include <stdint.h>

/* 16 / ln 2 */
#define EXP_TABLE_INVERSE_STEP 0x1.71547652b82fep+4
/* ln 2 / 16, 36 bits */
#define EXP_TABLE_STEP 0x1.62e42fefap-5
/* ... the rest */
#define EXP_TABLE_STEP_REST 0x1.cf79abc9e3b3ap-44

/* 2^(j/16) is hi e^rest, where hi has the bits `shifted` + j 2^48, of which 26 count. */
typedef struct {
  uint64_t shifted;
  double rest;
} ExpTableEntry;

static const ExpTableEntry exp_table[16] = {
    {UINT64_C(0x3ff0000000000000), 0x0p+0},
    {UINT64_C(0x3fefb55870000000), -0x1.72d09ece282f9p-27},
    {UINT64_C(0x3fef72b840000000), -0x1.9c0c2141fef92p-27},
    {UINT64_C(0x3fef387a70000000), -0x1.5a85dbf35a1f5p-28},
    {UINT64_C(0x3fef06fe08000000), 0x1.d8582233b51e8p-28},
    {UINT64_C(0x3feedea650000000), -0x1.94f4d19930d82p-27},
    {UINT64_C(0x3feebfdad8000000), -0x1.13389d0c95ep-27},
    {UINT64_C(0x3feeab07e0000000), -0x1.00d8abadaf8d3p-27},
    {UINT64_C(0x3feea09e68000000), -0x1.101228eded968p-28},
    {UINT64_C(0x3feea11470000000), 0x1.5394e3af5b5f2p-27},
    {UINT64_C(0x3feeace540000000), 0x1.67a1ca1d9d84ap-28},
    {UINT64_C(0x3feec49180000000), 0x1.a3b5e344f7bdfp-28},
    {UINT64_C(0x3feee89f98000000), 0x1.9c72f009003bfp-29},
    {UINT64_C(0x3fef199be0000000), -0x1.6961b3cf799ap-28},
    {UINT64_C(0x3fef5818e0000000), -0x1.a5217cbeba37ep-28},
    {UINT64_C(0x3fefa4afa0000000), 0x1.61428daeb9d87p-28},
};

#endif
