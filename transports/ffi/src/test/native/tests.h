/* The groups of tests, one file each. */
#ifndef TESTS_H
#define TESTS_H

#include "check.h"

extern const struct group links_group, totality_group, before_init_group, appflowy_group, flowy_group, threads_group,
    stacks_group, chance_group, startup_group, signals_group, unload_group, leaks_group, stops_group,
    ends_group;

#endif
