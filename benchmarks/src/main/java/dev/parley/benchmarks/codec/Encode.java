package dev.parley.benchmarks.codec;

import com.google.protobuf.CodedOutputStream;
import dev.parley.benchmarks.contract.SignInPayloadPB;
import dev.parley.benchmarks.contract.SignInPayloadPBCodec;
import dev.parley.benchmarks.contract.UserProfilePB;
import dev.parley.benchmarks.contract.UserProfilePBCodec;
import dev.parley.core.codec.MessageWriter;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Five (or three) strings become a message and the message bytes in an array that is used again and
 * again, as a connection's buffer is. Constructing the message is part of it: protobuf-java keeps
 * sizes in a message once encoded, which a message that is sent once has no use for.
 */
@State(Scope.Thread)
public class Encode {
  private final MessageWriter writer = new MessageWriter();
  private final byte[] buffer = new byte[256];
  private final SignInPayloadPB request = SignInPayloadPB.sample();
  private final UserProfilePB response = UserProfilePB.of(request.email(), request.name());

  /** Parley: record, generated codec. */
  @Benchmark
  public int requestParley() {
    writer.reset();
    writer.write(
        SignInPayloadPBCodec.CODEC,
        new SignInPayloadPB(request.email(), request.password(), request.name()));
    return writer.position();
  }

  /** protobuf-java as its users run it: builder, message, array of its own. */
  @Benchmark
  public byte[] requestProtobuf() {
    return Protobuf.of(request).toByteArray();
  }

  /** protobuf-java into the array that is used again. */
  @Benchmark
  public int requestProtobufStream() throws IOException {
    CodedOutputStream out = CodedOutputStream.newInstance(buffer);
    Protobuf.of(request).writeTo(out);
    return out.getTotalBytesWritten();
  }

  /** Parley: record, generated codec. */
  @Benchmark
  public int responseParley() {
    writer.reset();
    writer.write(
        UserProfilePBCodec.CODEC,
        new UserProfilePB(
            response.id(),
            response.email(),
            response.name(),
            response.token(),
            response.iconUrl()));
    return writer.position();
  }

  /** protobuf-java as its users run it: builder, message, array of its own. */
  @Benchmark
  public byte[] responseProtobuf() {
    return Protobuf.of(response).toByteArray();
  }

  /** protobuf-java into the array that is used again. */
  @Benchmark
  public int responseProtobufStream() throws IOException {
    CodedOutputStream out = CodedOutputStream.newInstance(buffer);
    Protobuf.of(response).writeTo(out);
    return out.getTotalBytesWritten();
  }
}
