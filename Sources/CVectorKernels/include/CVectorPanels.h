#ifndef MNEME_VECTOR_PANELS_H
#define MNEME_VECTOR_PANELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Products of a few rows with a large constant matrix, as an encoder of one short text has them. A library of matrix
/// products rearranges the large matrix in every call, which then costs more than the product; here it is arranged once,
/// in half precision: what bounds such a product is how fast the matrix comes from memory.
///
/// The arrangement: panels of 32 columns (`MNEME_PANEL_WIDTH`), in each of them one line of 32 halves after the other
/// for each of the `inner` terms. Columns that the last panel has too many are zeros.
enum { MNEME_PANEL_WIDTH = 32 };

/// Which instruction set a product uses. A path that the machine lacks may not be passed.
typedef enum mneme_panel_path {
  /// None of the others: there is no such product here.
  mneme_panel_none = 0,
  /// x86-64 with AVX2, FMA and F16C.
  mneme_panel_avx2 = 1,
  /// x86-64 with AVX-512 F, DQ and VL besides.
  mneme_panel_avx512 = 2,
} mneme_panel_path;

/// The fastest path this machine can run.
mneme_panel_path mneme_best_panel_path(void);

/// Rows up to which a product on this path is faster than a library's with the same matrix in single precision,
/// measured; 0 for `mneme_panel_none`.
size_t mneme_panel_rows(mneme_panel_path path);

/// Halves that the panels of a matrix take.
size_t mneme_panel_halves(size_t columns, size_t inner);

/// Arranges a matrix of `columns` rows of `inner` floats (the layout of a linear layer's weights), each rounded to the
/// nearest half.
void mneme_pack_panels(const float *matrix, size_t columns, size_t inner, uint16_t *panels);

/// `c = a * transpose(matrix)`, or `c += …` with `add`; a: rows x inner, c: rows x columns, strides in floats from one row
/// to the next. Sums are in single precision, in the order of the terms. c's rows are written up to the end of the last
/// panel: the next multiple of 32 columns. A row's values do not depend on how many rows there are.
void mneme_multiply_panels(mneme_panel_path path, const float *a, size_t rows, size_t stride_a, const uint16_t *panels,
                           size_t columns, size_t inner, bool add, float *c, size_t stride_c);

#endif
