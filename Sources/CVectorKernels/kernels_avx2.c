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

/// One row, four sums in a fixed order. Rows are taken one after another on purpose: two or four per pass read as many
/// streams at once, which the memory prefetchers serve a fifth to a third slower, and nothing is won by it.
AVX2_INLINE float dot_f32_row(const float *query, const float *row, size_t dimension) {
  __m256 s0 = _mm256_setzero_ps(), s1 = s0, s2 = s0, s3 = s0;
  size_t i = 0;
  for (; i + 32 <= dimension; i += 32) {
    _mm_prefetch((const char *)(row + i) + MNEME_PREFETCH_BYTES, _MM_HINT_T0);
    _mm_prefetch((const char *)(row + i + 16) + MNEME_PREFETCH_BYTES, _MM_HINT_T0);
    s0 = _mm256_fmadd_ps(_mm256_loadu_ps(query + i), _mm256_loadu_ps(row + i), s0);
    s1 = _mm256_fmadd_ps(_mm256_loadu_ps(query + i + 8), _mm256_loadu_ps(row + i + 8), s1);
    s2 = _mm256_fmadd_ps(_mm256_loadu_ps(query + i + 16), _mm256_loadu_ps(row + i + 16), s2);
    s3 = _mm256_fmadd_ps(_mm256_loadu_ps(query + i + 24), _mm256_loadu_ps(row + i + 24), s3);
  }
  for (; i + 8 <= dimension; i += 8) s0 = _mm256_fmadd_ps(_mm256_loadu_ps(query + i), _mm256_loadu_ps(row + i), s0);
  if (i < dimension) {
    __m256i mask = lane_mask(dimension - i);
    s1 = _mm256_fmadd_ps(_mm256_maskload_ps(query + i, mask), _mm256_maskload_ps(row + i, mask), s1);
  }
  return horizontal_sum(_mm256_add_ps(_mm256_add_ps(s0, s1), _mm256_add_ps(s2, s3)));
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

AVX2_INLINE float dot_f16_row(const float *query, const uint16_t *row, size_t dimension) {
  __m256 s0 = _mm256_setzero_ps(), s1 = s0, s2 = s0, s3 = s0;
  size_t i = 0;
  for (; i + 32 <= dimension; i += 32) {
    _mm_prefetch((const char *)(row + i) + MNEME_PREFETCH_BYTES, _MM_HINT_T0);
    s0 = _mm256_fmadd_ps(_mm256_loadu_ps(query + i), load_halves(row + i), s0);
    s1 = _mm256_fmadd_ps(_mm256_loadu_ps(query + i + 8), load_halves(row + i + 8), s1);
    s2 = _mm256_fmadd_ps(_mm256_loadu_ps(query + i + 16), load_halves(row + i + 16), s2);
    s3 = _mm256_fmadd_ps(_mm256_loadu_ps(query + i + 24), load_halves(row + i + 24), s3);
  }
  for (; i + 8 <= dimension; i += 8) s0 = _mm256_fmadd_ps(_mm256_loadu_ps(query + i), load_halves(row + i), s0);
  if (i < dimension) {
    __m256 rest = _mm256_maskload_ps(query + i, lane_mask(dimension - i));
    s1 = _mm256_fmadd_ps(rest, load_some_halves(row + i, dimension - i), s1);
  }
  return horizontal_sum(_mm256_add_ps(_mm256_add_ps(s0, s1), _mm256_add_ps(s2, s3)));
}

AVX2 void mneme_dot_f32_avx2(const float *query, const float *rows, size_t count, size_t dimension, float *scores) {
  for (size_t row = 0; row < count; row++) scores[row] = dot_f32_row(query, rows + row * dimension, dimension);
}

AVX2 void mneme_dot_f16_avx2(const float *query, const uint16_t *rows, size_t count, size_t dimension,
                             float *scores) {
  for (size_t row = 0; row < count; row++) scores[row] = dot_f16_row(query, rows + row * dimension, dimension);
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
      if (s % 2 == 0) _mm_prefetch((const char *)(values + i + 8 * s) + MNEME_PREFETCH_BYTES, _MM_HINT_T0);
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
