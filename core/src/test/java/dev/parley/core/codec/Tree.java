package dev.parley.core.codec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message that contains itself, as its generated codec would read and write it. */
record Tree(String label, @Nullable Tree child, List<Tree> children, List<Integer> numbers) {
  static final TreeCodec CODEC = new TreeCodec();

  static Tree leaf(String label) {
    return new Tree(label, null, List.of(), List.of());
  }

  static Tree nested(int depth) {
    Tree tree = leaf("");
    for (int i = 0; i < depth; i++) {
      tree = new Tree("", tree, List.of(), List.of());
    }
    return tree;
  }

  static final class TreeCodec implements Codec<Tree> {
    @Override
    public void write(Tree message, MessageWriter out) {
      out.writeString(1, message.label());
      out.writeOptionalMessage(2, message.child(), CODEC);
      out.writeMessageList(3, message.children(), CODEC);
      out.writeSint32List(4, message.numbers());
    }

    @Override
    public Tree read(MessageReader in) {
      String label = "";
      long child = 0;
      List<Tree> children = List.of();
      List<Integer> numbers = List.of();
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (tag) {
          case 10 -> label = in.readString();
          case 18 -> child = in.readSpan(child);
          case 26 -> children = in.add(children, in.readMessage(CODEC));
          case 32, 34 -> numbers = in.readSint32s(tag, numbers);
          default -> in.skip(tag);
        }
      }
      return new Tree(
          label,
          in.optionalMessage(2, child, CODEC),
          MessageReader.list(children),
          MessageReader.list(numbers));
    }

    @Override
    public String typeName() {
      return "Tree";
    }

    @Override
    public String fieldName(int number) {
      return switch (number) {
        case 1 -> "label";
        case 2 -> "child";
        case 3 -> "children";
        case 4 -> "numbers";
        default -> Codec.super.fieldName(number);
      };
    }
  }
}
