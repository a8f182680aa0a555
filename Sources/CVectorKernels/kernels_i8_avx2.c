#include "kernels_internal.h"

#if defined(__x86_64__)

#include <immintrin.h>
#include <string.h>

#define AVX2 __attribute__((target("avx2")))
#define AVX2_INLINE __attribute__((target("avx2"), always_inline)) static inline

AVX2_INLINE int32_t horizontal_sum(__m256i v) {
  __m128i four = _mm_add_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
  __m128i two = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0x4e));
  return _mm_cvtsi128_si32(_mm_add_epi32(two, _mm_shuffle_epi32(two, 0xb1)));
}

/// 32 products in eight sums. The multiplication wants an unsigned side: |query| takes it and the row takes over the
/// query's sign. Two products of codes are 32258 at most, so that the sums of 16 bits never saturate.
AVX2_INLINE __m256i dot_32(__m256i query, __m256i row) {
  __m256i pairs = _mm256_maddubs_epi16(_mm256_abs_epi8(query), _mm256_sign_epi8(row, query));
  return _mm256_madd_epi16(pairs, _mm256_set1_epi16(1));
}

AVX2_INLINE __m256i load(const int8_t *from) { return _mm256_loadu_si256((const __m256i *)from); }

/// Fewer than 32 codes, zeros behind them.
AVX2_INLINE __m256i load_some(const int8_t *from, size_t count) {
  int8_t all[32] = {0};
  memcpy(all, from, count);
  return load(all);
}

AVX2_INLINE int32_t dot_row(const int8_t *query, const int8_t *row, size_t dimension) {
  __m256i s0 = _mm256_setzero_si256(), s1 = s0;
  size_t i = 0;
  for (; i + 64 <= dimension; i += 64) {
    s0 = _mm256_add_epi32(s0, dot_32(load(query + i), load(row + i)));
    s1 = _mm256_add_epi32(s1, dot_32(load(query + i + 32), load(row + i + 32)));
  }
  if (i + 32 <= dimension) {
    s0 = _mm256_add_epi32(s0, dot_32(load(query + i), load(row + i)));
    i += 32;
  }
  if (i < dimension)
    s1 = _mm256_add_epi32(s1, dot_32(load_some(query + i, dimension - i), load_some(row + i, dimension - i)));
  return horizontal_sum(_mm256_add_epi32(s0, s1));
}

AVX2 void mneme_score_i8_avx2(const int8_t *query, float query_scale, const int8_t *rows, const float *scales,
                              size_t count, size_t dimension, float *scores) {
  MNEME_SCAN(dot_row);
}

AVX2 void mneme_score_i8_gather_avx2(const int8_t *query, float query_scale, mneme_i8_blocks matrix,
                                     const uint32_t *numbers, size_t count, float *scores) {
  MNEME_GATHER(dot_row);
}

#endif
