#define _GNU_SOURCE
#include "jvm_exits.h"

#include <dlfcn.h>
#include <link.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* What of a loaded library says which function each of its calls leads to (System V ABI, dynamic linking). */
struct calls {
  uintptr_t base;
  const char *names;
  const ElfW(Sym) * symbols;
  const ElfW(Rela) * entries;
  size_t count;
};

static bool find_calls(const void *symbol, struct calls *calls) {
  Dl_info info;
  struct link_map *map = NULL;
  if (dladdr1(symbol, &info, (void **)&map, RTLD_DL_LINKMAP) == 0 || map == NULL) {
    return false;
  }
  bool with_addends = false;
  calls->base = map->l_addr;
  for (const ElfW(Dyn) *entry = map->l_ld; entry->d_tag != DT_NULL; entry++) {
    switch (entry->d_tag) {
      case DT_STRTAB:
        calls->names = (const char *)entry->d_un.d_ptr;
        break;
      case DT_SYMTAB:
        calls->symbols = (const ElfW(Sym) *)entry->d_un.d_ptr;
        break;
      case DT_JMPREL:
        calls->entries = (const ElfW(Rela) *)entry->d_un.d_ptr;
        break;
      case DT_PLTRELSZ:
        calls->count = entry->d_un.d_val / sizeof *calls->entries;
        break;
      case DT_PLTREL:
        with_addends = entry->d_un.d_val == DT_RELA;
        break;
      default:
        break;
    }
  }
  return with_addends && calls->names != NULL && calls->symbols != NULL && calls->entries != NULL;
}

/* Writes one entry, which lies in memory that is read-only once a library is loaded. */
static bool write_entry(uintptr_t address, void (*function)(void)) {
  uintptr_t size = (uintptr_t)sysconf(_SC_PAGESIZE);
  void *page = (void *)(address & ~(size - 1));
  if (mprotect(page, size, PROT_READ | PROT_WRITE) != 0) {
    return false;
  }
  memcpy((void *)address, &function, sizeof function);
  mprotect(page, size, PROT_READ);
  return true;
}

bool exits_redirect(const void *symbol, void (*on_exit)(int), void (*on_abort)(void)) {
  struct calls calls = {0};
  if (!find_calls(symbol, &calls)) {
    return false;
  }
  int written = 0;
  for (size_t i = 0; i < calls.count; i++) {
    const ElfW(Rela) *entry = &calls.entries[i];
#if UINTPTR_MAX == UINT64_MAX
    const char *name = calls.names + calls.symbols[ELF64_R_SYM(entry->r_info)].st_name;
#else
    const char *name = calls.names + calls.symbols[ELF32_R_SYM(entry->r_info)].st_name;
#endif
    void (*function)(void) = NULL;
    if (strcmp(name, "exit") == 0) {
      function = (void (*)(void))(on_exit == NULL ? exit : on_exit);
    } else if (strcmp(name, "_exit") == 0) {
      function = (void (*)(void))(on_exit == NULL ? _exit : on_exit);
    } else if (strcmp(name, "abort") == 0) {
      function = on_abort == NULL ? abort : on_abort;
    }
    if (function != NULL && write_entry(calls.base + entry->r_offset, function)) {
      written++;
    }
  }
  return written > 0;
}
