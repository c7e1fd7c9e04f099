package dev.parley.core.event;

import java.util.function.Function;

/** An event and the handler that answers it. */
public record BoundEvent<P, R, E>(
    EventType<P, R, E> type, Function<? super P, ? extends R> handler) {}
