package dev.parley.transport.unix;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;

/**
 * Who is at the other end, as the kernel recorded it when the connection was made ({@code
 * SO_PEERCRED}, unix(7)); no byte of the peer's is needed or believed for it.
 */
final class PeerCheck {
  private PeerCheck() {}

  static UserPrincipal userOf(SocketChannel channel) throws IOException {
    return channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
  }
}
