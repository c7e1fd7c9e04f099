package dev.parley.core.intercept;

import java.util.List;
import java.util.Objects;

/**
 * What a front end asks to be notified of.
 *
 * @param source the source of a notification group: {@code User}; empty, and no types, for all of
 *     every source
 * @param types the numbers of its notifications; none means all of them
 * @param subjects whom or what they may be about; none means anything
 */
public record Interest(String source, List<Integer> types, List<String> subjects) {
  /** Refuses null and copies the lists. */
  public Interest {
    Objects.requireNonNull(source, "source");
    types = List.copyOf(types);
    subjects = List.copyOf(subjects);
  }
}
