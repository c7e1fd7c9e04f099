package dev.parley.schema.json;

import dev.parley.schema.Contract;
import dev.parley.schema.rules.ContractRules;
import dev.parley.schema.rules.Violation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads contract JSON, which is not trusted: what is read is bounded ({@link ContractLimits}), and
 * what is returned keeps every rule of {@link ContractRules}.
 */
public final class ContractReader {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(ContractLimits.MAX_NESTING)
                          .maxStringLength(ContractLimits.MAX_FILE_BYTES)
                          .maxNumberLength(20)
                          .maxNameLength(100)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private ContractReader() {}

  /**
   * Every contract in a jar or a classes folder as one.
   *
   * @throws ContractException if there is none, or it is damaged or breaks a rule
   * @throws IOException if the jar or the folder cannot be read
   */
  public static Contract read(Path jarOrClasses) throws ContractException, IOException {
    return read(List.of(jarOrClasses));
  }

  /**
   * The contracts of several jars or classes folders as one, for types that lie in another jar than
   * the group that uses them.
   *
   * @throws ContractException if one of them has none, or it is damaged or breaks a rule
   * @throws IOException if a jar or a folder cannot be read
   */
  public static Contract read(List<Path> jarsOrClasses) throws ContractException, IOException {
    var merger = new ContractMerger();
    for (Path path : jarsOrClasses) {
      var files = Files.isDirectory(path) ? filesOfFolder(path) : filesOfJar(path);
      if (files.isEmpty()) {
        throw new ContractException(
            path
                + " holds no "
                + ContractFiles.FOLDER
                + "*.json; compile it with the Parley annotation processor");
      }
      for (var file : files.entrySet()) {
        String source = path + "!/" + file.getKey();
        merger.add(source, parse(source, file.getValue()));
      }
    }
    return checked(jarsOrClasses.toString(), merger.contract());
  }

  /**
   * One document, as {@link ContractWriter} writes it.
   *
   * @param source names the document in errors
   * @throws ContractException if it is damaged or breaks a rule
   */
  public static Contract read(String source, String json) throws ContractException {
    return checked(source, parse(source, json.getBytes(StandardCharsets.UTF_8)));
  }

  private static Contract checked(String source, Contract contract) throws ContractException {
    List<Violation> violations = ContractRules.check(contract);
    if (!violations.isEmpty()) {
      throw ContractException.of(source, violations);
    }
    return contract;
  }

  private static Contract parse(String source, byte[] json) throws ContractException {
    if (json.length > ContractLimits.MAX_FILE_BYTES) {
      throw tooLarge(source, json.length);
    }
    try {
      JsonNode tree = MAPPER.readTree(json);
      return DocumentReader.read(tree);
    } catch (JacksonException e) {
      throw new ContractException(source + ": not valid JSON: " + e.getOriginalMessage(), e);
    } catch (ContractException e) {
      throw new ContractException(source + ": " + e.getMessage(), e);
    }
  }

  private static SortedMap<String, byte[]> filesOfFolder(Path folder)
      throws ContractException, IOException {
    var files = new TreeMap<String, byte[]>();
    var budget = new Budget(folder);
    Path contracts = folder.resolve(ContractFiles.FOLDER);
    if (!Files.isDirectory(contracts)) {
      return files;
    }
    List<Path> found;
    try (Stream<Path> children = Files.list(contracts)) {
      found = children.filter(ContractReader::isContract).toList();
    }
    for (Path file : found) {
      try (InputStream in = Files.newInputStream(file)) {
        files.put(ContractFiles.FOLDER + file.getFileName(), budget.read(file.toString(), in));
      }
    }
    return files;
  }

  /** Only regular files are read: opening a pipe of that name would wait for a writer for ever. */
  private static boolean isContract(Path file) {
    return file.getFileName().toString().endsWith(".json") && Files.isRegularFile(file);
  }

  private static SortedMap<String, byte[]> filesOfJar(Path jar)
      throws ContractException, IOException {
    var files = new TreeMap<String, byte[]>();
    var budget = new Budget(jar);
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      var found = new ArrayList<ZipEntry>();
      zip.stream().filter(ContractReader::isContract).forEach(found::add);
      for (ZipEntry entry : found) {
        try (InputStream in = zip.getInputStream(entry)) {
          files.put(entry.getName(), budget.read(jar + "!/" + entry.getName(), in));
        }
      }
    } catch (ZipException e) {
      throw new ContractException(jar + " is no jar and no folder: " + e.getMessage(), e);
    }
    return files;
  }

  private static boolean isContract(ZipEntry entry) {
    String name = entry.getName();
    return name.startsWith(ContractFiles.FOLDER)
        && name.endsWith(".json")
        && name.indexOf('/', ContractFiles.FOLDER.length()) < 0;
  }

  private static ContractException tooLarge(String source, long size) {
    return new ContractException(
        String.format(
            Locale.ROOT,
            "%s has %,d bytes; the limit is %,d (ContractLimits.MAX_FILE_BYTES)",
            source,
            size,
            ContractLimits.MAX_FILE_BYTES));
  }

  /** Counts files and bytes while they are read: a jar's own figures may lie. */
  private static final class Budget {
    private final Path source;
    private int files;
    private long bytes;

    Budget(Path source) {
      this.source = source;
    }

    byte[] read(String name, InputStream in) throws ContractException, IOException {
      files++;
      if (files > ContractLimits.MAX_FILES) {
        throw new ContractException(
            String.format(
                Locale.ROOT,
                "%s holds more than %,d contract files (ContractLimits.MAX_FILES)",
                source,
                ContractLimits.MAX_FILES));
      }
      byte[] content = in.readNBytes(ContractLimits.MAX_FILE_BYTES + 1);
      if (content.length > ContractLimits.MAX_FILE_BYTES) {
        throw new ContractException(
            String.format(
                Locale.ROOT,
                "%s has more than %,d bytes (ContractLimits.MAX_FILE_BYTES)",
                name,
                ContractLimits.MAX_FILE_BYTES));
      }
      bytes += content.length;
      if (bytes > ContractLimits.MAX_TOTAL_BYTES) {
        throw new ContractException(
            String.format(
                Locale.ROOT,
                "%s holds more than %,d bytes of contracts (ContractLimits.MAX_TOTAL_BYTES)",
                source,
                ContractLimits.MAX_TOTAL_BYTES));
      }
      return content;
    }
  }
}
