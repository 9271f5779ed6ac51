/* test_siphash.c: SipHash-2-4 against its published vectors, wherever the bytes lie; that the numbers
** drawn from it are uniform, and that those of two seeds or of two keys have nothing to do with each
** other.
*/
#include "../../ext/base/bits.h"
#include "../../ext/base/siphash.h"

#include "../check.h"
#include "../testing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- known values ---- */

/* The key 00 01 .. 0f. */
#define TEST_K0 UINT64_C(0x0706050403020100)
#define TEST_K1 UINT64_C(0x0f0e0d0c0b0a0908)

/* Of the messages 00 01 .. of 0 to 63 bytes: the vectors of the authors' reference implementation;
** that of 15 bytes is the worked example of the paper (appendix A). */
static const uint64_t test_vectors[64] = {
    UINT64_C(0x726fdb47dd0e0e31), UINT64_C(0x74f839c593dc67fd), UINT64_C(0x0d6c8009d9a94f5a),
    UINT64_C(0x85676696d7fb7e2d), UINT64_C(0xcf2794e0277187b7), UINT64_C(0x18765564cd99a68d),
    UINT64_C(0xcbc9466e58fee3ce), UINT64_C(0xab0200f58b01d137), UINT64_C(0x93f5f5799a932462),
    UINT64_C(0x9e0082df0ba9e4b0), UINT64_C(0x7a5dbbc594ddb9f3), UINT64_C(0xf4b32f46226bada7),
    UINT64_C(0x751e8fbc860ee5fb), UINT64_C(0x14ea5627c0843d90), UINT64_C(0xf723ca908e7af2ee),
    UINT64_C(0xa129ca6149be45e5), UINT64_C(0x3f2acc7f57c29bdb), UINT64_C(0x699ae9f52cbe4794),
    UINT64_C(0x4bc1b3f0968dd39c), UINT64_C(0xbb6dc91da77961bd), UINT64_C(0xbed65cf21aa2ee98),
    UINT64_C(0xd0f2cbb02e3b67c7), UINT64_C(0x93536795e3a33e88), UINT64_C(0xa80c038ccd5ccec8),
    UINT64_C(0xb8ad50c6f649af94), UINT64_C(0xbce192de8a85b8ea), UINT64_C(0x17d835b85bbb15f3),
    UINT64_C(0x2f2e6163076bcfad), UINT64_C(0xde4daaaca71dc9a5), UINT64_C(0xa6a2506687956571),
    UINT64_C(0xad87a3535c49ef28), UINT64_C(0x32d892fad841c342), UINT64_C(0x7127512f72f27cce),
    UINT64_C(0xa7f32346f95978e3), UINT64_C(0x12e0b01abb051238), UINT64_C(0x15e034d40fa197ae),
    UINT64_C(0x314dffbe0815a3b4), UINT64_C(0x027990f029623981), UINT64_C(0xcadcd4e59ef40c4d),
    UINT64_C(0x9abfd8766a33735c), UINT64_C(0x0e3ea96b5304a7d0), UINT64_C(0xad0c42d6fc585992),
    UINT64_C(0x187306c89bc215a9), UINT64_C(0xd4a60abcf3792b95), UINT64_C(0xf935451de4f21df2),
    UINT64_C(0xa9538f0419755787), UINT64_C(0xdb9acddff56ca510), UINT64_C(0xd06c98cd5c0975eb),
    UINT64_C(0xe612a3cb9ecba951), UINT64_C(0xc766e62cfcadaf96), UINT64_C(0xee64435a9752fe72),
    UINT64_C(0xa192d576b245165a), UINT64_C(0x0a8787bf8ecb74b2), UINT64_C(0x81b3e73d20b49b6f),
    UINT64_C(0x7fa8220ba3b2ecea), UINT64_C(0x245731c13ca42499), UINT64_C(0xb78dbfaf3a8d83bd),
    UINT64_C(0xea1ad565322a1a0b), UINT64_C(0x60e61c23a3795013), UINT64_C(0x6606d7e446282b93),
    UINT64_C(0x6ca4ecb15c5f91e1), UINT64_C(0x9f626da15c9625f3), UINT64_C(0xe51b38608ef25f57),
    UINT64_C(0x958a324ceb064572),
};

