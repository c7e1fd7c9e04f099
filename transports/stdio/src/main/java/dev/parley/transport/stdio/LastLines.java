package dev.parley.transport.stdio;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Reads a child's stderr: hands on each line, and remembers the last ones in bounded memory. */
final class LastLines {
  private static final System.Logger LOG = System.getLogger("dev.parley.transport.stdio");

  /** How many lines are remembered. */
  static final int COUNT = 20;

  /** How long a line may be, in characters; a longer one is handed on in pieces of this length. */
  static final int LENGTH = 4096;

  private final Consumer<? super String> listener;
  private final Deque<String> lines = new ArrayDeque<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private boolean listenerFailed;

  LastLines(Consumer<? super String> listener) {
    this.listener = listener;
  }

  /**
   * Reads to the stream's end. Whatever the listener does, the child must not wait for a reader.
   */
  void readAll(InputStream stderr) {
    try (Reader in = new InputStreamReader(stderr, StandardCharsets.UTF_8)) {
      StringBuilder line = new StringBuilder();
      char[] buffer = new char[8192];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        for (int i = 0; i < count; i++) {
          take(line, buffer[i]);
        }
      }
      if (!line.isEmpty()) {
        add(line);
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "A child's stderr can't be read any more", e);
    } finally {
      ended.countDown();
    }
  }

  private void take(StringBuilder line, char c) {
    if (c == '\n') {
      add(line);
      return;
    }
    if (line.length() == LENGTH) {
      add(line);
    }
    line.append(c);
  }

  private void add(StringBuilder characters) {
    int length = characters.length();
    boolean windows = length > 0 && characters.charAt(length - 1) == '\r';
    String line = characters.substring(0, windows ? length - 1 : length);
    characters.setLength(0);
    synchronized (lines) {
      if (lines.size() == COUNT) {
        lines.removeFirst();
      }
      lines.addLast(line);
    }
    try {
      listener.accept(line);
    } catch (RuntimeException e) {
      if (!listenerFailed) {
        listenerFailed = true;
        LOG.log(System.Logger.Level.WARNING, "Whoever takes a core's log failed", e);
      }
    }
  }

  /** The last lines so far, oldest first. */
  List<String> get() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  /** Waits for the stream's end, but no longer than this: a grandchild may keep it open. */
  void awaitEnd(Duration most) throws InterruptedException {
    boolean _ = ended.await(most.toNanos(), TimeUnit.NANOSECONDS);
  }
}
