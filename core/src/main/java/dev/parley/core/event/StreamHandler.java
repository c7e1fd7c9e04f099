package dev.parley.core.event;

import dev.parley.annotations.Sink;
import dev.parley.annotations.Source;

/**
 * Handles the calls of an event with a stream.
 *
 * @param <P> the payload; {@link Empty} where the event takes none
 * @param <I> the items from the front end; {@link Never} where there are none
 * @param <O> the items to the front end; {@link Never} where there are none
 * @param <R> the response; {@link Empty} where the event returns none
 */
@FunctionalInterface
public interface StreamHandler<P, I, O, R> {
  /**
   * Handles one call.
   *
   * @param source what the front end sends; empty where the event takes no items
   * @param sink to the front end; of no use where the event sends no items
   */
  R handle(P payload, Source<I> source, Sink<O> sink);
}
