package dev.parley.core.client;

import dev.parley.core.collect.LongTable;
import dev.parley.core.deadline.Deadlines;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.stream.IncomingItems;
import dev.parley.core.stream.UntakenBytes;
import dev.parley.core.time.Ticker;
import dev.parley.core.wire.FrameReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The calls that have not ended, and what comes for them. A call is ended by whoever takes it out:
 * its answer, who cancels it, its deadline, or the connection's end. What comes for it later is
 * ignored.
 */
final class CallsInFlight {
  private final Limits limits;
  private final Consumer<PendingCall<?, ?>> tellGivenUp;
  private final LongTable<PendingCall<?, ?>> table = new LongTable<>();
  private final Deadlines deadlines;
  private final UntakenBytes untaken;

  /** Whether the core has read what it was sent, as far as is known: it answered since. */
  private volatile boolean keepsUp = true;

  /**
   * @param tellGivenUp tells the core that nobody waits for a call any more
   */
  CallsInFlight(Limits limits, Ticker ticker, Consumer<PendingCall<?, ?>> tellGivenUp) {
    this.limits = limits;
    this.tellGivenUp = tellGivenUp;
    this.deadlines = new Deadlines(ticker, this::expire);
    this.untaken = new UntakenBytes(limits.maxQueueBytes());
  }

  /** Another core reads from here on, or the same one anew. */
  void beginSession() {
    keepsUp = true;
  }

  /** Whether the core has read what it was sent, as far as is known. */
  boolean keepsUp() {
    return keepsUp;
  }

  int size() {
    return table.size();
  }

  /** What all streams together may hold that nobody took yet. */
  UntakenBytes untaken() {
    return untaken;
  }

  /** Expects an answer with the call's id. */
  void add(PendingCall<?, ?> call) {
    boolean _ = table.add(call.id, call);
  }

  /** Ends the call at its deadline, if it has one. */
  void watch(PendingCall<?, ?> call) {
    if (call.hasDeadline) {
      deadlines.add(call.deadline);
    }
  }

  /** Takes a call out; whether it was there, so that its end is the caller's to tell. */
  boolean remove(PendingCall<?, ?> call) {
    return table.remove(call.id) != null;
  }

  /** In the order in which they were made. */
  List<PendingCall<?, ?>> inOrder() {
    List<PendingCall<?, ?>> calls = new ArrayList<>(table.values());
    calls.sort(Comparator.comparingLong(call -> call.id));
    return calls;
  }

  /** The caller wants nothing of the call any more. */
  void cancel(PendingCall<?, ?> call) {
    giveUp(call, call::cancelled);
  }

  /** Ends a call that goes on no further; what came before still counts. */
  private void giveUp(
      PendingCall<?, ?> call, Reason reason, String text, @Nullable Throwable cause) {
    giveUp(call, () -> call.fail(reason, text, cause));
  }

  /** Ends a call here and now, and tells the core that nobody waits for it any more. */
  private void giveUp(PendingCall<?, ?> call, Runnable end) {
    if (remove(call)) {
      keepsUp = false;
      end.run();
      tellGivenUp.accept(call);
    }
  }

  private void expire(long now) {
    for (PendingCall<?, ?> call : table.values()) {
      if (!call.hasDeadline) {
        continue;
      }
      if (call.deadline - now <= 0) {
        giveUp(
            call,
            Reason.DEADLINE_EXCEEDED,
            call.type + ": no answer came in the time that the call had",
            null);
      } else {
        deadlines.add(call.deadline);
      }
    }
  }

  /** An answer arrived. */
  void answered(FrameReader in) {
    PendingCall<?, ?> call = table.remove(in.id());
    if (call != null) {
      if (!keepsUp) {
        keepsUp = true;
      }
      call.answer(in);
    }
  }

  /**
   * An item of a stream arrived.
   *
   * @return what rule of the protocol the core broke by it; null if none
   */
  @Nullable String item(FrameReader in) {
    PendingCall<?, ?> call = table.get(in.id());
    if (call == null) {
      return null;
    }
    IncomingItems.Arrival arrival = null;
    try {
      if (call instanceof StreamCall<?, ?, ?, ?> stream) {
        arrival = stream.arrived(in);
      }
    } catch (RuntimeException | StackOverflowError e) {
      giveUp(
          call,
          Reason.INVALID_RESPONSE,
          call.type + ": an item can't be read: " + e.getMessage(),
          e);
      return null;
    }
    return switch (arrival) {
      case null -> "An item came for a call of %s, which sends none".formatted(call.type);
      case QUEUED, ENDED -> null;
      case WITHOUT_CREDIT ->
          "An item of %s came without credit; the window is %,d items (Limits.streamItems) and %,d bytes (Limits.streamBytes)"
              .formatted(call.type, limits.streamItems(), limits.streamBytes());
      case TOO_MUCH -> {
        giveUp(
            call,
            Reason.OVERLOADED,
            "%s: with an item of %,d bytes, the items that nobody took yet on this connection would be more than %,d bytes (Limits.maxQueueBytes)"
                .formatted(call.type, in.payloadBytes(), untaken.limit()),
            null);
        yield null;
      }
    };
  }

  /**
   * The core lets this side send more of a stream.
   *
   * @return what rule of the protocol the core broke by it; null if none
   */
  @Nullable String credited(FrameReader in) {
    return table.get(in.id()) instanceof StreamCall<?, ?, ?, ?> stream
            && !stream.granted(in.creditItems(), in.creditBytes())
        ? "A credit of %s items and %s bytes for %s: there may be 2,147,483,647 of each"
            .formatted(
                Integer.toUnsignedString(in.creditItems()),
                Integer.toUnsignedString(in.creditBytes()),
                stream.type)
        : null;
  }

  /**
   * There is nobody any more who could answer; called when the connection takes nothing more. A
   * call that was not written by then never will be: whoever makes it finds that out, and says that
   * it was not sent.
   */
  void end(String why, @Nullable Throwable cause) {
    deadlines.close();
    for (PendingCall<?, ?> call : table.values()) {
      if ((call.isWritten() || call.type == OutgoingCalls.SUBSCRIBE) && remove(call)) {
        lost(call, why, cause);
      }
    }
  }

  /** Ends a call that was sent. Whether the core agreed to a subscription matters no more. */
  static void lost(PendingCall<?, ?> call, String why, @Nullable Throwable cause) {
    if (call.type == OutgoingCalls.SUBSCRIBE) {
      call.fail(
          Reason.CONNECTION_LOST,
          call.type + ": the connection was lost before the core agreed" + why,
          cause);
    } else {
      call.fail(
          Reason.OUTCOME_UNKNOWN,
          call.type
              + ": the connection was lost before the answer came; whether the handler ran is unknown"
              + why,
          cause);
    }
  }
}
