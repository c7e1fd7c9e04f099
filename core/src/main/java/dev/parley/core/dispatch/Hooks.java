package dev.parley.core.dispatch;

import org.jspecify.annotations.Nullable;

/**
 * What attaches to every call of a core; null where nothing does.
 *
 * @param observer is told what becomes of calls
 * @param around goes around handlers
 * @param admission decides who may call
 */
public record Hooks(
    @Nullable CallObserver observer, @Nullable Around around, @Nullable Admission admission) {
  public static final Hooks NONE = new Hooks(null, null, null);
}
