/* kernel_c.c: the kernels in plain C, for CPUs and compilers that have none of their own. */
#include "kernel.h"

#define KERNEL_CPU c
#define KERNEL_TARGET
#define KERNEL_WIDTH 1
#define KERNEL_FLOATS 1
#include "kernel_body.h"
