/* js_slide.c: see js_slide.h.
**
** With b = q c, D = p + b, s = b/D, t = (p - b)/D, and psi as in js_divergence.c, expanding
** (1 + s d) ln(1 + s d) in d gives
**   2 P JS = sum D psi(t)/2 + d sum b ln(2 b/D) + sum over k >= 2 of (-d)^k M_k / (k (k - 1)),
**   M_k = sum b (1 - s^(k-1)), which is from 0 to B = sum b = c Q.
** It converges for |d| < 1, whatever the weights are. It is used for |d| < 2^-5, up to k = 12.
**
** The bound, in terms of 2 P JS. The error of a term, in js_divergence.c and of D psi/2 here:
**   |t| < 2^-4: psi is within 2^-53.2 t^2 relative, so D psi/2 within 2^-54.2 D t^4;
**   elsewhere: logarithms are within 2^-67, and their terms at most D |t| in all.
** Both are at most 2^-66.2 |p - b|, where js_divergence.c has q P/Q for b, which is b d away, and its
** t is at most d/2 away. So a row with |t| >= 2^-5 has an error of 2^-66.2 (|p - b| + |d| b) there,
** and any other is below 2^-4 there, with an error of 2^-51.2 D (t^4 + d^4/16). In sums:
**   error = sum |p - b| min(1, (2^5 t)^3), loose = sum b where |t| >= 2^-5, both errors together are
**   at most 2^-66.2 (2 error + |d| loose + 2^11 d^4 (P + B)).
** Logarithms in the slope add 2^-67 |d| spread, spread = sum |p - b|. Moments from the fifth on are
** sums of doubles and evaluated in double: with the rest of the series that is 2^-51 |d|^5 B. What
** is left is read off sums or computed in double-double: 2^-96 spread, 2^-91 excess, and
** 2^-90 |d| (P + B). The bound has about twice each.
*/
#include "js_slide.h"

#include "../base/bits.h"
#include "../exact/dd_scaled.h"

#include <string.h>

enum {
  JS_SLIDE_RANGE = 100, /* weights and centers from 2^-100 to 2^100: nothing here underflows */
  JS_SLIDE_NEAR = -5,   /* |d| < 2^-5 */
  JS_SLIDE_REST = 4,    /* changes before a new center, which costs three times adding up */
  JS_SLIDE_FEW = 16     /* rows that are added up in no time */
};

static bool js_slide_is_tame(double x) {
  int exponent = bits_exponent(x);
  return x == 0.0 || (exponent >= -JS_SLIDE_RANGE && exponent < JS_SLIDE_RANGE);
}

/* ---- the sums ---- */

static void js_slide_drop_center(JsSlide *slide, MemoryResize *resize) {
  JsSlideSums *sums = slide->sums;
  exact_sum_clear(&sums->excess, resize);
  exact_sum_clear(&sums->slope, resize);
  exact_sum_clear(&sums->spread, resize);
  exact_sum_clear(&sums->error, resize);
  exact_sum_clear(&sums->loose, resize);
  for (int k = 2; k <= JS_SLIDE_ORDER; k++) exact_sum_clear(&sums->moment[k], resize);
  slide->center = 0.0;
}

static void js_slide_drop(JsSlide *slide, MemoryResize *resize) {
  if (slide->sums == NULL) return;
  js_slide_drop_center(slide, resize);
  exact_sum_clear(&slide->sums->p, resize);
  exact_sum_clear(&slide->sums->q, resize);
  resize(slide->sums, 0);
  slide->sums = NULL;
}

/* What a row adds to the sums. */
typedef struct {
  DD excess, slope, second, third, fourth; /* the latter three are moments */
  double s, spread, error, loose;
} JsSlideRow;

