#ifndef MNEME_ZLIB_SHIM_H
#define MNEME_ZLIB_SHIM_H

#include <zlib.h>

// The initialisers are macros, which Swift does not see.

/// Begins a gzip stream. `level` 1…9.
static inline int mneme_gzip_begin(z_stream *stream, int level) {
  return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}

/// Begins to read a gzip stream.
static inline int mneme_gunzip_begin(z_stream *stream) { return inflateInit2(stream, 15 + 16); }

#endif
