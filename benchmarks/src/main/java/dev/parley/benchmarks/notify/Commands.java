package dev.parley.benchmarks.notify;

import java.nio.file.Path;
import java.util.List;

/**
 * How the contestants' processes are started.
 *
 * @param programs the folder of the C programs
 * @param node the folder of the Node programs
 */
record Commands(Path programs, Path node) {
  private static final int SERVER_MEGABYTES = 1_024;
  private static final int LISTENERS_MEGABYTES = 1_024;

  List<String> server(Way.Kind kind, Path socket) {
    return kind == Way.Kind.WS
        ? List.of(
            "node", "--expose-gc", node.resolve("ws-server.mjs").toString(), socket.toString())
        : Worker.java(PublisherProcess.class, SERVER_MEGABYTES, kind.argument(), socket.toString());
  }

  List<String> listeners(Way way, Path socket, int count) {
    String kind = way.kind().argument();
    String many = Integer.toString(count);
    return switch (way.place()) {
      case JAVA_SHARED ->
          Worker.java(
              ListenerProcess.class, LISTENERS_MEGABYTES, kind, socket.toString(), "1", many);
      case JAVA ->
          Worker.java(
              ListenerProcess.class, LISTENERS_MEGABYTES, kind, socket.toString(), many, "1");
      case NODE ->
          List.of(
              "node", node.resolve(kind + "-listeners.mjs").toString(), socket.toString(), many);
      case PROCESSES ->
          List.of(programs.resolve("listen").toString(), kind, socket.toString(), many);
    };
  }

  /** One that subscribes and never reads again. */
  List<String> stalled(Way.Kind kind, Path socket) {
    return List.of(
        programs.resolve("listen").toString(), kind.argument(), socket.toString(), "stall");
  }
}
