package dev.parley.processor;

import dev.parley.schema.Docs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.util.Elements;

/** Takes from doc comments what front ends can read. */
final class DocComments {
  private static final Pattern BLOCK_TAG = Pattern.compile("(?m)^\\s*@(\\w+)\\s*");
  private static final Pattern PARAMETER = Pattern.compile("(\\w+)\\s*(.*)", Pattern.DOTALL);

  private final Elements elements;

  DocComments(Elements elements) {
    this.elements = elements;
  }

  /** The description without block tags; empty if there is none. */
  String of(Element element) {
    String comment = text(element);
    Matcher tag = BLOCK_TAG.matcher(comment);
    return clean(tag.find() ? comment.substring(0, tag.start()) : comment);
  }

  /** The description of a method, then what it says of its parameters and what it returns. */
  String ofMethod(ExecutableElement method) {
    var kept = new StringBuilder(of(method));
    String separator = "\n\n";
    for (Tag tag : tags(method)) {
      if (tag.saysSomethingOf(method)) {
        kept.append(separator).append('@').append(tag.name()).append(' ').append(tag.text());
        separator = "\n";
      }
    }
    return clean(kept.toString());
  }

  /** What the {@code @param} tags of a record say, by component. */
  Map<String, String> ofParameters(Element element) {
    Map<String, String> docs = new HashMap<>();
    for (Tag tag : tags(element)) {
      Matcher parameter = PARAMETER.matcher(tag.text());
      if (tag.name().equals("param") && parameter.lookingAt()) {
        docs.put(parameter.group(1), Docs.clean(parameter.group(2)));
      }
    }
    return docs;
  }

  /**
   * A block tag.
   *
   * @param text what follows the name, its lines without the spaces around them
   */
  private record Tag(String name, String text) {
    boolean saysSomethingOf(ExecutableElement method) {
      Matcher parameter = PARAMETER.matcher(text);
      return switch (name) {
        case "return" -> !text.isEmpty() && method.getReturnType().getKind() != TypeKind.VOID;
        case "param" ->
            parameter.matches()
                && !parameter.group(2).isEmpty()
                && method.getParameters().stream()
                    .anyMatch(it -> it.getSimpleName().contentEquals(parameter.group(1)));
        default -> false;
      };
    }
  }

  private List<Tag> tags(Element element) {
    String comment = text(element);
    var tags = new ArrayList<Tag>();
    Matcher tag = BLOCK_TAG.matcher(comment);
    boolean found = tag.find();
    while (found) {
      String name = tag.group(1);
      int start = tag.end();
      found = tag.find();
      String body = comment.substring(start, found ? tag.start() : comment.length());
      tags.add(
          new Tag(name, body.lines().map(String::strip).collect(Collectors.joining("\n")).strip()));
    }
    return tags;
  }

  private String text(Element element) {
    String comment = elements.getDocComment(element);
    return comment == null ? "" : comment;
  }

  /** javac keeps the space after each asterisk. */
  private static String clean(String comment) {
    return Docs.clean(comment.stripTrailing().stripIndent());
  }
}
