// Tells the thread sanitizer what Swift's `Synchronization.Mutex` orders on Linux.
//
// That mutex is a futex. Its fast path, a compare-and-swap, is inlined into the program and thereby watched; its slow path, in
// which threads wait for one another, lives in libswiftSynchronization, which is not instrumented: what is handed over there
// would be reported as racing. These functions stand before the library's own, call them, and state the order that they
// make: unlocking releases, locking acquires. Nothing is suppressed.

#include "sanitized_mutex.h"

#if defined(__linux__) && __has_feature(thread_sanitizer)

#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>

void __tsan_acquire(void *address);
void __tsan_release(void *address);

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *self

// Synchronization._MutexHandle._lockSlow(UInt32), ._tryLockSlow() -> Bool, ._unlockSlow()
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY_LOCK "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

// RTLD_NEXT, which only is there with GNU extensions.
static void *next(const char *name) { return dlsym((void *)-1L, name); }

SWIFT void sanitized_lock(uint32_t thread, SELF) __asm__(LOCK);
SWIFT bool sanitized_try_lock(SELF) __asm__(TRY_LOCK);
SWIFT void sanitized_unlock(SELF) __asm__(UNLOCK);

SWIFT void sanitized_lock(uint32_t thread, SELF) {
  ((SWIFT void (*)(uint32_t, SELF))next(LOCK))(thread, self);
  __tsan_acquire(self);
}

SWIFT bool sanitized_try_lock(SELF) {
  bool locked = ((SWIFT bool (*)(SELF))next(TRY_LOCK))(self);
  if (locked) __tsan_acquire(self);
  return locked;
}

SWIFT void sanitized_unlock(SELF) {
  __tsan_release(self);
  ((SWIFT void (*)(SELF))next(UNLOCK))(self);
}

#endif
