#pragma once

#include <stdint.h>

/// A disk that can lose its power: every file that SQLite opens below one folder.
///
/// Writes pass through to the real files; those not yet synced are remembered, so that they can be taken back as a power
/// failure would. Deleting a file and making one count as durable at once. Safe from any thread.
typedef struct fault_disk fault_disk;

/// What a power failure leaves of the writes since the last sync of their file.
typedef enum {
  /// Nothing.
  FAULT_LOSE_ALL,
  /// Any sectors of 512 bytes, in any order.
  FAULT_LOSE_SOME,
} fault_loss;

/// Watches every file opened from now on whose path starts with `prefix`. Installs the file system as SQLite's default on
/// first use. NULL when there is no memory.
fault_disk *fault_disk_create(const char *prefix);

/// From now on every write, sync, truncation and deletion fails.
void fault_disk_power_off(fault_disk *disk);

/// The same once so many more writes, syncs, truncations and deletions have been done; negative: not at all.
void fault_disk_power_off_after(fault_disk *disk, int64_t effects);

/// Writes, syncs, truncations and deletions done so far.
int64_t fault_disk_effects(fault_disk *disk);

/// Takes back what was not synced when the power went and deletes shared memory. Every connection must be closed.
/// Returns the number of writes that were not synced, negative when a file could not be restored.
int64_t fault_disk_lose(fault_disk *disk, fault_loss loss, uint64_t seed);

/// Bytes that may still be written before writes fail with SQLITE_FULL; negative: no limit.
void fault_disk_set_space(fault_disk *disk, int64_t bytes);

/// Syncs so far.
int64_t fault_disk_syncs(fault_disk *disk);

/// Stops watching. Every connection must be closed.
void fault_disk_destroy(fault_disk *disk);
