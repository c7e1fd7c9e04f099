package dev.parley.processor;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.annotation.processing.Processor;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * What javac with the processor makes of sources, all in memory and with every lint on.
 *
 * @param messages errors and warnings
 * @param files everything written: classes, generated sources, resources; by path
 */
record Compiled(List<Message> messages, Map<String, byte[]> files) {
  private static final Pattern PACKAGE = Pattern.compile("(?m)^\\s*package\\s+([\\w.]+)\\s*;");
  private static final Pattern TYPE =
      Pattern.compile(
          "(?m)^(?:@\\w+(?:\\([^)]*\\))?\\s*)*(?:[a-z-]+\\s+)*(?:class|interface|record|enum)\\s+([\\w$\\P{ASCII}]+)");

  /** One line of javac's. */
  record Message(boolean error, String file, long line, String text) {
    /** {@code PARLEY003}, or empty if the message is not ours. */
    String id() {
      return text.startsWith("PARLEY") ? text.substring(0, 9) : "";
    }
  }

  /** Compiles sources, each named after its package and its first top-level type. */
  static Compiled of(String... sources) {
    return of(List.of(), List.of(new ParleyProcessor()), sources);
  }

  static Compiled of(List<Path> classPath, List<Processor> processors, String... sources) {
    var units = new ArrayList<JavaFileObject>();
    for (String source : sources) {
      units.add(new Source(pathOf(source), source));
    }
    return compile(classPath, processors, units);
  }

  private static Compiled compile(
      List<Path> classPath, List<Processor> processors, List<JavaFileObject> units) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    var collector = new DiagnosticCollector<JavaFileObject>();
    String path = System.getProperty("java.class.path");
    for (Path entry : classPath) {
      path = entry + File.pathSeparator + path;
    }
    var options =
        List.of(
            "-Xlint:all,-processing,-classfile,-path",
            "-Werror",
            "-parameters",
            "-classpath",
            path,
            "--release",
            "25");
    try (var files =
        new Memory(
            compiler.getStandardFileManager(collector, Locale.ROOT, StandardCharsets.UTF_8))) {
      var task = compiler.getTask(null, files, collector, options, null, units);
      task.setProcessors(processors);
      task.call();
      return new Compiled(
          collector.getDiagnostics().stream().map(Compiled::message).toList(), files.contents());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  boolean succeeded() {
    return messages.isEmpty();
  }

  /** The ids of our errors, in order. */
  List<String> ids() {
    return messages.stream().map(Message::id).filter(id -> !id.isEmpty()).toList();
  }

  String text(String path) {
    byte[] content = files.get(path);
    if (content == null) {
      throw new AssertionError(path + " was not written, only " + files.keySet());
    }
    return new String(content, StandardCharsets.UTF_8);
  }

  private static Message message(Diagnostic<? extends JavaFileObject> diagnostic) {
    JavaFileObject source = diagnostic.getSource();
    return new Message(
        diagnostic.getKind() == Diagnostic.Kind.ERROR,
        source == null ? "" : Path.of(source.getName()).getFileName().toString(),
        diagnostic.getLineNumber(),
        diagnostic.getMessage(Locale.ROOT));
  }

  /** The name of the file that a source is put into. */
  static String fileOf(String source) {
    return Path.of(pathOf(source)).getFileName().toString();
  }

  /** Where a source belongs, after its package and its first top-level type. */
  static String pathOf(String source) {
    Matcher type = TYPE.matcher(source);
    Matcher packageName = PACKAGE.matcher(source);
    String folder = packageName.find() ? packageName.group(1).replace('.', '/') + "/" : "";
    String name =
        type.find() ? type.group(1) : source.contains("module ") ? "module-info" : "package-info";
    return folder + name + ".java";
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String path, String text) {
      super(URI.create("source:///" + path.replaceAll("[^ -~]", "_")), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }

    @Override
    public boolean isNameCompatible(String simpleName, Kind kind) {
      return !simpleName.endsWith("-info") || super.isNameCompatible(simpleName, kind);
    }
  }

  private static final class Written extends SimpleJavaFileObject {
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    Written(String path, Kind kind) {
      super(URI.create("memory:///" + path), kind);
    }

    @Override
    public OutputStream openOutputStream() {
      return content;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return content.toString(StandardCharsets.UTF_8);
    }
  }

  private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, Written> written = new TreeMap<>();

    Memory(JavaFileManager files) {
      super(files);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
      return put(className.replace('.', '/') + kind.extension, kind);
    }

    @Override
    public FileObject getFileForOutput(
        Location location, String packageName, String relativeName, FileObject sibling) {
      return put(
          packageName.isEmpty() ? relativeName : packageName.replace('.', '/') + "/" + relativeName,
          JavaFileObject.Kind.OTHER);
    }

    @Override
    public @Nullable FileObject getFileForInput(
        Location location, String packageName, String relativeName) throws IOException {
      return location == StandardLocation.CLASS_OUTPUT || location == StandardLocation.SOURCE_OUTPUT
          ? null
          : super.getFileForInput(location, packageName, relativeName);
    }

    private Written put(String path, JavaFileObject.Kind kind) {
      var file = new Written(path, kind);
      written.put(path, file);
      return file;
    }

    Map<String, byte[]> contents() {
      Map<String, byte[]> contents = new TreeMap<>();
      written.forEach((path, file) -> contents.put(path, file.content.toByteArray()));
      return contents;
    }
  }
}
