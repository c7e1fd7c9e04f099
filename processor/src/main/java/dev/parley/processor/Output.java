package dev.parley.processor;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import javax.annotation.processing.Filer;
import javax.annotation.processing.Messager;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.tools.Diagnostic.Kind;
import javax.tools.StandardLocation;

/** Writes files where javac puts its own. */
final class Output {
  private final Filer filer;
  private final Messager messager;

  Output(Filer filer, Messager messager) {
    this.filer = filer;
    this.messager = messager;
  }

  /** A file beside the classes. */
  void resource(String path, String text, Collection<TypeElement> originating) {
    try (OutputStream out =
        filer
            .createResource(
                StandardLocation.CLASS_OUTPUT, "", path, originating.toArray(Element[]::new))
            .openOutputStream()) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      messager.printMessage(Kind.ERROR, "cannot write " + path + ": " + e.getMessage());
    }
  }
}
