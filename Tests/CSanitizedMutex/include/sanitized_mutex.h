#ifndef SANITIZED_MUTEX_H
#define SANITIZED_MUTEX_H

// Nothing to call: see sanitized_mutex.c.

#endif
