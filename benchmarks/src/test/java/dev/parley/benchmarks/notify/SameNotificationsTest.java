package dev.parley.benchmarks.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.benchmarks.contract.UserNotificationClient;
import dev.parley.benchmarks.contract.UserProfilePBCodec;
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
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class SameNotificationsTest {
  private static final String TOKEN = Stamp.of(1_234_567_890_123L, 42);

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {119, 1_000, 4_096})
  void allSendTheSameBytes(int bytes) {
    String icon = Stamp.icon(bytes);
    byte[] ours = UserProfilePBCodec.CODEC.encode(Stamp.profile(TOKEN, icon));
    assertThat(ours).hasSize(bytes);
    assertThat(Stamp.protobuf(TOKEN, icon).toByteArray()).isEqualTo(ours);
  }

  @Test
  void aSizeThatNoProfileHasIsRefused() {
    assertThatThrownBy(() -> Stamp.icon(120)).hasMessage("120 bytes are no size of a profile here");
  }

  @Test
  void aTokenTellsWhenItWasSentAndWhichItWas() {
    assertThat(TOKEN).hasSize(25);
    assertThat(Stamp.nanos(TOKEN)).isEqualTo(1_234_567_890_123L);
    assertThat(Stamp.number(TOKEN)).isEqualTo(42);
  }

  @Test
  void whatParleySendsIsHeard() throws Exception {
    Path socket = folder.resolve("parley");
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    try (var publisher = new ParleyPublisher(socket);
        CoreClient core = CoreClient.connect(UnixSocket.connect(socket))) {
      var _ =
          UserNotificationClient.of(core).onProfileUpdate(profile -> heard.add(profile.token()));
      publisher.send(TOKEN, Stamp.icon(119));
      assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo(TOKEN);
    }
  }

  @Test
  void whatGrpcSendsIsHeard() throws Exception {
    Path socket = folder.resolve("grpc");
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(EpollIoHandler.newFactory());
    try (var publisher = new GrpcPublisher(socket)) {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress(
                  new DomainSocketAddress(socket.toFile()), InsecureChannelCredentials.create())
              .channelType(EpollDomainSocketChannel.class)
              .eventLoopGroup(loops)
              .build();
      var profiles =
          ClientCalls.blockingServerStreamingCall(
              channel, Grpc.LISTEN, CallOptions.DEFAULT, new byte[0]);
      while (publisher.listeners() != 1) {
        Thread.onSpinWait();
      }
      publisher.send(TOKEN, Stamp.icon(119));
      assertThat(profiles.next().getToken()).isEqualTo(TOKEN);
      channel.shutdownNow();
    } finally {
      loops.shutdownGracefully().await(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void arrivalsAreCountedUntilAllHaveHeardAll() throws Exception {
    Arrivals arrivals = new Arrivals(2);
    arrivals.expect(1);
    arrivals.heard(Stamp.of(System.nanoTime() - 3_000_000, 0));
    arrivals.heard(Stamp.of(System.nanoTime() - 5_000_000_000L, 0));
    String[] told = arrivals.await().split(" ", -1);
    assertThat(Long.parseLong(told[4])).as("the last").isBetween(5_000_000_000L, 50_000_000_000L);
    assertThatThrownBy(() -> arrivals.heard(Stamp.of(0, 1))).hasMessage("nobody expects number 1");
  }
}
