package dev.parley.transport.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Handles are given once. */
class HandlesTest {
  private final Handles<String> handles = new Handles<>();

  @Test
  void aPlaceIsUsedAgainAndItsHandleIsNot() {
    Set<Long> given = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      long handle = handles.add("it");
      assertThat(handle).isPositive();
      assertThat(given.add(handle)).isTrue();
      assertThat(handles.get(handle)).isEqualTo("it");
      assertThat(handles.remove(handle)).isEqualTo("it");
      assertThat(handles.get(handle)).isNull();
      assertThat(handles.remove(handle)).isNull();
    }
    assertThat(handles.all()).isEmpty();
  }

  @Test
  void numbersThatWereNeverGivenStandForNothing() {
    long handle = handles.add("it");
    for (long other : new long[] {0, -1, handle + 1, handle - 1, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertThat(handles.get(other)).isNull();
      assertThat(handles.remove(other)).isNull();
    }
    for (int i = 0; i < 100; i++) {
      long _ = handles.add("more");
    }
    assertThat(handles.get(handle)).isEqualTo("it");
    assertThat(handles.all()).hasSize(101);
  }
}
