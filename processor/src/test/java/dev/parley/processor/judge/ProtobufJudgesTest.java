package dev.parley.processor.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.core.codec.Codec;
import dev.parley.core.codec.MalformedMessageException;
import dev.parley.schema.EnumType;
import dev.parley.schema.TypeName;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random messages of every shape pass between the generated codecs and protobuf-java, which learned
 * the contract from the emitted {@code .proto} by way of the real protoc.
 */
class ProtobufJudgesTest {
  private static final int ROUNDS = 150;

  /**
   * Where we are stricter than protobuf-java, as protobuf's C++ parser is: it drops a tag's bits
   * beyond 32, and takes the tenth byte of a varint for the last even if it says that more follow.
   */
  private static final Pattern STRICTER =
      Pattern.compile(
          ".*(a field number that is 0 or greater than 536,870,911|a varint has more than ten bytes)");

  private final Zoo zoo = Zoo.get();
  private final Translation translation = new Translation(zoo);

  static Stream<TypeName> messages() {
    return Zoo.get().contract.types().stream()
        .filter(it -> !(it instanceof EnumType))
        .map(it -> it.name());
  }

  @ParameterizedTest
  @MethodSource("messages")
  void theirBytesAreReadAsTheSameMessage(TypeName name) {
    var messages = new RandomMessages(zoo, 1);
    for (int round = 0; round < ROUNDS; round++) {
      DynamicMessage theirs = messages.next(name);
      Object ours = zoo.codec(name).decode(theirs.toByteArray());
      assertSame(ours, translation.toJava(name, theirs));
    }
  }

  @ParameterizedTest
  @MethodSource("messages")
  void ourBytesAreReadThereAsTheSameMessage(TypeName name) throws Exception {
    var messages = new RandomMessages(zoo, 2);
    Descriptor type = zoo.proto.message(name);
    for (int round = 0; round < ROUNDS; round++) {
      DynamicMessage theirs = messages.next(name);
      byte[] ours = zoo.codec(name).encode(translation.toJava(name, theirs));
      assertThat(withoutPresence(DynamicMessage.parseFrom(type, ours)))
          .isEqualTo(withoutPresence(theirs));
    }
  }

  /** Parsed and set entries of maps differ in which fields they say are there; bytes don't. */
  private static DynamicMessage withoutPresence(DynamicMessage message)
      throws InvalidProtocolBufferException {
    return DynamicMessage.parseFrom(message.getDescriptorForType(), message.toByteArray());
  }

