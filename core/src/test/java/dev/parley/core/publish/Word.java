package dev.parley.core.publish;

import dev.parley.core.codec.Codec;
import dev.parley.core.codec.MessageReader;
import dev.parley.core.codec.MessageWriter;
import dev.parley.core.notify.NotificationType;

/** A message that is a text, and a notification of each kind that carries it. */
record Word(String text) {
  static final Codec<Word> CODEC = new WordCodec();

  static final NotificationType<Word> SAID = NotificationType.of("Words", 1, "Words.Said", CODEC);
  static final NotificationType<Word> OTHER = NotificationType.of("Words", 2, "Words.Other", CODEC);
  static final NotificationType<Word> NEWEST =
      NotificationType.of("Words", 300, "Words.Newest", CODEC).latest();

  /** A notification with so many bytes of payload. */
  static OutgoingNotification of(NotificationType<Word> type, String subject, int bytes) {
    int lengthBytes = bytes < 130 ? 1 : 2;
    return OutgoingNotification.of(type, subject, new Word("x".repeat(bytes - 1 - lengthBytes)));
  }

  private static final class WordCodec implements Codec<Word> {
    @Override
    public String typeName() {
      return "Word";
    }

    @Override
    public String fieldName(int number) {
      return "text";
    }

    @Override
    public void write(Word word, MessageWriter out) {
      out.writeString(1, word.text);
    }

    @Override
    public Word read(MessageReader in) {
      String text = "";
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        text = in.readString();
      }
      return new Word(text);
    }
  }
}
