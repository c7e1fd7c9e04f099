package dev.parley.core.codec;

import dev.parley.core.validation.EmailAddress;
import dev.parley.core.validation.Violation;
import dev.parley.core.validation.WhiteSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Collects what the constraints of a message and of what it holds refuse. Generated codecs call it:
 * one call for each constraint, with the field's number and what is said if the value violates it.
 * A value that is absent violates only what says so, as in Jakarta Validation.
 *
 * <p>Keeps the first {@value #MAX} violations in the order of field numbers and elements, whatever
 * the order in which they were found: what is said does not depend on the order of the bytes.
 */
public final class Violations {
  /** How many violations are kept. */
  public static final int MAX = 100;

  /**
   * UTF-16 units of the longest text that a pattern is tried on; a longer one violates it. Java's
   * regular expressions need stack for each character, of which there has to be enough.
   */
  public static final int MAX_MATCHED = 512;

  private static final class Found implements Comparable<Found> {
    private final int[] position;
    private final Violation violation;

    Found(int[] position, Violation violation) {
      this.position = position;
      this.violation = violation;
    }

    Violation violation() {
      return violation;
    }

    @Override
    public int compareTo(Found other) {
      return Arrays.compare(position, other.position);
    }
  }

  private static final int NO_ELEMENT = -1;

  private final Path path;
  private final boolean enabled;
  private final List<Found> found = new ArrayList<>();
  private int element = NO_ELEMENT;
  private @Nullable Object key;

  Violations(Path path, boolean enabled) {
    this.path = path;
    this.enabled = enabled;
  }

  static <T> List<Violation> of(Codec<T> codec, T message) {
    var path = new Path();
    path.enter(codec, 0);
    var violations = new Violations(path, true);
    codec.check(message, violations);
    return violations.list();
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  void clear() {
    found.clear();
    element = NO_ELEMENT;
    key = null;
  }

  List<Violation> list() {
    found.sort(null);
    return found.stream().limit(MAX).map(Found::violation).toList();
  }

  /** {@code @NotNull}. */
  public void notNull(int field, @Nullable Object value, String message) {
    require(value != null, field, "NotNull", message);
  }

  /** {@code @NotNull} of a message. */
  public void present(int field, boolean present, String message) {
    require(present, field, "NotNull", message);
  }

  /** {@code @NotBlank}: neither absent nor white space only ({@link WhiteSpace}). */
  public void notBlank(int field, @Nullable String value, String message) {
    require(value != null && !WhiteSpace.isBlank(value), field, "NotBlank", message);
  }

  /** {@code @NotEmpty}. */
  public void notEmpty(int field, @Nullable String value, String message) {
    require(value != null && !value.isEmpty(), field, "NotEmpty", message);
  }

  /** {@code @NotEmpty}. */
  public void notEmpty(int field, byte @Nullable [] value, String message) {
    require(value != null && value.length > 0, field, "NotEmpty", message);
  }

  /** {@code @NotEmpty}. */
  public void notEmpty(int field, @Nullable Collection<?> value, String message) {
    require(value != null && !value.isEmpty(), field, "NotEmpty", message);
  }

  /** {@code @NotEmpty}. */
  public void notEmpty(int field, @Nullable Map<?, ?> value, String message) {
    require(value != null && !value.isEmpty(), field, "NotEmpty", message);
  }

  /** {@code @Email} ({@link EmailAddress}). */
  public void email(int field, @Nullable String value, String message) {
    require(value == null || EmailAddress.isValid(value), field, "Email", message);
  }

  /** {@code @Size}, in UTF-16 units. */
  public void size(int field, @Nullable String value, int min, int max, String message) {
    size(field, value == null ? min : value.length(), min, max, message);
  }

  /** {@code @Size}, in bytes. */
  public void size(int field, byte @Nullable [] value, int min, int max, String message) {
    size(field, value == null ? min : value.length, min, max, message);
  }

  /** {@code @Size}, in elements. */
  public void size(int field, @Nullable Collection<?> value, int min, int max, String message) {
    size(field, value == null ? min : value.size(), min, max, message);
  }

  /** {@code @Size}, in entries. */
  public void size(int field, @Nullable Map<?, ?> value, int min, int max, String message) {
    size(field, value == null ? min : value.size(), min, max, message);
  }

  private void size(int field, int size, int min, int max, String message) {
    require(size >= min && size <= max, field, "Size", message);
  }

  /** {@code @Pattern}: the whole text, which has at most {@value #MAX_MATCHED} units. */
  public void pattern(int field, @Nullable String value, Pattern pattern, String message) {
    boolean matches =
        value == null || (value.length() <= MAX_MATCHED && pattern.matcher(value).matches());
    require(matches, field, "Pattern", message);
  }

  /** {@code @AssertTrue} or {@code @AssertFalse}. */
  public void is(
      int field, @Nullable Boolean value, boolean wanted, String constraint, String message) {
    require(value == null || value == wanted, field, constraint, message);
  }

  /** {@code value >= bound}. */
  public void atLeast(int field, long value, long bound, String constraint, String message) {
    require(value >= bound, field, constraint, message);
  }

  /** {@code value >= bound}, if there is a value. */
  public void atLeast(
      int field, @Nullable Number value, long bound, String constraint, String message) {
    require(value == null || value.longValue() >= bound, field, constraint, message);
  }

  /** {@code value >= bound}; not so for NaN. */
  public void atLeast(int field, double value, double bound, String constraint, String message) {
    require(value >= bound, field, constraint, message);
  }

  /** {@code value >= bound}, if there is a value; not so for NaN. */
  public void atLeast(
      int field, @Nullable Number value, double bound, String constraint, String message) {
    require(value == null || value.doubleValue() >= bound, field, constraint, message);
  }

  /** {@code value <= bound}. */
  public void atMost(int field, long value, long bound, String constraint, String message) {
    require(value <= bound, field, constraint, message);
  }

  /** {@code value <= bound}, if there is a value. */
  public void atMost(
      int field, @Nullable Number value, long bound, String constraint, String message) {
    require(value == null || value.longValue() <= bound, field, constraint, message);
  }

  /** {@code value <= bound}; not so for NaN. */
  public void atMost(int field, double value, double bound, String constraint, String message) {
    require(value <= bound, field, constraint, message);
  }

  /** {@code value <= bound}, if there is a value; not so for NaN. */
  public void atMost(
      int field, @Nullable Number value, double bound, String constraint, String message) {
    require(value == null || value.doubleValue() <= bound, field, constraint, message);
  }

  /** {@code value > bound}; not so for NaN. */
  public void moreThan(int field, double value, double bound, String constraint, String message) {
    require(value > bound, field, constraint, message);
  }

  /** {@code value > bound}, if there is a value; not so for NaN. */
  public void moreThan(
      int field, @Nullable Number value, double bound, String constraint, String message) {
    require(value == null || value.doubleValue() > bound, field, constraint, message);
  }

  /** {@code value < bound}; not so for NaN. */
  public void lessThan(int field, double value, double bound, String constraint, String message) {
    require(value < bound, field, constraint, message);
  }

  /** {@code value < bound}, if there is a value; not so for NaN. */
  public void lessThan(
      int field, @Nullable Number value, double bound, String constraint, String message) {
    require(value == null || value.doubleValue() < bound, field, constraint, message);
  }

  /**
   * The elements of a list: while they are iterated over, violations are those of the element.
   * Iterate to the end.
   */
  public <T> Iterable<T> elements(List<T> list) {
    return () -> new Elements<>(list.iterator());
  }

  /** The values of a map, as {@link #elements(List)}. */
  public <K, T> Iterable<T> elements(Map<K, T> map) {
    return () -> new Values<>(map.entrySet().iterator());
  }

  private final class Elements<T> implements Iterator<T> {
    private final Iterator<T> elements;

    Elements(Iterator<T> elements) {
      this.elements = elements;
    }

    @Override
    public boolean hasNext() {
      boolean more = elements.hasNext();
      element = more ? element + 1 : NO_ELEMENT;
      return more;
    }

    @Override
    public T next() {
      return elements.next();
    }
  }

  private final class Values<K, T> implements Iterator<T> {
    private final Iterator<Map.Entry<K, T>> entries;

    Values(Iterator<Map.Entry<K, T>> entries) {
      this.entries = entries;
    }

    @Override
    public boolean hasNext() {
      boolean more = entries.hasNext();
      element = more ? element + 1 : NO_ELEMENT;
      key = more ? key : null;
      return more;
    }

    @Override
    public T next() {
      Map.Entry<K, T> entry = entries.next();
      key = entry.getKey();
      return entry.getValue();
    }
  }

  /** Checks a message within the message, if it is there. */
  public <T> void message(int field, @Nullable T message, Codec<T> codec) {
    if (message != null) {
      path.enter(codec, field);
      codec.check(message, this);
      path.leave();
    }
  }

  /** Checks the messages of a list. */
  public <T> void messages(int field, List<T> messages, Codec<T> codec) {
    for (int i = 0; i < messages.size(); i++) {
      path.enter(codec, field, i);
      codec.check(messages.get(i), this);
      path.leave();
    }
  }

  /** Checks the messages of a map. */
  public <K, T> void messages(int field, Map<K, T> messages, Codec<T> codec) {
    var entries = new MapEntryCodec<>(ValueKinds.STRING, new MessageKind<>(codec));
    int position = 0;
    for (Map.Entry<K, T> entry : messages.entrySet()) {
      path.enter(entries, field, position++);
      path.key(entry.getKey());
      message(MapEntryCodec.VALUE, entry.getValue(), codec);
      path.leave();
    }
  }

  /** Checks the alternative that a union is. */
  public <T> void alternative(int field, T message, Codec<T> codec) {
    path.enterAlternative(codec, field);
    codec.check(message, this);
    path.leave();
  }

  private void require(boolean satisfied, int field, String constraint, String message) {
    if (!satisfied && enabled) {
      add(field, constraint, message);
    }
  }

  private void add(int field, String constraint, String message) {
    String where = path.relative(field);
    if (key != null) {
      where += Path.shown(key);
    } else if (element != NO_ELEMENT) {
      where += "[" + element + "]";
    }
    found.add(new Found(path.position(field, element), new Violation(where, constraint, message)));
    if (found.size() == 2 * MAX) {
      // However much is wrong, this much is kept; sorting keeps equals in order.
      found.sort(null);
      found.subList(MAX, found.size()).clear();
    }
  }
}
