package dev.parley.transport.unix;

import dev.parley.core.transport.ByteDuplex;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The front end's side of a test: dials, asks, and reads the echo. */
final class FrontEnd {
  private FrontEnd() {}

  /** Dials, sends a word and returns what came back, or "" when the connection was closed. */
  static String ask(Path socket, String word) throws IOException {
    try (ByteDuplex link = UnixSocket.connect(socket)) {
      return ask(link, word);
    }
  }

  static String ask(ByteDuplex link, String word) throws IOException {
    byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
    ByteBuffer out = ByteBuffer.wrap(bytes);
    while (out.hasRemaining()) {
      link.write(out);
    }
    ByteBuffer in = ByteBuffer.allocate(bytes.length);
    while (in.hasRemaining() && link.read(in) >= 0) {}
    return new String(in.array(), 0, in.position(), StandardCharsets.UTF_8);
  }
}
