package dev.parley.processor.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DynamicMessage;
import dev.parley.codegen.GeneratedFile;
import dev.parley.codegen.dart.DartGenerator;
import dev.parley.codegen.typescript.TypeScriptGenerator;
import dev.parley.core.codec.Codec;
import dev.parley.core.codec.MalformedMessageException;
import dev.parley.core.protocol.Limits;
import dev.parley.schema.EnumType;
import dev.parley.schema.TypeDeclaration;
import dev.parley.schema.TypeName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The messages that Java, TypeScript and Dart must agree about: what generated Java makes of them
 * is left in {@code target/cases} together with the code that is generated for the others, where
 * {@code message-cases.test.mjs} and {@code message_cases_test.dart} compare it with theirs.
 *
 * <ul>
 *   <li>{@code cases.txt}: a line for each case, {@code <type> <bytes> = <bytes as written anew>},
 *       or {@code !} and why they were refused, or {@code ?} for a number that the core's enum does
 *       not have, which front ends keep;
 *   <li>{@code values.ts} and {@code values.dart}: messages as expressions, each with its bytes.
 * </ul>
 */
class MessageCasesTest {
  private static final Path OUTPUT = Path.of("target/cases");
  private static final Path EDGES = Path.of("src/test/resources/cases/edges.txt");
  private static final int ROUNDS = 60;
  private static final int VALUES = 25;
  private static final HexFormat HEX = HexFormat.of();

  /**
   * In what {@link Translation#describe} says: all exponent bits, the first bit behind them not.
   */
  private static final Pattern SIGNALLING =
      Pattern.compile("f[7f]f[89ab](?!00000)|d[7f]ff[0-7](?!0{12})");

  private final Zoo zoo = Zoo.get();
  private final Translation translation = new Translation(zoo);
  private final List<TypeName> types =
      zoo.contract.types().stream()
          .filter(it -> !(it instanceof EnumType))
          .map(TypeDeclaration::name)
          .toList();
  private final StringBuilder cases = new StringBuilder();
  private final TreeMap<Character, Integer> outcomes = new TreeMap<>();

  @Test
  void whatJavaSaysOfEachCaseIsWrittenDown() throws IOException {
    for (TypeName type : types) {
      addRandom(type);
    }
    addEdges();
    addNested();
    addNumerous();

    write("cases.txt", cases.toString());
    assertThat(outcomes.get('=')).isGreaterThan(2_000);
    assertThat(outcomes.get('!')).isGreaterThan(500);
    assertThat(outcomes.get('?')).isGreaterThan(2);
  }

  @Test
  void messagesAreWrittenDownAsExpressionsOfTheOtherLanguages() throws IOException {
    var dart = new DartLiterals(zoo);
    var typeScript = new TypeScriptLiterals(zoo);
    var dartValues = new StringBuilder();
    var typeScriptValues = new StringBuilder();
    for (TypeName type : types) {
      var messages = new RandomMessages(zoo, 31);
      for (int i = 0; i < VALUES; i++) {
        Object message = translation.toJava(type, messages.next(type));
        String bytes = HEX.formatHex(zoo.codec(type).encode(message));
        dartValues.append(
            "  (%s.type, \"%s\", () => %s),\n"
                .formatted(type.name(), bytes, dart.message(type, message)));
        typeScriptValues.append(
            "  [%s, \"%s\", () => %s.fromObject(%s)],\n"
                .formatted(type.name(), bytes, type.name(), typeScript.message(type, message)));
      }
    }
    write("dart/lib/values.dart", dartFile(dartValues));
    write("typescript/values.ts", typeScriptFile(typeScriptValues));
    for (GeneratedFile file : DartGenerator.generate(zoo.contract)) {
      write("dart/lib/" + file.path(), file.content());
    }
    for (GeneratedFile file : TypeScriptGenerator.generate(zoo.contract)) {
      write("typescript/" + file.path(), file.content());
    }
    write("dart/pubspec.yaml", "name: cases\n");
  }

  private String dartFile(CharSequence values) {
    var all = new StringBuilder();
    types.forEach(it -> all.append("  '%1$s': %1$s.type,\n".formatted(it.name())));
    return """
    import 'dart:typed_data';
    import 'package:parley/codec.dart';
    import 'contract.dart';

    Uint8List bytes(String hex) => Uint8List.fromList([
      for (var i = 0; i < hex.length; i += 2) int.parse(hex.substring(i, i + 2), radix: 16),
    ]);

    final Map<String, MessageType<Object>> types = {
    %s};

    final List<(MessageType<Object>, String, Object Function())> values = [
    %s];
    """
        .formatted(all, values);
  }

  private String typeScriptFile(CharSequence values) {
    String names = String.join(", ", types.stream().map(TypeName::name).toList());
    // Not looked at by tsc: it would infer a type for each of so many expressions.
    return """
    // @ts-nocheck
    import type { MessageType } from "@parley/client";
    import { %1$s } from "./index.js";

    const bytes = (hex: string): Uint8Array =>
      Uint8Array.from(hex.match(/../g) ?? [], (it) => parseInt(it, 16));

    export const types = { %1$s };

    export const values: [MessageType<any, any>, string, () => unknown][] = [
    %2$s];
    """
        .formatted(names, values);
  }

