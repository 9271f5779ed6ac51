/* kernel_c.c: the kernels in plain C, for CPUs and compilers that have none of their own. */
#include "kernel.h"

#define KERNEL_CPU c
#define KERNEL_TARGET
#define KERNEL_WIDTH 1
#define KERNEL_FLOATS 1
#define KERNEL_ROW 8
#define KERNEL_HIGHER_FLOATS(a, b) ((a) > (b) ? (a) : (b))
#define KERNEL_HIGHER_DOUBLES(a, b) ((a) > (b) ? (a) : (b))
#define KERNEL_MASK_FLOATS(bits) ((bits) != 0 ? 1u : 0u)
#define KERNEL_MASK_DOUBLES(bits) ((bits) != 0 ? 1u : 0u)
#include "kernel_body.h"
