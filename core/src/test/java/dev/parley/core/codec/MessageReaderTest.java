package dev.parley.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageReaderTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "00 | Tree: a field number that is 0 or greater than 536,870,911",
        "07 | Tree: a field number that is 0 or greater than 536,870,911",
        "f8ffffff1f01 | Tree: a field number that is 0 or greater than 536,870,911",
        "80 | Tree: the bytes end in the middle of a value",
        "0a | Tree.label: the bytes end in the middle of a value",
        "0a0261 | Tree.label: a length of 2 bytes, where 1 are left",
        "0affffffffffffffffff01 | Tree.label: a length of 18446744073709551615 bytes, where 0 are left",
        "0affffffff7f | Tree.label: a length of 34,359,738,367 bytes, where 0 are left",
        "2080808080808080808080 01 | Tree.numbers: a varint has more than ten bytes",
        "22 01 80 | Tree.numbers: the bytes end in the middle of a value",
        "2e | Tree.5: wire type 6, which doesn't exist",
        "2f | Tree.5: wire type 7, which doesn't exist",
        "2c | Tree.5: the end of a group that never began",
        "2b | Tree.5: the bytes end within a group",
        "2b34 | Tree.6: the end of another group than the one that began, 5",
        "29 00000000000000 | Tree.5: the bytes end in the middle of a value",
        "2d 000000 | Tree.5: the bytes end in the middle of a value",
        "12 03 0a01ff | Tree.child.label: the string is not valid UTF-8 at byte 0 of 1",
        "1a 04 0a02 61c3 | Tree.children.label: the string is not valid UTF-8 at byte 1 of 2",
      })
  void malformedBytesAreRefusedWithTheFieldAndWhatIsWrong(String hex, String message) {
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> Tree.CODEC.decode(bytes(hex)))
        .withMessage(message)
        .satisfies(e -> assertThat(message).startsWith(e.path() + ": "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c080", // overlong
        "e08080",
        "eda080", // a surrogate
        "f4908080", // beyond U+10FFFF
        "80",
        "c3",
        "e282",
        "f09f98",
        "61ff62",
        "efbfbdff" // U+FFFD itself is fine, what follows isn't
      })
  void bytesThatAreNoUtf8AreRefused(String hex) {
    byte[] text = bytes(hex);
    var out = new MessageWriter();
    out.putBytes(1, text);
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> Tree.CODEC.decode(out.toByteArray()))
        .withMessageContaining("not valid UTF-8");
  }

  @Test
  void messagesMayBeNestedAsDeepAsTheLimitAndNoDeeper() {
    byte[] deep = Tree.CODEC.encode(Tree.nested(100));
    assertThat(Tree.CODEC.decode(deep)).isEqualTo(Tree.nested(100));
    var out = new MessageWriter(16, 101);
    out.write(Tree.CODEC, Tree.nested(101));
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> Tree.CODEC.decode(out.toByteArray()))
        .withMessageEndingWith("messages are nested more than 100 deep (Limits.maxDepth)");
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> new MessageReader(deep, 0, deep.length, 99, 1).read(Tree.CODEC))
        .withMessageEndingWith("messages are nested more than 99 deep (Limits.maxDepth)");
  }

  @Test
  void groupsMayBeNestedAsDeepAsTheLimitAndNoDeeper() {
    assertThat(Tree.CODEC.decode(groups(100))).isEqualTo(Tree.leaf(""));
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> Tree.CODEC.decode(groups(101)))
        .withMessageEndingWith("messages are nested more than 100 deep (Limits.maxDepth)");
  }

  @Test
  void aPayloadMayHoldAsManyItemsAsTheLimitAndNoMore() {
    // three elements: one of the list, one of the list within it, and a number beside them
    byte[] nested = bytes("1a021a00 2001");
    // three numbers, packed and not
    byte[] numbers = bytes("22020102 2003");
    for (byte[] payload : List.of(nested, numbers)) {
      assertThat(readerOf(payload, 3).read(Tree.CODEC)).isEqualTo(Tree.CODEC.decode(payload));
      assertThatExceptionOfType(MalformedMessageException.class)
          .isThrownBy(() -> readerOf(payload, 2).read(Tree.CODEC))
          .withMessageEndingWith(
              "the payload has more than 2 list elements and map entries (Limits.maxElements)");
    }
    var again = readerOf(numbers, 3);
    again.read(Tree.CODEC);
    again.reset(numbers, 0, numbers.length);
    assertThat(again.read(Tree.CODEC).numbers()).as("each payload has its own").hasSize(3);
  }

  @Test
  void mapEntriesAreItemsAsWell() {
    var in = new MessageReader(bytes("0a020801 0a020802"), 0, 8, 100, 1);
    assertThat(in.readTag()).isEqualTo(10);
    Map<Integer, String> map = in.readEntry(Map.of(), ValueKinds.INT32, ValueKinds.STRING);
    assertThat(map).containsOnlyKeys(1);
    assertThat(in.readTag()).isEqualTo(10);
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> in.readEntry(map, ValueKinds.INT32, ValueKinds.STRING))
        .withMessageContaining("Limits.maxElements");
  }

  private static MessageReader readerOf(byte[] payload, int maxElements) {
    return new MessageReader(payload, 0, payload.length, 100, maxElements);
  }

  private static byte[] groups(int depth) {
    return bytes("2b".repeat(depth) + "2c".repeat(depth));
  }

  @Test
  void aMessageThatOccursTwiceIsMergedAlsoWithinItself() {
    // child { label: a, child { label: x } }, child { child { numbers: -1 } }, child {}
    byte[] bytes = bytes("1208 0a0161 1203 0a0178" + "1204 1202 2001" + "1200");
    assertThat(Tree.CODEC.decode(bytes))
        .isEqualTo(
            new Tree(
                "",
                new Tree("a", new Tree("x", null, List.of(), List.of(-1)), List.of(), List.of()),
                List.of(),
                List.of()));
  }

  @Test
  @Timeout(60)
  void mergingTakesLinearTime() {
    // Two million occurrences, in one message and in each of a hundred levels.
    byte[] flat = bytes("1200".repeat(2_000_000));
    assertThat(Tree.CODEC.decode(flat).child()).isEqualTo(Tree.leaf(""));
    byte[] deep = bytes("1200".repeat(20_000));
    for (int level = 1; level < 99; level++) {
      var out = new MessageWriter();
      out.putBytes(2, deep);
      out.putBytes(2, bytes("1200".repeat(100)));
      deep = out.toByteArray();
    }
    assertThat(Tree.CODEC.decode(deep).child()).isNotNull();
  }

  @Test
  void aReaderCanBeUsedAgainAfterAFailure() {
    var in = new MessageReader(bytes("0a01ff"), 0, 3);
    assertThatThrownBy(() -> in.read(Tree.CODEC)).isInstanceOf(MalformedMessageException.class);
    byte[] good = bytes("ffff 0a0161 ff");
    in.reset(good, 2, 5);
    assertThat(in.read(Tree.CODEC)).isEqualTo(Tree.leaf("a"));
    assertThatThrownBy(() -> in.reset(good, 2, 7)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void thePathTellsWhichMessageItsConstructorRefused() {
    Codec<Tree> refusing =
        new Codec<>() {
          @Override
          public void write(Tree message, MessageWriter out) {
            throw new UnsupportedOperationException();
          }

          @Override
          public Tree read(MessageReader in) {
            return in.message(
                2,
                0,
                new Codec<>() {
                  @Override
                  public void write(Tree message, MessageWriter out) {
                    throw new UnsupportedOperationException();
                  }

                  @Override
                  public Tree read(MessageReader inner) {
                    throw new IllegalStateException("refused");
                  }
                });
          }

          @Override
          public String typeName() {
            return "Outer";
          }

          @Override
          public String fieldName(int number) {
            return number == 2 ? "inner" : Codec.super.fieldName(number);
          }
        };
    var in = new MessageReader(new byte[0], 0, 0);
    assertThatThrownBy(() -> in.read(refusing)).hasMessage("refused");
    assertThat(in.path()).isEqualTo("Outer.inner");
  }

  @Test
  void listsCannotBeChanged() {
    Tree tree = Tree.CODEC.decode(bytes("2001 1a00"));
    assertThatThrownBy(() -> tree.numbers().add(1))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> tree.children().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void randomBytesAreReadOrRefusedAndNothingElse() {
    var random = new Random(4);
    var in = new MessageReader(new byte[0], 0, 0);
    int read = 0;
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      if (bytes.length > 0 && random.nextBoolean()) {
        bytes[0] = (byte) List.of(0x0a, 0x12, 0x1a, 0x22, 0x2b).get(random.nextInt(5)).intValue();
      }
      in.reset(bytes, 0, bytes.length);
      try {
        in.read(Tree.CODEC);
        read++;
      } catch (MalformedMessageException expected) {
        assertThat(expected.path()).startsWith("Tree");
      }
    }
    assertThat(read).isGreaterThan(1000);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  @Test
  void spansGiveTheirPlace() {
    byte[] bytes = bytes("12 03 0a0161");
    var in = new MessageReader(bytes, 0, bytes.length);
    in.readTag();
    long span = in.readSpan();
    assertThat(MessageReader.spanStart(span)).isEqualTo(2);
    assertThat(MessageReader.spanEnd(span)).isEqualTo(5);
    assertThat(in.read(span, Tree.CODEC)).isEqualTo(Tree.leaf("a"));
    assertThat(in.position()).isEqualTo(5);
    assertThat(Duration.ZERO).isEqualTo(in.duration(1, 0));
  }
}
