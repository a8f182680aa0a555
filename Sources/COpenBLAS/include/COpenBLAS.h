#ifndef MNEME_OPENBLAS_H
#define MNEME_OPENBLAS_H

#include <stdbool.h>

// OpenBLAS, loaded when the encoder first needs it and not when the process starts: a linked OpenBLAS reserves its
// buffers and starts a thread per processor, which spin, before `main` runs, even where no encoder is installed.

/// Loads the library; later calls return what the first one found. Not before `main`. From any thread.
///
/// @return NULL when `mneme_sgemm` may be called, else why it may not (a static text).
const char *mneme_blas_load(void);

/// `c = scale * a * b + keep * c`, row-major, on the calling thread; `b` is columns x inner where `transpose` is set,
/// inner x columns where it is not. Strides are floats from one row to the next. Only after a successful load.
void mneme_sgemm(bool transpose, int rows, int columns, int inner, float scale, const float *a, int stride_a,
                 const float *b, int stride_b, float keep, float *c, int stride_c);

#endif
