package dev.parley.testkit;

import static dev.parley.testkit.CoreUnderTest.assertServed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.Core;
import dev.parley.core.client.CoreClient;
import dev.parley.core.protocol.Limits;
import java.time.Duration;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/**
 * Connections that are cut after any byte: every call ends once, at the core nothing is left of it,
 * and other front ends notice nothing.
 */
interface CutsContract extends CoreUnderTest {
  /** What the core says and hears, in bytes, if nothing goes wrong. */
  private FaultyLink wholeDialogue() throws Exception {
    FaultyLink whole = new FaultyLink(link(), Faults.NONE, time());
    Dialogue dialogue = new Dialogue().over(whole, time());
    assertThat(dialogue.isLost()).isFalse();
    CoreThreads.awaitEnd("parley client " + Dialogue.NAME);
    return whole;
  }

  @Test
  default void aDialogueMayBeCutAfterEveryByteThatTheFrontEndHears() throws Exception {
    cutEverywhere(FaultyLink::bytesRead, Faults.NONE::cutAfterReading);
  }

  @Test
  default void aDialogueMayBeCutAfterEveryByteThatTheFrontEndSays() throws Exception {
    cutEverywhere(FaultyLink::bytesWritten, Faults.NONE::cutAfterWriting);
  }

  private void cutEverywhere(
      java.util.function.ToLongFunction<FaultyLink> counting, LongFunction<Faults> cutting)
      throws Exception {
    FaultyTransport way = new FaultyTransport(way(), _ -> Faults.NONE, time());
    Core core = start(core().limits(Limits.DEFAULT.withMaxConnections(10_000)).listen(way));
    CoreClient healthy = client("healthy", link());
    long bytes = counting.applyAsLong(wholeDialogue());
    for (long cut = 0; cut < bytes; cut++) {
      Dialogue dialogue =
          new Dialogue().over(new FaultyLink(link(), cutting.apply(cut), time()), time());
      assertThat(dialogue.isLost()).as("lost when cut after %,d of %,d bytes", cut, bytes).isTrue();
      CoreThreads.awaitEnd("parley client " + Dialogue.NAME);
      dialogue.assertEveryCallEndedOnce();
      assertServed(healthy);
    }
    healthy.close();
    assertNothingIsLeft(core, way);
  }

  /** After all front ends have gone. */
  private void assertNothingIsLeft(Core core, FaultyTransport way) throws Exception {
    CoreThreads.awaitEnd("contract connection");
    assertThat(way.open()).as("connections that the core did not close").isZero();
    time().advance(Duration.ofMillis(50)); // The watchdog forgets who ended with calls in flight.
    CoreThreads.awaitUntil(() -> way.kept() == 0, "nobody keeps a connection");
    // No virtual time passes: it does not wait for calls that nobody ends.
    Thread closing = Thread.ofPlatform().start(core::close);
    assertThat(closing.join(Duration.ofSeconds(20))).as("closed").isTrue();
  }
}
