/* isotonic.c: see isotonic.h.
**
** Scores are taken from the lowest up. Each distinct score begins a block; as long as the block
** below has a mean that is not smaller, both become one. So the means of the blocks on the stack rise
** strictly, and each score is pushed once and merged at most once.
**
** Means are compared as double-doubles, before they are rounded. Blocks whose means round to the same
** double become one in the list of points.
*/
#include "isotonic.h"

#include "../exact/dd_scaled.h"

/* ---- blocks ---- */

typedef struct {
  double first, last;       /* the lowest and the highest score */
  ScaledDD positive, total; /* sums of the weights of positive and of all examples */
  ScaledDD mean;            /* positive / total */
} IsotonicBlock;

typedef struct {
  IsotonicBlock *blocks; /* the means rise */
  size_t count, capacity;
} IsotonicStack;

static bool isotonic_push(IsotonicStack *stack, IsotonicBlock block, MemoryResize *resize) {
  if (stack->count == stack->capacity) {
    size_t capacity = stack->capacity + stack->capacity / 2 + 16;
    IsotonicBlock *blocks = memory_array(stack->blocks, capacity, sizeof *blocks, resize);
    if (blocks == NULL) return false;
    stack->blocks = blocks;
    stack->capacity = capacity;
  }
  stack->blocks[stack->count++] = block;
  return true;
}

/* The block of the examples that share the score of sorted[end - 1]. *begin: where they begin. */
static IsotonicBlock isotonic_block(const Example *sorted, size_t end, size_t *begin) {
  double score = sorted[end - 1].score;
  IsotonicBlock block = {.first = score, .last = score};
  size_t i = end;
  for (; i > 0 && sorted[i - 1].score == score; i--) {
    double weight = sorted[i - 1].weight;
    ScaledDD size = dd_scaled_from(bits_abs(weight));
    block.total = dd_scaled_plus(block.total, size);
    if (weight > 0.0) block.positive = dd_scaled_plus(block.positive, size);
  }
  block.mean = dd_scaled_over(block.positive, block.total);
  *begin = i;
  return block;
}

static bool isotonic_is_below(ScaledDD a, ScaledDD b) {
  return dd_scaled_minus(b, a).f.hi > 0.0;
}

static IsotonicBlock isotonic_merged(IsotonicBlock low, IsotonicBlock high) {
  IsotonicBlock block = {.first = low.first, .last = high.last};
  block.positive = dd_scaled_plus(low.positive, high.positive);
  block.total = dd_scaled_plus(low.total, high.total);
  block.mean = dd_scaled_over(block.positive, block.total);
  return block;
}

static bool isotonic_pool(const Example *sorted, size_t count, MemoryResize *resize,
                          const Stop *stop, IsotonicStack *stack) {
  size_t since = 0; /* examples, since it was asked whether to stop */
  for (size_t end = count, before = count; end > 0; before = end) {
    IsotonicBlock block = isotonic_block(sorted, end, &end);
    while (stack->count > 0 &&
           !isotonic_is_below(stack->blocks[stack->count - 1].mean, block.mean)) {
      block = isotonic_merged(stack->blocks[--stack->count], block);
    }
    if (!isotonic_push(stack, block, resize)) return false;
    if (stop_after(stop, &since, before - end)) return false;
  }
  return true;
}

/* ---- points ---- */

/* Adds the first and the last score of a block; of blocks with the same y only the very last. */
static void isotonic_add_points(Isotonic *fit, const IsotonicBlock *block) {
  IsotonicPoint *last = fit->points + fit->count;
  double y = dd_round(block->mean);
  if (fit->count > 0 && last[-1].y >= y) {
    y = last[-1].y;
    if (fit->count > 1 && last[-2].y == y) fit->count--;
  } else if (block->first < block->last) {
    fit->points[fit->count++] = (IsotonicPoint){block->first, y};
  }
  fit->points[fit->count++] = (IsotonicPoint){block->last, y};
}

bool isotonic_fit(const Example *sorted, size_t count, MemoryResize *resize, const Stop *stop,
                  Isotonic *fit) {
  IsotonicStack stack = {NULL, 0, 0};
  bool done = isotonic_pool(sorted, count, resize, stop, &stack);
  if (done && stack.count > 0) {
    fit->points = memory_array(NULL, 2 * (uint64_t)stack.count, sizeof *fit->points, resize);
    done = fit->points != NULL;
    for (size_t i = 0; done && i < stack.count; i++) isotonic_add_points(fit, &stack.blocks[i]);
  }
  if (stack.blocks != NULL) resize(stack.blocks, 0);
  return done;
}

void isotonic_clear(Isotonic *fit, MemoryResize *resize) {
  if (fit->points != NULL) resize(fit->points, 0);
  *fit = (Isotonic){NULL, 0};
}

/* ---- values ---- */

static ScaledDD isotonic_difference(double x, double y) {
  return dd_scaled_minus(dd_scaled_from(x), dd_scaled_from(y));
}

/* low.y + (high.y - low.y) (x - low.x) / (high.x - low.x), in double-doubles. */
static double isotonic_between(IsotonicPoint low, IsotonicPoint high, double x) {
  ScaledDD part = dd_scaled_over(isotonic_difference(x, low.x), isotonic_difference(high.x, low.x));
  ScaledDD rise = dd_scaled_times(isotonic_difference(high.y, low.y), part);
  double y = dd_round(dd_scaled_plus(dd_scaled_from(low.y), rise));
  return y < high.y ? y : high.y;
}

double isotonic_at(const Isotonic *fit, double x) {
  const IsotonicPoint *points = fit->points;
  size_t low = 0, high = fit->count - 1;
  if (x <= points[low].x) return points[low].y;
  if (x >= points[high].x) return points[high].y;
  while (high - low > 1) {
    size_t middle = low + (high - low) / 2;
    if (points[middle].x <= x) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return isotonic_between(points[low], points[high], x);
}
