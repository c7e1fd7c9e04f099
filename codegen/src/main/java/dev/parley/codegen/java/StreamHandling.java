package dev.parley.codegen.java;

import dev.parley.schema.Event;
import java.util.ArrayList;
import java.util.List;

/** Writes what the runtime calls for a streaming event: a lambda around the handler's method. */
final class StreamHandling {
  private StreamHandling() {}

  /** {@code (payload, source, sink) -> handlers.method(…)}, with what the method takes. */
  static Layout of(Event event, JavaFile file) {
    boolean payload = event.payload().isPresent();
    boolean source = event.source().isPresent();
    boolean sink = event.sink().isPresent();
    boolean response = event.response().isPresent();
    if (payload && source && sink && response) {
      return Layout.text("handlers::" + event.method());
    }
    var arguments = new ArrayList<String>();
    String parameters =
        "(%s, %s, %s)"
            .formatted(
                parameter("payload", payload, arguments),
                parameter("source", source, arguments),
                parameter("sink", sink, arguments));
    Layout call =
        Layout.call("handlers." + event.method(), arguments.stream().map(Layout::text).toList());
    if (response) {
      return Layout.lambda(parameters, call);
    }
    String empty = file.imports().of(JavaFile.EVENT, "Empty") + ".EMPTY";
    return Layout.block(
        parameters + " ->",
        List.of(Layout.concat(call, Layout.text(";")), Layout.text("return " + empty + ";")));
  }

  private static String parameter(String name, boolean used, List<String> arguments) {
    if (used) {
      arguments.add(name);
    }
    return used ? name : "_";
  }
}
