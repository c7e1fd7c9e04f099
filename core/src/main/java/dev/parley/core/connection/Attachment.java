package dev.parley.core.connection;

import dev.parley.core.codec.MessageWriter;
import dev.parley.core.connection.Connection.Resumption;
import java.io.IOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which link a connection goes over, and who tells its handler of the end. That is one of four: the
 * link's reader, who is the last to handle a frame; who has just told that the link is gone; who
 * puts another link in its place; or, where there is no link and nothing of that happens, who
 * closes. All of it is guarded by the outbox's lock.
 */
final class Attachment {
  private final Connection connection;
  private final Outbox outbox;
  private final ReentrantLock lock;

  /** Nobody handles a batch, writes, or tells that the link is gone. */
  private final Condition quiet;

  private @Nullable Link link;

  /** Somebody tells that the link is gone. */
  private boolean telling;

  /** Somebody puts another link in the place of this one. */
  private boolean switching;

  /** Ends with its link, resumable or not. */
  private boolean endsWithLink;

  /** The end was told, or belongs to somebody who will. */
  private boolean over;

  /** Why this side broke the link. */
  private @Nullable IOException broken;

  Attachment(Connection connection, Outbox outbox) {
    this.connection = connection;
    this.outbox = outbox;
    this.lock = outbox.lock();
    this.quiet = outbox.quiet();
  }

  /** The first link. */
  void begin(Link first) {
    lock.lock();
    try {
      link = first;
      outbox.attach(first);
    } finally {
      lock.unlock();
    }
  }

  @Nullable Link link() {
    lock.lock();
    try {
      return link;
    } finally {
      lock.unlock();
    }
  }

  boolean isResumable() {
    lock.lock();
    try {
      return mayDetach();
    } finally {
      lock.unlock();
    }
  }

  boolean isDetached() {
    lock.lock();
    try {
      return link == null && mayDetach();
    } finally {
      lock.unlock();
    }
  }

  /** Under the lock. */
  private boolean mayDetach() {
    return outbox.sent().retains() && !endsWithLink && !outbox.isEnding();
  }

