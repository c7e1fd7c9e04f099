package dev.parley.testkit;

import dev.parley.core.codec.Codec;
import dev.parley.core.codec.MessageReader;
import dev.parley.core.codec.MessageWriter;

/**
 * The message of the {@link Echo} group: a text and a number. A negative number is refused by the
 * record, as an application's own checks would.
 */
public record Note(String text, int number) {
  /** Written by hand, as the processor would. */
  public static final Codec<Note> CODEC = new NoteCodec();

  /** The number that the record refuses with the error that {@code Echo.Say} declares. */
  public static final int DECLARED = -1;

  public Note {
    if (number == DECLARED) {
      throw new EchoException(new Note("refused by the record", 0));
    }
    if (number < 0) {
      throw new IllegalArgumentException("number is negative: " + number);
    }
  }

  public static Note of(String text) {
    return new Note(text, 0);
  }

  private static final class NoteCodec implements Codec<Note> {
    @Override
    public String typeName() {
      return "Note";
    }

    @Override
    public String fieldName(int number) {
      return switch (number) {
        case 1 -> "text";
        case 2 -> "number";
        default -> Integer.toString(number);
      };
    }

    @Override
    public void write(Note note, MessageWriter out) {
      out.writeString(1, note.text);
      out.writeInt32(2, note.number);
    }

    @Override
    public Note read(MessageReader in) {
      String text = "";
      int number = 0;
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (tag) {
          case 1 << 3 | 2 -> text = in.readString();
          case 2 << 3 -> number = in.readInt32();
          default -> in.skip(tag);
        }
      }
      return new Note(text, number);
    }
  }
}