  private void addRandom(TypeName type) {
    var messages = new RandomMessages(zoo, 21);
    var random = messages.random();
    var odd = new OddWriter(random);
    for (int round = 0; round < ROUNDS; round++) {
      DynamicMessage message = messages.next(type);
      byte[] plain = message.toByteArray();
      byte[] oddly = odd.write(message);
      addIfComparable(type, plain);
      addIfComparable(type, oddly);
      addIfComparable(type, Arrays.copyOf(plain, plain.length - random.nextInt(plain.length + 1)));
      byte[] damaged = plain.clone();
      for (int i = 1 + random.nextInt(3); i > 0 && damaged.length > 0; i--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      addIfComparable(type, damaged);
      byte[] any = new byte[random.nextInt(30)];
      random.nextBytes(any);
      addIfComparable(type, any);
    }
  }

  /** The cases of {@code edges.txt}, each with what is expected of it. */
  private void addEdges() throws IOException {
    int count = 0;
    for (String line : Files.readAllLines(EDGES)) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] parts = line.split("\\|");
      assertThat(parts).as(line).hasSize(4);
      byte[] bytes = HEX.parseHex(parts[1].replace(" ", ""));
      String outcome = add(zoo.name(parts[0].strip()), bytes);
      String expected = parts[2].strip();
      assertThat(outcome).as(line).startsWith(expected.equals("=same") ? "= " : expected);
      if (expected.equals("=same")) {
        assertThat(outcome).as(line).isEqualTo("= " + HEX.formatHex(bytes));
      }
      count++;
    }
    assertThat(count).isGreaterThan(60);
  }

  /** As many elements as a message may have, and one more. */
  private void addNumerous() {
    TypeName lists = zoo.name("Lists");
    byte[] most = delimited(1, new byte[Limits.DEFAULT.maxElements()]);
    assertThat(add(lists, most)).startsWith("= ");
    assertThat(add(lists, delimited(1, new byte[Limits.DEFAULT.maxElements() + 1])))
        .startsWith("! ");
    assertThat(add(lists, join(most, new byte[] {8, 0}))).startsWith("! ");
    assertThat(add(lists, join(most, delimited(15, new byte[0])))).startsWith("! ");
  }

  /** Messages within messages, one level fewer than the limit, as many, and one more. */
  private void addNested() {
    TypeName tree = zoo.name("Tree");
    for (int field : new int[] {2, 3}) {
      byte[] inner = {10, 1, 'x'};
      for (int depth = 1; depth <= 101; depth++) {
        inner = delimited(field, inner);
        if (depth >= 99) {
          assertThat(add(tree, inner)).startsWith(depth <= 100 ? "= " : "! ");
        }
      }
    }
    byte[] entry = {10, 1, 'x'};
    for (int depth = 1; depth <= 51; depth++) {
      entry = delimited(4, join(new byte[] {10, 1, 'k'}, delimited(2, entry)));
      if (depth >= 50) {
        assertThat(add(tree, entry)).startsWith(depth <= 50 ? "= " : "! ");
      }
    }
    byte[] group = {};
    for (int depth = 1; depth <= 101; depth++) {
      group =
          join(new byte[] {(byte) (15 << 3 | 3)}, join(group, new byte[] {(byte) (15 << 3 | 4)}));
      if (depth >= 100) {
        assertThat(add(tree, group)).startsWith(depth <= 100 ? "= " : "! ");
      }
    }
  }

  private static byte[] delimited(int field, byte[] content) {
    byte[] head = {(byte) (field << 3 | 2)};
    int length = content.length;
    while (length >= 0x80) {
      head = join(head, new byte[] {(byte) (length | 0x80)});
      length >>= 7;
    }
    return join(join(head, new byte[] {(byte) length}), content);
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /**
   * Adds a case unless it is one that need not be agreed about: Java refuses an enum's number
   * before it sees what else is wrong, and a signalling NaN becomes a quiet one in most processors'
   * hands.
   */
  private void addIfComparable(TypeName type, byte[] bytes) {
    String outcome = outcome(zoo.codec(type), bytes);
    boolean isSignalling =
        outcome.startsWith("=")
            && SIGNALLING.matcher(Translation.describe(zoo.codec(type).decode(bytes))).find();
    if (!outcome.startsWith("?") && !isSignalling) {
      add(type, bytes);
    }
  }

  private String add(TypeName type, byte[] bytes) {
    String outcome = outcome(zoo.codec(type), bytes);
    outcomes.merge(outcome.charAt(0), 1, Integer::sum);
    cases.append(
        "%s %s %s\n"
            .formatted(type.name(), bytes.length == 0 ? "-" : HEX.formatHex(bytes), outcome));
    return outcome;
  }

  private static String outcome(Codec<Object> codec, byte[] bytes) {
    Object message;
    try {
      message = codec.decode(bytes);
    } catch (MalformedMessageException e) {
      String problem = String.valueOf(e.getMessage());
      return (problem.contains(" is no number of ") ? "? " : "! ") + problem.replace('\n', ' ');
    }
    return "= " + HEX.formatHex(codec.encode(message));
  }

  private static void write(String path, String text) throws IOException {
    Path file = OUTPUT.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
