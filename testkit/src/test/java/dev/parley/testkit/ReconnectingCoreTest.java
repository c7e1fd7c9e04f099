package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.client.Backoff;
import dev.parley.core.client.ConnectionState;
import dev.parley.core.client.CoreClient;
import dev.parley.core.client.Dialer;
import dev.parley.core.client.Listener;
import dev.parley.core.client.Subscription;
import dev.parley.core.codec.MessageWriter;
import dev.parley.core.event.EventType;
import dev.parley.core.memory.MemoryTransport;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.transport.Acceptor;
import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.FrameDuplex;
import dev.parley.core.transport.FrameReceiver;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.FrameReader;
import dev.parley.core.wire.FrameWriter;
import dev.parley.core.wire.GoAway;
import dev.parley.core.wire.GroupInfo;
import dev.parley.core.wire.Hello;
import dev.parley.core.wire.SessionId;
import dev.parley.core.wire.Subscribe;
import dev.parley.core.wire.Welcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/**
 * A real client that dials again, whose core is the test itself: it takes the links that the client
 * dials, and answers as it likes.
 */
@Timeout(60)
abstract class ReconnectingCoreTest {
  static final String SESSION_TEXT = "sessions are secr";
  static final SessionId SESSION =
      SessionId.of("sessions are sec".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  static final SessionId OTHER = SessionId.of(new byte[16]);
  static final Duration WINDOW = Duration.ofSeconds(30);

  final VirtualTicker time = new VirtualTicker();
  final List<ConnectionState> states = new CopyOnWriteArrayList<>();
  final AtomicInteger dials = new AtomicInteger();
  Duration window = WINDOW;
  List<GroupInfo> groups = List.of(new GroupInfo(Echo.GROUP.name(), Echo.GROUP.fingerprint(), ""));
  volatile @Nullable Dialer dialInstead;

  private final MemoryTransport transport = MemoryTransport.create();
  private final BlockingQueue<ByteDuplex> accepted = new LinkedBlockingQueue<>();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private @Nullable RawFrontEnd core;
  private @Nullable CoreClient client;

  private final class Accepting implements Acceptor {
    @Override
    public void accept(ByteDuplex link) {
      accepted.add(link);
    }

    @Override
    public FrameReceiver accept(FrameDuplex link) {
      throw new UnsupportedOperationException();
    }
  }

  private ByteDuplex dial() throws IOException {
    dials.incrementAndGet();
    Dialer instead = dialInstead;
    return instead == null ? transport.dial() : instead.dial();
  }

  void refuseDials() {
    dialInstead =
        () -> {
          throw new IOException("nobody listens");
        };
  }

  void allowDials() {
    dialInstead = null;
  }

  CoreClient connect() throws Exception {
    return connect(CoreClient.builder());
  }

  /** A client with a session that was welcomed. */
  CoreClient connect(CoreClient.Builder builder) throws Exception {
    var _ = transport.listen(new Accepting());
    CompletableFuture<CoreClient> connecting = new CompletableFuture<>();
    Thread _ =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                connecting.complete(
                    builder
                        .ticker(time)
                        .reconnect(
                            new Backoff(
                                Duration.ofMillis(50), Duration.ofSeconds(5), new Random(1)))
                        .connect(this::dial));
              } catch (Throwable e) {
                connecting.completeExceptionally(e);
              }
            });
    Hello hello = accept();
    assertThat(hello.resumable()).isTrue();
    assertThat(hello.session()).isNull();
    welcome(window.isZero() ? null : SESSION, false, 0);
    CoreClient connected = connecting.get(20, TimeUnit.SECONDS);
    client = connected;
    opened.addFirst(connected);
    var _ = connected.onStateChange(states::add);
    return connected;
  }

  private Hello accept() throws Exception {
    ByteDuplex link = accepted.poll(10, TimeUnit.SECONDS);
    if (link == null) {
      throw new AssertionError("nobody has dialled");
    }
    RawFrontEnd next = new RawFrontEnd(link);
    opened.addFirst(next);
    core = next;
    assertThat(next.next()).isEqualTo(FrameKind.HELLO);
    return next.frame().message(Hello.CODEC);
  }

  private void welcome(@Nullable SessionId session, boolean resumed, long received)
      throws IOException {
    core()
        .send(
            PlayedCoreTest.frame(
                FrameKind.WELCOME,
                Welcome.CODEC,
                new Welcome(
                    1,
                    "played",
                    groups,
                    4096,
                    10,
                    4,
                    1000,
                    session,
                    (int) window.toMillis(),
                    resumed,
                    received)));
  }

  /** The core's end of the present link. */
  RawFrontEnd core() {
    return java.util.Objects.requireNonNull(core);
  }

  /** The link is lost without a word. */
  void cut() throws IOException {
    core().close();
  }

  /** Lets time pass until the client has dialled, and reads its Hello. */
  Hello redialed() throws Exception {
    CoreThreads.awaitUntil(
        () -> {
          if (accepted.isEmpty()) {
            time.advance(Duration.ofMillis(1));
          }
          return !accepted.isEmpty();
        },
        "dialled again");
    return accept();
  }

  /** Goes on with the session. */
  void resumed(long received) throws IOException {
    welcome(SESSION, true, received);
  }

  /** Knows the session no longer. */
  void renewed() throws IOException {
    welcome(window.isZero() ? null : OTHER, false, 0);
  }

  void awaitReconnecting() {
    CoreThreads.awaitUntil(
        () -> client().state() instanceof ConnectionState.Reconnecting, "reconnecting");
  }

  void awaitConnected() {
    CoreThreads.awaitUntil(
        () -> client().state() instanceof ConnectionState.Connected, "connected");
  }

  private CoreClient client() {
    return java.util.Objects.requireNonNull(client);
  }

  /** Subscribes to everything heard; the test agrees. */
  Subscription subscribed(CoreClient its, long id, Listener<Note> listener) throws Exception {
    CompletableFuture<Subscription> done = new CompletableFuture<>();
    Thread _ =
        Thread.ofVirtual()
            .start(() -> {
              try {
                done.complete(its.subscribe(Echo.HEARD, listener));
              } catch (Throwable e) {
                done.completeExceptionally(e);
              }
            });
    assertThat(FrameKind.name(core().next())).isEqualTo("Subscribe");
    core().send(ok(id));
    return done.get(20, TimeUnit.SECONDS);
  }

  static byte[] ok(long id) {
    return RawFrontEnd.frameBytes(FrameKind.RESPONSE, new byte[] {0x18, (byte) id});
  }

  static byte[] goAway(Reason reason) {
    return PlayedCoreTest.frame(FrameKind.GO_AWAY, GoAway.CODEC, new GoAway(reason, "for a test"));
  }

  static byte[] answer(long id, Note note) {
    return PlayedCoreTest.answer(id, note);
  }

  static byte[] notification(String subject, int number, long seq, boolean confirm) {
    return PlayedCoreTest.notification(subject, number, seq, confirm);
  }

  static FrameReader expect(RawFrontEnd core, int kind, long id) throws IOException {
    return PlayedCoreTest.expect(core, kind, id);
  }

  static void assertReason(Throwable thrown, Reason reason) {
    PlayedCoreTest.assertReason(thrown, reason);
  }

  static byte[] request(long id, EventType<Note, ?, ?> type, Note payload) {
    MessageWriter out = new MessageWriter();
    FrameWriter.request(
        out, Limits.DEFAULT.maxFrameBytes(), id, type.name(), Note.CODEC, payload, 0, "");
    return out.toByteArray();
  }

  static long subscribeBytes(long id) {
    return PlayedCoreTest.frame(
            FrameKind.SUBSCRIBE,
            Subscribe.CODEC,
            new Subscribe(id, Echo.HEARD.source(), List.of(Echo.HEARD.number()), List.of()))
        .length;
  }

  @AfterEach
  void closeEverything() throws Exception {
    for (AutoCloseable resource : opened) {
      resource.close();
    }
  }
}
