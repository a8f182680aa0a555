#include "CFaultVFS.h"

#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// One write or truncation that is not synced.
typedef struct operation {
  struct operation *older;
  struct operation *newer;
  int64_t offset;
  int64_t size_before;
  /// New bytes; none for a truncation to `offset`.
  int64_t new_length;
  /// Bytes that stood there, as far as the file reached.
  int64_t old_length;
  /// New bytes, then old bytes.
  unsigned char bytes[];
} operation;

/// A file by path, however many handles are open on it.
typedef struct node {
  struct node *next;
  fault_disk *disk;
  operation *newest;
  operation *oldest;
  char path[];
} node;

struct fault_disk {
  struct fault_disk *next;
  node *nodes;
  int off;
  int64_t space;
  int64_t syncs;
  int64_t effects;
  /// Effects until the power goes; negative: it stays.
  int64_t effects_left;
  char prefix[];
};

typedef struct {
  sqlite3_file base;
  /// NULL for a file of no disk.
  node *node;
  sqlite3_file *real;
} fault_file;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static fault_disk *disks;
static sqlite3_vfs *original;
static sqlite3_vfs wrapper;

/// Whether an effect (a write, truncation, sync or deletion) fails for want of power; counts those that do not.
static int is_off(fault_disk *disk) {
  if (disk->effects_left == 0) disk->off = 1;
  if (disk->off) return 1;
  if (disk->effects_left > 0) disk->effects_left--;
  disk->effects++;
  return 0;
}

static fault_file *file_of(sqlite3_file *file) { return (fault_file *)file; }

static void forget(node *node) {
  for (operation *op = node->oldest; op;) {
    operation *next = op->newer;
    free(op);
    op = next;
  }
  node->oldest = node->newest = NULL;
}

/// Remembers what a write of `length` bytes, or a truncation when `bytes` is NULL, is about to overwrite.
static int remember(fault_file *file, const void *bytes, int64_t length, int64_t offset) {
  sqlite3_int64 size = 0;
  int status = file->real->pMethods->xFileSize(file->real, &size);
  if (status != SQLITE_OK) return status;
  int64_t end = bytes ? offset + length : size;
  int64_t old_length = offset >= size ? 0 : (end < size ? end : size) - offset;
  int64_t new_length = bytes ? length : 0;
  operation *op = malloc(sizeof(operation) + (size_t)(new_length + old_length));
  if (!op) return SQLITE_NOMEM;
  op->offset = offset;
  op->size_before = size;
  op->new_length = new_length;
  op->old_length = old_length;
  if (new_length) memcpy(op->bytes, bytes, (size_t)new_length);
  if (old_length) {
    status = file->real->pMethods->xRead(file->real, op->bytes + new_length, (int)old_length, offset);
    if (status != SQLITE_OK) {
      free(op);
      return status;
    }
  }
  node *node = file->node;
  op->older = node->newest;
  op->newer = NULL;
  if (node->newest) node->newest->newer = op;
  else node->oldest = op;
  node->newest = op;
  return SQLITE_OK;
}

static int fault_close(sqlite3_file *file) { return file_of(file)->real->pMethods->xClose(file_of(file)->real); }

static int fault_read(sqlite3_file *file, void *buffer, int length, sqlite3_int64 offset) {
  return file_of(file)->real->pMethods->xRead(file_of(file)->real, buffer, length, offset);
}

static int fault_write(sqlite3_file *base, const void *bytes, int length, sqlite3_int64 offset) {
  fault_file *file = file_of(base);
  if (!file->node) return file->real->pMethods->xWrite(file->real, bytes, length, offset);
  fault_disk *disk = file->node->disk;
  pthread_mutex_lock(&lock);
  int status = SQLITE_OK;
  if (is_off(disk)) status = SQLITE_IOERR_WRITE;
  else if (disk->space >= 0 && disk->space < length) status = SQLITE_FULL;
  if (status == SQLITE_OK) status = remember(file, bytes, length, offset);
  if (status == SQLITE_OK) {
    if (disk->space >= 0) disk->space -= length;
    status = file->real->pMethods->xWrite(file->real, bytes, length, offset);
  }
  pthread_mutex_unlock(&lock);
  return status;
}