static JsSlideRow js_slide_row(double p, double q, double center) {
  DD b = dd_two_prod(q, center), sum = dd_add_double(b, p);
  DD difference = dd_add_double(dd_negate(b), p), half = dd_scale(sum, 0.5);
  DD t = dd_div(difference, sum), share = dd_div(b, sum);
  JsSlideRow row = {.s = share.hi, .spread = bits_abs(difference.hi)};
  double tight = 0x1p5 * bits_abs(t.hi);
  row.error = tight < 1.0 ? row.spread * tight * tight * tight : row.spread;
  row.loose = tight < 1.0 ? 0.0 : b.hi;
  if (bits_abs(t.hi) < 0x1p-4) {
    row.excess = dd_mul(half, dd_mul(dd_mul(t, t), js_slide_psi_series(t)));
    row.slope = dd_mul(b, dd_log1p(dd_negate(t)));
  } else {
    DD more = dd_div(dd_from(2.0 * p), sum), less = dd_scale(share, 2.0);
    DD first = {0.0, 0.0}, last = {0.0, 0.0};
    if (p > 0.0) first = dd_mul(more, dd_log((ScaledDD){more, 0}));
    if (q > 0.0) last = dd_mul(less, dd_log((ScaledDD){less, 0}));
    row.excess = dd_mul(half, dd_add(first, last));
    row.slope = dd_mul(half, last);
  }
  row.second = dd_div(dd_mul_double(b, p), sum);
  row.third = dd_mul(row.second, dd_add_double(share, 1.0));
  row.fourth = dd_add(row.second, dd_mul(row.third, share));
  return row;
}

static bool js_slide_add_dd(ExactSum *sum, DD x, int sign, MemoryResize *resize) {
  return exact_sum_add_scaled(sum, (ScaledDD){x, 0}, sign, resize);
}

/* False: a part of the row may have been added. */
static bool js_slide_add(JsSlideSums *sums, double p, double q, double center, int sign,
                         MemoryResize *resize) {
  if (p == 0.0 && q == 0.0) return true;
  JsSlideRow row = js_slide_row(p, q, center);
  double moment = row.fourth.hi;
  if (!js_slide_add_dd(&sums->excess, row.excess, sign, resize) ||
      !js_slide_add_dd(&sums->slope, row.slope, sign, resize) ||
      !js_slide_add_dd(&sums->moment[2], row.second, sign, resize) ||
      !js_slide_add_dd(&sums->moment[3], row.third, sign, resize) ||
      !js_slide_add_dd(&sums->moment[4], row.fourth, sign, resize) ||
      !exact_sum_add(&sums->spread, row.spread, sign, resize) ||
      !exact_sum_add(&sums->error, row.error, sign, resize) ||
      !exact_sum_add(&sums->loose, row.loose, sign, resize)) {
    return false;
  }
  for (int k = 5; k <= JS_SLIDE_ORDER; k++) {
    moment = row.second.hi + moment * row.s;
    if (!exact_sum_add(&sums->moment[k], moment, sign, resize)) return false;
  }
  return true;
}

void js_slide_change(JsSlide *slide, double p, double q, int sign, MemoryResize *resize) {
  JsSlideSums *sums = slide->sums;
  slide->changes++;
  if (!js_slide_is_tame(p) || !js_slide_is_tame(q)) slide->wild += sign;
  if (sums == NULL) return;
  if (slide->wild > 0) {
    js_slide_drop(slide, resize);
    return;
  }
  bool done = exact_sum_add(&sums->p, p, sign, resize) &&
              exact_sum_add(&sums->q, q, sign, resize) &&
              (slide->center == 0.0 || js_slide_add(sums, p, q, slide->center, sign, resize));
  if (!done) js_slide_drop(slide, resize);
}

/* ---- the center ---- */

static bool js_slide_begin(JsSlide *slide, const Queue *rows, MemoryResize *resize,
                           const Stop *stop) {
  slide->sums = resize(NULL, sizeof *slide->sums);
  if (slide->sums == NULL) return false;
  memset(slide->sums, 0, sizeof *slide->sums);
  slide->center = 0.0;
  for (size_t i = 0; i < queue_doubles(rows); i += 2) {
    if (!stop_at(stop, i) && exact_sum_add(&slide->sums->p, queue_double(rows, i), +1, resize) &&
        exact_sum_add(&slide->sums->q, queue_double(rows, i + 1), +1, resize)) {
      continue;
    }
    js_slide_drop(slide, resize);
    return false;
  }
  return true;
}

static bool js_slide_choose_center(JsSlide *slide, ScaledDD ratio, const Queue *rows,
                                   MemoryResize *resize, const Stop *stop) {
  js_slide_drop_center(slide, resize);
  double center = dd_round(ratio);
  slide->changes = 0;
  if (!js_slide_is_tame(center)) return false;
  for (size_t i = 0; i < queue_doubles(rows); i += 2) {
    double p = queue_double(rows, i), q = queue_double(rows, i + 1);
    if (!stop_at(stop, i) && js_slide_add(slide->sums, p, q, center, +1, resize)) continue;
    js_slide_drop(slide, resize);
    return false;
  }
  slide->center = center;
  return true;
}

/* ---- the value ---- */

