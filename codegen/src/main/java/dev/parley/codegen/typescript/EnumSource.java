package dev.parley.codegen.typescript;

import static dev.parley.codegen.layout.Doc.concat;

import dev.parley.codegen.UnsuitableNameException;
import dev.parley.codegen.layout.Doc;
import dev.parley.codegen.typescript.Syntax.Break;
import dev.parley.schema.EnumType;
import dev.parley.schema.Names;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;

/** What is written for an enum: its constants, and its type, which any other number belongs to. */
final class EnumSource {
  private EnumSource() {}

  static void add(EnumType type, Module module) {
    String name = module.local(type.name().name());
    String export = module.export(type.name().name());
    var used = new HashSet<String>();
    var constants = new ArrayList<Doc>();
    for (EnumType.Constant constant : type.constants()) {
      Doc property = Syntax.literalProperty(name(constant, used, type), constant.number());
      constants.add(Comments.documented(constant.doc(), property));
    }
    module.add(
        Comments.documented(
            type.doc(),
            Syntax.assign(
                export + "const " + name,
                concat(Syntax.tallObject(constants), " as const"),
                Break.LAST)));
    module.add(
        Comments.documented(
            type.doc(),
            Syntax.assign(
                export + "type " + name,
                Syntax.generic(module.clientType("OpenEnum"), concat("typeof " + name)),
                Break.LAST)));
  }

  /** In Pascal case, unless another constant has that name or it would begin with a digit. */
  private static String name(EnumType.Constant constant, Set<String> used, EnumType type) {
    String where = type.name().qualified();
    Identifiers.identifier(constant.name(), where);
    String pascal = Names.pascalCase(constant.name());
    boolean usable =
        !pascal.isEmpty()
            && Character.isJavaIdentifierStart(pascal.codePointAt(0))
            && used.add(pascal);
    String name = usable ? pascal : constant.name();
    if (!usable && !used.add(name)) {
      throw new UnsuitableNameException(
          String.format(
              "%s: two constants would have the name %s; choose another name in the contract",
              where, name));
    }
    return Identifiers.property(name, where);
  }
}
