#define _GNU_SOURCE
#include "kernels_internal.h"

#include <math.h>
#include <stdatomic.h>

#if defined(__linux__)
#include <sys/mman.h>
#include <unistd.h>
#endif

#if defined(__aarch64__)
#if defined(__linux__)
#include <sys/auxv.h>
#elif defined(__APPLE__)
#include <sys/sysctl.h>
#endif

static bool has_byte_dot_products(void) {
#if defined(__linux__)
  return (getauxval(AT_HWCAP) & (1ul << 20)) != 0;  // HWCAP_ASIMDDP
#elif defined(__APPLE__)
  int present = 0;
  size_t size = sizeof present;
  return sysctlbyname("hw.optional.arm.FEAT_DotProd", &present, &size, NULL, 0) == 0 && present;
#else
  return false;
#endif
}
#endif

static mneme_kernel_path detect(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c"))
    return mneme_kernel_avx2;
  return mneme_kernel_plain;
#elif defined(__aarch64__)
  return has_byte_dot_products() ? mneme_kernel_neon_dot : mneme_kernel_neon;
#else
  return mneme_kernel_plain;
#endif
}

mneme_kernel_path mneme_best_kernel_path(void) {
  static atomic_int known = -1;  // two threads that meet here find the same answer
  int path = atomic_load_explicit(&known, memory_order_relaxed);
  if (path < 0) {
    path = (int)detect();
    atomic_store_explicit(&known, path, memory_order_relaxed);
  }
  return (mneme_kernel_path)path;
}

mneme_kernel_path mneme_baseline_kernel_path(void) {
#if defined(__aarch64__)
  return mneme_kernel_neon;  // part of every 64-bit ARM
#else
  return mneme_kernel_plain;
#endif
}

#if defined(__x86_64__)
#define DISPATCH(path, function, ...)                                           \
  ((path) == mneme_kernel_avx2 && mneme_best_kernel_path() == mneme_kernel_avx2 \
       ? function##_avx2(__VA_ARGS__)                                           \
       : function##_plain(__VA_ARGS__))
#elif defined(__aarch64__)
#define DISPATCH(path, function, ...)                                                            \
  ((path) == mneme_kernel_neon || (path) == mneme_kernel_neon_dot ? function##_neon(__VA_ARGS__) \
                                                                  : function##_plain(__VA_ARGS__))
#else
#define DISPATCH(path, function, ...) ((void)(path), function##_plain(__VA_ARGS__))
#endif

/// For functions that have a loop of their own for machines with dot products of bytes.
#if defined(__aarch64__)
#define DISPATCH_BYTES(path, function, ...)                                             \
  ((path) == mneme_kernel_neon_dot && mneme_best_kernel_path() == mneme_kernel_neon_dot \
       ? function##_neon_dot(__VA_ARGS__)                                               \
       : DISPATCH(path, function, __VA_ARGS__))
#else
#define DISPATCH_BYTES DISPATCH
#endif

void mneme_dot_f32(mneme_kernel_path path, const float *query, const float *rows, size_t count, size_t dimension,
                   float *scores) {
  DISPATCH(path, mneme_dot_f32, query, rows, count, dimension, scores);
}

void mneme_dot_f16(mneme_kernel_path path, const float *query, const uint16_t *rows, size_t count, size_t dimension,
                   float *scores) {
  DISPATCH(path, mneme_dot_f16, query, rows, count, dimension, scores);
}

void mneme_f32_to_f16(mneme_kernel_path path, const float *from, uint16_t *to, size_t count) {
  DISPATCH(path, mneme_f32_to_f16, from, to, count);
}

void mneme_f16_to_f32(mneme_kernel_path path, const uint16_t *from, float *to, size_t count) {
  DISPATCH(path, mneme_f16_to_f32, from, to, count);
}

void mneme_score_i8(mneme_kernel_path path, const int8_t *query, float query_scale, const int8_t *rows,
                    const float *scales, size_t count, size_t dimension, float *scores) {
  DISPATCH_BYTES(path, mneme_score_i8, query, query_scale, rows, scales, count, dimension, scores);
}

void mneme_score_i8_gather(mneme_kernel_path path, const int8_t *query, float query_scale, mneme_i8_blocks matrix,
                           const uint32_t *numbers, size_t count, float *scores) {
  DISPATCH_BYTES(path, mneme_score_i8_gather, query, query_scale, matrix, numbers, count, scores);
}

float mneme_sum_f32(mneme_kernel_path path, const float *values, size_t count) {
  return DISPATCH(path, mneme_sum_f32, values, count);
}

float mneme_largest_magnitude(const float *values, size_t count) {
  // The bit patterns of non-negative floats sort as integers, those that are not numbers last: one integer maximum
  // finds either without a branch.
  uint32_t largest = 0;
  for (size_t i = 0; i < count; i++) {
    uint32_t bits;
    __builtin_memcpy(&bits, values + i, sizeof bits);
    bits &= 0x7fffffffu;
    largest = bits > largest ? bits : largest;
  }
  if (largest >= 0x7f800000u) return INFINITY;
  float result;
  __builtin_memcpy(&result, &largest, sizeof result);
  return result;
}

void mneme_advise_huge_pages(void *start, size_t bytes) {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
  // Whole pages inside the allocation only; the answer is ignored because a refusal costs speed, not correctness.
  uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  uintptr_t first = ((uintptr_t)start + page - 1) / page * page;
  uintptr_t end = ((uintptr_t)start + bytes) / page * page;
  if (end > first) (void)madvise((void *)first, end - first, MADV_HUGEPAGE);
#else
  (void)start;
  (void)bytes;
#endif
}
