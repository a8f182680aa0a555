#ifndef MNEME_KERNELS_INTERNAL_H
#define MNEME_KERNELS_INTERNAL_H

#include "CVectorKernels.h"

// How far ahead of the loads the loops ask for memory. The hardware's own prefetchers stop at each 4 KiB page.
#define MNEME_PREFETCH_BYTES 1024

void mneme_dot_f32_plain(const float *query, const float *rows, size_t count, size_t dimension, float *scores);
void mneme_dot_f16_plain(const float *query, const uint16_t *rows, size_t count, size_t dimension, float *scores);
void mneme_f32_to_f16_plain(const float *from, uint16_t *to, size_t count);
void mneme_f16_to_f32_plain(const uint16_t *from, float *to, size_t count);
float mneme_sum_f32_plain(const float *values, size_t count);

#if defined(__x86_64__)
void mneme_dot_f32_avx2(const float *query, const float *rows, size_t count, size_t dimension, float *scores);
void mneme_dot_f16_avx2(const float *query, const uint16_t *rows, size_t count, size_t dimension, float *scores);
void mneme_f32_to_f16_avx2(const float *from, uint16_t *to, size_t count);
void mneme_f16_to_f32_avx2(const uint16_t *from, float *to, size_t count);
float mneme_sum_f32_avx2(const float *values, size_t count);
#endif

#if defined(__aarch64__)
void mneme_dot_f32_neon(const float *query, const float *rows, size_t count, size_t dimension, float *scores);
void mneme_dot_f16_neon(const float *query, const uint16_t *rows, size_t count, size_t dimension, float *scores);
void mneme_f32_to_f16_neon(const float *from, uint16_t *to, size_t count);
void mneme_f16_to_f32_neon(const uint16_t *from, float *to, size_t count);
float mneme_sum_f32_neon(const float *values, size_t count);
#endif

#endif
