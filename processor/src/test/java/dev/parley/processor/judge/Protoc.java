package dev.parley.processor.judge;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import dev.parley.schema.TypeName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The messages of {@code .proto} files as the real protoc understands them. */
final class Protoc {
  /** Where the build puts protoc; see the module's pom. */
  private static final Path EXECUTABLE = Path.of("target/protoc/protoc.exe");

  private static final List<String> WELL_KNOWN =
      List.of("google/protobuf/timestamp.proto", "google/protobuf/duration.proto");

  private final Map<String, Descriptor> messages = new HashMap<>();

  private Protoc() {}

  /** Compiles every {@code .proto} file of a folder; any complaint is a failure. */
  static Protoc run(Path folder)
      throws IOException, InterruptedException, DescriptorValidationException {
    Path includes = Files.createTempDirectory("parley-protoc");
    for (String file : WELL_KNOWN) {
      Path target = includes.resolve(file);
      Files.createDirectories(target.getParent());
      try (InputStream in = Protoc.class.getClassLoader().getResourceAsStream(file)) {
        Files.copy(Objects.requireNonNull(in, file), target);
      }
    }
    Path descriptors = includes.resolve("descriptors");
    var command = new ArrayList<String>();
    command.add(EXECUTABLE.toAbsolutePath().toString());
    command.add("--include_imports");
    command.add("--fatal_warnings");
    command.add("--descriptor_set_out=" + descriptors);
    command.add("-I" + includes);
    command.add("-I" + folder);
    try (Stream<Path> files = Files.list(folder)) {
      files
          .map(it -> it.getFileName().toString())
          .filter(it -> it.endsWith(".proto"))
          .sorted()
          .forEach(command::add);
    }
    Path log = includes.resolve("log");
    EXECUTABLE.toFile().setExecutable(true);
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new AssertionError("protoc refuses the contract: " + Files.readString(log));
    }
    var protoc = new Protoc();
    protoc.read(FileDescriptorSet.parseFrom(Files.readAllBytes(descriptors)));
    return protoc;
  }

  private void read(FileDescriptorSet set) throws DescriptorValidationException {
    Map<String, FileDescriptor> built = new HashMap<>();
    // protoc writes what is imported before what imports it.
    for (FileDescriptorProto file : set.getFileList()) {
      FileDescriptor[] imports =
          file.getDependencyList().stream().map(built::get).toArray(FileDescriptor[]::new);
      FileDescriptor descriptor = FileDescriptor.buildFrom(file, imports);
      built.put(file.getName(), descriptor);
      descriptor.getMessageTypes().forEach(it -> messages.put(it.getFullName(), it));
    }
  }

  /** The message of a record or union. */
  Descriptor message(TypeName name) {
    Descriptor message = messages.get(name.qualified());
    if (message == null) {
      throw new AssertionError(name.qualified() + " is in no .proto file");
    }
    return message;
  }
}