static int fault_truncate(sqlite3_file *base, sqlite3_int64 size) {
  fault_file *file = file_of(base);
  if (!file->node) return file->real->pMethods->xTruncate(file->real, size);
  pthread_mutex_lock(&lock);
  int status = is_off(file->node->disk) ? SQLITE_IOERR_TRUNCATE : remember(file, NULL, 0, size);
  if (status == SQLITE_OK) status = file->real->pMethods->xTruncate(file->real, size);
  pthread_mutex_unlock(&lock);
  return status;
}

static int fault_sync(sqlite3_file *base, int flags) {
  fault_file *file = file_of(base);
  if (!file->node) return file->real->pMethods->xSync(file->real, flags);
  // The real sync is left out: what counts is what this file system remembers, and tests are quicker without.
  pthread_mutex_lock(&lock);
  int status = is_off(file->node->disk) ? SQLITE_IOERR_FSYNC : SQLITE_OK;
  if (status == SQLITE_OK) {
    forget(file->node);
    file->node->disk->syncs++;
  }
  pthread_mutex_unlock(&lock);
  return status;
}

static int fault_file_size(sqlite3_file *file, sqlite3_int64 *size) {
  return file_of(file)->real->pMethods->xFileSize(file_of(file)->real, size);
}
static int fault_lock(sqlite3_file *file, int level) {
  return file_of(file)->real->pMethods->xLock(file_of(file)->real, level);
}
static int fault_unlock(sqlite3_file *file, int level) {
  return file_of(file)->real->pMethods->xUnlock(file_of(file)->real, level);
}
static int fault_check_lock(sqlite3_file *file, int *result) {
  return file_of(file)->real->pMethods->xCheckReservedLock(file_of(file)->real, result);
}
static int fault_control(sqlite3_file *file, int operation, void *argument) {
  return file_of(file)->real->pMethods->xFileControl(file_of(file)->real, operation, argument);
}
static int fault_sector_size(sqlite3_file *file) {
  return file_of(file)->real->pMethods->xSectorSize(file_of(file)->real);
}
static int fault_characteristics(sqlite3_file *file) {
  return file_of(file)->real->pMethods->xDeviceCharacteristics(file_of(file)->real);
}
static int fault_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **result) {
  return file_of(file)->real->pMethods->xShmMap(file_of(file)->real, page, size, extend, result);
}
static int fault_shm_lock(sqlite3_file *file, int offset, int count, int flags) {
  return file_of(file)->real->pMethods->xShmLock(file_of(file)->real, offset, count, flags);
}
static void fault_shm_barrier(sqlite3_file *file) {
  file_of(file)->real->pMethods->xShmBarrier(file_of(file)->real);
}
static int fault_shm_unmap(sqlite3_file *file, int delete) {
  return file_of(file)->real->pMethods->xShmUnmap(file_of(file)->real, delete);
}

/// Version 2: without xFetch, so that nothing is written or read behind our back through a memory map.
static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = fault_close,
    .xRead = fault_read,
    .xWrite = fault_write,
    .xTruncate = fault_truncate,
    .xSync = fault_sync,
    .xFileSize = fault_file_size,
    .xLock = fault_lock,
    .xUnlock = fault_unlock,
    .xCheckReservedLock = fault_check_lock,
    .xFileControl = fault_control,
    .xSectorSize = fault_sector_size,
    .xDeviceCharacteristics = fault_characteristics,
    .xShmMap = fault_shm_map,
    .xShmLock = fault_shm_lock,
    .xShmBarrier = fault_shm_barrier,
    .xShmUnmap = fault_shm_unmap,
};

static fault_disk *disk_of(const char *path) {
  for (fault_disk *disk = disks; disk; disk = disk->next) {
    if (strncmp(path, disk->prefix, strlen(disk->prefix)) == 0) return disk;
  }
  return NULL;
}

