package dev.parley.schema;

/**
 * Which of several notifications of one kind a front end gets. No part of a group's shape: a core
 * may change it, and the front ends of before still fit.
 */
public sealed interface Policy {
  /** Every one, in the order in which they were sent. */
  Policy EVERY = new Every();

  /** Every one, in the order in which they were sent. */
  record Every() implements Policy {}

  /** A front end that is slow gets the newest of each subject only. */
  record Latest() implements Policy {}

  /**
   * The newest of a subject, when none came for a while.
   *
   * @param quietMillis for how long none must have come, in milliseconds
   * @param maxWaitMillis for how long one is held back at most, in milliseconds
   */
  record Debounced(int quietMillis, int maxWaitMillis) implements Policy {}
}
