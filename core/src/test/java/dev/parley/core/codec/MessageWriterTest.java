package dev.parley.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageWriterTest {
  private final MessageWriter out = new MessageWriter(16, 3);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152})
  void lengthsOfAnySizeAreFilledInAfterTheContent(int length) {
    int start = out.begin(1);
    out.putBytes(2, new byte[length]);
    out.end(start);
    out.putInt32(3, 7);

    var in = new MessageReader(out.array(), 0, out.position());
    assertThat(in.readTag()).isEqualTo(10);
    long content = in.readSpan();
    assertThat(in.readTag()).isEqualTo(24);
    assertThat(in.readInt32()).isEqualTo(7);
    long outer = in.enter(content);
    assertThat(in.readTag()).isEqualTo(18);
    assertThat(in.readBytes()).hasSize(length);
    assertThat(in.readTag()).isZero();
    in.leave(outer);
  }

  @ParameterizedTest
  @CsvSource({"0,0", "1,1", "127,1", "128,2", "-1,10"})
  void anInt32TakesAsManyBytesAsProtobufGivesIt(int value, int bytes) {
    out.putInt32(1, value);
    assertThat(out.position()).isEqualTo(1 + Math.max(bytes, 1));
  }

  @Test
  void negativeZeroIsNoEmptyValue() {
    out.writeFloat(1, -0f);
    out.writeDouble(2, -0d);
    assertThat(out.position()).isEqualTo(5 + 9);
    out.reset();
    out.writeFloat(1, 0f);
    out.writeDouble(2, 0d);
    assertThat(out.position()).isZero();
  }

  @Test
  void exactlyTheLimitMayBeWritten() {
    out.limit(1000, "Limits.maxFrameBytes");
    out.putBytes(1, new byte[997]);
    out.checkLimit();
    assertThat(out.position()).isEqualTo(1000);
  }

  @Test
  void oneByteMoreThanTheLimitIsRefusedAndTheErrorQuotesBoth() {
    out.limit(1000, "Limits.maxFrameBytes");
    assertThatExceptionOfType(MessageTooLargeException.class)
        .isThrownBy(() -> {
          out.putBytes(1, new byte[998]);
          out.checkLimit();
        })
        .withMessage(
            "message: the message is 1,001 bytes; the limit is 1,000 (Limits.maxFrameBytes)");
  }

  @Test
  void whatIsFarBeyondTheLimitIsRefusedBeforeTheArrayGrows() {
    out.limit(1000, "Limits.maxFrameBytes");
    byte[] large = new byte[100_000];
    assertThatExceptionOfType(MessageTooLargeException.class)
        .isThrownBy(() -> out.write(Tree.CODEC, Tree.leaf("x".repeat(large.length))))
        .withMessageMatching("Tree: the message is at least 100,.* bytes; the limit is 1,000 .*");
    assertThat(out.array().length).isLessThan(5000);
  }

  @Test
  void theLimitCountsFromWhereItWasSet() {
    out.putBytes(1, new byte[5000]);
    out.limit(10, "it");
    out.putBytes(1, new byte[8]);
    out.checkLimit();
    out.putInt32(1, 1);
    assertThatExceptionOfType(MessageTooLargeException.class).isThrownBy(out::checkLimit);
  }

  @Test
  void aFailedFrameCanBeTakenBack() {
    out.putInt32(1, 1);
    int before = out.position();
    assertThatExceptionOfType(UnencodableMessageException.class)
        .isThrownBy(() -> out.write(Tree.CODEC, Tree.nested(4)));
    out.truncate(before);
    out.write(Tree.CODEC, Tree.leaf("a"));
    assertThat(out.toByteArray()).containsExactly(8, 1, 10, 1, 'a');
    assertThatIllegalArgumentException().isThrownBy(() -> out.truncate(6));
  }

  @Test
  void messagesMayBeNestedAsDeepAsTheLimitAndNoDeeper() {
    out.write(Tree.CODEC, Tree.nested(3));
    out.reset();
    assertThatExceptionOfType(UnencodableMessageException.class)
        .isThrownBy(() -> out.write(Tree.CODEC, Tree.nested(4)))
        .withMessage(
            "Tree.child.child.child.child: messages are nested more than 3 deep (Limits.maxDepth)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\uD800", "a\uDC00?", "\uD83D?", "\uDE00\uD83D", "ä\uD800"})
  void anUnpairedSurrogateIsRefused(String text) {
    var tree = new Tree("", null, List.of(Tree.leaf(text)), List.of());
    assertThatExceptionOfType(UnencodableMessageException.class)
        .isThrownBy(() -> out.write(Tree.CODEC, tree))
        .withMessageStartingWith("Tree.children.label: the string holds an unpaired surrogate (\\u")
        .satisfies(e -> assertThat(e.path()).isEqualTo("Tree.children.label"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"?", "??ä", "\uD83D\uDE00?", "a\uFFFD", "\0"})
  void otherStringsArePassedOn(String text) {
    assertThat(Tree.CODEC.decode(Tree.CODEC.encode(Tree.leaf(text))).label()).isEqualTo(text);
  }

  @Test
  void nullIsRefusedWithTheNameOfTheField() {
    @SuppressWarnings("NullAway") // what a caller without null checks does
    var tree = new Tree("", null, List.of(Tree.leaf(null)), List.of());
    assertThatExceptionOfType(UnencodableMessageException.class)
        .isThrownBy(() -> out.write(Tree.CODEC, tree))
        .withMessage("Tree.children.label: is null, which only a @Nullable component may be");
    @SuppressWarnings("NullAway")
    var withoutList = new Tree("", null, List.of(), null);
    out.reset();
    assertThatExceptionOfType(UnencodableMessageException.class)
        .isThrownBy(() -> out.write(Tree.CODEC, withoutList))
        .withMessageStartingWith("Tree.numbers: is null");
    @SuppressWarnings("NullAway")
    var withNullNumber = new Tree("", null, List.of(), Arrays.asList(1, null));
    out.reset();
    assertThatExceptionOfType(UnencodableMessageException.class)
        .isThrownBy(() -> out.write(Tree.CODEC, withNullNumber))
        .withMessageStartingWith("Tree.numbers: is null");
  }

  @Test
  void aLengthBeforeAFrameCanBeFilledInLater() {
    int at = out.reserve(4);
    out.putInt32(1, 5);
    out.setInt(at, 0x01020304);
    assertThat(out.toByteArray()).containsExactly(1, 2, 3, 4, 8, 5);
  }
}
