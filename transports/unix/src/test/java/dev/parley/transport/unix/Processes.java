package dev.parley.transport.unix;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts real processes for tests. */
final class Processes {
  /** "nobody" on Debian, and on every system a user that is not us. */
  static final int FOREIGN_UID = 65534;

  private Processes() {}

  static boolean isRoot() throws IOException {
    Path probe = Files.createTempFile("parley-uid", null);
    try {
      return Files.getAttribute(probe, "unix:uid").equals(0);
    } finally {
      Files.delete(probe);
    }
  }

  static List<String> java(Path classPath, Class<?> main, String... arguments) {
    return java(classPath.toString(), main, arguments);
  }

  /** The command that runs a class of these tests, with their class path. */
  static List<String> java(Class<?> main, String... arguments) {
    return java(System.getProperty("java.class.path"), main, arguments);
  }

  private static List<String> java(String classPath, Class<?> main, String... arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** The same command as another user, without groups. */
  static List<String> as(int uid, List<String> command) {
    var whole = new ArrayList<String>();
    whole.addAll(List.of("setpriv", "--reuid=" + uid, "--regid=" + uid, "--clear-groups"));
    whole.addAll(command);
    return whole;
  }

  static Process start(List<String> command) throws IOException {
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  static BufferedReader output(Process process) {
    return process.inputReader(StandardCharsets.UTF_8);
  }

  static void tell(Process process, String line) throws IOException {
    var writer = process.outputWriter(StandardCharsets.UTF_8);
    writer.write(line + "\n");
    writer.flush();
  }
}
