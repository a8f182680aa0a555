#include "kernels_internal.h"

static inline int32_t dot_row(const int8_t *query, const int8_t *row, size_t dimension) {
  // An integer sum may be reordered, so the compiler uses whatever vector registers the baseline has.
  int32_t sum = 0;
  for (size_t i = 0; i < dimension; i++) sum += (int32_t)query[i] * row[i];
  return sum;
}

void mneme_score_i8_plain(const int8_t *query, float query_scale, const int8_t *rows, const float *scales,
                          size_t count, size_t dimension, float *scores) {
  MNEME_SCAN(dot_row);
}

void mneme_score_i8_gather_plain(const int8_t *query, float query_scale, mneme_i8_blocks matrix,
                                 const uint32_t *numbers, size_t count, float *scores) {
  MNEME_GATHER(dot_row);
}

float mneme_quantise_i8(const float *values, size_t count, int8_t *codes) {
#pragma clang fp contract(off)  // a fused multiplication rounds once, not twice: machines would differ
  float largest = mneme_largest_magnitude(values, count);
  if (!(largest >= 0x1p-120f)) {  // the inverse of the scale would not be finite
    for (size_t i = 0; i < count; i++) codes[i] = 0;
    return 0;
  }
  float inverse = 127.0f / largest;
  for (size_t i = 0; i < count; i++) {
    // Adding 1.5 * 2^23 leaves no room for a fraction: the sum is rounded to the nearest integer, ties to even. The
    // product may exceed 127 by its own rounding, but by far less than one half.
    float shifted = values[i] * inverse + 0x1.8p23f;
    codes[i] = (int8_t)(int32_t)(shifted - 0x1.8p23f);
  }
  return largest / 127.0f;
}
