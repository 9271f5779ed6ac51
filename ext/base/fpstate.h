/* fpstate.h: the floating-point state of the thread, which belongs to the host.
**
** "The same bits everywhere" is said of rounding to nearest with subnormal numbers and without
** traps, the state in which C begins. A host may have left it for the whole thread: a library linked
** with -ffast-math sets flush-to-zero (FTZ and DAZ of x86, FZ of arm64), another rounding mode comes
** from fesetround, traps from feenableexcept. So whoever is called by the host does its arithmetic
** between enter and leave:
**
**     FpState host = fpstate_enter();
**     function(...);
**     fpstate_leave(host);
**
** Reading the control word costs one or two nanoseconds, writing it more; so it is written only if
** the host's differs. Then leave restores it to the bit, with the exceptions that the host had
** raised. The compiler does not know that arithmetic depends on the control word, so there must be
** none between the two but in a function that is called through a pointer.
**
** The words: MXCSR (Intel SDM, volume 1, 10.2.3) and, where SSE2 is not all that is used, the x87's
** (8.1.5); FPCR (Arm ARM, C5.2.8); FPC (z/Architecture Principles of Operation, chapter 9). Other CPUs
** keep the state that the host has.
*/
#ifndef LOGITS_BASE_FPSTATE_H
#define LOGITS_BASE_FPSTATE_H

#include <stdbool.h>
#include <stdint.h>

#if defined(__SSE2__) || defined(_M_X64)
  #include <xmmintrin.h>
#endif

typedef struct {
  uint64_t word; /* the host's */
  bool changed;  /* ours was written */
} FpState;

#if defined(__SSE2__) || defined(_M_X64)

  /* MXCSR: all exceptions masked, none raised. The six lowest bits say which were raised. */
  #define FPSTATE_DEFAULT UINT64_C(0x1f80)
  #define FPSTATE_CONTROL UINT64_C(0xffc0)

static inline uint64_t fpstate_read(void) {
  return _mm_getcsr();
}

static inline void fpstate_write(uint64_t word) {
  _mm_setcsr((unsigned)word);
}

#elif defined(__aarch64__) && defined(__GNUC__)

  #define FPSTATE_DEFAULT UINT64_C(0)
  #define FPSTATE_CONTROL UINT64_MAX /* FPSR says what was raised */

static inline uint64_t fpstate_read(void) {
  uint64_t word;
  __asm__ volatile("mrs %0, fpcr" : "=r"(word));
  return word;
}

static inline void fpstate_write(uint64_t word) {
  __asm__ volatile("msr fpcr, %0" : : "r"(word) : "memory");
}

#elif defined(__s390x__) && defined(__GNUC__)

  /* FPC: the masks of the exceptions, and how binary numbers are rounded. */
  #define FPSTATE_DEFAULT UINT64_C(0)
  #define FPSTATE_CONTROL UINT64_C(0xfc000007)

static inline uint64_t fpstate_read(void) {
  uint32_t word;
  __asm__ volatile("efpc %0" : "=d"(word));
  return word;
}

static inline void fpstate_write(uint64_t word) {
  __asm__ volatile("sfpc %0" : : "d"((uint32_t)word) : "memory");
}

#else

  #define FPSTATE_DEFAULT UINT64_C(0)
  #define FPSTATE_CONTROL UINT64_C(0)

static inline uint64_t fpstate_read(void) {
  return FPSTATE_DEFAULT;
}

static inline void fpstate_write(uint64_t word) {
  (void)word;
}

#endif

/* In 32 bits, int64_t becomes double, and double int64_t, on the x87. It rounds to nearest, masks
** all exceptions, and has a precision of double or extended; loads and stores of doubles are exact
** then. */
#if defined(__i386__) && defined(__GNUC__)

  #define FPSTATE_X87_DEFAULT 0x37f
  #define FPSTATE_X87_CONTROL 0xe3f /* half of the precision: its upper bit */
  #define FPSTATE_X87_DUE 0x23f

static inline uint16_t fpstate_read_x87(void) {
  uint16_t word;
  __asm__ volatile("fnstcw %0" : "=m"(word));
  return word;
}

static inline void fpstate_write_x87(uint16_t word) {
  __asm__ volatile("fldcw %0" : : "m"(word) : "memory");
}

#else

  #define FPSTATE_X87_DEFAULT 0
  #define FPSTATE_X87_CONTROL 0
  #define FPSTATE_X87_DUE 0

static inline uint16_t fpstate_read_x87(void) {
  return 0;
}

static inline void fpstate_write_x87(uint16_t word) {
  (void)word;
}

#endif

/* Returns the host's state and makes it the default. */
static inline FpState fpstate_enter(void) {
  uint64_t word = fpstate_read();
  uint16_t x87 = fpstate_read_x87();
  FpState host = {word | (uint64_t)x87 << 32, (word & FPSTATE_CONTROL) != FPSTATE_DEFAULT ||
                                                  (x87 & FPSTATE_X87_CONTROL) != FPSTATE_X87_DUE};
  if (host.changed) {
    fpstate_write(FPSTATE_DEFAULT);
    fpstate_write_x87(FPSTATE_X87_DEFAULT);
  }
  return host;
}

static inline void fpstate_leave(FpState host) {
  if (!host.changed) return;
  fpstate_write(host.word & UINT32_MAX);
  fpstate_write_x87((uint16_t)(host.word >> 32));
}

#endif
