package dev.parley.benchmarks.hooks;

import dev.parley.benchmarks.Figures;
import dev.parley.benchmarks.contract.SignInPayloadPB;
import dev.parley.benchmarks.contract.SignInPayloadPBCodec;
import dev.parley.benchmarks.contract.UserEvent;
import dev.parley.benchmarks.contract.UserEventBinding;
import dev.parley.benchmarks.contract.UserProfilePB;
import dev.parley.core.Core;
import dev.parley.core.codec.MessageWriter;
import dev.parley.core.intercept.Decision;
import dev.parley.core.intercept.Interceptor;
import dev.parley.core.intercept.Invocation;
import dev.parley.core.transport.Acceptor;
import dev.parley.core.transport.FrameDuplex;
import dev.parley.core.transport.FrameReceiver;
import dev.parley.core.transport.Listening;
import dev.parley.core.transport.Peer;
import dev.parley.core.transport.Transport;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;

/**
 * Inline calls from the frame to the answer's bytes, on one thread and without a socket, in cores
 * that differ in one thing. The time is the thread's CPU time, and the contestants take turns, so
 * that other work on the machine disturbs little.
 */
final class CallCost {
  private static final int CALLS = 100_000;
  private static final int WARM_UP_ROUNDS = 8;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private CallCost() {}

  /** Arguments: rounds, and the file for the figures. */
  static void main(String[] arguments) throws IOException {
    int rounds = Integer.parseInt(arguments[0]);
    Map<String, Contestant> contestants = new LinkedHashMap<>();
    contestants.put("plain", new Contestant(it -> it, 0, ""));
    contestants.put("deadline", new Contestant(it -> it, 30_000, ""));
    contestants.put("trace context", new Contestant(it -> it, 0, TRACE));
    contestants.put("metrics", new Contestant(it -> it.metrics(), 0, ""));
    contestants.put(
        "authorization",
        new Contestant(it -> it.authorize((peer, event) -> Decision.allow()), 0, ""));
    contestants.put("interceptor", new Contestant(it -> it.intercept(new Through()), 0, ""));
    contestants.put("recorded", new Contestant(it -> it, 0, ""));
    Map<String, List<Double>> times = new LinkedHashMap<>();
    contestants.keySet().forEach(name -> times.put(name, new ArrayList<>()));
    for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
      for (var contestant : contestants.entrySet()) {
        double nanos = timed(contestant.getKey(), contestant.getValue());
        if (round >= 0) {
          Objects.requireNonNull(times.get(contestant.getKey())).add(nanos);
        }
      }
    }
    tell(times, Path.of(arguments[1]));
  }

  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private static double timed(String name, Contestant contestant) {
    if (!name.equals("recorded")) {
      return contestant.round();
    }
    try (Recording recording = new Recording()) {
      recording.enable("dev.parley.Call");
      recording.start();
      return contestant.round();
    }
  }

  private static void tell(Map<String, List<Double>> times, Path file) throws IOException {
    double plain = Figures.median(Objects.requireNonNull(times.get("plain")));
    Map<String, Map<String, Double>> rows = new LinkedHashMap<>();
    times.forEach((name, nanos) -> {
      double median = Figures.median(nanos);
      double least = nanos.stream().mapToDouble(it -> it).min().orElse(0);
      System.out.printf(
          "%-14s %6.0f ns a call, %+5.0f; least %6.0f%n", name, median, median - plain, least);
      rows.put(name, Map.of("median", median, "least", least));
    });
    Figures.writeJson(file, rows);
  }

  /** An interceptor that does nothing. */
  private static final class Through implements Interceptor {
    @Override
    public <P, R> R around(Invocation<P, R> invocation) {
      return invocation.proceed();
    }
  }

  /** A core, and one connection that calls it over and over. */
  private static final class Contestant {
    private final Wire wire = new Wire();
    private final byte[] request;

    Contestant(UnaryOperator<Core.Builder> how, int timeoutMillis, String traceparent)
        throws IOException {
      Core.Builder builder =
          Core.builder().plugin(UserEventBinding.bind(new Handlers())).listen(wire);
      var _ = how.apply(builder).start();
      wire.receive(hello());
      this.request = request(timeoutMillis, traceparent);
    }

    /** A {@code Hello} of protocol version 1, as of docs/protocol.md. */
    private static byte[] hello() {
      return new byte[] {0x0a, 0x02, 0x08, 0x01};
    }

    private static byte[] request(int timeoutMillis, String traceparent) {
      MessageWriter out = new MessageWriter();
      int frame = out.begin(3);
      out.writeString(1, "UserEvent.SignIn");
      int payload = out.begin(2);
      out.write(
          SignInPayloadPBCodec.CODEC,
          new SignInPayloadPB("annie@appflowy.io", "A!@123abc", "Annie Lee"));
      out.end(payload);
      out.writeInt64(3, 1);
      out.writeUint32(4, timeoutMillis);
      out.writeString(5, traceparent);
      out.end(frame);
      return out.toByteArray();
    }

    double round() {
      long answers = wire.answers;
      long before = THREADS.getCurrentThreadCpuTime();
      for (int i = 0; i < CALLS; i++) {
        wire.receive(request);
      }
      long nanos = THREADS.getCurrentThreadCpuTime() - before;
      if (wire.answers - answers != CALLS) {
        throw new IllegalStateException(
            "%,d answers to %,d calls".formatted(wire.answers - answers, CALLS));
      }
      return nanos / (double) CALLS;
    }
  }

  private static final class Handlers implements UserEvent {
    @Override
    public UserProfilePB signIn(SignInPayloadPB payload) {
      return UserProfilePB.of(payload.email(), payload.name());
    }

    @Override
    public UserProfilePB signUp(SignInPayloadPB payload) {
      return UserProfilePB.of(payload.email(), payload.name());
    }
  }

  /** A connection that takes what the core says and counts it. */
  private static final class Wire implements Transport, FrameDuplex {
    private @Nullable FrameReceiver receiver;
    private long answers;

    @Override
    public Listening listen(Acceptor acceptor) {
      receiver = acceptor.accept(this);
      return new Nowhere();
    }

    void receive(byte[] frame) {
      Objects.requireNonNull(receiver).frame(frame, 0, frame.length);
    }

    @Override
    public void send(byte[] frame, int offset, int length) {
      answers++;
    }

    @Override
    public Peer peer() {
      return Peer.of("benchmark", "benchmark");
    }

    @Override
    public void close() {}
  }

  private static final class Nowhere implements Listening {
    @Override
    public String address() {
      return "nowhere";
    }

    @Override
    public void close() {}
  }
}
