package dev.parley.benchmarks.roundtrip;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** What Java can do at best: sends back every byte it reads, one connection at a time. */
final class JavaEcho {
  private JavaEcho() {}

  /** Argument: the socket. Serves until the process is ended. */
  static void main(String[] arguments) throws IOException {
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(Path.of(arguments[0])));
      System.out.println("ready");
      ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);
      while (true) {
        try (SocketChannel channel = server.accept()) {
          serve(channel, buffer);
        }
      }
    }
  }

  private static void serve(SocketChannel channel, ByteBuffer buffer) throws IOException {
    while (channel.read(buffer.clear()) > 0) {
      buffer.flip();
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }
  }
}
