/* The groups of tests, one file each, and the plays that they have other processes do. */
#ifndef TESTS_H
#define TESTS_H

#include "check.h"

extern const struct group links_group, totality_group, threads_group, stacks_group, signals_group, appflowy_group,
    before_init_group, isolates_group, flowy_group, startup_group, ends_group, unload_group, leaks_group;

extern const struct play startup_plays[], end_plays[], signal_plays[];
extern const size_t startup_play_count, end_play_count, signal_play_count;

#endif
