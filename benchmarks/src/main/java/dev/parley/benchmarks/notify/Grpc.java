package dev.parley.benchmarks.notify;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.benchmarks.protobuf.UserProfilePB;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The one method of the gRPC service: asked with nothing, it answers a stream of profiles. */
final class Grpc {
  static final String SERVICE = "contest.UserNotification";

  static final MethodDescriptor<byte[], UserProfilePB> LISTEN =
      MethodDescriptor.<byte[], UserProfilePB>newBuilder()
          .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
          .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "Listen"))
          .setRequestMarshaller(new Bytes())
          .setResponseMarshaller(new Profiles())
          .build();

  /** Kept, because a logger that nobody keeps forgets its level. */
  private static final Logger LOG = Logger.getLogger("io.grpc");

  private Grpc() {}

  /** Spares the terminal the warning that a unix socket has no SO_KEEPALIVE. */
  static void beQuiet() {
    LOG.setLevel(Level.SEVERE);
  }

  private static final class Bytes implements Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final class Profiles implements Marshaller<UserProfilePB> {
    @Override
    public InputStream stream(UserProfilePB value) {
      return new ByteArrayInputStream(value.toByteArray());
    }

    @Override
    public UserProfilePB parse(InputStream stream) {
      try {
        return UserProfilePB.parseFrom(stream);
      } catch (InvalidProtocolBufferException e) {
        throw Status.INTERNAL.withCause(e).asRuntimeException();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
