package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.client.CallOptions;
import dev.parley.core.client.CoreClient;
import dev.parley.core.event.Call;
import dev.parley.core.event.EventType;
import dev.parley.core.intercept.Authorization;
import dev.parley.core.intercept.Decision;
import dev.parley.core.intercept.Interceptor;
import dev.parley.core.intercept.Invocation;
import dev.parley.core.protocol.Reason;
import dev.parley.core.transport.Peer;
import dev.parley.core.wire.Protocol;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** What stands around handlers: who may call is decided by the connection, and all is seen. */
interface AroundContract extends CoreUnderTest {
  /** Refuses {@code Echo.Say} and notes who asked. */
  record NobodySays(ConcurrentLinkedQueue<Peer> peers) implements Authorization {
    @Override
    public Decision mayCall(Peer peer, EventType<?, ?, ?> event) {
      peers.add(peer);
      return event.name().equals("Echo.Say") ? Decision.refuse("nobody says") : Decision.allow();
    }
  }

  @Test
  default void whoMayNotCallIsRefusedBeforeThePayloadIsRead() throws Exception {
    ConcurrentLinkedQueue<Peer> peers = new ConcurrentLinkedQueue<>();
    start(core().authorize(new NobodySays(peers)).listen(way()));
    RawFrontEnd front = raw().greet();
    byte[] unreadable = {0x0a, 0x05, 'a'};
    front.send(RawFrontEnd.requestBytes(1, "Echo.Say", RawBytes.CODEC, new RawBytes(unreadable)));
    assertThat(front.expectFailure(1, Reason.PERMISSION_DENIED)).contains("nobody says");
    assertThat(echo().calls()).isZero();
    front.request(2, Echo.SAY_INLINE, Note.of("well"));
    assertThat(front.expectAnswer(2)).isEqualTo(Protocol.OK);
    front.request(3, Echo.EXPORT.head(), new Note("", 0));
    assertThat(front.expectAnswer(3)).isEqualTo(Protocol.OK);
    assertThat(peers).hasSize(3);
    assertThat(peers.peek().transport()).as("what the transport vouches for").isNotBlank();
    assertThat(List.copyOf(peers)).as("one connection, one identity").containsOnly(peers.peek());
  }

  /** Notes everything, in the order in which it happened. */
  record Witness(ConcurrentLinkedQueue<String> seen) implements Interceptor {
    @Override
    public <P, R> R around(Invocation<P, R> invocation) {
      seen.add("before " + invocation.type());
      try {
        return invocation.proceed();
      } finally {
        seen.add("after " + invocation.type());
      }
    }

    @Override
    public void itemSent(Call call, Object item) {
      seen.add("sent " + ((Note) item).number());
    }

    @Override
    public void itemReceived(Call call, Object item) {
      seen.add("received " + ((Note) item).number());
    }
  }

  @Test
  default void interceptorsSeeCallsAndTheItemsOfTheirStreamsInOrder() throws Exception {
    ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
    start(core().intercept(new Witness(seen)).listen(way()));
    CoreClient client = client();
    try (var items = client.open(Echo.EXPORT, new Note("", 2), CallOptions.NONE)) {
      var _ = items.await();
    }
    try (var upload = client.open(Echo.IMPORT, Note.of(""), CallOptions.NONE)) {
      upload.send(new Note("", 7));
      upload.send(new Note("", 8));
      var _ = upload.finish().await();
    }
    assertThat(List.copyOf(seen))
        .containsExactly(
            "before Echo.Export",
            "sent 1",
            "sent 2",
            "after Echo.Export",
            "before Echo.Import",
            "received 7",
            "received 8",
            "after Echo.Import");
  }
}
