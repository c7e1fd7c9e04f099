package dev.parley.annotations;

import java.util.Iterator;

/**
 * The items that a front end streams to an event's handler. A parameter of an {@link Event} method
 * after the payload, to be iterated once.
 *
 * <p>The front end sends no faster than the items are taken here. For use by one thread at a time.
 *
 * @param <T> the items: a {@link Message}
 */
public interface Source<T> extends Iterable<T> {
  /**
   * The items in the order in which they were sent; its methods wait for the next one.
   *
   * <p>{@code hasNext} and {@code next} throw {@link CallEndedException} if the call ends before
   * the front end has said that there are no more.
   *
   * @throws IllegalStateException if the items are iterated already
   */
  @Override
  Iterator<T> iterator();
}
