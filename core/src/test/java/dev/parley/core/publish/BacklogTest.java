package dev.parley.core.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.publish.Backlog.Added;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What waits for a front end: its order, its bound, and what takes the place of what. */
@Timeout(60)
class BacklogTest {
  private final Backlog backlog = new Backlog(1000);

  private List<OutgoingNotification> takeAll() {
    List<OutgoingNotification> taken = new ArrayList<>();
    for (OutgoingNotification next = backlog.peek(); next != null; next = backlog.peek()) {
      taken.add(next);
      backlog.remove();
    }
    assertThat(backlog.isEmpty()).isTrue();
    assertThat(backlog.bytes()).isZero();
    return taken;
  }

  @Test
  void anEntryCostsItsPayloadItsSubjectAndAConstant() {
    assertThat(backlog.add(Word.of(Word.SAID, "grün", 100))).isEqualTo(Added.BEHIND);
    assertThat(backlog.bytes()).isEqualTo(100 + "gruen".length() + Backlog.ENTRY_BYTES);
  }

  @Test
  void soManyBytesFitAndNoMore() {
    int rest = 1000 - 2 * (100 + 64) - 64;
    assertThat(backlog.add(Word.of(Word.SAID, "", 100))).isEqualTo(Added.BEHIND);
    assertThat(backlog.add(Word.of(Word.SAID, "", 100))).isEqualTo(Added.BEHIND);
    assertThat(backlog.add(Word.of(Word.SAID, "", rest + 1))).isEqualTo(Added.REFUSED);
    assertThat(backlog.size()).as("what is there stays").isEqualTo(2);
    assertThat(backlog.add(Word.of(Word.SAID, "", rest))).isEqualTo(Added.BEHIND);
    assertThat(backlog.bytes()).isEqualTo(1000);
  }

  @Test
  void theLatestTakesThePlaceOfAnOlderOneOfItsTopicAndSubjectOnly() {
    OutgoingNotification first = Word.of(Word.SAID, "a", 10);
    OutgoingNotification old = Word.of(Word.NEWEST, "a", 10);
    OutgoingNotification other = Word.of(Word.NEWEST, "b", 10);
    OutgoingNotification last = Word.of(Word.SAID, "a", 10);
    OutgoingNotification newer = Word.of(Word.NEWEST, "a", 20);
    for (OutgoingNotification each : List.of(first, old, other, last)) {
      assertThat(backlog.add(each)).isEqualTo(Added.BEHIND);
    }
    long before = backlog.bytes();
    assertThat(backlog.add(newer)).isEqualTo(Added.INSTEAD);
    assertThat(backlog.bytes()).isEqualTo(before + 10);
    assertThat(takeAll()).containsExactly(first, newer, other, last);
  }

  @Test
  void whatHasLeftIsNotReplacedAnyMore() {
    OutgoingNotification gone = Word.of(Word.NEWEST, "a", 10);
    OutgoingNotification next = Word.of(Word.NEWEST, "a", 10);
    assertThat(backlog.add(gone)).isEqualTo(Added.BEHIND);
    backlog.remove();
    assertThat(backlog.add(next)).isEqualTo(Added.BEHIND);
    assertThat(takeAll()).containsExactly(next);
  }

  @Test
  void aReplacementThatDoesNotFitIsRefused() {
    assertThat(backlog.add(Word.of(Word.NEWEST, "", 936))).isEqualTo(Added.BEHIND);
    assertThat(backlog.add(Word.of(Word.NEWEST, "", 937))).isEqualTo(Added.REFUSED);
    assertThat(backlog.add(Word.of(Word.NEWEST, "", 936))).isEqualTo(Added.INSTEAD);
  }

  @Test
  void clearingLeavesNothing() {
    for (int i = 0; i < 5; i++) {
      assertThat(backlog.add(Word.of(Word.NEWEST, "subject " + i, 10))).isEqualTo(Added.BEHIND);
    }
    backlog.clear();
    assertThat(takeAll()).isEmpty();
    assertThat(backlog.add(Word.of(Word.NEWEST, "subject 1", 10))).isEqualTo(Added.BEHIND);
  }

  @Test
  void aHundredThousandUpdatesOfOneThingWaitAsOne() {
    OutgoingNotification last = Word.of(Word.NEWEST, "a", 10);
    for (int i = 0; i < 100_000; i++) {
      last = Word.of(Word.NEWEST, "a", 10);
      assertThat(backlog.add(last)).isNotEqualTo(Added.REFUSED);
    }
    assertThat(takeAll()).containsExactly(last);
  }
}
