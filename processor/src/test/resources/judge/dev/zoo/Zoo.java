package dev.zoo;

import dev.parley.annotations.Field;
import dev.parley.annotations.FieldType;
import dev.parley.annotations.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One message for each form that a field can have. */
public interface Zoo {
  /** Numbers of one, two and five bytes, among them negative ones. */
  @Message
  enum Mood {
    @Field(0)
    CALM,
    @Field(1)
    MERRY,
    @Field(300)
    SLEEPY,
    @Field(2_147_483_647)
    WILD,
    @Field(-1)
    GRUMPY,
    @Field(-2_147_483_648)
    FURIOUS
  }

  @Message
  record Scalars(
      @Field(1) int int32,
      @Field(value = 2, type = FieldType.UINT32) int uint32,
      @Field(value = 3, type = FieldType.SINT32) int sint32,
      @Field(value = 4, type = FieldType.FIXED32) int fixed32,
      @Field(value = 5, type = FieldType.SFIXED32) int sfixed32,
      @Field(6) long int64,
      @Field(value = 7, type = FieldType.UINT64) long uint64,
      @Field(value = 8, type = FieldType.SINT64) long sint64,
      @Field(value = 9, type = FieldType.FIXED64) long fixed64,
      @Field(value = 10, type = FieldType.SFIXED64) long sfixed64,
      @Field(11) float real,
      @Field(12) double doubled,
      @Field(13) boolean flag,
      @Field(14) String text,
      @Field(15) byte[] data,
      @Field(16) Mood mood) {}

  @Message
  record Nullables(
      @Field(1) @Nullable Integer int32,
      @Field(value = 2, type = FieldType.UINT32) @Nullable Integer uint32,
      @Field(value = 3, type = FieldType.SINT32) @Nullable Integer sint32,
      @Field(value = 4, type = FieldType.FIXED32) @Nullable Integer fixed32,
      @Field(value = 5, type = FieldType.SFIXED32) @Nullable Integer sfixed32,
      @Field(6) @Nullable Long int64,
      @Field(value = 7, type = FieldType.UINT64) @Nullable Long uint64,
      @Field(value = 8, type = FieldType.SINT64) @Nullable Long sint64,
      @Field(value = 9, type = FieldType.FIXED64) @Nullable Long fixed64,
      @Field(value = 10, type = FieldType.SFIXED64) @Nullable Long sfixed64,
      @Field(11) @Nullable Float real,
      @Field(12) @Nullable Double doubled,
      @Field(13) @Nullable Boolean flag,
      @Field(14) @Nullable String text,
      @Field(15) byte @Nullable [] data,
      @Field(16) @Nullable Mood mood,
      @Field(17) @Nullable Scalars scalars,
      @Field(18) @Nullable Instant instant,
      @Field(19) @Nullable Duration duration,
      @Field(20) @Nullable Shape shape) {}

  @Message
  record Lists(
      @Field(1) List<Integer> int32,
      @Field(value = 2, type = FieldType.UINT32) List<Integer> uint32,
      @Field(value = 3, type = FieldType.SINT32) List<Integer> sint32,
      @Field(value = 4, type = FieldType.FIXED32) List<Integer> fixed32,
      @Field(value = 5, type = FieldType.SFIXED32) List<Integer> sfixed32,
      @Field(6) List<Long> int64,
      @Field(value = 7, type = FieldType.UINT64) List<Long> uint64,
      @Field(value = 8, type = FieldType.SINT64) List<Long> sint64,
      @Field(value = 9, type = FieldType.FIXED64) List<Long> fixed64,
      @Field(value = 10, type = FieldType.SFIXED64) List<Long> sfixed64,
      @Field(11) List<Float> real,
      @Field(12) List<Double> doubled,
      @Field(13) List<Boolean> flag,
      @Field(14) List<String> text,
      @Field(15) List<byte[]> data,
      @Field(16) List<Mood> mood,
      @Field(17) List<Scalars> scalars,
      @Field(18) List<Instant> instant,
      @Field(19) List<Duration> duration,
      @Field(20) List<Shape> shape) {}

  @Message
  record Maps(
      @Field(1) Map<Integer, String> names,
      @Field(2) Map<Long, Double> numbers,
      @Field(3) Map<Boolean, Float> flags,
      @Field(4) Map<String, byte[]> blobs,
      @Field(5) Map<String, Scalars> scalars,
      @Field(6) Map<String, Mood> moods,
      @Field(7) Map<Integer, Shape> shapes,
      @Field(8) Map<Long, Instant> instants,
      @Field(9) Map<String, Duration> durations,
      @Field(10) Map<String, Integer> ints,
      @Field(11) Map<String, Long> longs,
      @Field(12) Map<String, Boolean> booleans) {}

  @Message
  record Times(@Field(1) Instant instant, @Field(2) Duration duration) {}

  /** Declared in another order than their numbers', which are at the edges of what is allowed. */
  @Message
  record Numbers(
      @Field(536_870_911) int last,
      @Field(20_000) String afterReserved,
      @Field(18_999) long beforeReserved,
      @Field(16) int twoByteTag,
      @Field(15) Mood oneByteTag) {}

  /** Names that generated code has a use for itself. */
  @Message
  record Names(
      @Field(1) int data,
      @Field(2) Shape tag,
      @Field(3) String out,
      @Field(4) List<Integer> message,
      @Field(5) Times value) {}

  @Message
  record Nothing() {}

  @Message
  sealed interface Shape {
    @Message
    @Field(1)
    record Circle(@Field(1) double radius) implements Shape {}

    @Message
    @Field(2)
    record Square(@Field(1) double side, @Field(2) String name) implements Shape {}

    @Message
    @Field(200)
    record Outline(@Field(1) Outer outer, @Field(2) @Nullable Shape inner) implements Shape {}
  }

  @Message
  record Outer(
      @Field(1) Inner inner,
      @Field(2) @Nullable Inner maybe,
      @Field(3) List<Inner> more,
      @Field(4) Map<String, Inner> named,
      @Field(5) Times times) {}

  @Message
  record Inner(@Field(1) String text, @Field(2) int number, @Field(3) List<Integer> numbers) {}
}
