/*
 * A C program that hosts cores. Without arguments it runs every group of tests, each in a process of its own; with
 * names it runs those.
 */
#include "check.h"
#include "tests.h"

int main(int argc, char **argv) {
  const struct group groups[] = {links_group, totality_group, before_init_group, appflowy_group, flowy_group,
      threads_group, stacks_group,
      chance_group, startup_group, signals_group, unload_group, leaks_group, stops_group, ends_group};
  return run_groups(argc, argv, groups, sizeof groups / sizeof *groups);
}
