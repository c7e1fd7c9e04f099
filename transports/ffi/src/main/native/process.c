#define _GNU_SOURCE
#include "process.h"

#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

struct parley_java java;

static _Atomic(uint8_t) shut;
_Atomic(uint8_t) *process_gate = &shut;

/* The page: the gate, and beside it a mark that is only lost by forking. */
enum { GATE, MARK };
static _Atomic(bool) begun;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void in_child(void) {
  atomic_store(&process_gate[GATE], 0);
  atomic_store(&process_gate[MARK], 0);
}

bool process_begin(void) {
  pthread_mutex_lock(&lock);
  if (!atomic_load(&begun)) {
    size_t size = (size_t)sysconf(_SC_PAGESIZE);
    void *page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page != MAP_FAILED) {
#ifdef MADV_WIPEONFORK
      madvise(page, size, MADV_WIPEONFORK); /* where it isn't known, in_child does */
#endif
      process_gate = page;
      atomic_store(&process_gate[MARK], 1);
      pthread_atfork(NULL, NULL, in_child);
      atomic_store(&begun, true);
    }
  }
  pthread_mutex_unlock(&lock);
  return atomic_load(&begun);
}

bool process_forked(void) {
  return atomic_load(&begun) && atomic_load(&process_gate[MARK]) == 0;
}

int32_t process_refusal(void) {
  return process_forked() ? PARLEY_FORKED : PARLEY_CLOSED;
}

void process_open(void) {
  atomic_store(&process_gate[GATE], 1);
}

void process_close(void) {
  atomic_store(&process_gate[GATE], 0);
}