static node *find_node(fault_disk *disk, const char *path) {
  for (node *node = disk->nodes; node; node = node->next) {
    if (strcmp(node->path, path) == 0) return node;
  }
  node *made = calloc(1, sizeof(node) + strlen(path) + 1);
  if (!made) return NULL;
  memcpy(made->path, path, strlen(path) + 1);
  made->disk = disk;
  made->next = disk->nodes;
  disk->nodes = made;
  return made;
}

static int fault_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *base, int flags, int *out_flags) {
  (void)vfs;
  fault_file *file = file_of(base);
  file->base.pMethods = NULL;
  file->real = (sqlite3_file *)(file + 1);
  file->node = NULL;
  if (path) {
    pthread_mutex_lock(&lock);
    fault_disk *disk = disk_of(path);
    int failed = 0;
    if (disk) {
      file->node = find_node(disk, path);
      failed = !file->node;
    }
    pthread_mutex_unlock(&lock);
    if (failed) return SQLITE_NOMEM;
  }
  int status = original->xOpen(original, path, file->real, flags, out_flags);
  if (status == SQLITE_OK) file->base.pMethods = &methods;
  return status;
}

static int fault_delete(sqlite3_vfs *vfs, const char *path, int sync_directory) {
  (void)vfs;
  pthread_mutex_lock(&lock);
  fault_disk *disk = disk_of(path);
  int status = disk && is_off(disk) ? SQLITE_IOERR_DELETE : SQLITE_OK;
  if (status == SQLITE_OK) {
    status = original->xDelete(original, path, sync_directory);
    if (disk && status == SQLITE_OK) {
      node *node = find_node(disk, path);
      if (node) forget(node);
    }
  }
  pthread_mutex_unlock(&lock);
  return status;
}

static int fault_access(sqlite3_vfs *vfs, const char *path, int flags, int *result) {
  (void)vfs;
  return original->xAccess(original, path, flags, result);
}
static int fault_full_path(sqlite3_vfs *vfs, const char *path, int length, char *result) {
  (void)vfs;
  return original->xFullPathname(original, path, length, result);
}
static int fault_randomness(sqlite3_vfs *vfs, int length, char *result) {
  (void)vfs;
  return original->xRandomness(original, length, result);
}
static int fault_sleep(sqlite3_vfs *vfs, int microseconds) {
  (void)vfs;
  return original->xSleep(original, microseconds);
}
static int fault_time(sqlite3_vfs *vfs, double *result) {
  (void)vfs;
  return original->xCurrentTime(original, result);
}
static int fault_time64(sqlite3_vfs *vfs, sqlite3_int64 *result) {
  (void)vfs;
  return original->xCurrentTimeInt64(original, result);
}
static int fault_last_error(sqlite3_vfs *vfs, int length, char *result) {
  (void)vfs;
  return original->xGetLastError(original, length, result);
}

static void install(void) {
  if (original) return;
  sqlite3_vfs *found = sqlite3_vfs_find(NULL);
  if (!found) return;
  wrapper = (sqlite3_vfs){
      .iVersion = 2,
      .szOsFile = (int)sizeof(fault_file) + found->szOsFile,
      .mxPathname = found->mxPathname,
      .zName = "fault",
      .xOpen = fault_open,
      .xDelete = fault_delete,
      .xAccess = fault_access,
      .xFullPathname = fault_full_path,
      .xRandomness = fault_randomness,
      .xSleep = fault_sleep,
      .xCurrentTime = fault_time,
      .xGetLastError = fault_last_error,
      .xCurrentTimeInt64 = fault_time64,
  };
  original = found;
  if (sqlite3_vfs_register(&wrapper, 1) != SQLITE_OK) original = NULL;
}

fault_disk *fault_disk_create(const char *prefix) {
  fault_disk *disk = calloc(1, sizeof(fault_disk) + strlen(prefix) + 1);
  if (!disk) return NULL;
  memcpy(disk->prefix, prefix, strlen(prefix) + 1);
  disk->space = -1;
  disk->effects_left = -1;
  pthread_mutex_lock(&lock);
  install();
  disk->next = disks;
  disks = disk;
  pthread_mutex_unlock(&lock);
  return disk;
}

