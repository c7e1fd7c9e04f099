package dev.parley.benchmarks.codec;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.benchmarks.contract.SignInPayloadPB;
import dev.parley.benchmarks.contract.SignInPayloadPBCodec;
import dev.parley.benchmarks.contract.UserProfilePB;
import dev.parley.benchmarks.contract.UserProfilePBCodec;
import dev.parley.core.codec.MessageReader;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Bytes become a message whose every string is then looked at: protobuf-java puts off a part of its
 * work until a string is asked for, and a handler asks.
 */
@State(Scope.Thread)
public class Decode {
  private final byte[] request = SignInPayloadPBCodec.CODEC.encode(SignInPayloadPB.sample());
  private final byte[] response =
      UserProfilePBCodec.CODEC.encode(
          UserProfilePB.of("somebody@example.appflowy.io", "Some Body Else."));
  private final MessageReader reader = new MessageReader(request, 0, request.length);

  /** Parley: generated codec, record; one reader for all, as a connection has it. */
  @Benchmark
  public void requestParley(Blackhole hole) {
    reader.reset(request, 0, request.length);
    SignInPayloadPB message = reader.read(SignInPayloadPBCodec.CODEC);
    hole.consume(message.email());
    hole.consume(message.password());
    hole.consume(message.name());
  }

  /** protobuf-java as its users run it. */
  @Benchmark
  public void requestProtobuf(Blackhole hole) throws InvalidProtocolBufferException {
    consume(dev.parley.benchmarks.protobuf.SignInPayloadPB.parseFrom(request), hole);
  }

  /** protobuf-java from a range of an array, as a connection would have it. */
  @Benchmark
  public void requestProtobufStream(Blackhole hole) throws IOException {
    var in = CodedInputStream.newInstance(request, 0, request.length);
    consume(dev.parley.benchmarks.protobuf.SignInPayloadPB.parseFrom(in), hole);
  }

  private static void consume(
      dev.parley.benchmarks.protobuf.SignInPayloadPB message, Blackhole hole) {
    hole.consume(message.getEmail());
    hole.consume(message.getPassword());
    hole.consume(message.getName());
  }

  /** Parley: generated codec, record; one reader for all, as a connection has it. */
  @Benchmark
  public void responseParley(Blackhole hole) {
    reader.reset(response, 0, response.length);
    UserProfilePB message = reader.read(UserProfilePBCodec.CODEC);
    hole.consume(message.id());
    hole.consume(message.email());
    hole.consume(message.name());
    hole.consume(message.token());
    hole.consume(message.iconUrl());
  }

  /** protobuf-java as its users run it. */
  @Benchmark
  public void responseProtobuf(Blackhole hole) throws InvalidProtocolBufferException {
    consume(dev.parley.benchmarks.protobuf.UserProfilePB.parseFrom(response), hole);
  }

  /** protobuf-java from a range of an array, as a connection would have it. */
  @Benchmark
  public void responseProtobufStream(Blackhole hole) throws IOException {
    var in = CodedInputStream.newInstance(response, 0, response.length);
    consume(dev.parley.benchmarks.protobuf.UserProfilePB.parseFrom(in), hole);
  }

  private static void consume(
      dev.parley.benchmarks.protobuf.UserProfilePB message, Blackhole hole) {
    hole.consume(message.getId());
    hole.consume(message.getEmail());
    hole.consume(message.getName());
    hole.consume(message.getToken());
    hole.consume(message.getIconUrl());
  }
}
