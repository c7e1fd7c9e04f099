package dev.parley.transport.unix;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;

/**
 * Who is at the other end, as the kernel recorded it when the connection was made ({@code
 * SO_PEERCRED}, unix(7)); no byte of the peer's is needed or believed for it.
 */
final class PeerCheck {
  private PeerCheck() {}

  /** Has the JDK load what it needs of the network, a unix socket included, to bind and to ask. */
  static void begin() {
    var _ = InetAddress.getLoopbackAddress();
    var _ = ExtendedSocketOptions.SO_PEERCRED;
  }

  static UserPrincipal userOf(SocketChannel channel) throws IOException {
    return channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
  }
}
