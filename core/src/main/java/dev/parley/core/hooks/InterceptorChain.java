package dev.parley.core.hooks;

import dev.parley.core.dispatch.Around;
import dev.parley.core.dispatch.ServedCall;
import dev.parley.core.event.Call;
import dev.parley.core.event.EventType;
import dev.parley.core.intercept.Interceptor;
import dev.parley.core.intercept.Invocation;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** Runs handlers within interceptors, the first one outermost. */
public final class InterceptorChain implements Around {
  private final List<Interceptor> interceptors;

  public InterceptorChain(List<Interceptor> interceptors) {
    this.interceptors = List.copyOf(interceptors);
  }

  @Override
  public <P, R> R handle(
      ServedCall call,
      EventType<P, R, ?> type,
      P payload,
      Function<? super P, ? extends R> handler) {
    return new Step<>(interceptors, 0, call, type, payload, handler).proceed();
  }

  /** The rest of the chain, from one interceptor on. */
  private record Step<P, R>(
      List<Interceptor> interceptors,
      int next,
      Call call,
      EventType<P, R, ?> type,
      P payload,
      Function<? super P, ? extends R> handler)
      implements Invocation<P, R> {

    @Override
    public R proceed() {
      return proceed(payload);
    }

    @Override
    public R proceed(P otherPayload) {
      Objects.requireNonNull(otherPayload, "otherPayload");
      if (next == interceptors.size()) {
        return handler.apply(otherPayload);
      }
      return interceptors
          .get(next)
          .around(new Step<>(interceptors, next + 1, call, type, otherPayload, handler));
    }
  }
}