  /** Whether it has no link, so that the end is now. */
  boolean endWithLink() {
    lock.lock();
    try {
      endsWithLink = true;
      return link == null;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until no frame is being handled, unless by the current thread. */
  void awaitReader() {
    lock.lock();
    try {
      while (outbox.isReadByAnother()) {
        quiet.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  void close() {
    boolean mine;
    FrameSink sink;
    lock.lock();
    try {
      sink = outbox.markClosed();
      mine = link == null && takeEnd();
    } finally {
      lock.unlock();
    }
    if (sink != null) {
      sink.close();
    }
    if (mine) {
      connection.tellClosed(null);
    }
  }

  /** As of {@link Connection#closeIfDetached}. */
  boolean closeIfDetached(Throwable because) {
    lock.lock();
    try {
      if (link != null || telling || switching || over) {
        return false;
      }
      over = true;
      FrameSink _ = outbox.markClosed();
    } finally {
      lock.unlock();
    }
    connection.tellClosed(because);
    return true;
  }

  /** Whether it has ended, and the end is the caller's to tell; under the lock. */
  private boolean takeEnd() {
    boolean mine = outbox.isClosed() && !over && !telling && !switching;
    over |= mine;
    return mine;
  }

  /**
   * Leaves a link on which nothing moves.
   *
   * @return false if the connection can't do without
   */
  boolean breakLink(IOException because) {
    Link its;
    lock.lock();
    try {
      if (!mayDetach()) {
        return false;
      }
      its = link;
      if (broken == null) {
        broken = because;
      }
      outbox.breakLink();
    } finally {
      lock.unlock();
    }
    if (its != null) {
      its.close();
    }
    return true;
  }

  /** The link's reader has ended. */
  void ended(Link its, @Nullable Throwable failure) {
    boolean detached;
    Throwable cause;
    lock.lock();
    try {
      if (link != its || its.isRetired()) {
        return;
      }
      link = null;
      detached = mayDetach();
      cause = broken != null ? broken : failure;
      broken = null;
      telling = detached;
      outbox.detach();
      over = !detached;
    } finally {
      lock.unlock();
    }
    its.close();
    if (detached) {
      tellDetached(cause);
    } else {
      try {
        connection.close(failure);
      } finally {
        connection.tellClosed(failure);
      }
    }
  }

  /** Having {@link #telling}. */
  private void tellDetached(@Nullable Throwable cause) {
    try {
      connection.tellDetached(cause);
    } finally {
      boolean mine;
      lock.lock();
      try {
        telling = false;
        mine = link == null && takeEnd();
        quiet.signalAll();
      } finally {
        lock.unlock();
      }
      if (mine) {
        connection.tellClosed(null);
      }
    }
  }

  /**
   * Puts another link in the place of the one before.
   *
   * @param links gives the link, or null if it is gone; asked when nothing but that is missing
   */
  Resumption resume(
      Supplier<? extends @Nullable Link> links, long position, Connection.Greeting greeting) {
    if (!beginSwitch()) {
      return Resumption.REFUSED;
    }
    if (isOutdated(position)) {
      endSwitch(null, Resumption.OUTDATED);
      return Resumption.OUTDATED;
    }
    Link old = retire();
    Link next = null;
    Resumption result = Resumption.REFUSED;
    try {
      if (old != null) {
        old.close();
      }
      awaitQuiet();
      if (isOutdated(position)) {
        // The old link has said so meanwhile, with its last words.
        result = Resumption.OUTDATED;
      } else if (reaches(position)) {
        result = Resumption.LINK_LOST;
        next = links.get();
        if (next != null) {
          result = attach(next, position, greeting);
        }
      }
    } finally {
      endSwitch(old, result);
      if (next != null && result != Resumption.RESUMED) {
        next.close();
      }
    }
    if (result == Resumption.REFUSED) {
      connection.close(
          new IOException(
              "it can't go on behind %s bytes".formatted(Long.toUnsignedString(position))));
    } else if (result == Resumption.RESUMED && next != null && next.hasEnded()) {
      ended(next, null);
    }
    return result;
  }

  /** Waits for its turn, and takes it if the connection can go on at all. */
  private boolean beginSwitch() {
    lock.lock();
    try {
      while (switching) {
        quiet.awaitUninterruptibly();
      }
      switching = mayDetach();
      return switching;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Link retire() {
    lock.lock();
    try {
      if (link != null) {
        link.retire();
        outbox.breakLink();
      }
      return link;
    } finally {
      lock.unlock();
    }
  }

  private void awaitQuiet() {
    lock.lock();
    try {
      while (telling || outbox.isReadByAnother() || outbox.isWriting()) {
        quiet.awaitUninterruptibly();
      }
      link = null;
      outbox.detach();
    } finally {
      lock.unlock();
    }
  }

  private boolean isOutdated(long position) {
    lock.lock();
    try {
      return outbox.sent().isOutdated(position);
    } finally {
      lock.unlock();
    }
  }

  private boolean reaches(long position) {
    lock.lock();
    try {
      return outbox.sent().reaches(position);
    } finally {
      lock.unlock();
    }
  }

  private Resumption attach(Link next, long position, Connection.Greeting greeting) {
    lock.lock();
    try {
      if (!mayDetach()) {
        return Resumption.REFUSED;
      }
      MessageWriter first = new MessageWriter();
      greeting.writeTo(first, connection.handledSoFar());
      link = next;
      broken = null;
      connection.movedTo(next);
      next.moveTo(connection);
      boolean _ = outbox.sent().acknowledge(position);
      outbox.sent().sendAgain(first.toByteArray(), position);
      outbox.attach(next);
      return Resumption.RESUMED;
    } finally {
      lock.unlock();
    }
  }

  /** Tells of what happened meanwhile: the end, or that a link went and none came. */
  private void endSwitch(@Nullable Link old, Resumption result) {
    boolean detached;
    boolean mine;
    lock.lock();
    try {
      switching = false;
      mine = link == null && takeEnd();
      detached = old != null && result.leavesItDetached() && !mine;
      telling = detached;
      quiet.signalAll();
    } finally {
      lock.unlock();
    }
    if (detached) {
      tellDetached(null);
    } else if (mine) {
      connection.tellClosed(null);
    }
  }

  /** Gives the link away: this connection is over, and nobody is told. */
  @Nullable Link surrender() {
    lock.lock();
    try {
      while (outbox.isWriting() && !outbox.isClosed()) {
        quiet.awaitUninterruptibly();
      }
      Link its = link;
      if (its == null || outbox.isEnding()) {
        return null;
      }
      link = null;
      over = true;
      outbox.surrender();
      return its;
    } finally {
      lock.unlock();
    }
  }
}
