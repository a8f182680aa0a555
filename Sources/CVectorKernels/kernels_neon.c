#include "kernels_internal.h"

#if defined(__aarch64__)

#include <arm_neon.h>
#include <string.h>

#define INLINE __attribute__((always_inline)) static inline

INLINE float32x4_t load_halves(const uint16_t *from) {
  return vcvt_f32_f16(vreinterpret_f16_u16(vld1_u16(from)));
}

void mneme_dot_f32_neon(const float *query, const float *rows, size_t count, size_t dimension, float *scores) {
  for (size_t row = 0; row < count; row++, rows += dimension) {
    float32x4_t s0 = vdupq_n_f32(0), s1 = s0, s2 = s0, s3 = s0;
    size_t i = 0;
    for (; i + 16 <= dimension; i += 16) {
      __builtin_prefetch((const char *)(rows + i) + MNEME_PREFETCH_BYTES);
      s0 = vfmaq_f32(s0, vld1q_f32(query + i), vld1q_f32(rows + i));
      s1 = vfmaq_f32(s1, vld1q_f32(query + i + 4), vld1q_f32(rows + i + 4));
      s2 = vfmaq_f32(s2, vld1q_f32(query + i + 8), vld1q_f32(rows + i + 8));
      s3 = vfmaq_f32(s3, vld1q_f32(query + i + 12), vld1q_f32(rows + i + 12));
    }
    for (; i + 4 <= dimension; i += 4) s0 = vfmaq_f32(s0, vld1q_f32(query + i), vld1q_f32(rows + i));
    float sum = vaddvq_f32(vaddq_f32(vaddq_f32(s0, s1), vaddq_f32(s2, s3)));
    for (; i < dimension; i++) sum = __builtin_fmaf(query[i], rows[i], sum);
    scores[row] = sum;
  }
}

void mneme_dot_f16_neon(const float *query, const uint16_t *rows, size_t count, size_t dimension, float *scores) {
  for (size_t row = 0; row < count; row++, rows += dimension) {
    float32x4_t s0 = vdupq_n_f32(0), s1 = s0, s2 = s0, s3 = s0;
    size_t i = 0;
    for (; i + 16 <= dimension; i += 16) {
      __builtin_prefetch((const char *)(rows + i) + MNEME_PREFETCH_BYTES);
      s0 = vfmaq_f32(s0, vld1q_f32(query + i), load_halves(rows + i));
      s1 = vfmaq_f32(s1, vld1q_f32(query + i + 4), load_halves(rows + i + 4));
      s2 = vfmaq_f32(s2, vld1q_f32(query + i + 8), load_halves(rows + i + 8));
      s3 = vfmaq_f32(s3, vld1q_f32(query + i + 12), load_halves(rows + i + 12));
    }
    for (; i + 4 <= dimension; i += 4) s0 = vfmaq_f32(s0, vld1q_f32(query + i), load_halves(rows + i));
    if (i < dimension) {  // fewer than four: zeros behind them
      uint16_t halves[4] = {0};
      float values[4] = {0};
      memcpy(halves, rows + i, (dimension - i) * sizeof *halves);
      memcpy(values, query + i, (dimension - i) * sizeof *values);
      s1 = vfmaq_f32(s1, vld1q_f32(values), load_halves(halves));
    }
    scores[row] = vaddvq_f32(vaddq_f32(vaddq_f32(s0, s1), vaddq_f32(s2, s3)));
  }
}

void mneme_f32_to_f16_neon(const float *from, uint16_t *to, size_t count) {
  size_t i = 0;
  for (; i + 4 <= count; i += 4) vst1_u16(to + i, vreinterpret_u16_f16(vcvt_f16_f32(vld1q_f32(from + i))));
  mneme_f32_to_f16_plain(from + i, to + i, count - i);
}

void mneme_f16_to_f32_neon(const uint16_t *from, float *to, size_t count) {
  size_t i = 0;
  for (; i + 4 <= count; i += 4) vst1q_f32(to + i, load_halves(from + i));
  mneme_f16_to_f32_plain(from + i, to + i, count - i);
}

float mneme_sum_f32_neon(const float *values, size_t count) {
  float32x4_t s0 = vdupq_n_f32(0), s1 = s0, s2 = s0, s3 = s0;
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    __builtin_prefetch((const char *)(values + i) + MNEME_PREFETCH_BYTES);
    s0 = vaddq_f32(s0, vld1q_f32(values + i));
    s1 = vaddq_f32(s1, vld1q_f32(values + i + 4));
    s2 = vaddq_f32(s2, vld1q_f32(values + i + 8));
    s3 = vaddq_f32(s3, vld1q_f32(values + i + 12));
  }
  float sum = vaddvq_f32(vaddq_f32(vaddq_f32(s0, s1), vaddq_f32(s2, s3)));
  for (; i < count; i++) sum += values[i];
  return sum;
}

#endif
