#include "COpenBLAS.h"

#if defined(__linux__)

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>

// The enumerations of the CBLAS interface, which has them as numbers.
enum { row_major = 101, no_transpose = 111, transposed = 112 };

typedef void (*sgemm)(int order, int transpose_a, int transpose_b, int rows, int columns, int inner, float scale,
                      const float *a, int stride_a, const float *b, int stride_b, float keep, float *c, int stride_c);

static sgemm product;
static const char *problem;

/// Before `main` no other thread reads the environment, which makes this the only safe place to change it. Our own
/// workers decide how many threads compute: the library must not start a second set.
__attribute__((constructor)) static void use_calling_thread_only(void) { setenv("OPENBLAS_NUM_THREADS", "1", 1); }

static void load(void) {
  void *library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) library = dlopen("libopenblas.so", RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    problem = "the library libopenblas.so.0 is missing";
    return;
  }
  product = (sgemm)dlsym(library, "cblas_sgemm");
  if (product == NULL) problem = "the library libopenblas.so.0 has no cblas_sgemm";
}

const char *mneme_blas_load(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  return problem;
}

void mneme_sgemm(bool transpose, int rows, int columns, int inner, float scale, const float *a, int stride_a,
                 const float *b, int stride_b, float keep, float *c, int stride_c) {
  product(row_major, no_transpose, transpose ? transposed : no_transpose, rows, columns, inner, scale, a, stride_a, b,
          stride_b, keep, c, stride_c);
}

#endif
