package dev.parley.benchmarks.notify;

import dev.parley.benchmarks.protobuf.UserProfilePB;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** gRPC's server streaming over a unix socket: one stream of answers for each listener. */
final class GrpcPublisher implements Publisher {
  private final List<StreamObserver<UserProfilePB>> observers = new CopyOnWriteArrayList<>();
  private final EventLoopGroup accepting =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final EventLoopGroup working =
      new MultiThreadIoEventLoopGroup(EpollIoHandler.newFactory());
  private final Server server;

  GrpcPublisher(Path socket) throws IOException {
    server =
        NettyServerBuilder.forAddress(
                new DomainSocketAddress(socket.toFile()), InsecureServerCredentials.create())
            .channelType(EpollServerDomainSocketChannel.class)
            .bossEventLoopGroup(accepting)
            .workerEventLoopGroup(working)
            .addService(
                ServerServiceDefinition.builder(Grpc.SERVICE)
                    .addMethod(Grpc.LISTEN, ServerCalls.asyncServerStreamingCall(this::listen))
                    .build())
            .build()
            .start();
  }

  private void listen(byte[] request, StreamObserver<UserProfilePB> observer) {
    ((ServerCallStreamObserver<UserProfilePB>) observer)
        .setOnCancelHandler(() -> observers.remove(observer));
    observers.add(observer);
  }

  @Override
  public void send(String token, String icon) {
    UserProfilePB profile = Stamp.protobuf(token, icon);
    for (StreamObserver<UserProfilePB> observer : observers) {
      observer.onNext(profile);
    }
  }

  @Override
  public int listeners() {
    return observers.size();
  }

  @Override
  public void close() {
    server.shutdownNow();
    var _ = accepting.shutdownGracefully();
    var _ = working.shutdownGracefully();
  }
}
