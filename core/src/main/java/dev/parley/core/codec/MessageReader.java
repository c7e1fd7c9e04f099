package dev.parley.core.codec;

import dev.parley.core.validation.InvalidMessageException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads Protobuf messages from a range of a byte array, without copying anything but strings and
 * bytes.
 *
 * <p>A codec reads tags until {@link #readTag} returns 0, and each field with the method of its
 * type. A message within a message is passed over as a <em>span</em> ({@link #readSpan(long)}) and
 * read when all its occurrences are known; elements of lists and entries of maps are read at once.
 *
 * <p>Whatever the bytes are, the only failure is {@link MalformedMessageException}. Not for use by
 * several threads at once; may be {@link #reset} and used again, also after a failure.
 */
public final class MessageReader extends NumberReader {
  private final SpanChains chains = new SpanChains();
  private final int maxDepth;

  /** What was refused of the outermost message. Made when a message with constraints is read. */
  private @Nullable Violations violations;

  private boolean checksConstraints = true;

  /** Where reading goes on at the limit: the rest of a chain of spans; 0 if there is none. */
  private int nextNode;

  /** A reader of a range, with the depth and the elements that {@code Limits.DEFAULT} allows. */
  public MessageReader(byte[] buffer, int from, int to) {
    this(buffer, from, to, Wire.DEFAULT_MAX_DEPTH, Wire.DEFAULT_MAX_ELEMENTS);
  }

  /**
   * @param maxDepth how deep messages, map entries and groups may be nested within the outermost
   *     message ({@code Limits.maxDepth})
   * @param maxElements how many list elements and map entries an outermost message may hold, at all
   *     depths together ({@code Limits.maxElements})
   */
  public MessageReader(byte[] buffer, int from, int to, int maxDepth, int maxElements) {
    super(buffer, from, to, maxElements);
    this.maxDepth = maxDepth;
  }

  /** Starts again on another range. */
  public void reset(byte[] buffer, int from, int to) {
    if (from < 0 || to < from || to > buffer.length) {
      throw new IndexOutOfBoundsException(
          "range " + from + " to " + to + " of " + buffer.length + " bytes");
    }
    this.buffer = buffer;
    position = from;
    limit = to;
    lastTag = 0;
    nextNode = 0;
    resetItems();
    path.clear();
    chains.clear();
  }

  /**
   * Says that messages are taken whatever their constraints say. That is for who receives from a
   * core: constraints are the core's to enforce.
   */
  public void ignoreConstraints() {
    checksConstraints = false;
  }

  /**
   * Reads the outermost message: everything from the position to the limit.
   *
   * @throws InvalidMessageException if the contract's constraints refuse its values
   */
  public <T> T read(Codec<T> codec) {
    resetItems();
    path.clear();
    if (violations != null) {
      violations.clear();
    }
    path.enter(codec, 0);
    T message;
    try {
      message = codec.read(this);
    } catch (MalformedMessageException e) {
      throw e;
    } catch (RuntimeException e) {
      // A constructor's complaint comes after what constraints refused before it.
      throwViolations();
      throw e;
    }
    throwViolations();
    path.leave();
    return message;
  }

  /**
   * The message that is being read, or in which reading stopped, as seen from the outermost one:
   * {@code items[2].address}; empty for that itself.
   */
  public String relativePath() {
    return path.relative();
  }

  private void throwViolations() {
    if (violations != null && !violations.isEmpty()) {
      throw new InvalidMessageException(violations.list());
    }
  }

  /** Where a codec says what constraints refuse of the message that is being read. */
  public Violations violations() {
    if (violations == null) {
      violations = new Violations(path, checksConstraints);
    }
    return violations;
  }

  /**
   * Whether something of the outermost message was refused so far: then no message whose parts have
   * constraints is constructed, but what follows is still looked at.
   */
  public boolean isRefused() {
    return violations != null && !violations.isEmpty();
  }

  /** Stands for a message that is not constructed because something was refused. */
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // nobody looks at it
  public <T> T refused() {
    return null;
  }

  /** Reads a span, for example the payload within a frame, as an outermost message. */
  public <T> T read(long span, Codec<T> codec) {
    long outer = enter(span);
    T message = read(codec);
    leave(outer);
    return message;
  }

  /**
   * Reads the next field's tag, {@code number << 3 | wire type}; 0 at the end of the message.
   *
   * @throws MalformedMessageException if it is no tag
   */
  public int readTag() {
    int at = position;
    if (at < limit) {
      byte first = buffer[at];
      if (first > 7) {
        position = at + 1;
        lastTag = first;
        return first;
      }
      return longTag();
    }
    return nextNode == 0 ? 0 : nextPart();
  }

  private int longTag() {
    lastTag = 0;
    long tag = varint64();
    if (tag >>> 32 != 0 || Wire.fieldOf((int) tag) == 0) {
      throw fail("a field number that is 0 or greater than 536,870,911");
    }
    lastTag = (int) tag;
    return lastTag;
  }

  private int nextPart() {
    while (nextNode != 0) {
      int node = nextNode;
      nextNode = chains.next(node);
      open(chains.span(node));
      if (position < limit) {
        return readTag();
      }
    }
    return 0;
  }

  /** Passes over a field that the message doesn't know, groups included. */
  public void skip(int tag) {
    switch (Wire.typeOf(tag)) {
      case Wire.VARINT -> varint64();
      case Wire.FIXED64 -> skipBytes(8);
      case Wire.LENGTH_DELIMITED -> skipBytes(length());
      case Wire.START_GROUP -> skipGroup(Wire.fieldOf(tag), path.depth());
      case Wire.FIXED32 -> skipBytes(4);
      case Wire.END_GROUP -> throw failField("the end of a group that never began");
      default -> throw failField("wire type %d, which doesn't exist".formatted(Wire.typeOf(tag)));
    }
  }

  private void skipGroup(int field, int depth) {
    if (depth > maxDepth) {
      throw tooDeep();
    }
    while (position < limit) {
      int tag = longTag();
      switch (Wire.typeOf(tag)) {
        case Wire.START_GROUP -> skipGroup(Wire.fieldOf(tag), depth + 1);
        case Wire.END_GROUP -> {
          if (Wire.fieldOf(tag) != field) {
            throw failField("the end of another group than the one that began, " + field);
          }
          return;
        }
        default -> skip(tag);
      }
    }
    throw failField("the bytes end within a group");
  }

  /** Reads a string; bytes that are no UTF-8 are refused. */
  public String readString() {
    return utf8();
  }

  /** Reads bytes, as a copy. */
  public byte[] readBytes() {
    return bytes();
  }

  /** Reads an enum; a number without a constant is refused. */
  public <E extends Enum<E>> E readEnum(EnumCodec<E> codec) {
    return constant(varint32(), codec);
  }

  <E extends Enum<E>> E constant(int number, EnumCodec<E> codec) {
    E constant = codec.constant(number);
    if (constant == null) {
      throw failField("%d is no number of %s".formatted(number, codec.typeName()));
    }
    return constant;
  }

  /**
   * Passes over a message or bytes and tells where they are.
   *
   * @return their span: {@link #spanStart} and {@link #spanEnd}
   */
  public long readSpan() {
    int length = length();
    long span = ((long) position << 32) | length;
    position += length;
    return span;
  }

  /**
   * Passes over a message field and adds it to what was seen of the field before.
   *
   * @param before what this method returned for the field before; 0 if it is the first time
   */
  public long readSpan(long before) {
    long span = readSpan();
    return before == 0 ? span : chains.append(before, span);
  }

  /** Where the bytes of a span begin in {@link #array}. */
  public static int spanStart(long span) {
    return (int) (span >>> 32);
  }

  /** Where the bytes of a span end in {@link #array}. */
  public static int spanEnd(long span) {
    return (int) (span >>> 32) + (int) span;
  }

  /**
   * Narrows the reader to a span of {@link #readSpan()}; 0 is a message without bytes.
   *
   * @return what {@link #leave} needs
   */
  public long enter(long span) {
    if (SpanChains.isChain(span) || nextNode != 0) {
      throw new IllegalArgumentException("only a span that occurred once can be entered");
    }
    long outer = here();
    open(span);
    return outer;
  }

  /** Goes back to where the reader was before {@link #enter}. */
  public void leave(long outer) {
    back(outer);
  }

  /** Reads a message where it stands: an element of a list. */
  public <T> T readMessage(Codec<T> codec) {
    return inner(Wire.fieldOf(lastTag), readSpan(), codec);
  }

  /** Adds a message that stands here to a list that began as {@link List#of()}. */
  public <T> List<T> addMessage(List<T> list, Codec<T> codec) {
    return add(list, element(list.size(), codec));
  }

  private <T> T element(int position, Codec<T> codec) {
    path.enter(codec, Wire.fieldOf(lastTag), position);
    return entered(readSpan(), codec);
  }

  /**
   * Reads the message that is the alternative of a union, all its occurrences merged.
   *
   * @param field the number of the alternative, for errors
   */
  public <T> T alternative(int field, long span, Codec<T> codec) {
    path.enterAlternative(codec, field);
    return entered(span, codec);
  }

  /**
   * Reads the message of a span, all its occurrences merged; an absent one, 0, as the message of
   * empty values.
   *
   * @param field the number of the field, for errors
   */
  public <T> T message(int field, long span, Codec<T> codec) {
    return inner(field, span, codec);
  }

  /** Reads the message of a span; null if it is absent, 0. */
  public <T> @Nullable T optionalMessage(int field, long span, Codec<T> codec) {
    return span == 0 ? null : inner(field, span, codec);
  }

  private <T> T inner(int field, long span, Codec<T> codec) {
    path.enter(codec, field);
    return entered(span, codec);
  }

  private <T> T entered(long span, Codec<T> codec) {
    if (path.depth() > maxDepth + 1 && span != 0) {
      path.leave();
      throw tooDeep();
    }
    long outer = here();
    int outerNode = nextNode;
    if (SpanChains.isChain(span)) {
      int head = SpanChains.head(span);
      nextNode = chains.next(head);
      open(chains.span(head));
    } else {
      nextNode = 0;
      open(span);
    }
    T message = codec.read(this);
    path.leave();
    nextNode = outerNode;
    back(outer);
    return message;
  }

  private MalformedMessageException tooDeep() {
    return failField(
        "messages are nested more than %,d deep (Limits.maxDepth)".formatted(maxDepth));
  }

  private long here() {
    return ((long) position << 32) | limit;
  }

  private void open(long span) {
    position = spanStart(span);
    limit = spanEnd(span);
  }

  private void back(long outer) {
    position = (int) (outer >>> 32);
    limit = (int) outer;
  }

  /** The failure of a oneof without a value that this core knows. */
  public MalformedMessageException noAlternative() {
    return fail("has none of the alternatives that are known here");
  }

  /** Reads an instant where it stands: an element of a list. */
  public Instant readInstant() {
    return readMessage(TimestampCodec.CODEC);
  }

  /** Reads the instant of a span; an absent one as 1970-01-01T00:00Z. */
  public Instant instant(int field, long span) {
    return span == 0 ? Instant.EPOCH : message(field, span, TimestampCodec.CODEC);
  }

  /** Reads the instant of a span; null if it is absent. */
  public @Nullable Instant optionalInstant(int field, long span) {
    return optionalMessage(field, span, TimestampCodec.CODEC);
  }

  /** Reads a duration where it stands: an element of a list. */
  public Duration readDuration() {
    return readMessage(DurationCodec.CODEC);
  }

  /** Reads the duration of a span; an absent one as zero. */
  public Duration duration(int field, long span) {
    return span == 0 ? Duration.ZERO : message(field, span, DurationCodec.CODEC);
  }

  /** Reads the duration of a span; null if it is absent. */
  public @Nullable Duration optionalDuration(int field, long span) {
    return optionalMessage(field, span, DurationCodec.CODEC);
  }

  /** Adds an element to a list that began as {@link List#of()}. */
  public <T> List<T> add(List<T> list, T element) {
    countItem();
    List<T> longer = growing(list);
    longer.add(element);
    return longer;
  }

  /** Reads a list of constants, packed or one. */
  public <E extends Enum<E>> List<E> readEnums(int tag, List<E> list, EnumCodec<E> codec) {
    List<E> longer = growing(tag, list);
    if (Wire.typeOf(tag) != Wire.LENGTH_DELIMITED) {
      longer.add(readEnum(codec));
      return longer;
    }
    int outer = beginPacked();
    while (moreInList()) {
      longer.add(readEnum(codec));
    }
    limit = outer;
    return longer;
  }

  /** A list as it goes into a message: it can't be changed. */
  public static <T> List<T> list(List<T> read) {
    return read.isEmpty() ? List.of() : Collections.unmodifiableList(read);
  }

  /** Reads an entry into a map that began as {@link Map#of()}; the last of a key wins. */
  public <K, V> Map<K, V> readEntry(Map<K, V> map, ValueKind<K> keys, ValueKind<V> values) {
    countItem();
    Map<K, V> longer = map.isEmpty() ? new LinkedHashMap<>() : map;
    Map.Entry<K, V> entry = element(longer.size(), new MapEntryCodec<>(keys, values));
    longer.put(entry.getKey(), entry.getValue());
    return longer;
  }

  /** Reads an entry whose value is a message. */
  public <K, V> Map<K, V> readEntry(Map<K, V> map, ValueKind<K> keys, Codec<V> values) {
    return readEntry(map, keys, new MessageKind<>(values));
  }

  /** Reads an entry whose value is an enum. */
  public <K, E extends Enum<E>> Map<K, E> readEntry(
      Map<K, E> map, ValueKind<K> keys, EnumCodec<E> values) {
    return readEntry(map, keys, new EnumKind<>(values));
  }

  /** A map as it goes into a message: in the order of the wire; it can't be changed. */
  public static <K, V> Map<K, V> map(Map<K, V> read) {
    return read.isEmpty() ? Map.of() : Collections.unmodifiableMap(read);
  }
}
