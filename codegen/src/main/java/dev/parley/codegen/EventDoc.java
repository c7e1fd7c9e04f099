package dev.parley.codegen;

import dev.parley.schema.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An event's doc comment, taken apart: generated methods take other parameters than the event's own
 * and return something else, so what it says of those is put where it is true.
 *
 * @param text the description, with whatever other tags it has
 * @param parameters what {@code @param} says, by parameter
 * @param returned what {@code @return} says; empty if nothing
 */
public record EventDoc(String text, Map<String, String> parameters, String returned) {
  private static final Pattern TAG = Pattern.compile("\\s*@([a-zA-Z]+)\\b\\s*(.*)");
  private static final Pattern PARAMETER = Pattern.compile("(\\w+)\\s*(.*)", Pattern.DOTALL);

  public EventDoc {
    parameters = Map.copyOf(parameters);
  }

  /** A tag for a generated method. */
  public record Tag(String name, String text) {}

  /** The event's doc comment. */
  public static EventDoc of(Event event) {
    var text = new StringBuilder();
    var returned = new StringBuilder();
    var parameters = new ArrayList<StringBuilder>();
    StringBuilder into = text;
    for (String line : event.doc().lines().toList()) {
      Matcher tag = TAG.matcher(line);
      String said = line;
      if (tag.matches()) {
        switch (tag.group(1)) {
          case "param" -> {
            into = new StringBuilder();
            parameters.add(into);
            said = tag.group(2);
          }
          case "return" -> {
            into = returned;
            said = tag.group(2);
          }
          default -> into = text;
        }
      }
      into.append(said).append('\n');
    }
    var byName = new HashMap<String, String>();
    for (StringBuilder parameter : parameters) {
      Matcher named = PARAMETER.matcher(parameter);
      if (named.lookingAt()) {
        byName.putIfAbsent(named.group(1), named.group(2).strip());
      }
    }
    return new EventDoc(text.toString().strip(), byName, returned.toString().strip());
  }

  /** The description for those who call the event, who are given its streams as one object. */
  public String textForCaller(Event event) {
    var all = new ArrayList<String>();
    if (!text.isEmpty()) {
      all.add(text);
    }
    event.source().ifPresent(it -> addStream("Sent by the caller", it, all));
    event.sink().ifPresent(it -> addStream("Streamed to the caller", it, all));
    return String.join("\n\n", all);
  }

  private void addStream(String which, Event.Items items, List<String> all) {
    String said = of(items.parameter());
    if (!said.isEmpty()) {
      all.add("<p>" + which + ", {@code " + items.parameter() + "}: " + said);
    }
  }

  /**
   * The tags for those who call the event.
   *
   * @param payload the generated method's name for the payload
   */
  public List<Tag> tagsForCaller(Event event, String payload) {
    var tags = new ArrayList<Tag>();
    event.payload().ifPresent(it -> addParameter(payload, it.parameter(), tags));
    addReturned(returned, tags);
    return List.copyOf(tags);
  }

  /**
   * The tags for a handler that returns its items and its response.
   *
   * @param payload the generated method's name for the payload
   * @param source that for the incoming items
   */
  public List<Tag> tagsForHandler(Event event, String payload, String source) {
    var tags = new ArrayList<Tag>();
    event.payload().ifPresent(it -> addParameter(payload, it.parameter(), tags));
    event.source().ifPresent(it -> addParameter(source, it.parameter(), tags));
    String sent = event.sink().map(it -> of(it.parameter())).orElse("");
    boolean both = !sent.isEmpty() && !returned.isEmpty();
    addReturned(both ? sent + "; in the end, " + returned : sent + returned, tags);
    return List.copyOf(tags);
  }

  private void addParameter(String name, String parameter, List<Tag> tags) {
    String said = of(parameter);
    if (!said.isEmpty()) {
      tags.add(new Tag("param", name + " " + said));
    }
  }

  private static void addReturned(String said, List<Tag> tags) {
    if (!said.isEmpty()) {
      tags.add(new Tag("return", said));
    }
  }

  private String of(String parameter) {
    return Optional.ofNullable(parameters.get(parameter)).orElse("");
  }
}
