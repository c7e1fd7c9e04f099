package dev.parley.processor;

import dev.parley.codegen.GeneratedFile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
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

  /** A class for javac to compile in the next round. */
  void source(GeneratedFile file, Collection<TypeElement> originating) {
    try (Writer out =
        filer
            .createSourceFile(qualifiedName(file), originating.toArray(Element[]::new))
            .openWriter()) {
      out.write(file.content());
    } catch (IOException e) {
      messager.printMessage(Kind.ERROR, "cannot write " + file.path() + ": " + e.getMessage());
    }
  }

  /** The class that a generated file holds. */
  static String qualifiedName(GeneratedFile file) {
    String path = file.path();
    return path.substring(0, path.length() - ".java".length()).replace('/', '.');
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
