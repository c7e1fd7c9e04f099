package dev.parley.processor;

import dev.parley.schema.Docs;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.lang.model.element.Element;
import javax.lang.model.util.Elements;

/** Takes from doc comments what front ends can read: the description, without the block tags. */
final class DocComments {
  private static final Pattern BLOCK_TAG = Pattern.compile("(?m)^\\s*@(\\w+)\\s*");
  private static final Pattern PARAMETER = Pattern.compile("(\\w+)\\s*(.*)", Pattern.DOTALL);

  private final Elements elements;

  DocComments(Elements elements) {
    this.elements = elements;
  }

  /** The description; empty if there is none. */
  String of(Element element) {
    String comment = text(element);
    Matcher tag = BLOCK_TAG.matcher(comment);
    return clean(tag.find() ? comment.substring(0, tag.start()) : comment);
  }

  /** What the {@code @param} tags of a record say, by component. */
  Map<String, String> ofParameters(Element element) {
    String comment = text(element);
    Map<String, String> docs = new HashMap<>();
    Matcher tag = BLOCK_TAG.matcher(comment);
    boolean found = tag.find();
    while (found) {
      boolean isParameter = tag.group(1).equals("param");
      int start = tag.end();
      found = tag.find();
      String body = comment.substring(start, found ? tag.start() : comment.length());
      Matcher parameter = PARAMETER.matcher(body);
      if (isParameter && parameter.lookingAt()) {
        String text = parameter.group(2);
        docs.put(
            parameter.group(1),
            Docs.clean(text.lines().map(String::strip).collect(Collectors.joining("\n"))));
      }
    }
    return docs;
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
