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

#if defined(__x86_64__)
#include <cpuid.h>

/// The library's kernels that suit this processor; NULL leaves the choice to it.
///
/// It goes by the processor's model, and takes the oldest kernels, several times slower, for one that came out after it.
/// What a processor can do tells the same and does not age. AMD's up to Zen 4 (family 19h) are known to every version.
static const char *core_type(void) {
  unsigned eax, ebx, ecx, edx;
  if (!__get_cpuid(0, &eax, &ebx, &ecx, &edx)) return NULL;
  int intel = ebx == signature_INTEL_ebx;
  int amd = ebx == signature_AMD_ebx;
  if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx)) return NULL;
  unsigned family = ((eax >> 8) & 0xF) + ((eax >> 20) & 0xFF);
  if (!intel && !(amd && family >= 0x1A)) return NULL;
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return NULL;
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    return "SKYLAKEX";
  return intel ? "HASWELL" : "ZEN";
}
#else
static const char *core_type(void) { return NULL; }
#endif

/// Before `main` no other thread reads the environment, which makes this the only safe place to change it. Our own
/// workers decide how many threads compute: the library must not start a second set. A choice of kernels that was made
/// outside stands.
__attribute__((constructor)) static void prepare(void) {
  setenv("OPENBLAS_NUM_THREADS", "1", 1);
  const char *core = core_type();
  if (core != NULL) setenv("OPENBLAS_CORETYPE", core, 0);
}

#if defined(MNEME_LINKED_OPENBLAS)
extern void cblas_sgemm(int order, int transpose_a, int transpose_b, int rows, int columns, int inner, float scale,
                        const float *a, int stride_a, const float *b, int stride_b, float keep, float *c, int stride_c);

static void load(void) { product = cblas_sgemm; }
#else
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
#endif

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