void fault_disk_power_off(fault_disk *disk) {
  pthread_mutex_lock(&lock);
  disk->off = 1;
  pthread_mutex_unlock(&lock);
}

void fault_disk_power_off_after(fault_disk *disk, int64_t effects) {
  pthread_mutex_lock(&lock);
  disk->effects_left = effects;
  pthread_mutex_unlock(&lock);
}

int64_t fault_disk_effects(fault_disk *disk) {
  pthread_mutex_lock(&lock);
  int64_t effects = disk->effects;
  pthread_mutex_unlock(&lock);
  return effects;
}

void fault_disk_set_space(fault_disk *disk, int64_t bytes) {
  pthread_mutex_lock(&lock);
  disk->space = bytes;
  pthread_mutex_unlock(&lock);
}

int64_t fault_disk_syncs(fault_disk *disk) {
  pthread_mutex_lock(&lock);
  int64_t syncs = disk->syncs;
  pthread_mutex_unlock(&lock);
  return syncs;
}

/// A coin for each sector: splitmix64.
static int heads(uint64_t *seed) {
  uint64_t value = (*seed += 0x9E3779B97F4A7C15u);
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9u;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBu;
  return (int)((value ^ (value >> 31)) & 1);
}

static int write_all(int file, const unsigned char *bytes, int64_t length, int64_t offset) {
  while (length > 0) {
    ssize_t written = pwrite(file, bytes, (size_t)length, offset);
    if (written <= 0) return -1;
    bytes += written;
    offset += written;
    length -= written;
  }
  return 0;
}

/// Undoes everything, then does again what the coin says.
static int64_t restore(node *node, fault_loss loss, uint64_t *seed) {
  int file = open(node->path, O_RDWR | O_CLOEXEC);
  if (file < 0) return -1;
  int64_t count = 0;
  int failed = 0;
  for (operation *op = node->newest; op; op = op->older, count++) {
    failed |= write_all(file, op->bytes + op->new_length, op->old_length, op->offset);
    failed |= ftruncate(file, op->size_before);
  }
  for (operation *op = node->oldest; op && loss == FAULT_LOSE_SOME; op = op->newer) {
    if (op->new_length == 0) {
      if (heads(seed)) failed |= ftruncate(file, op->offset);
      continue;
    }
    for (int64_t at = 0; at < op->new_length;) {
      int64_t sector_end = ((op->offset + at) / 512 + 1) * 512 - op->offset;
      int64_t end = sector_end < op->new_length ? sector_end : op->new_length;
      if (heads(seed)) failed |= write_all(file, op->bytes + at, end - at, op->offset + at);
      at = end;
    }
  }
  close(file);
  return failed ? -1 : count;
}

int64_t fault_disk_lose(fault_disk *disk, fault_loss loss, uint64_t seed) {
  pthread_mutex_lock(&lock);
  int64_t lost = 0;
  for (node *node = disk->nodes; node; node = node->next) {
    if (node->newest) {
      int64_t count = restore(node, loss, &seed);
      lost = count < 0 || lost < 0 ? -1 : lost + count;
      forget(node);
    }
    char shared[4096];
    snprintf(shared, sizeof shared, "%s-shm", node->path);
    unlink(shared);
  }
  disk->off = 0;
  disk->effects_left = -1;
  pthread_mutex_unlock(&lock);
  return lost;
}

void fault_disk_destroy(fault_disk *disk) {
  pthread_mutex_lock(&lock);
  for (fault_disk **link = &disks; *link; link = &(*link)->next) {
    if (*link == disk) {
      *link = disk->next;
      break;
    }
  }
  for (node *node = disk->nodes; node;) {
    struct node *next = node->next;
    forget(node);
    free(node);
    node = next;
  }
  free(disk);
  pthread_mutex_unlock(&lock);
}
