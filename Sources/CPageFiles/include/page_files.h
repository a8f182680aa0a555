#ifndef MNEME_PAGE_FILES_H
#define MNEME_PAGE_FILES_H

#include <stddef.h>

/// One file of the web page, as it stands in Sources/MnemeHTTP/Page/Files.
struct page_file {
  const char *name;
  const unsigned char *bytes;
  size_t count;
};

/// Every file of the web page, ascending by name: `place` is below `page_file_count()`.
struct page_file page_file_at(size_t place);
size_t page_file_count(void);

#endif
