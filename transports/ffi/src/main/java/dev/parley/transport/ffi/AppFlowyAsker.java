package dev.parley.transport.ffi;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.parley.core.codec.MessageWriter;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.FrameWriter;
import dev.parley.core.wire.Protocol;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for the answer to a request, by the two numbers the request came with. Whoever answers
 * first does: where it is not certain whether an answer went out before something failed, answering
 * again does no harm. Safe for use by any thread.
 */
final class AppFlowyAsker {
  /**
   * Where there is no memory, or no stack, for another answer: outside of the heap, made before.
   */
  private static final long LAST_WORDS;

  private static final long LAST_WORDS_BYTES;

  static {
    byte[] words =
        failure(Reason.OVERLOADED, "There is no memory to say what became of the request");
    LAST_WORDS = Arena.global().allocateFrom(JAVA_BYTE, words).address();
    LAST_WORDS_BYTES = words.length;
  }

  private final long port;
  private final long number;
  private final AtomicBoolean answered = new AtomicBoolean();

  private AppFlowyAsker(long port, long number) {
    this.port = port;
    this.number = number;
  }

  /** Who asked; null if there was no memory even for that, and so was answered already. */
  static @Nullable AppFlowyAsker of(long port, long number) {
    try {
      return new AppFlowyAsker(port, number);
    } catch (OutOfMemoryError e) {
      Host.answer(port, number, LAST_WORDS, LAST_WORDS_BYTES);
      return null;
    }
  }

  /** Makes sure that all is there that answering takes when there is nothing else. */
  static void prepare() {
    // By loading this class.
  }

  /** An FFIResponse with code Internal. */
  private static byte[] failure(Reason reason, String text) {
    MessageWriter out = new MessageWriter();
    FrameWriter.failure(out, 0, reason.number(), text);
    return Arrays.copyOfRange(
        out.array(), body(out.array(), Protocol.LENGTH_BYTES), out.position());
  }

  /** Where the body of a frame begins: behind its tag and its length. */
  static int body(byte[] frame, int offset) {
    int at = offset + 1;
    while (frame[at] < 0) {
      at++;
    }
    return at + 1;
  }

  /** Answers with these bytes, an FFIResponse; or says that there is no memory to pass them. */
  void answer(byte[] response, int offset, int length) {
    try {
      OutMemory.pass(response, offset, length, this::give);
    } catch (OutOfMemoryError e) {
      noMemory("an answer", length);
    }
  }

  /** Answers that there is no memory for so much. */
  void noMemory(String what, long bytes) {
    String text = "There is no memory";
    try {
      text = "There is no memory for %s of %,d bytes".formatted(what, bytes);
    } catch (OutOfMemoryError | StackOverflowError e) {
      // Then without saying for what.
    }
    fail(Reason.OVERLOADED, text);
  }

  /** Answers for the core. */
  void fail(Reason reason, String text) {
    try {
      byte[] words = failure(reason, text);
      OutMemory.pass(words, 0, words.length, this::give);
    } catch (OutOfMemoryError | StackOverflowError e) {
      give(LAST_WORDS, LAST_WORDS_BYTES);
    }
  }

  /** Answers where handling the request failed. */
  void fail(Throwable why) {
    String text = "The request could not be handled";
    try {
      text += ": " + Providers.describe(why);
    } catch (OutOfMemoryError | StackOverflowError e) {
      // Then without saying why.
    }
    fail(Reason.OVERLOADED, text);
  }

  private void give(long response, long length) {
    if (answered.compareAndSet(false, true)) {
      Host.answer(port, number, response, length);
    }
  }
}
