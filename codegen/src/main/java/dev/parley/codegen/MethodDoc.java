package dev.parley.codegen;

import dev.parley.schema.Event;
import dev.parley.schema.NotificationGroup.Notification;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The doc comment of an event or a notification, taken apart: generated methods take other
 * parameters than its own and return something else, so what it says of those is put where it is
 * true.
 *
 * @param text the description, with whatever other tags it has
 * @param parameters what {@code @param} says, by parameter
 * @param returned what {@code @return} says; empty if nothing
 */
public record MethodDoc(String text, Map<String, String> parameters, String returned) {
  private static final Pattern TAG = Pattern.compile("\\s*@([a-zA-Z]+)\\b\\s*(.*)");
  private static final Pattern PARAMETER = Pattern.compile("(\\w+)\\s*(.*)", Pattern.DOTALL);

  public MethodDoc {
    parameters = Map.copyOf(parameters);
  }

  /** A tag for a generated method. */
  public record Tag(String name, String text) {}

  /** The event's doc comment. */
  public static MethodDoc of(Event event) {
    return takenApart(event.doc());
  }

  /** The notification's doc comment. */
  public static MethodDoc of(Notification notification) {
    return takenApart(notification.doc());
  }

  private static MethodDoc takenApart(String doc) {
    var text = new StringBuilder();
    var returned = new StringBuilder();
    var parameters = new ArrayList<StringBuilder>();
    StringBuilder into = text;
    for (String line : doc.lines().toList()) {
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
    return new MethodDoc(text.toString().strip(), byName, returned.toString().strip());
  }

  /**
   * The description for those who call the event, who are given its streams as one object.
   *
   * @param otherwise the first paragraph where the contract has none
   */
  public String textForCaller(Event event, String otherwise) {
    var all = paragraphs(otherwise, Meaning.of(event));
    event.source().ifPresent(it -> addPart("Sent by the caller", it.parameter(), all));
    event.sink().ifPresent(it -> addPart("Streamed to the caller", it.parameter(), all));
    return String.join("\n\n", all);
  }

  /** The description for those who send the notification or name what they are told of it. */
  public String text(Notification notification) {
    return String.join("\n\n", paragraphs("", Meaning.of(notification)));
  }

  /**
   * The description for those who have an object that is told of the notification.
   *
   * @param narrowed whether they name the subject, so that a tag says what it is
   * @param otherwise the first paragraph where the contract has none
   */
  public String textForListener(Notification notification, boolean narrowed, String otherwise) {
    var all = paragraphs(otherwise, Meaning.of(notification));
    if (!narrowed) {
      notification.subject().ifPresent(it -> addPart("The subject", it, all));
    }
    notification.payload().ifPresent(it -> addPart("The content", it.parameter(), all));
    return String.join("\n\n", all);
  }

  private List<String> paragraphs(String otherwise, String meaning) {
    var all = new ArrayList<String>();
    addParagraph(text.isEmpty() ? otherwise : text, all);
    addParagraph(meaning, all);
    return all;
  }

  /** A paragraph about a parameter that a generated method has not. */
  private void addPart(String what, String parameter, List<String> all) {
    String said = of(parameter);
    addParagraph(said.isEmpty() ? "" : what + ", {@code " + parameter + "}: " + said, all);
  }

  private static void addParagraph(String said, List<String> all) {
    if (!said.isEmpty()) {
      all.add((all.isEmpty() ? "" : "<p>") + said);
    }
  }

  /**
   * The tag for those who name the subject that they want to hear of.
   *
   * @param subject the generated method's name for it
   */
  public List<Tag> tagOfSubject(Notification notification, String subject) {
    var tags = new ArrayList<Tag>();
    notification.subject().ifPresent(it -> addParameter(subject, it, tags));
    return List.copyOf(tags);
  }

  /**
   * The tags for who is given the notification's subject and content.
   *
   * @param names the generated method's parameters by those of the notification, in their order
   */
  public List<Tag> tags(Map<String, String> names) {
    var tags = new ArrayList<Tag>();
    names.forEach((parameter, name) -> addParameter(name, parameter, tags));
    return List.copyOf(tags);
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
