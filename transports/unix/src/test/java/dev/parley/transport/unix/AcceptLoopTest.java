package dev.parley.transport.unix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.transport.Acceptor;
import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.FrameDuplex;
import dev.parley.core.transport.FrameReceiver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AcceptLoopTest {
  @TempDir Path temp;
  private Path socket;

  @BeforeEach
  void nameTheSocket() {
    socket = temp.resolve("run/core");
  }

  @Test
  void manyFrontEndsAreServedAtOnce() throws Exception {
    try (var _ = UnixSocketTransport.at(socket).listen(new EchoAcceptor())) {
      var links = new ArrayList<ByteDuplex>();
      for (int i = 0; i < 200; i++) {
        links.add(UnixSocket.connect(socket));
      }
      for (int i = 0; i < links.size(); i++) {
        assertThat(FrontEnd.ask(links.get(i), "front end " + i)).isEqualTo("front end " + i);
      }
      for (ByteDuplex link : links) {
        link.close();
      }
    }
  }

  @Test
  void frontEndsMayDialFromManyThreads() throws Exception {
    try (var _ = UnixSocketTransport.at(socket).listen(new EchoAcceptor());
        var threads = Executors.newFixedThreadPool(8)) {
      var asks = new ArrayList<Callable<String>>();
      for (int i = 0; i < 400; i++) {
        asks.add(() -> FrontEnd.ask(socket, "hello"));
      }
      for (var answer : threads.invokeAll(asks)) {
        assertThat(answer.get()).isEqualTo("hello");
      }
    }
  }

  @Test
  void aFrontEndThatCannotBeTakenIsClosedAndTheNextIsServed() throws Exception {
    var echo = new EchoAcceptor();
    var calls = new AtomicInteger();
    Acceptor failsFirst =
        new Acceptor() {
          @Override
          public void accept(ByteDuplex link) {
            switch (calls.incrementAndGet()) {
              case 1 -> throw new IllegalStateException("no");
              case 2 -> throw new OutOfMemoryError("unable to create native thread");
              default -> echo.accept(link);
            }
          }

          @Override
          public FrameReceiver accept(FrameDuplex link) {
            return echo.accept(link);
          }
        };
    try (var _ = UnixSocketTransport.at(socket).listen(failsFirst)) {
      for (int i = 0; i < 2; i++) {
        try (ByteDuplex refused = UnixSocket.connect(socket)) {
          assertThat(refused.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
      }
      assertThat(FrontEnd.ask(socket, "hello")).isEqualTo("hello");
    }
  }

  @Test
  void aProcessOutOfDescriptorsServesAgainWhenItHasSome() throws Exception {
    String limited = "ulimit -n 80; exec \"$@\"";
    var command = new ArrayList<>(List.of("bash", "-c", limited, "bash"));
    command.addAll(Processes.java(CrowdedProcess.class, socket.toString()));
    Process core = Processes.start(command);
    try {
      var says = Processes.output(core);
      assertThat(says.readLine()).isEqualTo("serving");
      Processes.tell(core, "take all descriptors");
      assertThat(says.readLine()).isEqualTo("full");

      try (ByteDuplex waiting = UnixSocket.connect(socket)) {
        Processes.tell(core, "say what was logged");
        assertThat(says.readLine())
            .startsWith("WARNING unix:" + socket + ": can't accept a front end, trying again")
            .containsIgnoringCase("too many open files");
        Processes.tell(core, "give them back");
        assertThat(FrontEnd.ask(waiting, "hello")).isEqualTo("hello");
      }
      assertThat(FrontEnd.ask(socket, "hello again")).isEqualTo("hello again");
    } finally {
      core.destroyForcibly();
    }
  }

  @Test
  void closingStopsAcceptingAndKeepsWhatWasAccepted() throws Exception {
    var listening = UnixSocketTransport.at(socket).listen(new EchoAcceptor());
    try (ByteDuplex link = UnixSocket.connect(socket)) {
      assertThat(FrontEnd.ask(link, "before")).isEqualTo("before");

      listening.close();

      assertThat(socket).doesNotExist();
      assertThat(FrontEnd.ask(link, "after")).isEqualTo("after");
    }
  }

  @Test
  void closingALinkEndsAReadThatWaits() throws Exception {
    var taken = new LinkedBlockingQueue<ByteDuplex>();
    var acceptor =
        new Acceptor() {
          @Override
          public void accept(ByteDuplex link) {
            taken.add(link);
          }

          @Override
          public FrameReceiver accept(FrameDuplex link) {
            throw new AssertionError("a unix socket carries bytes");
          }
        };
    try (var _ = UnixSocketTransport.at(socket).listen(acceptor);
        ByteDuplex link = UnixSocket.connect(socket)) {
      ByteDuplex accepted = taken.take();
      assertThat(accepted.peer().description()).matches("unix " + socket + " user [^ ]+");
      var ended = new LinkedBlockingQueue<String>();
      Thread.ofPlatform().start(() -> ended.add(waitForAByte(accepted)));

      closeTwice(accepted);

      assertThat(ended.take()).isIn("closed", "read -1");
      assertThat(link.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
  }

  private static String waitForAByte(ByteDuplex link) {
    try {
      return "read " + link.read(ByteBuffer.allocate(1));
    } catch (IOException e) {
      return "closed";
    }
  }

  private static void closeTwice(ByteDuplex link) {
    link.close();
    link.close();
  }
}
