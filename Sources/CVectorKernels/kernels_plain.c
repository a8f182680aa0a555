#include "kernels_internal.h"

#include <string.h>

static float half_to_float(uint16_t half) {
  uint32_t sign = (uint32_t)(half & 0x8000u) << 16;
  uint32_t magnitude = half & 0x7fffu;
  uint32_t bits;
  if (magnitude >= 0x7c00u) {  // infinite or not a number: the fraction moves along, a signalling NaN turns quiet
    bits = 0x7f800000u | (magnitude & 0x3ffu) << 13;
    if (magnitude > 0x7c00u) bits |= 0x00400000u;
  } else if (magnitude >= 0x0400u) {  // normal: rebias the exponent from 15 to 127
    bits = (magnitude << 13) + (112u << 23);
  } else {  // subnormal: an integer count of 2^-24
    float value = (float)magnitude * 0x1p-24f;
    memcpy(&bits, &value, sizeof bits);
  }
  bits |= sign;
  float result;
  memcpy(&result, &bits, sizeof result);
  return result;
}

static uint16_t float_to_half(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  uint16_t sign = (uint16_t)(bits >> 16 & 0x8000u);
  uint32_t magnitude = bits & 0x7fffffffu;
  if (magnitude > 0x7f800000u) return sign | 0x7e00u | (uint16_t)(magnitude >> 13 & 0x1ffu);
  if (magnitude >= 0x477ff000u) return sign | 0x7c00u;  // 65520 and up round to infinity
  if (magnitude < 0x38800000u) {
    // Below 2^-14 the result is subnormal: adding 0.5 puts 2^-24 at the last bit of the sum, and the addition itself
    // rounds to nearest even.
    float shifted;
    memcpy(&shifted, &magnitude, sizeof shifted);
    shifted += 0.5f;
    uint32_t sum;
    memcpy(&sum, &shifted, sizeof sum);
    return sign | (uint16_t)(sum - 0x3f000000u);
  }
  // Rebias and round: half of the last kept bit less one, plus that bit, carries exactly when "nearest even" does.
  uint32_t rounded = magnitude - (112u << 23) + 0xfffu + (magnitude >> 13 & 1u);
  return sign | (uint16_t)(rounded >> 13);
}

void mneme_dot_f32_plain(const float *query, const float *rows, size_t count, size_t dimension, float *scores) {
  for (size_t row = 0; row < count; row++, rows += dimension) {
    // Eight partial sums let the compiler use whatever vector registers the baseline has without reordering.
    float partial[8] = {0};
    size_t column = 0;
    for (; column + 8 <= dimension; column += 8)
      for (size_t lane = 0; lane < 8; lane++) partial[lane] += query[column + lane] * rows[column + lane];
    for (size_t lane = 0; column < dimension; column++, lane++) partial[lane] += query[column] * rows[column];
    scores[row] = ((partial[0] + partial[4]) + (partial[2] + partial[6])) +
                  ((partial[1] + partial[5]) + (partial[3] + partial[7]));
  }
}

void mneme_dot_f16_plain(const float *query, const uint16_t *rows, size_t count, size_t dimension, float *scores) {
  for (size_t row = 0; row < count; row++, rows += dimension) {
    float partial[8] = {0};
    size_t column = 0;
    for (; column + 8 <= dimension; column += 8)
      for (size_t lane = 0; lane < 8; lane++)
        partial[lane] += query[column + lane] * half_to_float(rows[column + lane]);
    for (size_t lane = 0; column < dimension; column++, lane++)
      partial[lane] += query[column] * half_to_float(rows[column]);
    scores[row] = ((partial[0] + partial[4]) + (partial[2] + partial[6])) +
                  ((partial[1] + partial[5]) + (partial[3] + partial[7]));
  }
}

void mneme_f32_to_f16_plain(const float *from, uint16_t *to, size_t count) {
  for (size_t i = 0; i < count; i++) to[i] = float_to_half(from[i]);
}

void mneme_f16_to_f32_plain(const uint16_t *from, float *to, size_t count) {
  for (size_t i = 0; i < count; i++) to[i] = half_to_float(from[i]);
}

float mneme_sum_f32_plain(const float *values, size_t count) {
  float partial[32] = {0};
  size_t i = 0;
  for (; i + 32 <= count; i += 32)
    for (size_t lane = 0; lane < 32; lane++) partial[lane] += values[i + lane];
  float sum = 0;
  for (size_t lane = 0; lane < 32; lane++) sum += partial[lane];
  for (; i < count; i++) sum += values[i];
  return sum;
}
