package dev.parley.benchmarks.notify;

/** A way to reach listeners. */
enum Way {
  PARLEY_SHARED("Parley, one connection", Kind.PARLEY, Place.JAVA_SHARED),
  PARLEY("Parley, a connection each", Kind.PARLEY, Place.JAVA),
  PARLEY_NODE("Parley, Node, a connection each", Kind.PARLEY, Place.NODE),
  GRPC_SHARED("gRPC, one connection", Kind.GRPC, Place.JAVA_SHARED),
  GRPC("gRPC, a connection each", Kind.GRPC, Place.JAVA),
  WS_NODE("WebSocket, Node, a connection each", Kind.WS, Place.NODE),
  PARLEY_PROCESSES("Parley, a process each", Kind.PARLEY, Place.PROCESSES),
  GRPC_PROCESSES("gRPC, a process each", Kind.GRPC, Place.PROCESSES),
  WS_PROCESSES("WebSocket, a process each", Kind.WS, Place.PROCESSES);

  /** What carries the notifications. */
  enum Kind {
    PARLEY,
    GRPC,
    WS;

    String argument() {
      return switch (this) {
        case PARLEY -> "parley";
        case GRPC -> "grpc";
        case WS -> "ws";
      };
    }
  }

  /** Where the listeners are. */
  enum Place {
    /** In one Java process, on one connection. */
    JAVA_SHARED,
    /** In one Java process, each on a connection of its own. */
    JAVA,
    /** In one Node process, each on a connection of its own. */
    NODE,
    /** Each in a C process of its own. */
    PROCESSES
  }

  private final String title;
  private final Kind kind;
  private final Place place;

  Way(String title, Kind kind, Place place) {
    this.title = title;
    this.kind = kind;
    this.place = place;
  }

  Kind kind() {
    return kind;
  }

  Place place() {
    return place;
  }

  @Override
  public String toString() {
    return title;
  }
}
