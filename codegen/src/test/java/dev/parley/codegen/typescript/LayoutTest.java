package dev.parley.codegen.typescript;

import static dev.parley.codegen.layout.Doc.LINE;
import static dev.parley.codegen.layout.Doc.SOFTLINE;
import static dev.parley.codegen.layout.Doc.concat;
import static dev.parley.codegen.layout.Doc.group;
import static dev.parley.codegen.layout.Doc.ifBreak;
import static dev.parley.codegen.layout.Doc.indent;
import static dev.parley.codegen.layout.Doc.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.codegen.layout.Doc;
import dev.parley.codegen.layout.Layout;
import dev.parley.codegen.typescript.Syntax.Break;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where lines break, at 80 columns and at 81. */
class LayoutTest {

  @Test
  void keepsAGroupOfEightyColumnsOnOneLine() {
    assertThat(Layout.print(call(80))).doesNotContain("\n").hasSize(80);
  }

  @Test
  void breaksAGroupOfEightyOneColumns() {
    assertThat(Layout.print(call(81))).isEqualTo("f(\n  " + "a".repeat(78) + ",\n)");
  }

  @Test
  void countsWhatFollowsTheGroup() {
    assertThat(Layout.print(concat(call(80), ";"))).contains("\n");
  }

  @Test
  void breaksTheOuterGroupFirst() {
    Doc inner = group("(", indent(SOFTLINE, "b".repeat(40)), SOFTLINE, ")");
    Doc outer = group("(", indent(SOFTLINE, "a".repeat(50), LINE, inner), SOFTLINE, ")");
    assertThat(Layout.print(outer))
        .isEqualTo("(\n  " + "a".repeat(50) + "\n  (" + "b".repeat(40) + ")\n)");
  }

  @Test
  void leavesNoSpaceAtTheEndOfALine() {
    Doc type = Syntax.orUndefined(text("T".repeat(70)));
    assertThat(Layout.print(group("readonly a: ", type)))
        .isEqualTo("readonly a:\n  | " + "T".repeat(70) + "\n  | undefined");
  }

  @Test
  void countsAWideCharacterTwice() {
    assertThat(Layout.print(call("名".repeat(38) + "a"))).doesNotContain("\n");
    assertThat(Layout.print(call("名".repeat(39)))).contains("\n");
  }

  @Test
  void movesAValueToTheNextLineOnlyWhenItsStartDoesNotFit() {
    Doc object = Syntax.tallObject(List.of(text("a")));
    assertThat(Layout.print(Syntax.assign("x".repeat(76), object, Break.LAST)))
        .isEqualTo("x".repeat(76) + " = {\n  a,\n};");
    assertThat(Layout.print(Syntax.assign("x".repeat(77), object, Break.LAST)))
        .isEqualTo("x".repeat(77) + " =\n  {\n    a,\n  };");
  }

  private static Doc call(int width) {
    return call("a".repeat(width - 3));
  }

  private static Doc call(String argument) {
    return group("f(", indent(SOFTLINE, argument), ifBreak(","), SOFTLINE, ")");
  }
}
