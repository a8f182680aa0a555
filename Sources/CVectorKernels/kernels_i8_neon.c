#include "kernels_internal.h"

#if defined(__aarch64__)

#include <arm_neon.h>
#include <string.h>

#define INLINE __attribute__((always_inline)) static inline
#define DOT __attribute__((target("dotprod")))
#define DOT_INLINE __attribute__((target("dotprod"), always_inline)) static inline

/// Fewer than 16 codes, zeros behind them.
INLINE int8x16_t load_some(const int8_t *from, size_t count) {
  int8_t all[16] = {0};
  memcpy(all, from, count);
  return vld1q_s8(all);
}

/// 16 products added to four sums. Two products of codes are 32258 at most and fit 16 bits.
INLINE int32x4_t add_16(int32x4_t sums, int8x16_t query, int8x16_t row) {
  int16x8_t pairs = vmlal_high_s8(vmull_s8(vget_low_s8(query), vget_low_s8(row)), query, row);
  return vpadalq_s16(sums, pairs);
}

INLINE int32_t dot_row(const int8_t *query, const int8_t *row, size_t dimension) {
  int32x4_t s0 = vdupq_n_s32(0), s1 = s0;
  size_t i = 0;
  for (; i + 32 <= dimension; i += 32) {
    s0 = add_16(s0, vld1q_s8(query + i), vld1q_s8(row + i));
    s1 = add_16(s1, vld1q_s8(query + i + 16), vld1q_s8(row + i + 16));
  }
  if (i + 16 <= dimension) {
    s0 = add_16(s0, vld1q_s8(query + i), vld1q_s8(row + i));
    i += 16;
  }
  if (i < dimension) s1 = add_16(s1, load_some(query + i, dimension - i), load_some(row + i, dimension - i));
  return vaddvq_s32(vaddq_s32(s0, s1));
}

DOT_INLINE int32_t dot_row_dot(const int8_t *query, const int8_t *row, size_t dimension) {
  int32x4_t s0 = vdupq_n_s32(0), s1 = s0, s2 = s0, s3 = s0;
  size_t i = 0;
  for (; i + 64 <= dimension; i += 64) {
    s0 = vdotq_s32(s0, vld1q_s8(query + i), vld1q_s8(row + i));
    s1 = vdotq_s32(s1, vld1q_s8(query + i + 16), vld1q_s8(row + i + 16));
    s2 = vdotq_s32(s2, vld1q_s8(query + i + 32), vld1q_s8(row + i + 32));
    s3 = vdotq_s32(s3, vld1q_s8(query + i + 48), vld1q_s8(row + i + 48));
  }
  for (; i + 16 <= dimension; i += 16) s0 = vdotq_s32(s0, vld1q_s8(query + i), vld1q_s8(row + i));
  if (i < dimension) s1 = vdotq_s32(s1, load_some(query + i, dimension - i), load_some(row + i, dimension - i));
  return vaddvq_s32(vaddq_s32(vaddq_s32(s0, s1), vaddq_s32(s2, s3)));
}

void mneme_score_i8_neon(const int8_t *query, float query_scale, const int8_t *rows, const float *scales,
                         size_t count, size_t dimension, float *scores) {
  MNEME_SCAN(dot_row);
}

DOT void mneme_score_i8_neon_dot(const int8_t *query, float query_scale, const int8_t *rows, const float *scales,
                                 size_t count, size_t dimension, float *scores) {
  MNEME_SCAN(dot_row_dot);
}

void mneme_score_i8_gather_neon(const int8_t *query, float query_scale, mneme_i8_blocks matrix,
                                const uint32_t *numbers, size_t count, float *scores) {
  MNEME_GATHER(dot_row);
}

DOT void mneme_score_i8_gather_neon_dot(const int8_t *query, float query_scale, mneme_i8_blocks matrix,
                                        const uint32_t *numbers, size_t count, float *scores) {
  MNEME_GATHER(dot_row_dot);
}

#endif
