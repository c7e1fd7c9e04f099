package dev.parley.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Short and long strings are written in different ways; nothing of that may show. */
class StringLengthsTest {
  private static final int LONGEST = 80;

  @ParameterizedTest
  @ValueSource(strings = {"a", "?", "\u007f", "\u0080", "ü", "Ā", "漢", "\uD83D\uDC4B"})
  void everyLengthIsWrittenAsUtf8WhereverTheCharacterStands(String odd) {
    for (int length = 0; length <= LONGEST; length++) {
      for (int at = 0; at <= length; at++) {
        String value = "x".repeat(at) + odd + "y".repeat(length - at);
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);

        byte[] written = write(value);

        assertThat(Arrays.copyOfRange(written, written.length - utf8.length, written.length))
            .isEqualTo(utf8);
        var reader = new MessageReader(written, 0, written.length);
        assertThat(reader.readTag()).isEqualTo(10);
        assertThat(reader.readString()).isEqualTo(value);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\uD800", "\uDC00", "\uD83F"})
  void anUnpairedSurrogateIsRefusedWhereverItStands(String lone) {
    for (int length = 0; length <= LONGEST; length++) {
      for (int at = 0; at <= length; at++) {
        String value = "x".repeat(at) + lone + "y".repeat(length - at);
        assertThatExceptionOfType(UnencodableMessageException.class)
            .isThrownBy(() -> write(value))
            .withMessageContaining("at index " + at);
      }
    }
  }

  @Test
  void aShortStringThatTurnsOutToBeMoreThanAsciiLeavesNoTrace() {
    var writer = new MessageWriter(16, 100);
    writer.putString(1, "a");
    writer.putString(2, "abcü");
    assertThat(writer.toByteArray())
        .isEqualTo(new byte[] {10, 1, 'a', 18, 5, 'a', 'b', 'c', (byte) 0xC3, (byte) 0xBC});
  }

  private static byte[] write(String value) {
    var writer = new MessageWriter();
    writer.putString(1, value);
    return writer.toByteArray();
  }
}
