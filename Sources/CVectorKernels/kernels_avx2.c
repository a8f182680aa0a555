#include "kernels_internal.h"

#if defined(__x86_64__)

#include <immintrin.h>
#include <string.h>

#define AVX2 __attribute__((target("avx2,fma,f16c")))
#define AVX2_INLINE __attribute__((target("avx2,fma,f16c"), always_inline)) static inline

AVX2_INLINE float horizontal_sum(__m256 v) {
  __m128 four = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
  __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
}

/// All bits set in the first `count` of eight lanes.
AVX2_INLINE __m256i lane_mask(size_t count) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32((int)count), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

/// `count` rows that follow each other, each with two sums in a fixed order: a row's result does not depend on how many are
/// taken at once. Four at once share the query's loads, and their adjacent streams keep more of memory busy than one.
AVX2_INLINE void dot_f32_rows(const float *query, const float *rows, const int count, size_t dimension, float *scores) {
  __m256 sums[4][2];
#pragma clang loop unroll(full)
  for (int r = 0; r < count; r++) sums[r][0] = sums[r][1] = _mm256_setzero_ps();
  size_t i = 0;
  for (; i + 16 <= dimension; i += 16) {
    __m256 low = _mm256_loadu_ps(query + i), high = _mm256_loadu_ps(query + i + 8);
#pragma clang loop unroll(full)
    for (int r = 0; r < count; r++) {
      const float *row = rows + (size_t)r * dimension + i;
      _mm_prefetch((const char *)row + MNEME_PREFETCH_BYTES, _MM_HINT_T0);
      sums[r][0] = _mm256_fmadd_ps(low, _mm256_loadu_ps(row), sums[r][0]);
      sums[r][1] = _mm256_fmadd_ps(high, _mm256_loadu_ps(row + 8), sums[r][1]);
    }
  }
#pragma clang loop unroll(full)
  for (int r = 0; r < count; r++) {
    const float *row = rows + (size_t)r * dimension;
    size_t rest = i;
    if (rest + 8 <= dimension) {
      sums[r][0] = _mm256_fmadd_ps(_mm256_loadu_ps(query + rest), _mm256_loadu_ps(row + rest), sums[r][0]);
      rest += 8;
    }
    if (rest < dimension) {
      __m256i mask = lane_mask(dimension - rest);
      sums[r][1] =
          _mm256_fmadd_ps(_mm256_maskload_ps(query + rest, mask), _mm256_maskload_ps(row + rest, mask), sums[r][1]);
    }
    scores[r] = horizontal_sum(_mm256_add_ps(sums[r][0], sums[r][1]));
  }
}

AVX2_INLINE __m256 load_halves(const uint16_t *from) {
  return _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)from));
}

/// Fewer than eight halves, zeros behind them.
AVX2_INLINE __m256 load_some_halves(const uint16_t *from, size_t count) {
  uint16_t eight[8] = {0};
  memcpy(eight, from, count * sizeof *from);
  return load_halves(eight);
}

