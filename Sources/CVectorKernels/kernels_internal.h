#ifndef MNEME_KERNELS_INTERNAL_H
#define MNEME_KERNELS_INTERNAL_H

#include "CVectorKernels.h"

// How far ahead of the loads the loops ask for memory: measured, 12 KiB beats 1 KiB by a tenth where the matrix does not fit
// the caches. The hardware's own prefetchers stop at each 4 KiB page.
#define MNEME_PREFETCH_BYTES 12288

// How many rows ahead a gathering loop asks for memory.
#define MNEME_PREFETCH_ROWS 4

static inline const int8_t *mneme_codes(const mneme_i8_blocks *matrix, uint32_t number) {
  size_t place = number & (((uint32_t)1 << matrix->shift) - 1);
  return (const int8_t *)matrix->blocks[number >> matrix->shift] + place * matrix->dimension;
}

static inline const float *mneme_scale(const mneme_i8_blocks *matrix, uint32_t number) {
  size_t place = number & (((uint32_t)1 << matrix->shift) - 1);
  return (const float *)((const char *)matrix->blocks[number >> matrix->shift] + matrix->scales) + place;
}

static inline void mneme_prefetch_row(const mneme_i8_blocks *matrix, uint32_t number) {
  mneme_prefetch(mneme_codes(matrix, number), matrix->dimension);
  mneme_prefetch(mneme_scale(matrix, number), sizeof(float));
}

// These loops are the same on every path, but must be compiled with the path's target for `dot_row` to be inlined.
#define MNEME_SCAN(dot_row)                                                         \
  do {                                                                              \
    for (size_t i = 0; i < count; i++, rows += dimension) {                         \
      mneme_prefetch(rows + MNEME_PREFETCH_BYTES, dimension);                       \
      scores[i] = (float)dot_row(query, rows, dimension) * query_scale * scales[i]; \
    }                                                                               \
  } while (0)

#define MNEME_GATHER(dot_row)                                                                              \
  do {                                                                                                     \
    for (size_t i = 0; i < count && i < MNEME_PREFETCH_ROWS; i++) mneme_prefetch_row(&matrix, numbers[i]); \
    for (size_t i = 0; i < count; i++) {                                                                   \
      if (i + MNEME_PREFETCH_ROWS < count) mneme_prefetch_row(&matrix, numbers[i + MNEME_PREFETCH_ROWS]);  \
      int32_t dot = dot_row(query, mneme_codes(&matrix, numbers[i]), matrix.dimension);                    \
      scores[i] = (float)dot * query_scale * *mneme_scale(&matrix, numbers[i]);                            \
    }                                                                                                      \
  } while (0)

void mneme_dot_f32_plain(const float *query, const float *rows, size_t count, size_t dimension, float *scores);
void mneme_dot_f16_plain(const float *query, const uint16_t *rows, size_t count, size_t dimension, float *scores);
void mneme_f32_to_f16_plain(const float *from, uint16_t *to, size_t count);
void mneme_f16_to_f32_plain(const uint16_t *from, float *to, size_t count);
float mneme_sum_f32_plain(const float *values, size_t count);
void mneme_score_i8_plain(const int8_t *query, float query_scale, const int8_t *rows, const float *scales,
                             size_t count, size_t dimension, float *scores);
void mneme_score_i8_gather_plain(const int8_t *query, float query_scale, mneme_i8_blocks matrix,
                                 const uint32_t *numbers, size_t count, float *scores);

#if defined(__x86_64__)
void mneme_dot_f32_avx2(const float *query, const float *rows, size_t count, size_t dimension, float *scores);
void mneme_dot_f16_avx2(const float *query, const uint16_t *rows, size_t count, size_t dimension, float *scores);
void mneme_f32_to_f16_avx2(const float *from, uint16_t *to, size_t count);
void mneme_f16_to_f32_avx2(const uint16_t *from, float *to, size_t count);
float mneme_sum_f32_avx2(const float *values, size_t count);
void mneme_score_i8_avx2(const int8_t *query, float query_scale, const int8_t *rows, const float *scales,
                            size_t count, size_t dimension, float *scores);
void mneme_score_i8_gather_avx2(const int8_t *query, float query_scale, mneme_i8_blocks matrix,
                                const uint32_t *numbers, size_t count, float *scores);
#endif

#if defined(__aarch64__)
void mneme_dot_f32_neon(const float *query, const float *rows, size_t count, size_t dimension, float *scores);
void mneme_dot_f16_neon(const float *query, const uint16_t *rows, size_t count, size_t dimension, float *scores);
void mneme_f32_to_f16_neon(const float *from, uint16_t *to, size_t count);
void mneme_f16_to_f32_neon(const uint16_t *from, float *to, size_t count);
float mneme_sum_f32_neon(const float *values, size_t count);
void mneme_score_i8_neon(const int8_t *query, float query_scale, const int8_t *rows, const float *scales,
                            size_t count, size_t dimension, float *scores);
void mneme_score_i8_gather_neon(const int8_t *query, float query_scale, mneme_i8_blocks matrix,
                                const uint32_t *numbers, size_t count, float *scores);
void mneme_score_i8_neon_dot(const int8_t *query, float query_scale, const int8_t *rows, const float *scales,
                                size_t count, size_t dimension, float *scores);
void mneme_score_i8_gather_neon_dot(const int8_t *query, float query_scale, mneme_i8_blocks matrix,
                                    const uint32_t *numbers, size_t count, float *scores);
#endif

#endif
