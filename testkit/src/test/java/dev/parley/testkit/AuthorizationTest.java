package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.Core;
import dev.parley.core.event.EventType;
import dev.parley.core.intercept.Authorization;
import dev.parley.core.intercept.Decision;
import dev.parley.core.intercept.Interceptor;
import dev.parley.core.intercept.Interest;
import dev.parley.core.intercept.Invocation;
import dev.parley.core.protocol.Reason;
import dev.parley.core.transport.Peer;
import dev.parley.core.wire.Protocol;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One place decides who may do what, before anything that was sent is read. */
class AuthorizationTest extends CoreTest {
  private final List<String> asked = new CopyOnWriteArrayList<>();

  /**
   * Allows inline events and the source Echo; of the others, one throws and one decides nothing.
   */
  private final class InlineOnly implements Authorization {
    @Override
    public Decision mayCall(Peer peer, EventType<?, ?, ?> event) {
      asked.add("%s calls %s".formatted(peer.transport(), event));
      return event.isInline() ? Decision.allow() : Decision.refuse("inline events only");
    }

    @Override
    public Decision mayListen(Peer peer, Interest interest) {
      asked.add("%s listens to %s".formatted(peer.transport(), interest));
      return interest.source().equals("Echo")
          ? Decision.allow()
          : Decision.refuse("there is nothing to hear");
    }
  }

  private RawFrontEnd frontEnd(Authorization authorization) throws Exception {
    opened(
        Core.builder()
            .notifications(hub)
            .plugin(echo.binding())
            .listen(transport)
            .authorize(authorization)
            .intercept(
                new Interceptor() {
                  @Override
                  public <P, R> R around(Invocation<P, R> invocation) {
                    asked.add("intercepted " + invocation.type());
                    return invocation.proceed();
                  }
                })
            .start());
    return raw().greet();
  }

  @Test
  void whatIsRefusedReachesNeitherInterceptorNorHandler() throws Exception {
    RawFrontEnd front = frontEnd(new InlineOnly());
    front.request(1, Echo.SAY, Note.of("hello"));
    assertThat(front.expectFailure(1, Reason.PERMISSION_DENIED))
        .isEqualTo("Echo.Say: inline events only");
    assertThat(asked).containsExactly("memory calls Echo.Say");
    assertThat(echo.calls()).isZero();
  }

  @Test
  void whatIsAllowedIsServed() throws Exception {
    RawFrontEnd front = frontEnd(new InlineOnly());
    front.request(1, Echo.SAY_INLINE, Note.of("hello"));
    assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
    front.request(2, "SayInline");
    assertThat(front.expectAnswer(2)).as("by its bare name").isEqualTo(Protocol.OK);
    assertThat(asked)
        .containsExactly(
            "memory calls Echo.SayInline",
            "intercepted Echo.SayInline",
            "memory calls Echo.SayInline",
            "intercepted Echo.SayInline");
  }

  @Test
  void itDecidesBeforeThePayloadIsRead() throws Exception {
    RawFrontEnd front = frontEnd(new InlineOnly());
    byte[] unreadable = {(byte) 0xff};
    front.send(RawFrontEnd.requestBytes(1, "Echo.Say", RawBytes.CODEC, new RawBytes(unreadable)));
    String _ = front.expectFailure(1, Reason.PERMISSION_DENIED);
    front.send(
        RawFrontEnd.requestBytes(2, "Echo.SayInline", RawBytes.CODEC, new RawBytes(unreadable)));
    String _ = front.expectFailure(2, Reason.INVALID_PAYLOAD);
  }

  @Test
  void listeningIsDecidedToo() throws Exception {
    RawFrontEnd front = frontEnd(new InlineOnly());
    front.subscribe(1, "Echo");
    assertThat(front.frame().code()).isEqualTo(Protocol.OK);
    front.subscribe(2, "Other");
    assertThat(Reason.of(front.frame().reason())).isEqualTo(Reason.PERMISSION_DENIED);
    assertThat(front.frame().payloadText()).contains("Other", "there is nothing to hear");
    assertThat(asked)
        .containsExactly(
            "memory listens to " + new Interest("Echo", List.of(), List.of()),
            "memory listens to " + new Interest("Other", List.of(), List.of()));
  }

  @Test
  void whoRefusedToLetListenSendsNothing() throws Exception {
    RawFrontEnd front = frontEnd((peer, event) -> Decision.allow());
    front.subscribe(1, "Echo");
    assertThat(Reason.of(front.frame().reason())).isEqualTo(Reason.PERMISSION_DENIED);
    assertThat(front.frame().payloadText()).contains("Authorization.mayListen");
    front.request(2, Echo.NOTIFY, new Note("u1", 3));
    assertThat(front.expectAnswer(2)).as("with no notification before").isEqualTo(Protocol.OK);
  }

  @Test
  void aDecisionThatThrowsRefusesAndIsLogged() throws Exception {
    RawFrontEnd front =
        frontEnd(new Broken(new IllegalStateException("secret of the authorization")));
    try (CapturedLog log = CapturedLog.from(Level.SEVERE)) {
      front.request(1, Echo.SAY, Note.of(""));
      assertThat(front.expectFailure(1, Reason.PERMISSION_DENIED))
          .isEqualTo("Echo.Say: not permitted");
      LogRecord record = log.next();
      assertThat(record.getMessage()).contains("memory", "Echo.Say");
      assertThat(record.getThrown()).hasMessage("secret of the authorization");
      front.subscribe(2, "Echo");
      assertThat(Reason.of(front.frame().reason())).isEqualTo(Reason.PERMISSION_DENIED);
      assertThat(log.next().getMessage()).contains("listening to Echo");
    }
    assertThat(echo.calls()).isZero();
  }

  @Test
  void anErrorAndNoDecisionAtAllRefuseToo() throws Exception {
    RawFrontEnd front = frontEnd(new Broken(new StackOverflowError()));
    front.request(1, Echo.SAY, Note.of(""));
    String _ = front.expectFailure(1, Reason.PERMISSION_DENIED);
    transport = dev.parley.core.memory.MemoryTransport.create();
    RawFrontEnd undecided = frontEnd(new Broken(null));
    undecided.request(1, Echo.SAY, Note.of(""));
    String _ = undecided.expectFailure(1, Reason.PERMISSION_DENIED);
    assertThat(echo.calls()).isZero();
  }

  /** Throws, or decides null. */
  private record Broken(@Nullable Throwable failure) implements Authorization {
    @Override
    public Decision mayCall(Peer peer, EventType<?, ?, ?> event) {
      return decide();
    }

    @Override
    public Decision mayListen(Peer peer, Interest interest) {
      return decide();
    }

    @SuppressWarnings("NullAway") // That it decides nothing is what is shown.
    private Decision decide() {
      return switch (failure) {
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case null, default -> null;
      };
    }
  }

  @Test
  void thereIsOnePlaceThatDecides() {
    Core.Builder builder = Core.builder().authorize(new Broken(null));
    assertThatThrownBy(() -> builder.authorize(new Broken(null)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("This core is authorized by Broken[failure=null] already; one place decides");
  }
}