/// As `dot_f32_rows`, in steps of one cache line.
AVX2_INLINE void dot_f16_rows(const float *query, const uint16_t *rows, const int count, size_t dimension,
                              float *scores) {
  __m256 sums[4][2];
#pragma clang loop unroll(full)
  for (int r = 0; r < count; r++) sums[r][0] = sums[r][1] = _mm256_setzero_ps();
  size_t i = 0;
  for (; i + 32 <= dimension; i += 32) {
#pragma clang loop unroll(full)
    for (int r = 0; r < count; r++) {
      const uint16_t *row = rows + (size_t)r * dimension + i;
      _mm_prefetch((const char *)row + MNEME_PREFETCH_BYTES, _MM_HINT_T0);
      sums[r][0] = _mm256_fmadd_ps(_mm256_loadu_ps(query + i), load_halves(row), sums[r][0]);
      sums[r][1] = _mm256_fmadd_ps(_mm256_loadu_ps(query + i + 8), load_halves(row + 8), sums[r][1]);
      sums[r][0] = _mm256_fmadd_ps(_mm256_loadu_ps(query + i + 16), load_halves(row + 16), sums[r][0]);
      sums[r][1] = _mm256_fmadd_ps(_mm256_loadu_ps(query + i + 24), load_halves(row + 24), sums[r][1]);
    }
  }
#pragma clang loop unroll(full)
  for (int r = 0; r < count; r++) {
    const uint16_t *row = rows + (size_t)r * dimension;
    size_t rest = i;
    for (; rest + 8 <= dimension; rest += 8)
      sums[r][0] = _mm256_fmadd_ps(_mm256_loadu_ps(query + rest), load_halves(row + rest), sums[r][0]);
    if (rest < dimension) {
      __m256 values = _mm256_maskload_ps(query + rest, lane_mask(dimension - rest));
      sums[r][1] = _mm256_fmadd_ps(values, load_some_halves(row + rest, dimension - rest), sums[r][1]);
    }
    scores[r] = horizontal_sum(_mm256_add_ps(sums[r][0], sums[r][1]));
  }
}

AVX2 void mneme_dot_f32_avx2(const float *query, const float *rows, size_t count, size_t dimension, float *scores) {
  size_t row = 0;
  for (; row + 4 <= count; row += 4) dot_f32_rows(query, rows + row * dimension, 4, dimension, scores + row);
  for (; row < count; row++) dot_f32_rows(query, rows + row * dimension, 1, dimension, scores + row);
}

AVX2 void mneme_dot_f16_avx2(const float *query, const uint16_t *rows, size_t count, size_t dimension,
                             float *scores) {
  size_t row = 0;
  for (; row + 4 <= count; row += 4) dot_f16_rows(query, rows + row * dimension, 4, dimension, scores + row);
  for (; row < count; row++) dot_f16_rows(query, rows + row * dimension, 1, dimension, scores + row);
}

AVX2 void mneme_f32_to_f16_avx2(const float *from, uint16_t *to, size_t count) {
  size_t i = 0;
  for (; i + 8 <= count; i += 8)
    _mm_storeu_si128((__m128i *)(to + i), _mm256_cvtps_ph(_mm256_loadu_ps(from + i), _MM_FROUND_TO_NEAREST_INT));
  if (i < count) {
    uint16_t eight[8];
    __m256 rest = _mm256_maskload_ps(from + i, lane_mask(count - i));
    _mm_storeu_si128((__m128i *)eight, _mm256_cvtps_ph(rest, _MM_FROUND_TO_NEAREST_INT));
    memcpy(to + i, eight, (count - i) * sizeof *to);
  }
}

AVX2 void mneme_f16_to_f32_avx2(const uint16_t *from, float *to, size_t count) {
  size_t i = 0;
  for (; i + 8 <= count; i += 8) _mm256_storeu_ps(to + i, load_halves(from + i));
  if (i < count) _mm256_maskstore_ps(to + i, lane_mask(count - i), load_some_halves(from + i, count - i));
}

AVX2 float mneme_sum_f32_avx2(const float *values, size_t count) {
  __m256 sums[8];
#pragma clang loop unroll(full)
  for (int s = 0; s < 8; s++) sums[s] = _mm256_setzero_ps();
  size_t i = 0;
  for (; i + 64 <= count; i += 64) {
#pragma clang loop unroll(full)
    for (int s = 0; s < 8; s++) {
      sums[s] = _mm256_add_ps(sums[s], _mm256_loadu_ps(values + i + 8 * s));
    }
  }
#pragma clang loop unroll(full)
  for (int s = 1; s < 8; s++) sums[0] = _mm256_add_ps(sums[0], sums[s]);
  float sum = horizontal_sum(sums[0]);
  for (; i < count; i++) sum += values[i];
  return sum;
}

#endif
