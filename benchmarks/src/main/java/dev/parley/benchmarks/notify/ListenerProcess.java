package dev.parley.benchmarks.notify;

import dev.parley.benchmarks.contract.UserNotificationClient;
import dev.parley.benchmarks.protobuf.UserProfilePB;
import dev.parley.core.client.CoreClient;
import dev.parley.transport.unix.UnixSocket;
import io.grpc.CallOptions;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Listeners in one process. {@code expect COUNT} on the standard input is answered by {@code ok},
 * and when every listener has heard that many by what {@link Arrivals#await} says.
 */
final class ListenerProcess {
  private final Path socket;
  private final Arrivals arrivals;

  private ListenerProcess(Path socket, Arrivals arrivals) {
    this.socket = socket;
    this.arrivals = arrivals;
  }

  /**
   * Arguments: {@code parley} or {@code grpc}, the socket, how many connections, how many listeners
   * on each.
   */
  static void main(String[] arguments) throws IOException, InterruptedException {
    Grpc.beQuiet();
    int connections = Integer.parseInt(arguments[2]);
    int listeners = Integer.parseInt(arguments[3]);
    Arrivals arrivals = new Arrivals(connections * listeners);
    var process = new ListenerProcess(Path.of(arguments[1]), arrivals);
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(EpollIoHandler.newFactory());
    for (int i = 0; i < connections; i++) {
      if (arguments[0].equals("grpc")) {
        process.overGrpc(loops, listeners);
      } else {
        process.overParley(listeners);
      }
    }
    System.out.println("ready");
    try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        arrivals.expect(Integer.parseInt(line.substring("expect ".length())));
        System.out.println("ok");
        System.out.println(arrivals.await());
      }
    }
    System.exit(0);
  }

  private void overParley(int listeners) throws IOException, InterruptedException {
    var notifications = UserNotificationClient.of(CoreClient.connect(UnixSocket.connect(socket)));
    for (int i = 0; i < listeners; i++) {
      var _ = notifications.onProfileUpdate(profile -> arrivals.heard(profile.token()));
    }
  }

  private void overGrpc(EventLoopGroup loops, int listeners) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(
                new DomainSocketAddress(socket.toFile()), InsecureChannelCredentials.create())
            .channelType(EpollDomainSocketChannel.class)
            .eventLoopGroup(loops)
            .directExecutor()
            .build();
    for (int i = 0; i < listeners; i++) {
      ClientCalls.asyncServerStreamingCall(
          channel.newCall(Grpc.LISTEN, CallOptions.DEFAULT), new byte[0], new Observer());
    }
  }

  private final class Observer implements StreamObserver<UserProfilePB> {
    @Override
    public void onNext(UserProfilePB profile) {
      arrivals.heard(profile.getToken());
    }

    @Override
    public void onError(Throwable e) {
      System.err.println("a stream ended: " + e);
    }

    @Override
    public void onCompleted() {}
  }
}
