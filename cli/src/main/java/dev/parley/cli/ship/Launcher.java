package dev.parley.cli.ship;

import java.io.IOException;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes what starts the core: a shell script that finds its folder wherever it was moved, also
 * through links, and becomes Java itself, so that signals and exit codes are Java's.
 *
 * @param name of the core
 * @param mainClass where it begins
 * @param options for the JVM, but the AOT cache; later ones win
 */
record Launcher(String name, String mainClass, List<String> options) {
  /**
   * Options that a user has set for other Java programs, which may keep this one from starting or
   * its AOT cache from being taken.
   */
  static final List<String> FOREIGN_OPTIONS =
      List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH");

  /**
   * For a core that starts soon and stays small. Native access is what Parley's own transports
   * need, and an AOT cache is taken only by a JVM that has the same of it.
   */
  private static final List<String> DEFAULTS =
      List.of(
          // The AOT cache where it was made for: no pointer is rewritten, and its pages stay
          // shared.
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:ArchiveRelocationMode=0",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          // Compiling takes a core from the start for what is called a few hundred times in it.
          "-XX:CompileThresholdScaling=5",
          // What the training run compiled is compiled again when it is called often, not at once.
          "-XX:-AOTReplayTraining",
          // Reflection calls native code instead of a class that it makes for each method (JEP
          // 416): the security providers of the first unix socket alone take one.
          "-Djdk.reflect.useNativeAccessorOnly=true",
          "-XX:-UsePerfData",
          "-Xlog:aot=off",
          "-Xlog:cds=off");

  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  private static final boolean HAS_DESCRIPTORS = Files.isDirectory(DESCRIPTORS);

  /**
   * The descriptor of the folder of jars, of one digit as old shells want it. For every class of a
   * jar the JVM looks for the path that the jar had when the cache was made, and takes 15 ms for
   * two hundred that are not there, as the folder was moved; so they had a path that is always
   * there. A core within another process does without.
   */
  private static final int LIB = 9;

  private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

  /** Of the usual options, and the application's own. */
  static Launcher of(String name, String mainClass, Jars jars, List<String> jvmOptions)
      throws IOException {
    List<String> options = new ArrayList<>(DEFAULTS);
    String providers = SelectorProvider.class.getName();
    if (jars.holding("META-INF/services/" + providers) == null) {
      // Or the JDK opens every jar to see that none has one.
      options.add("-D" + providers + "=" + SelectorProvider.provider().getClass().getName());
    }
    options.addAll(jvmOptions);
    return new Launcher(name, mainClass, options);
  }

  /** The name of the AOT cache in the core's folder. */
  String cache() {
    return name + ".aot";
  }

  /** The command that starts a JVM for the core in {@code folder}, but its main class. */
  List<String> command(Path folder, Jars jars, String cacheOption) {
    return command(folder, jars.classPath(folder.resolve("lib") + "/"), List.of(cacheOption));
  }

  /** The same for making the cache, by {@link #writeCommand}. */
  List<String> trainingCommand(Path folder, Jars jars, List<String> cacheOptions) {
    String lib = HAS_DESCRIPTORS ? DESCRIPTORS + "/" + LIB + "/" : folder.resolve("lib") + "/";
    return command(folder, jars.classPath(lib), cacheOptions);
  }

  private List<String> command(Path folder, String classPath, List<String> cacheOptions) {
    List<String> command = new ArrayList<>();
    command.add(folder.resolve("runtime/bin/java").toString());
    command.addAll(cacheOptions);
    options.forEach(option -> command.add(option.replace("$ORIGIN", folder.toString())));
    command.add(NATIVE_ACCESS);
    command.add("-cp");
    command.add(classPath);
    return command;
  }

  /** Writes {@code bin/<name>}. */
  void write(Path folder, Jars jars) throws IOException {
    StringBuilder lines = new StringBuilder();
    options.forEach(option -> lines.append(" \\\n  ").append(quoted(option)));
    script(
        folder.resolve("bin").resolve(name),
        """
        #!/bin/sh
        # Starts %1$s with the Java runtime beside it. Made by `parley ship`.
        self=$0
        if [ -L "$self" ]; then self=$(readlink -f -- "$self"); fi
        case $self in
          */bin/*) here=${self%%/bin/*} ;;
          */*) here=${self%%/*}/.. ;;
          *) here=.. ;;
        esac
        case $here in
          /*) ;;
          *) here=$(cd -- "$here" && pwd -P) || exit 1 ;;
        esac
        case $here in
          *:*) echo "%1$s: $here has a ':' in its path, which no Java class path can have; move the folder" >&2; exit 1 ;;
        esac
        unset %2$s
        %8$sexec "$here/runtime/bin/java" "-XX:AOTCache=$here/%3$s"%4$s \\
          %5$s \\
          -cp "%6$s" \\
          %7$s "$@"
        """
            .formatted(
                name,
                String.join(" ", FOREIGN_OPTIONS),
                cache(),
                lines,
                NATIVE_ACCESS,
                jars.classPath("$here/lib/"),
                mainClass,
                openLib("\"$here\"")));
  }

  /** The line of a script by which the folder of the jars has its descriptor. */
  private static String openLib(String folder) {
    return HAS_DESCRIPTORS ? "exec " + LIB + "<" + folder + "/lib\n" : "";
  }

  /** Writes a script that does {@code command} with the arguments that it is given. */
  static void writeCommand(Path file, Path folder, List<String> command) throws IOException {
    script(
        file,
        "#!/bin/sh\nunset %s\n%sexec %s \"$@\"\n"
            .formatted(
                String.join(" ", FOREIGN_OPTIONS),
                openLib(literal(folder.toString())),
                String.join(" ", command.stream().map(Launcher::literal).toList())));
  }

  private static void script(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** For the shell, with {@code $ORIGIN} as the core's folder. */
  private static String quoted(String option) {
    return literal(option).replace("$ORIGIN", "'\"$here\"'");
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  /** The text of {@code parley.options}, for the core within another process. */
  String libraryOptions(Jars jars) {
    StringBuilder text = new StringBuilder("# Made by `parley ship`; read by libparley.\n");
    text.append("java-home=runtime\n");
    text.append("class-path=").append(jars.classPath("lib/")).append('\n');
    text.append("jvm-option=-XX:AOTCache=$ORIGIN/").append(cache()).append('\n');
    options.forEach(option -> text.append("jvm-option=").append(option).append('\n'));
    return text.toString();
  }
}
