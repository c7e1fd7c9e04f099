package dev.parley.core.hooks;

import dev.parley.core.dispatch.Admission;
import dev.parley.core.event.EventType;
import dev.parley.core.intercept.Authorization;
import dev.parley.core.intercept.Decision;
import dev.parley.core.intercept.Interest;
import dev.parley.core.log.CoreLog;
import dev.parley.core.transport.Peer;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks the application's authorization. Where that fails, nobody may do anything. */
public final class AuthorizedAdmission implements Admission {
  private static final String UNSAID = "not permitted";

  private final Authorization authorization;

  public AuthorizedAdmission(Authorization authorization) {
    this.authorization = authorization;
  }

  @Override
  public @Nullable String refusesCall(Peer peer, EventType<?, ?, ?> event) {
    return refusal(peer, event.name(), () -> authorization.mayCall(peer, event));
  }

  @Override
  public @Nullable String refusesListening(
      Peer peer, String source, List<Integer> types, List<String> subjects) {
    Interest interest = new Interest(source, types, subjects);
    return refusal(peer, "listening to " + source, () -> authorization.mayListen(peer, interest));
  }

  private static @Nullable String refusal(Peer peer, String what, Supplier<Decision> decision) {
    Decision decided;
    try {
      decided = Objects.requireNonNull(decision.get(), "the Authorization decided null");
    } catch (Throwable e) {
      // Errors as well: out of memory or stack is no permission.
      CoreLog.get()
          .log(
              System.Logger.Level.ERROR,
              () -> "%s, %s: refused, as the decision failed".formatted(peer, what),
              e);
      return UNSAID;
    }
    if (decided.isAllowed()) {
      return null;
    }
    return decided.text().isBlank() ? UNSAID : decided.text();
  }
}