static DD js_slide_read(const ExactSum *sum) {
  ScaledDD value = exact_sum_value(sum);
  return dd_scaled_is_below(value, -900) ? dd_from(0.0) : dd_scaled_plain(value);
}

/* The series, and how far js_divergence.c may be from it. */
typedef struct {
  DD value;
  double bound;
} JsSlideSeries;

/* M_k / (k (k - 1)) */
static DD js_slide_part(const JsSlideSums *sums, int k) {
  return dd_div(js_slide_read(&sums->moment[k]), dd_from((double)(k * (k - 1))));
}

static JsSlideSeries js_slide_evaluate(const JsSlideSums *sums, double p, double b, DD d) {
  double rest = 0.0, size = bits_abs(d.hi), square = size * size, fourth = square * square;
  for (int k = JS_SLIDE_ORDER; k >= 5; k--) {
    rest = js_slide_read(&sums->moment[k]).hi / (double)(k * (k - 1)) - d.hi * rest;
  }
  DD sum = dd_add_double(js_slide_part(sums, 4), -d.hi * rest);
  sum = dd_sub(js_slide_part(sums, 3), dd_mul(d, sum));
  sum = dd_sub(js_slide_part(sums, 2), dd_mul(d, sum));
  sum = dd_add(js_slide_read(&sums->slope), dd_mul(d, sum));
  sum = dd_add(js_slide_read(&sums->excess), dd_mul(d, sum));
  double error = 2.0 * js_slide_read(&sums->error).hi + size * js_slide_read(&sums->loose).hi;
  double bound = 0x1p-65 * (error + 0x1p11 * fourth * (p + b)) + 0x1p-50 * fourth * size * b;
  bound += (0x1p-66 * size + 0x1p-95) * js_slide_read(&sums->spread).hi;
  bound += 0x1p-90 * js_slide_read(&sums->excess).hi + 0x1p-89 * size * (p + b);
  return (JsSlideSeries){sum, bound};
}

/* *d = r/c - 1. False where there is no center near enough. */
static bool js_slide_distance(const JsSlide *slide, ScaledDD p, ScaledDD b, DD *d) {
  if (slide->center == 0.0) return false;
  ScaledDD distance = dd_scaled_over(dd_scaled_minus(p, b), b);
  if (!dd_scaled_is_below(distance, JS_SLIDE_NEAR)) return false;
  *d = dd_scaled_is_below(distance, -200) ? dd_from(0.0) : dd_scaled_plain(distance);
  return true;
}

static bool js_slide_prepare(JsSlide *slide, const Queue *rows, MemoryResize *resize,
                             const Stop *stop) {
  if (slide->wild > 0) return false;
  return slide->sums != NULL || js_slide_begin(slide, rows, resize, stop);
}

bool js_slide_value(JsSlide *slide, const Queue *rows, MemoryResize *resize, double *divergence,
                    const Stop *stop) {
  int64_t count = (int64_t)(queue_doubles(rows) / 2);
  DD d;
  if (count < JS_SLIDE_FEW || !js_slide_prepare(slide, rows, resize, stop)) return false;
  ScaledDD p = exact_sum_value(&slide->sums->p), q = exact_sum_value(&slide->sums->q);
  *divergence = bits_nan();
  if (p.f.hi == 0.0 || q.f.hi == 0.0) return true;
  ScaledDD b = dd_scaled_times(q, dd_scaled_from(slide->center));
  if (!js_slide_distance(slide, p, b, &d)) {
    if (slide->changes < JS_SLIDE_REST) return false;
    if (!js_slide_choose_center(slide, dd_scaled_over(p, q), rows, resize, stop)) return false;
    b = dd_scaled_times(q, dd_scaled_from(slide->center));
    if (!js_slide_distance(slide, p, b, &d)) return false;
  }
  DD sum_p = dd_scaled_plain(p), sum_b = dd_scaled_plain(b);
  JsSlideSeries series = js_slide_evaluate(slide->sums, sum_p.hi, sum_b.hi, d);
  DD twice = dd_scale(sum_p, 2.0);
  double low = dd_round((ScaledDD){dd_div(dd_add_double(series.value, -series.bound), twice), 0});
  double high = dd_round((ScaledDD){dd_div(dd_add_double(series.value, series.bound), twice), 0});
  *divergence = low;
  return low == high;
}

void js_slide_clear(JsSlide *slide, MemoryResize *resize) {
  js_slide_drop(slide, resize);
  *slide = (JsSlide){.sums = NULL};
}
