package dev.parley.core.connection;

import dev.parley.core.protocol.Limits;
import java.io.IOException;
import java.time.Duration;

/**
 * How long a connection waits for its other side: to read what is written, to complete a frame, to
 * let it end. Used by the one watchdog, every now and then.
 */
final class Patience {
  private final Connection connection;
  private final Attachment attachment;
  private final Outbox outbox;
  private final Limits limits;

  private long seenProgress;
  private long seenProgressAt;
  private boolean wasBusy;
  private boolean wasEnding;
  private long endingSince;

  Patience(Connection connection, Attachment attachment, Outbox outbox, Limits limits) {
    this.connection = connection;
    this.attachment = attachment;
    this.outbox = outbox;
    this.limits = limits;
  }

  /** Closes the connection, or breaks its link, if it is stuck. */
  void check(long now) {
    Link link = attachment.link();
    if (link != null) {
      link.check(now);
    }
    if (outbox.isEnding()) {
      checkEnd(link == null, now);
    }
    checkProgress(now);
  }

  private void checkEnd(boolean nobodyReads, long now) {
    if (!wasEnding) {
      wasEnding = true;
      endingSince = now;
    } else if (nobodyReads || isOver(now - endingSince, limits.writeTimeout())) {
      connection.close(
          new IOException("the other side did not read to the end (Limits.writeTimeout)"));
    }
  }

  private void checkProgress(long now) {
    long progress = outbox.progress();
    boolean busy = outbox.isBusy();
    if (!busy || !wasBusy || progress != seenProgress) {
      seenProgress = progress;
      seenProgressAt = now;
    } else if (isOver(now - seenProgressAt, limits.writeTimeout())) {
      leaveLink(
          new IOException(
              "the other side read nothing for %s ms (Limits.writeTimeout)"
                  .formatted(limits.writeTimeout().toMillis())));
    }
    wasBusy = busy;
  }

  /** A link on which nothing moves is lost; with it the connection, if that can't do without. */
  private void leaveLink(IOException because) {
    if (!attachment.breakLink(because)) {
      connection.close(because);
    }
  }

  /** A frame is half there for so long. */
  void checkHalfSent(long nanos) {
    if (isOver(nanos, limits.frameTimeout())
        && !attachment.breakLink(
            new IOException(
                "a frame was begun and not completed within %,d ms (Limits.frameTimeout)"
                    .formatted(limits.frameTimeout().toMillis())))) {
      connection.handler.halfSent();
    }
  }

  private static boolean isOver(long nanos, Duration limit) {
    return nanos > limit.toNanos();
  }
}
