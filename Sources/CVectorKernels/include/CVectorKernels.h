#ifndef MNEME_VECTOR_KERNELS_H
#define MNEME_VECTOR_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Which instruction set a call uses. A call with a path that the machine lacks takes the plain one.
typedef enum mneme_kernel_path {
  /// Portable C.
  mneme_kernel_plain = 0,
  /// x86-64 with AVX2, FMA and F16C.
  mneme_kernel_avx2 = 1,
  /// 64-bit ARM.
  mneme_kernel_neon = 2,
} mneme_kernel_path;

/// The fastest path this machine can run.
mneme_kernel_path mneme_best_kernel_path(void);

/// scores[i] = query · row i, for `count` rows of `dimension` floats that follow one another without gaps.
/// Any dimension and any alignment. On one path a row's score depends on nothing but the query and the row's own
/// values: neither on its place in the matrix nor on `count`.
void mneme_dot_f32(mneme_kernel_path path, const float *query, const float *rows, size_t count, size_t dimension,
                   float *scores);

/// The same over rows of IEEE 754 half precision; products and sums are in single precision.
void mneme_dot_f16(mneme_kernel_path path, const float *query, const uint16_t *rows, size_t count, size_t dimension,
                   float *scores);

/// Rounds to the nearest half, ties to even. Magnitudes from 65520 up become infinite, NaN stays NaN.
void mneme_f32_to_f16(mneme_kernel_path path, const float *from, uint16_t *to, size_t count);

/// Exact.
void mneme_f16_to_f32(mneme_kernel_path path, const uint16_t *from, float *to, size_t count);

/// The largest magnitude among `count` values: infinite when one is infinite or not a number, 0 when there are none.
float mneme_largest_magnitude(const float *values, size_t count);

/// The sum of all values by the same path and the same prefetching as the dot products, and nothing else done: what
/// it reads per second is the rate at which one thread of this machine can stream memory.
float mneme_sum_f32(mneme_kernel_path path, const float *values, size_t count);

/// Asks the system to back a large allocation with huge pages, where it has a way to ask. A hint: never fails.
void mneme_advise_huge_pages(void *start, size_t bytes);

#endif
