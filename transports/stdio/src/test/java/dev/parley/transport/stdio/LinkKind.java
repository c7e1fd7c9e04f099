package dev.parley.transport.stdio;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.Peer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.util.Locale;

/** Every kind of link that this transport has, made of a pair of pipes of the system. */
enum LinkKind {
  /** What a core without native access has. */
  CHANNELS {
    @Override
    Ends make() throws IOException {
      Pipe there = Pipe.open();
      Pipe back = Pipe.open();
      return new Ends(
          new ChannelLink(there.source(), back.sink(), FRONT_END),
          new ChannelLink(back.source(), there.sink(), CORE));
    }
  },
  /** What a front end has of its child. */
  STREAMS {
    @Override
    Ends make() throws IOException {
      Pipe there = Pipe.open();
      Pipe back = Pipe.open();
      return new Ends(
          streams(there.source(), back.sink(), FRONT_END),
          streams(back.source(), there.sink(), CORE));
    }

    private ByteDuplex streams(Pipe.SourceChannel in, Pipe.SinkChannel out, Peer peer) {
      return StreamLink.start(
          "test " + peer, Channels.newInputStream(in), Channels.newOutputStream(out), peer);
    }
  },
  /** What a core has of a front end that made pipes, as Java and most others do. */
  DESCRIPTORS_OF_PIPES {
    @Override
    Ends make() throws IOException {
      return ofDescriptors(pipe(), pipe());
    }
  },
  /** What a core has of a front end that made pairs of sockets, as Node does. */
  DESCRIPTORS_OF_SOCKETS {
    @Override
    Ends make() throws IOException {
      return ofDescriptors(socketPair(), socketPair());
    }
  };

  /** Both ends of a connection. */
  record Ends(ByteDuplex core, ByteDuplex frontEnd) {}

  abstract Ends make() throws IOException;

  private static final Peer FRONT_END = Peer.of("stdio", "front end");
  private static final Peer CORE = Peer.of("stdio", "core");
  private static final SystemCalls NUMBERS =
      SystemCalls.of(System.getProperty("os.name").toLowerCase(Locale.ROOT));

  /** Each pair is a way: the end to read from first. */
  private static Ends ofDescriptors(int[] there, int[] back) throws IOException {
    return new Ends(
        new DescriptorLink(NUMBERS, FRONT_END, there[0], back[1]),
        new DescriptorLink(NUMBERS, CORE, back[0], there[1]));
  }

  private static int[] pipe() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      return Libc.pipe(arena, Libc.state(arena));
    }
  }

  @SuppressWarnings("restricted")
  private static int[] socketPair() {
    Linker linker = Linker.nativeLinker();
    var socketpair =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("socketpair"),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ends = arena.allocate(JAVA_INT, 2);
      int unix = 1;
      int stream = 1;
      if ((int) socketpair.invokeExact(unix, stream, 0, ends) != 0) {
        throw new AssertionError("socketpair(2) failed");
      }
      return ends.toArray(JAVA_INT);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
