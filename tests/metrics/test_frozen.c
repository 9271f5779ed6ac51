/* test_frozen.c: the bits of the aggregates over lists of every kind, hashed, against hashes that are
** kept here. The same on every compiler, CPU and word size (tests/bits); they may change only with a
** major version, or where tests/accuracy shows that they were not the right ones.
*/
#include "../../ext/metrics/cross_entropy.h"
#include "../../ext/metrics/softmax.h"
#include "../../ext/metrics/softmax_entropy.h"
#include "../check.h"
#include "../testing.h"

#include <stdlib.h>

enum { FROZEN_LISTS = 4000, FROZEN_LONGEST = 40 };

typedef struct {
  const char *name;
  double width, middle; /* of the scores */
  uint64_t hash;
} FrozenKind;

static const FrozenKind frozen_kinds[] = {
    {"usual", 20, 0, UINT64_C(0x950633dc0a2f0c0d)},
    {"wide", 1400, 0, UINT64_C(0xed6ae0b7d6078cd3)},
    {"beyond e^x", 1e6, -3e5, UINT64_C(0x2c32d8151887523d)},
    {"huge", 4e300, 0, UINT64_C(0x9d97fb7c76eb8dc5)},
    {"nearly equal", 1e-9, 700, UINT64_C(0xf2cf2ba408f12731)},
    {"tiny", 1e-3, 0, UINT64_C(0xac2b822972419333)},
};

static uint64_t frozen_list(const FrozenKind *kind, uint64_t hash) {
  ExactExp sum = {0};
  SoftmaxEntropy entropy = {0};
  CrossEntropySum one_hot = {0}, soft = {0};
  ExactSum plain = {0};
  double first = -bits_infinity(), second = first, last = 0.0, loss = 0.0;
  int n = 1 + (int)(test_uniform() * FROZEN_LONGEST);
  bool done = true;
  for (int i = 0; i < n; i++) {
    double x = (test_uniform() - 0.5) * kind->width + kind->middle;
    done &= exact_exp_add(&sum, x, 1, test_resize);
    done &= softmax_entropy_add(&entropy, x, 1, test_resize);
    done &= cross_entropy_add(&one_hot, x, i == 0, 1, test_resize);
    done &= cross_entropy_add(&soft, x, 1.0 / n, 1, test_resize);
    done &= exact_sum_add(&plain, x, 1, test_resize);
    second = x > first ? first : x > second ? x : second;
    first = x > first ? x : first;
    last = x;
  }
  CHECK(done, "memory");
  hash = test_mix(hash, softmax_logsumexp(&sum));
  hash = test_mix(hash, softmax_logmeanexp(&sum));
  hash = test_mix(hash, softmax_probability(&sum, last));
  hash = test_mix(hash, softmax_margin(&sum, first, second));
  hash = test_mix(hash, softmax_entropy_value(&entropy));
  hash = test_mix(hash, exact_sum_round(&plain));
  CHECK(cross_entropy_value(&one_hot, &loss) == TARGET_ANSWER, "one-hot");
  hash = test_mix(hash, loss);
  CHECK(cross_entropy_value(&soft, &loss) == TARGET_ANSWER, "soft");
  hash = test_mix(hash, loss);
  exact_exp_clear(&sum, test_resize);
  softmax_entropy_clear(&entropy, test_resize);
  cross_entropy_clear(&one_hot, test_resize);
  cross_entropy_clear(&soft, test_resize);
  exact_sum_clear(&plain, test_resize);
  return hash;
}

int main(void) {
  for (size_t i = 0; i < sizeof frozen_kinds / sizeof *frozen_kinds; i++) {
    const FrozenKind *kind = &frozen_kinds[i];
    uint64_t hash = 0;
    test_state = 20261121;
    for (int list = 0; list < FROZEN_LISTS; list++) hash = frozen_list(kind, hash);
    CHECK(hash == kind->hash, "%s: 0x%016llx", kind->name, (unsigned long long)hash);
  }
  return check_report();
}
