package dev.parley.core.event;

import java.util.Objects;

/**
 * The contract of one event or notification group as both sides embed it, so that a front end and a
 * core can tell at connect whether they fit.
 *
 * @param name the group's name: {@code UserEvent}
 * @param fingerprint the first 16 hexadecimal digits of the SHA-256 of the shape
 * @param shape one line {@code <key> = <value>} for everything reachable from the group, sorted
 */
public record GroupContract(String name, String fingerprint, String shape) {
  /**
   * Refuses null and names that are none.
   *
   * @throws IllegalArgumentException if the name is empty or holds a dot
   */
  public GroupContract {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(fingerprint, "fingerprint");
    Objects.requireNonNull(shape, "shape");
    if (name.isEmpty() || name.indexOf('.') >= 0) {
      throw new IllegalArgumentException("'" + name + "' is no name for a group");
    }
  }
}
