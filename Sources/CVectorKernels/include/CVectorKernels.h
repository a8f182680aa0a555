#ifndef MNEME_VECTOR_KERNELS_H
#define MNEME_VECTOR_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "CVectorPanels.h"

/// Which instruction set a call uses. A call with a path that the machine lacks takes the plain one.
typedef enum mneme_kernel_path {
  /// Portable C.
  mneme_kernel_plain = 0,
  /// x86-64 with AVX2, FMA and F16C.
  mneme_kernel_avx2 = 1,
  /// 64-bit ARM.
  mneme_kernel_neon = 2,
  /// 64-bit ARM with dot products of bytes (FEAT_DotProd); floats are computed as with `mneme_kernel_neon`.
  mneme_kernel_neon_dot = 3,
} mneme_kernel_path;

/// The fastest path this machine can run.
mneme_kernel_path mneme_best_kernel_path(void);

/// The fastest path that every machine of this architecture can run.
mneme_kernel_path mneme_baseline_kernel_path(void);

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

/// Symmetric quantisation: codes[i] = values[i] / scale, rounded to the nearest integer (ties to even), in -127…127. The
/// same on every machine, and an error of at most half a scale per value.
/// Returns the scale, the largest magnitude / 127; 0, with codes of 0, when that magnitude is below 2^-120. The values
/// are finite.
float mneme_quantise_i8(const float *values, size_t count, int8_t *codes);

/// scores[i] = (query · row i) * query_scale * scales[i], multiplied in this order in single precision, for `count` rows
/// of `dimension` codes that follow one another without gaps. Codes are in -127…127 (-128 is no code), the dimension is
/// at most 65536: then the products are exact integers and the scores the same on every path.
void mneme_score_i8(mneme_kernel_path path, const int8_t *query, float query_scale, const int8_t *rows,
                    const float *scales, size_t count, size_t dimension, float *scores);

/// A matrix of codes kept in blocks of 2^shift rows. Row r is row `r & (2^shift - 1)` of `blocks[r >> shift]`; a block
/// starts with its codes, and its rows' scales (floats) stand `scales` bytes from its start.
typedef struct mneme_i8_blocks {
  const void *const *blocks;
  size_t dimension;
  size_t scales;
  unsigned shift;
} mneme_i8_blocks;

/// As `mneme_score_i8`, for the rows with these numbers. Rows are asked for some steps ahead, because they may be
/// anywhere in memory.
void mneme_score_i8_gather(mneme_kernel_path path, const int8_t *query, float query_scale, mneme_i8_blocks matrix,
                           const uint32_t *numbers, size_t count, float *scores);

/// Asks for the memory lines that hold `bytes` bytes from `start` on. A hint: any address will do.
static inline void mneme_prefetch(const void *start, size_t bytes) {
  for (size_t offset = 0; offset < bytes; offset += 64) __builtin_prefetch((const char *)start + offset);
}

/// The largest magnitude among `count` values: infinite when one is infinite or not a number, 0 when there are none.
float mneme_largest_magnitude(const float *values, size_t count);

/// The sum of all values and nothing else done, without software prefetching, which only slows this loop: what it reads
/// per second is the rate at which one thread of this machine can stream memory.
float mneme_sum_f32(mneme_kernel_path path, const float *values, size_t count);

/// Asks the system to back a large allocation with huge pages, where it has a way to ask. A hint: never fails.
void mneme_advise_huge_pages(void *start, size_t bytes);

#endif
