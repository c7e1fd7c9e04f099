package dev.parley.codegen.java;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import dev.parley.codegen.MethodDoc;
import dev.parley.codegen.SourceWriter;
import dev.parley.schema.Contract;
import dev.parley.schema.Event;
import dev.parley.schema.EventGroup;
import dev.parley.schema.Field;
import dev.parley.schema.FieldType.Scalar;
import dev.parley.schema.Shape;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text of the contract stays text in generated Java, whatever it holds. */
class HostileTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ends */ here",
        "\\u002a\\u002f class Evil {}",
        "\\uuuu002a/",
        "right \u202E to left",
        "a\rb\u2028c\u0085d\0e",
        "{@link java.util.List#of(Object) */}"
      })
  void aDocCommentStaysOneComment(String doc) {
    var out = new SourceWriter();
    Javadoc.write(out, doc, "Otherwise.");
    assertOneComment(out.toString().strip());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ends */ here",
        "\\u002a\\u002f class Evil {}",
        "right \u202E to left",
        "a\rb\u2028c\u0085d\0e",
        "{@link java.util.List#of(Object) */}"
      })
  void itsTagsStayInTheComment(String doc) {
    var out = new SourceWriter();
    var tags = List.of(new MethodDoc.Tag("param", "p " + doc), new MethodDoc.Tag("return", doc));
    Javadoc.write(out, "", "Otherwise.", tags);
    assertThat(out.toString()).contains("\n * @param p ", "\n * @return ");
    assertOneComment(out.toString().strip());
  }

  /** javac takes a method for deprecated whose comment has a line that begins so. */
  @Test
  void aWordThatIsLikeATagBeginsNoLine() {
    var out = new SourceWriter();
    Javadoc.write(out, "x ".repeat(48) + "@deprecated by others.", "Otherwise.");
    assertThat(out.toString()).contains("\n * &#64;deprecated by others.\n");
  }

  private static void assertOneComment(String comment) {
    assertThat(comment).startsWith("/**").endsWith("*/").doesNotContain("\\u");
    assertThat(comment.substring(0, comment.length() - 2)).doesNotContain("*/");
    assertThat(comment.lines().allMatch(line -> line.matches("[ -~]*"))).isTrue();
  }

  @Test
  void anEscapeThatJavacWouldNotReplaceIsHarmlessToo() {
    var out = new SourceWriter();
    Javadoc.write(out, "\\\\u002a/", "Otherwise.");
    assertThat(out.toString()).doesNotContain("\\u").contains("&#92;u002a/");
  }

  @Test
  void aLiteralHoldsAnyCharacter() {
    assertThat(JavaText.literal("a\"b\\c\n\r\t\0\u202Eä\u007F\\u0022"))
        .isEqualTo("\"a\\\"b\\\\c\\n\\r\\t\\u0000\\u202E\\u00E4\\u007F\\\\u0022\"");
  }

  @Test
  void aTextBlocksLineHoldsAnyCharacter() {
    assertThat(JavaText.textBlockLine("x \"\"\" \\ ä ")).isEqualTo("x \"\\\"\\\" \\\\ \\u00E4\\s");
    assertThat(JavaText.textBlockLine("\"\"\"\"")).doesNotContain("\"\"\"");
  }

  @Test
  void aShapeLongerThanAConstantMayBeIsJoinedFromPieces() throws Exception {
    var fields = new Field[2000];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = Samples.field(i + 1, Scalar.STRING, "aFieldWithAName" + i);
    }
    var contract =
        new Contract(
            List.of(
                new EventGroup(
                    Samples.name("BigEvent"),
                    "",
                    List.of(
                        new Event(
                            "ask",
                            1,
                            Optional.empty(),
                            Optional.of(Samples.messageRef("Big")),
                            Optional.empty(),
                            false,
                            "")))),
            List.of(),
            List.of(Samples.message("Big", fields)));
    Shape shape = Shape.of(contract, contract.eventGroups().getFirst());
    assertThat(shape.text().length()).isGreaterThan(65_535);

    String source =
        Objects.requireNonNull(GoldenTest.generate(contract).get("dev/x/BigEventContract.java"));

    var pieces =
        Pattern.compile("\"\"\"\n(.*?)\\\\\n *\"\"\"", Pattern.DOTALL)
            .matcher(source)
            .results()
            .map(piece -> piece.group(1).stripIndent().strip())
            .toList();
    assertThat(pieces).hasSizeGreaterThan(1).allMatch(piece -> piece.length() < 21_845);
    assertThat(String.join("\n", pieces).lines().map(String::strip).toList())
        .isEqualTo(shape.text().lines().toList());
    assertThat(new Formatter().formatSource(source)).isEqualTo(source);
  }
}