/* Of i -> (7 i + 3) modulo 256, under the same key: sizes about 256, of which the hash takes the
** remainder. Made with another implementation (OpenSSL's SIPHASH). */
static const struct {
  size_t size;
  uint64_t hash;
} test_longs[] = {
    {255, UINT64_C(0x2b4c4a705f327fa3)}, {256, UINT64_C(0xa535fc43f530ef43)},
    {257, UINT64_C(0x61d8a05fc90037c9)}, {511, UINT64_C(0x76dc1203efdb279a)},
    {512, UINT64_C(0xede814c53201d7a8)}, {1000, UINT64_C(0x57e4508252ae40ce)},
};

/* Made with another implementation. */
static const struct {
  int64_t seed;
  const char *key;
  double x;
} test_draws[] = {
    {0, "", 0x1.e924b9d737708p-4},
    {0, "a", 0x1.2d8410c19b275p-1},
    {0, "abcdefgh", 0x1.ccb742e599c45p-1},
    {0, "image 42", 0x1.60f14b3702c59p-1},
    {1, "", 0x1.539d86b12c72ap-2},
    {1, "a", 0x1.6eadad36cf3adp-1},
    {1, "abcdefgh", 0x1.6f55d78de9e19p-1},
    {1, "image 42", 0x1.236ff44a39cfap-2},
    {-1, "", 0x1.49c7fb560d481p-1},
    {-1, "a", 0x1.0ddc4f9696becp-3},
    {-1, "abcdefgh", 0x1.df39dbf22688ep-2},
    {-1, "image 42", 0x1.0b80ef01ca19cp-3},
    {INT64_MIN, "", 0x1.883de51a4f26ap-2},
    {INT64_MIN, "a", 0x1.96a0aadbc5e6ap-2},
    {INT64_MIN, "abcdefgh", 0x1.b2f028f1f9de5p-1},
    {INT64_MIN, "image 42", 0x1.25d7d8408cb3ap-2},
    {INT64_MAX, "", 0x1.b3270356b3103p-1},
    {INT64_MAX, "a", 0x1.7b882d2f20377p-1},
    {INT64_MAX, "abcdefgh", 0x1.8dc891d824350p-5},
    {INT64_MAX, "image 42", 0x1.13a59eb27cb47p-1},
};

static void test_known(void) {
  unsigned char bytes[1000];
  for (size_t size = 0; size < 64; size++) {
    for (size_t at = 0; at < 16; at++) { /* at every alignment */
      for (size_t i = 0; i < size; i++) bytes[at + i] = (unsigned char)i;
      uint64_t hash = siphash(TEST_K0, TEST_K1, bytes + at, size);
      CHECK(hash == test_vectors[size], "%zu bytes at %zu: %016llx", size, at,
            (unsigned long long)hash);
    }
  }
  for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (unsigned char)(7 * i + 3);
  for (size_t i = 0; i < sizeof test_longs / sizeof *test_longs; i++) {
    uint64_t hash = siphash(TEST_K0, TEST_K1, bytes, test_longs[i].size);
    CHECK(hash == test_longs[i].hash, "%zu bytes: %016llx", test_longs[i].size,
          (unsigned long long)hash);
  }
  CHECK(siphash(TEST_K0, TEST_K1, NULL, 0) == test_vectors[0], "no bytes");
}

/* Exactly as many bytes as are named are read: the sanitizers watch the end, this the rest. */
static void test_exact(void) {
  for (size_t size = 0; size < 64; size++) {
    unsigned char *bytes = malloc(size > 0 ? size : 1);
    if (bytes == NULL) abort();
    for (size_t i = 0; i < size; i++) bytes[i] = (unsigned char)i;
    uint64_t hash = siphash(TEST_K0, TEST_K1, bytes, size);
    CHECK(hash == test_vectors[size], "%zu bytes: %016llx", size, (unsigned long long)hash);
    free(bytes);
  }
}

