package dev.parley.transport.unix;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * What another user's process does, with nothing but the JDK, so that it can be copied to where
 * that user may read it. {@code dial SOCKET COUNT} tries to get in and says how often it reached
 * the socket and how often it was answered; {@code listen SOCKET} squats a path until its input
 * ends.
 */
final class ForeignPeer {
  private ForeignPeer() {}

  static void main(String[] arguments) throws IOException {
    var address = UnixDomainSocketAddress.of(arguments[1]);
    if (arguments[0].equals("listen")) {
      listen(address);
    } else {
      dial(address, Integer.parseInt(arguments[2]));
    }
  }

  private static void dial(UnixDomainSocketAddress address, int count) throws IOException {
    int answered = 0;
    for (int i = 0; i < count; i++) {
      try (var channel = SocketChannel.open(address)) {
        answered += isAnswered(channel) ? 1 : 0;
      }
    }
    System.out.println("connected " + count + " answered " + answered);
  }

  private static boolean isAnswered(SocketChannel channel) {
    try {
      channel.write(ByteBuffer.wrap(new byte[64]));
      return channel.read(ByteBuffer.allocate(64)) > 0;
    } catch (IOException closedAtOnce) {
      return false;
    }
  }

  private static void listen(UnixDomainSocketAddress address) throws IOException {
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(address);
      System.out.println("listening");
      System.in.read();
    }
  }
}