  @ParameterizedTest
  @MethodSource("messages")
  void fieldsAreWrittenByteForByteAsTheyWriteThem(TypeName name) throws Exception {
    var messages = new RandomMessages(zoo, 3);
    for (int round = 0; round < ROUNDS; round++) {
      DynamicMessage theirs = messages.next(name);
      byte[] ours = zoo.codec(name).encode(translation.toJava(name, theirs));
      // Through a parser, as only then their map entries have both key and value as ours do.
      assertThat(ours)
          .isEqualTo(DynamicMessage.parseFrom(zoo.proto.message(name), ours).toByteArray());
      if (!MapFinder.hasMap(zoo.proto.message(name))) {
        assertThat(ours).isEqualTo(theirs.toByteArray());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("messages")
  void oddButLegalBytesAreReadAsTheSameMessage(TypeName name) throws Exception {
    var messages = new RandomMessages(zoo, 4);
    var odd = new OddWriter(messages.random());
    for (int round = 0; round < ROUNDS; round++) {
      DynamicMessage message = messages.next(name);
      byte[] bytes = odd.write(message);
      DynamicMessage theirs = DynamicMessage.parseFrom(zoo.proto.message(name), bytes);
      Object expected = translation.toJava(name, theirs);
      assertSame(expected, translation.toJava(name, message));
      assertSame(zoo.codec(name).decode(bytes), expected);
    }
  }

  @ParameterizedTest
  @MethodSource("messages")
  void aMessageThatFollowsAnotherMergesIntoIt(TypeName name) throws Exception {
    var messages = new RandomMessages(zoo, 5);
    var odd = new OddWriter(messages.random());
    for (int round = 0; round < ROUNDS; round++) {
      var bytes = new ByteArrayOutputStream();
      for (int i = messages.random().nextInt(4); i >= 0; i--) {
        bytes.writeBytes(odd.write(messages.next(name)));
      }
      Object expected = expected(name, bytes.toByteArray());
      Object ours = decode(zoo.codec(name), bytes.toByteArray());
      // Two durations can merge into one with two signs, which neither side's rules allow.
      if (expected == null) {
        assertThat(ours).isNull();
      } else {
        assertSame(ours, expected);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("messages")
  void bytesThatEndEarlyAreRefusedOrReadAsTheyReadThem(TypeName name) {
    var messages = new RandomMessages(zoo, 6);
    var odd = new OddWriter(messages.random());
    for (int round = 0; round < 12; round++) {
      DynamicMessage message = messages.next(name);
      byte[] whole = round % 2 == 0 ? message.toByteArray() : odd.write(message);
      for (int length = 0; length < Math.min(whole.length, 400); length++) {
        assertAgreement(name, Arrays.copyOf(whole, length), round % 2 == 0);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("messages")
  void damagedBytesAreRefusedOrReadAsTheyReadThem(TypeName name) {
    var messages = new RandomMessages(zoo, 7);
    var random = messages.random();
    for (int round = 0; round < ROUNDS * 3; round++) {
      byte[] bytes = messages.next(name).toByteArray();
      for (int i = 1 + random.nextInt(3); i > 0 && bytes.length > 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      assertAgreement(name, bytes, false);
    }
  }

  @ParameterizedTest
  @MethodSource("messages")
  void randomBytesAreRefusedOrReadAsTheyReadThem(TypeName name) {
    var random = new RandomMessages(zoo, 8).random();
    for (int round = 0; round < ROUNDS * 4; round++) {
      byte[] bytes = new byte[random.nextInt(30)];
      random.nextBytes(bytes);
      assertAgreement(name, bytes, false);
    }
  }

  /**
   * What both sides accept is the same message, and what we refuse they refuse, or it is no message
   * of the contract. They may refuse what we don't: we never look into the alternatives of a oneof
   * that another one replaced.
   */
  private void assertAgreement(TypeName name, byte[] bytes, boolean alsoTheirRefusals) {
    Object ours = decode(zoo.codec(name), bytes);
    Object expected;
    try {
      expected = expected(name, bytes);
    } catch (InvalidProtocolBufferException e) {
      if (alsoTheirRefusals) {
        assertThat(ours).as(() -> HexFormat.of().formatHex(bytes)).isNull();
      }
      return;
    }
    if (expected == null) {
      assertThat(ours).as(() -> HexFormat.of().formatHex(bytes)).isNull();
    } else if (ours == null) {
      String refusal = refusal(zoo.codec(name), bytes);
      if (!STRICTER.matcher(refusal).matches()) {
        fail(
            "refused: %s; but protobuf reads %s"
                .formatted(refusal, HexFormat.of().formatHex(bytes)));
      }
    } else {
      assertSame(ours, expected);
    }
  }

  private static String refusal(Codec<Object> codec, byte[] bytes) {
    try {
      codec.decode(bytes);
      return "not at all";
    } catch (MalformedMessageException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** What they read; null if it is no message of the contract. */
  private @Nullable Object expected(TypeName name, byte[] bytes)
      throws InvalidProtocolBufferException {
    DynamicMessage theirs = DynamicMessage.parseFrom(zoo.proto.message(name), bytes);
    try {
      return translation.toJava(name, theirs);
    } catch (Translation.Untranslatable e) {
      return null;
    }
  }

  /** What we read; null if it is refused. */
  private static @Nullable Object decode(Codec<Object> codec, byte[] bytes) {
    try {
      return codec.decode(bytes);
    } catch (MalformedMessageException e) {
      assertThat(e.path()).startsWith(codec.typeName());
      return null;
    }
  }

  private static void assertSame(@Nullable Object ours, @Nullable Object expected) {
    assertThat(Translation.describe(ours)).isEqualTo(Translation.describe(expected));
  }
}