static double test_draw(int64_t seed, const char *key) {
  return siphash_uniform(seed, (const unsigned char *)key, strlen(key));
}

static void test_known_draws(void) {
  for (size_t i = 0; i < sizeof test_draws / sizeof *test_draws; i++) {
    double x = test_draw(test_draws[i].seed, test_draws[i].key);
    CHECK(x == test_draws[i].x, "seed %lld, key '%s': %a", (long long)test_draws[i].seed,
          test_draws[i].key, x);
  }
}

/* ---- uniform ---- */

enum { TEST_KEYS = 1000000, TEST_ROOT = 1000, TEST_CELLS = 1000 }; /* ROOT^2 = KEYS */

/* What has been drawn, as sums. */
typedef struct {
  double sum, squares, products; /* of x - 1/2; of it and the one before */
  double before;
  double least, most;
  long cells[TEST_CELLS]; /* in which thousandth */
  long bits[52];          /* how often each bit of 2^52 x is 1 */
} TestDraws;

static void test_count(TestDraws *draws, double x) {
  double centred = x - 0.5;
  uint64_t bits = (uint64_t)(x * 0x1p52);
  draws->sum += centred;
  draws->squares += centred * centred;
  draws->products += centred * draws->before;
  draws->before = centred;
  if (x < draws->least) draws->least = x;
  if (x > draws->most) draws->most = x;
  draws->cells[(int)(x * TEST_CELLS)]++;
  for (int i = 0; i < 52; i++) draws->bits[i] += (long)(bits >> i & 1);
}

/* What uniform numbers would give, within 4.5 standard deviations (0.2887 is that of one number,
** 0.0745 that of its square about the mean, 44.7 that of chi squared with 999 degrees of freedom);
** Kolmogorov-Smirnov at the level of 0.1%. */
static void test_judge(const TestDraws *draws, const char *what) {
  const double n = TEST_KEYS;
  double deviation = 0.0, chi = 0.0, below = 0.0;
  CHECK(draws->least > 0.0 && draws->most < 1.0, "%s: %a to %a", what, draws->least, draws->most);
  CHECK(draws->least < 2e-5 && draws->most > 1.0 - 2e-5, "%s: %g to %g", what, draws->least,
        draws->most);
  CHECK(fabs(draws->sum) < 4.5 * 0.2887 * TEST_ROOT, "%s: mean 1/2 + %g", what, draws->sum / n);
  CHECK(fabs(draws->squares - n / 12.0) < 4.5 * 0.0745 * TEST_ROOT, "%s: variance 1/12 + %g", what,
        draws->squares / n - 1.0 / 12.0);
  CHECK(fabs(draws->products) < 4.5 / 12.0 * TEST_ROOT, "%s: neighbours' covariance %g", what,
        draws->products / n);
  for (int i = 0; i < TEST_CELLS; i++) {
    double expected = n / TEST_CELLS, excess = (double)draws->cells[i] - expected;
    below += (double)draws->cells[i];
    chi += excess * excess / expected;
    double step = fabs(below - n * (i + 1.0) / TEST_CELLS);
    if (step > deviation) deviation = step;
  }
  CHECK(deviation < 1.95 * TEST_ROOT, "%s: Kolmogorov-Smirnov %g", what, deviation / TEST_ROOT);
  CHECK(fabs(chi - 999.0) < 4.5 * 44.7, "%s: chi squared %g of 999", what, chi);
  for (int i = 0; i < 52; i++) {
    double excess = (double)draws->bits[i] - n / 2.0;
    CHECK(fabs(excess) < 4.5 / 2.0 * TEST_ROOT, "%s: bit %d, %g too many", what, i, excess);
  }
}

