package dev.parley.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Instants and durations keep to the ranges of timestamp.proto and duration.proto. */
class TimesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0001-01-01T00:00:00Z",
        "1969-12-31T23:59:59.000000001Z",
        "1970-01-01T00:00:00Z",
        "2026-11-22T12:00:00.123456789Z",
        "9999-12-31T23:59:59.999999999Z"
      })
  void anInstantInRangeComesBackAsItWas(String text) {
    Instant instant = Instant.parse(text);
    assertThat(TimestampCodec.CODEC.decode(TimestampCodec.CODEC.encode(instant)))
        .isEqualTo(instant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0000-12-31T23:59:59.999999999Z", "+10000-01-01T00:00:00Z"})
  void anInstantOutOfRangeIsRefusedWhenWritten(String text) {
    assertThatExceptionOfType(UnencodableMessageException.class)
        .isThrownBy(() -> TimestampCodec.CODEC.encode(Instant.parse(text)))
        .withMessageContaining(text)
        .withMessageContaining("the years 0001 to 9999");
  }

  @ParameterizedTest
  @CsvSource({"-62135596801,0", "253402300800,0", "0,-1", "0,1000000000", "9223372036854775807,0"})
  void anInstantOutOfRangeIsRefusedWhenRead(long seconds, int nanos) {
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> TimestampCodec.CODEC.decode(fields(seconds, nanos)))
        .withMessageStartingWith("Timestamp: ");
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S,0,0",
    "PT1.5S,1,500000000",
    "PT-0.5S,0,-500000000",
    "PT-1.5S,-1,-500000000",
    "PT-1S,-1,0",
    "PT-0.000000001S,0,-1",
    "PT315576000000S,315576000000,0",
    "PT315576000000.999999999S,315576000000,999999999",
    "PT-315576000000S,-315576000000,0",
    "PT-315576000000.999999999S,-315576000000,-999999999"
  })
  void aDurationsPartsHaveTheSameSignOnTheWire(String text, long seconds, int nanos) {
    Duration duration = Duration.parse(text);
    byte[] expected = fields(seconds, nanos);
    assertThat(DurationCodec.CODEC.encode(duration)).isEqualTo(expected);
    assertThat(DurationCodec.CODEC.decode(expected)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT315576000001S", "PT-315576000001S", "PT-315576000001.5S"})
  void aDurationOutOfRangeIsRefusedWhenWritten(String text) {
    assertThatExceptionOfType(UnencodableMessageException.class)
        .isThrownBy(() -> DurationCodec.CODEC.encode(Duration.parse(text)))
        .withMessageContaining("315,576,000,000 seconds");
  }

  @ParameterizedTest
  @CsvSource({
    "315576000001,0",
    "-315576000001,0",
    "0,1000000000",
    "0,-1000000000",
    "1,-1",
    "-1,1",
    "-9223372036854775808,0"
  })
  void aDurationOutOfRangeIsRefusedWhenRead(long seconds, int nanos) {
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> DurationCodec.CODEC.decode(fields(seconds, nanos)))
        .withMessageStartingWith("Duration: ");
  }

  @Test
  void secondsAndNanosOfTwoOccurrencesMerge() {
    byte[] seconds = fields(5, 0);
    byte[] nanos = fields(0, 7);
    var out = new MessageWriter();
    out.putBytes(1, seconds);
    out.putBytes(1, nanos);
    var in = new MessageReader(out.array(), 0, out.position());
    in.readTag();
    long first = in.readSpan(0);
    in.readTag();
    long both = in.readSpan(first);
    assertThat(in.instant(1, both)).isEqualTo(Instant.ofEpochSecond(5, 7));
  }

  private static byte[] fields(long seconds, int nanos) {
    var out = new MessageWriter();
    out.writeInt64(1, seconds);
    out.writeInt32(2, nanos);
    return out.toByteArray();
  }
}
