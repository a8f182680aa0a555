#include "CVectorPanels.h"

#include "kernels_internal.h"

mneme_panel_path mneme_best_panel_path(void) {
#if defined(__x86_64__)
  if (mneme_best_kernel_path() != mneme_kernel_avx2) return mneme_panel_none;
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    return mneme_panel_avx512;
  return mneme_panel_avx2;
#else
  return mneme_panel_none;
#endif
}

size_t mneme_panel_rows(mneme_panel_path path) {
  switch (path) {
    case mneme_panel_avx512:
      return 64;
    case mneme_panel_avx2:
      return 12;
    default:
      return 0;
  }
}

static size_t panels_of(size_t columns) { return (columns + MNEME_PANEL_WIDTH - 1) / MNEME_PANEL_WIDTH; }

size_t mneme_panel_halves(size_t columns, size_t inner) { return panels_of(columns) * MNEME_PANEL_WIDTH * inner; }

void mneme_pack_panels(const float *matrix, size_t columns, size_t inner, uint16_t *panels) {
  mneme_kernel_path path = mneme_best_kernel_path();
  float line[MNEME_PANEL_WIDTH];
  for (size_t first = 0; first < columns; first += MNEME_PANEL_WIDTH) {
    size_t width = columns - first < MNEME_PANEL_WIDTH ? columns - first : MNEME_PANEL_WIDTH;
    for (size_t i = 0; i < inner; i++, panels += MNEME_PANEL_WIDTH) {
      for (size_t j = 0; j < MNEME_PANEL_WIDTH; j++) line[j] = j < width ? matrix[(first + j) * inner + i] : 0;
      mneme_f32_to_f16(path, line, panels, MNEME_PANEL_WIDTH);
    }
  }
}

#if defined(__x86_64__)

#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,fma,f16c")))
#define AVX512 __attribute__((target("avx512f,avx512dq,avx512vl,avx2,fma,f16c")))
#define INLINE __attribute__((always_inline)) static inline

/// `rows` rows against half a panel: 2 * rows + 3 of 16 registers.
AVX2 INLINE void block_avx2(const int rows, const float *a, size_t stride_a, const uint16_t *half_panel, size_t inner,
                            bool add, float *c, size_t stride_c) {
  __m256 sums[6][2];
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++) sums[r][0] = sums[r][1] = _mm256_setzero_ps();
  for (size_t i = 0; i < inner; i++) {
    const uint16_t *line = half_panel + i * MNEME_PANEL_WIDTH;
    __m256 low = _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)line));
    __m256 high = _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(line + 8)));
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) {
      __m256 value = _mm256_broadcast_ss(a + (size_t)r * stride_a + i);
      sums[r][0] = _mm256_fmadd_ps(value, low, sums[r][0]);
      sums[r][1] = _mm256_fmadd_ps(value, high, sums[r][1]);
    }
  }
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++) {
    float *row = c + (size_t)r * stride_c;
    if (add) {
      sums[r][0] = _mm256_add_ps(sums[r][0], _mm256_loadu_ps(row));
      sums[r][1] = _mm256_add_ps(sums[r][1], _mm256_loadu_ps(row + 8));
    }
    _mm256_storeu_ps(row, sums[r][0]);
    _mm256_storeu_ps(row + 8, sums[r][1]);
  }
}

/// `rows` rows against a panel: 2 * rows + 3 of 32 registers.
AVX512 INLINE void block_avx512(const int rows, const float *a, size_t stride_a, const uint16_t *panel, size_t inner,
                                bool add, float *c, size_t stride_c) {
  __m512 sums[12][2];
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++) sums[r][0] = sums[r][1] = _mm512_setzero_ps();
  for (size_t i = 0; i < inner; i++) {
    const uint16_t *line = panel + i * MNEME_PANEL_WIDTH;
    __m512 low = _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)line));
    __m512 high = _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)(line + 16)));
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) {
      __m512 value = _mm512_set1_ps(a[(size_t)r * stride_a + i]);
      sums[r][0] = _mm512_fmadd_ps(value, low, sums[r][0]);
      sums[r][1] = _mm512_fmadd_ps(value, high, sums[r][1]);
    }
  }
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++) {
    float *row = c + (size_t)r * stride_c;
    if (add) {
      sums[r][0] = _mm512_add_ps(sums[r][0], _mm512_loadu_ps(row));
      sums[r][1] = _mm512_add_ps(sums[r][1], _mm512_loadu_ps(row + 16));
    }
    _mm512_storeu_ps(row, sums[r][0]);
    _mm512_storeu_ps(row + 16, sums[r][1]);
  }
}

#define CASE(block, rows)                                            \
  case rows:                                                         \
    block(rows, a, stride_a, panel, inner, add, c, stride_c); \
    break;

AVX2 static void rows_avx2(size_t rows, const float *a, size_t stride_a, const uint16_t *panel, size_t inner, bool add,
                           float *c, size_t stride_c) {
  switch (rows) {
    CASE(block_avx2, 1)
    CASE(block_avx2, 2)
    CASE(block_avx2, 3)
    CASE(block_avx2, 4)
    CASE(block_avx2, 5)
    CASE(block_avx2, 6)
  }
}

AVX512 static void rows_avx512(size_t rows, const float *a, size_t stride_a, const uint16_t *panel, size_t inner,
                               bool add, float *c, size_t stride_c) {
  switch (rows) {
    CASE(block_avx512, 1)
    CASE(block_avx512, 2)
    CASE(block_avx512, 3)
    CASE(block_avx512, 4)
    CASE(block_avx512, 5)
    CASE(block_avx512, 6)
    CASE(block_avx512, 7)
    CASE(block_avx512, 8)
    CASE(block_avx512, 9)
    CASE(block_avx512, 10)
    CASE(block_avx512, 11)
    CASE(block_avx512, 12)
  }
}

void mneme_multiply_panels(mneme_panel_path path, const float *a, size_t rows, size_t stride_a, const uint16_t *panels,
                           size_t columns, size_t inner, bool add, float *c, size_t stride_c) {
  const bool wide = path == mneme_panel_avx512;
  const size_t most = wide ? 12 : 6;
  const size_t blocks = (rows + most - 1) / most;
  for (size_t p = 0; p < panels_of(columns); p++) {
    const uint16_t *panel = panels + p * MNEME_PANEL_WIDTH * inner;
    float *column = c + p * MNEME_PANEL_WIDTH;
    // Blocks of nearly the same height: a last one of a single row would convert a panel for little.
    for (size_t block = 0, first = 0; block < blocks; block++) {
      size_t height = (rows - first + blocks - block - 1) / (blocks - block);
      const float *block_a = a + first * stride_a;
      float *block_c = column + first * stride_c;
      if (wide) {
        rows_avx512(height, block_a, stride_a, panel, inner, add, block_c, stride_c);
      } else {
        rows_avx2(height, block_a, stride_a, panel, inner, add, block_c, stride_c);
        rows_avx2(height, block_a, stride_a, panel + MNEME_PANEL_WIDTH / 2, inner, add,
                  block_c + MNEME_PANEL_WIDTH / 2, stride_c);
      }
      first += height;
    }
  }
}

#else

void mneme_multiply_panels(mneme_panel_path path, const float *a, size_t rows, size_t stride_a, const uint16_t *panels,
                           size_t columns, size_t inner, bool add, float *c, size_t stride_c) {
  (void)path, (void)a, (void)rows, (void)stride_a, (void)panels, (void)columns, (void)inner, (void)add, (void)c;
  (void)stride_c;
}

#endif