/* Keys as people have them, numbers and names; and one key under many seeds. */
static void test_uniform_draws(void) {
  TestDraws numbers = {.least = 1.0}, names = {.least = 1.0}, seeds = {.least = 1.0};
  for (int64_t i = 0; i < TEST_KEYS; i++) {
    unsigned char bytes[8];
    char name[32];
    for (int k = 0; k < 8; k++) bytes[k] = (unsigned char)((uint64_t)i >> 8 * k);
    size_t size = (size_t)sprintf(name, "image %lld", (long long)i);
    test_count(&numbers, siphash_uniform(1, bytes, sizeof bytes));
    test_count(&names, siphash_uniform(0, (const unsigned char *)name, size));
    test_count(&seeds, siphash_uniform(i, bytes, 0));
  }
  test_judge(&numbers, "numbers");
  test_judge(&names, "names");
  test_judge(&seeds, "seeds");
}

/* Draws for the same key under two seeds are not correlated, nor do they ever agree. */
static void test_seeds(int64_t a, int64_t b) {
  double product = 0.0;
  long same = 0;
  for (int i = 0; i < 100000; i++) {
    char key[16];
    sprintf(key, "%d", i);
    double x = test_draw(a, key), y = test_draw(b, key);
    product += (x - 0.5) * (y - 0.5);
    same += x == y;
  }
  CHECK(same == 0, "seeds %lld and %lld: %ld draws agree", (long long)a, (long long)b, same);
  CHECK(fabs(product) < 4.5 / 12.0 * 316.2, "seeds %lld and %lld: %g", (long long)a, (long long)b,
        product);
}

/* One bit of the message, the key or the seed that is turned turns each bit of the hash in half of the
** cases. */
static void test_avalanche(void) {
  enum { ROUNDS = 2000 };
  long turned[3][64] = {{0}};
  for (int round = 0; round < ROUNDS; round++) {
    unsigned char bytes[24];
    uint64_t k0 = test_random(), k1 = test_random(), bit = test_random() % 64;
    size_t size = 1 + test_index(sizeof bytes), at = test_index(size);
    for (size_t i = 0; i < size; i++) bytes[i] = (unsigned char)test_random();
    uint64_t hash = siphash(k0, k1, bytes, size);
    uint64_t others[3] = {siphash(k0 ^ UINT64_C(1) << bit, k1, bytes, size),
                          siphash(k0, k1 ^ UINT64_C(1) << bit, bytes, size), 0};
    bytes[at] ^= (unsigned char)(1 << bit % 8);
    others[2] = siphash(k0, k1, bytes, size);
    for (int what = 0; what < 3; what++) {
      for (int i = 0; i < 64; i++) turned[what][i] += (long)((hash ^ others[what]) >> i & 1);
    }
  }
  for (int what = 0; what < 3; what++) {
    for (int i = 0; i < 64; i++) {
      double excess = (double)turned[what][i] - ROUNDS / 2.0;
      CHECK(fabs(excess) < 5.0 * 22.4, "change %d, bit %d: %g too often", what, i, excess);
    }
  }
}

/* ---- frozen ---- */

/* The bits of 10^5 draws, hashed: the same from every compiler and on every CPU. */
static void test_frozen(void) {
  uint64_t hash = 0;
  for (int i = 0; i < 100000; i++) {
    unsigned char bytes[40];
    size_t size = test_index(sizeof bytes + 1);
    for (size_t k = 0; k < size; k++) bytes[k] = (unsigned char)test_random();
    double x = siphash_uniform((int64_t)test_random(), bytes, size);
    hash = test_mix(hash, x);
  }
  CHECK(hash == UINT64_C(0x2410e3e9b3eaec1d), "0x%016llx", (unsigned long long)hash);
}

int main(void) {
  test_frozen(); /* first: it depends on where test_random stands */
  test_known();
  test_exact();
  test_known_draws();
  test_uniform_draws();
  test_seeds(0, 1);
  test_seeds(1, -1);
  test_seeds(20240229, INT64_MIN);
  test_avalanche();
  return check_report();
}
