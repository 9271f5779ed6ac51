/* fpstates.h: the floating-point states that a host can leave to us, and how tests set them. The words
** are written here as the CPUs' manuals have them, and not taken from ext/base/fpstate.h.
*/
#ifndef LOGITS_TESTS_FPSTATES_H
#define LOGITS_TESTS_FPSTATES_H

#include <stddef.h>
#include <stdint.h>

/* A state as numbers. `x87` is the second control word of 32-bit x86, 0 elsewhere. */
typedef struct {
  const char *name;
  uint64_t word;
  uint16_t x87;
} FpStateOfHost;

#if defined(__x86_64__) || defined(__i386__)

  #if defined(__i386__)
    #define FPSTATES_X87(word) (word)
  #else
    #define FPSTATES_X87(word) 0
  #endif

/* Traps of the x87: those for invalid operations and divisions by 0. In 32 bits, SQLite's functions return
** doubles through the x87, and there a subnormal one alone is an exception. */
static const FpStateOfHost fpstates_default = {"the default", 0x1f80, FPSTATES_X87(0x37f)};
static const FpStateOfHost fpstates[] = {
    {"FTZ and DAZ", 0x9fc0, FPSTATES_X87(0x37f)},
    {"FTZ", 0x9f80, FPSTATES_X87(0x37f)},
    {"DAZ", 0x1fc0, FPSTATES_X87(0x37f)},
    {"downward", 0x3f80, FPSTATES_X87(0x77f)},
    {"upward", 0x5f80, FPSTATES_X87(0xb7f)},
    {"toward zero", 0x7f80, FPSTATES_X87(0xf7f)},
    {"upward, FTZ and DAZ, exceptions raised", 0xdffd, FPSTATES_X87(0xb7f)},
    {"traps, but for inexact results", 0x1000, FPSTATES_X87(0x37a)},
  #if defined(__i386__)
    {"x87 with the precision of float", 0x1f80, 0x07f},
    {"x87 with the precision of double", 0x1f80, 0x27f},
    {"x87 upward alone", 0x1f80, 0xb7f},
  #endif
};

static inline uint64_t fpstates_word(void) {
  uint32_t word;
  __asm__ volatile("stmxcsr %0" : "=m"(word));
  return word;
}

static inline uint16_t fpstates_x87(void) {
  #if defined(__i386__)
  uint16_t word;
  __asm__ volatile("fnstcw %0" : "=m"(word));
  return word;
  #else
  return 0;
  #endif
}

static inline void fpstates_set(const FpStateOfHost *state) {
  uint32_t word = (uint32_t)state->word;
  #if defined(__i386__)
  __asm__ volatile("fldcw %0" : : "m"(state->x87) : "memory");
  #endif
  __asm__ volatile("ldmxcsr %0" : : "m"(word) : "memory");
}

#elif defined(__aarch64__)

static const FpStateOfHost fpstates_default = {"the default", 0, 0};
static const FpStateOfHost fpstates[] = {
    {"FZ", UINT64_C(1) << 24, 0},          {"FZ and DN", UINT64_C(3) << 24, 0},
    {"upward", UINT64_C(1) << 22, 0},      {"downward", UINT64_C(2) << 22, 0},
    {"toward zero", UINT64_C(3) << 22, 0}, {"FZ, upward", UINT64_C(5) << 22, 0},
};

static inline uint64_t fpstates_word(void) {
  uint64_t word;
  __asm__ volatile("mrs %0, fpcr" : "=r"(word));
  return word;
}

static inline uint16_t fpstates_x87(void) {
  return 0;
}

static inline void fpstates_set(const FpStateOfHost *state) {
  __asm__ volatile("msr fpcr, %0" : : "r"(state->word) : "memory");
}

#elif defined(__s390x__)

static const FpStateOfHost fpstates_default = {"the default", 0, 0};
static const FpStateOfHost fpstates[] = {
    {"toward zero", 1, 0},
    {"upward", 2, 0},
    {"downward", 3, 0},
};

static inline uint64_t fpstates_word(void) {
  uint32_t word;
  __asm__ volatile("efpc %0" : "=d"(word));
  return word & 0xfc0000ff; /* without the exceptions that were raised */
}

static inline uint16_t fpstates_x87(void) {
  return 0;
}

static inline void fpstates_set(const FpStateOfHost *state) {
  __asm__ volatile("sfpc %0" : : "d"((uint32_t)state->word) : "memory");
}

#else
  #define FPSTATES_NONE /* no way to set one here */
#endif

#if !defined(FPSTATES_NONE)
enum { FPSTATES_COUNT = sizeof fpstates / sizeof *fpstates };
#endif

#endif
