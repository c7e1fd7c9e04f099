package dev.parley.core.flight;

import jdk.jfr.FlightRecorder;

/**
 * Whether anybody records, asked without touching an event class: loading the first subclass of
 * {@link jdk.jfr.Event} makes JFR read its annotations and costs a starting core more than all the
 * rest of its first call. In a process that nobody records, which is nearly every one, none is ever
 * loaded.
 */
public final class Flight {
  private Flight() {}

  /** Whether a recording wants {@link CallEvent}s just now. */
  public static boolean recordsCalls() {
    return FlightRecorder.isInitialized() && CallEvent.isRecorded();
  }

  /** Whether a recording wants {@link StreamEvent}s just now. */
  public static boolean recordsStreams() {
    return FlightRecorder.isInitialized() && StreamEvent.isRecorded();
  }

  /**
   * Whether this process has had a recording, or has one: only then is a {@link SessionEvent} of
   * use.
   */
  public static boolean hasRecorder() {
    return FlightRecorder.isInitialized();
  }
}
