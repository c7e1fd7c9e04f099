package dev.parley.core.client;

/**
 * A call with a stream of items in each direction, one independent of the other: usually one thread
 * sends while another iterates.
 *
 * @param <I> the items to the core
 * @param <O> the items to this front end
 * @param <R> the response
 * @param <E> the declared error
 */
public interface Conversation<I, O, R, E> extends EventStream<O, R, E>, Upload<I, R, E> {
  @Override
  boolean isDone();

  @Override
  void cancel();

  @Override
  void close();
}
