package dev.parley.core.stream;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives out the items of a stream, each of which is taken when it is asked for. For use by one
 * thread at a time.
 *
 * @param <T> the items
 */
public final class ItemIterator<T> implements Iterator<T> {
  private final Object call;
  private final Supplier<? extends @Nullable T> take;
  private final Consumer<? super T> given;
  private @Nullable T next;
  private boolean atEnd;

  /**
   * @param call whose items they are, for the text of an error
   * @param take waits for the next item; null if there are no more
   * @param given told of each item before it is given out
   */
  public ItemIterator(
      Object call, Supplier<? extends @Nullable T> take, Consumer<? super T> given) {
    this.call = call;
    this.take = take;
    this.given = given;
  }

  @Override
  public boolean hasNext() {
    if (next == null && !atEnd) {
      next = take.get();
      atEnd = next == null;
    }
    return next != null;
  }

  @Override
  public T next() {
    T item = hasNext() ? next : null;
    if (item == null) {
      throw new NoSuchElementException(call + ": the stream has ended");
    }
    next = null;
    given.accept(item);
    return item;
  }
}
