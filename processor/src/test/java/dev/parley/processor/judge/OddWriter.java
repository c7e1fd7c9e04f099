package dev.parley.processor.judge;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Writes a message in every odd way that the encoding guide allows: fields in any order, lists
 * packed, unpacked or both, messages in two pieces, values that are overwritten later, numbers with
 * more bytes than they need or more bits than they keep, and fields and groups that nobody knows.
 */
final class OddWriter {
  private final Random random;

  OddWriter(Random random) {
    this.random = random;
  }

  byte[] write(Message message) {
    var pieces = new ArrayList<byte[]>();
    for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
      FieldDescriptor field = entry.getKey();
      // Pieces of one field keep their order; those of others go anywhere between.
      pieces.add(
          field.isRepeated()
              ? list(field, (List<?>) entry.getValue())
              : singular(field, entry.getValue()));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      pieces.add(unknown(message));
    }
    Collections.shuffle(pieces, random);
    var out = new ByteArrayOutputStream();
    pieces.forEach(out::writeBytes);
    return out.toByteArray();
  }

  private byte[] list(FieldDescriptor field, List<?> values) {
    var out = new ByteArrayOutputStream();
    int at = 0;
    while (at < values.size()) {
      int count = 1 + random.nextInt(values.size() - at);
      List<?> part = values.subList(at, at + count);
      if (field.isPackable() && random.nextBoolean()) {
        var packed = new ByteArrayOutputStream();
        part.forEach(value -> packed.writeBytes(value(field, value)));
        out.writeBytes(delimited(field.getNumber(), packed.toByteArray()));
      } else {
        part.forEach(value -> out.writeBytes(element(field, value)));
      }
      at += count;
    }
    if (field.isPackable() && random.nextInt(4) == 0) {
      out.writeBytes(delimited(field.getNumber(), new byte[0]));
    }
    return out.toByteArray();
  }

  private byte[] singular(FieldDescriptor field, Object value) {
    var out = new ByteArrayOutputStream();
    if (value instanceof Message message && random.nextBoolean()) {
      // In two pieces, which merge.
      DynamicMessage.Builder first = DynamicMessage.newBuilder(message.getDescriptorForType());
      DynamicMessage.Builder second = DynamicMessage.newBuilder(message.getDescriptorForType());
      message
          .getAllFields()
          .forEach(
              (key, content) -> (random.nextBoolean() ? first : second).setField(key, content));
      out.writeBytes(delimited(field.getNumber(), write(first.build())));
      out.writeBytes(delimited(field.getNumber(), write(second.build())));
      return out.toByteArray();
    }
    if (!(value instanceof Message) && random.nextInt(4) == 0) {
      // Something else first, which is overwritten.
      out.writeBytes(element(field, other(field)));
    }
    out.writeBytes(element(field, value));
    return out.toByteArray();
  }

  private static Object other(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case INT -> 77;
      case LONG -> 77L;
      case FLOAT -> 7.5f;
      case DOUBLE -> 7.5;
      case BOOLEAN -> true;
      case STRING -> "overwritten";
      case BYTE_STRING -> ByteString.copyFromUtf8("overwritten");
      case ENUM -> field.getEnumType().getValues().getLast();
      case MESSAGE -> throw new AssertionError(field);
    };
  }

  private byte[] element(FieldDescriptor field, Object value) {
    byte[] content = value(field, value);
    int wireType = field.getLiteType().getWireType();
    return concat(varint(((long) field.getNumber() << 3) | wireType, 5), content);
  }

  /** The value without a tag, with its length if it has one. */
  private byte[] value(FieldDescriptor field, Object value) {
    return switch (field.getType()) {
      case INT32, UINT32 -> varint(odd32((Integer) value), 10);
      case SINT32 -> varint(odd32(CodedOutputStream.encodeZigZag32((Integer) value)), 10);
      case INT64, UINT64 -> varint((Long) value, 10);
      case SINT64 -> varint(CodedOutputStream.encodeZigZag64((Long) value), 10);
      case BOOL -> varint((Boolean) value ? oddTrue() : 0, 10);
      case ENUM -> varint(odd32(((EnumValueDescriptor) value).getNumber()), 10);
      case FIXED32, SFIXED32 -> coded(out -> out.writeFixed32NoTag((Integer) value));
      case FIXED64, SFIXED64 -> coded(out -> out.writeFixed64NoTag((Long) value));
      case FLOAT -> coded(out -> out.writeFloatNoTag((Float) value));
      case DOUBLE -> coded(out -> out.writeDoubleNoTag((Double) value));
      case STRING -> withLength(ByteString.copyFromUtf8((String) value).toByteArray());
      case BYTES -> withLength(((ByteString) value).toByteArray());
      case MESSAGE -> withLength(write((Message) value));
      case GROUP -> throw new AssertionError(field);
    };
  }

  /** Bits above the 32 that a parser keeps. */
  private long odd32(int value) {
    return switch (random.nextInt(3)) {
      case 0 -> value;
      case 1 -> value & 0xFFFF_FFFFL;
      default -> (value & 0xFFFF_FFFFL) | ((long) random.nextInt() << 32);
    };
  }

  private long oddTrue() {
    return random.nextBoolean() ? 1 : 1L << random.nextInt(64);
  }

  private byte[] unknown(Message message) {
    int number = 1 + random.nextInt(random.nextBoolean() ? 3000 : 536_870_911);
    while (message.getDescriptorForType().findFieldByNumber(number) != null) {
      number++;
    }
    return unknown(number, 3);
  }

  private byte[] unknown(int number, int depth) {
    long tag = (long) number << 3;
    return switch (random.nextInt(depth == 0 ? 4 : 5)) {
      case 0 -> concat(varint(tag | WireFormat.WIRETYPE_VARINT, 5), varint(random.nextLong(), 10));
      case 1 -> concat(varint(tag | WireFormat.WIRETYPE_FIXED64, 5), bytes(8));
      case 2 -> concat(varint(tag | WireFormat.WIRETYPE_FIXED32, 5), bytes(4));
      case 3 -> delimited(number, bytes(random.nextInt(200)));
      default -> {
        var out = new ByteArrayOutputStream();
        out.writeBytes(varint(tag | WireFormat.WIRETYPE_START_GROUP, 5));
        for (int i = random.nextInt(3); i > 0; i--) {
          out.writeBytes(unknown(1 + random.nextInt(50), depth - 1));
        }
        out.writeBytes(varint(tag | WireFormat.WIRETYPE_END_GROUP, 5));
        yield out.toByteArray();
      }
    };
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] delimited(int number, byte[] content) {
    long tag = ((long) number << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    return concat(varint(tag, 5), withLength(content));
  }

  private byte[] withLength(byte[] content) {
    return concat(varint(content.length, 5), content);
  }

  /** A varint, sometimes with zero bits at its end that it doesn't need. */
  private byte[] varint(long value, int longest) {
    byte[] bytes = coded(out -> out.writeUInt64NoTag(value));
    if (random.nextInt(8) != 0 || bytes.length >= longest) {
      return bytes;
    }
    byte[] longer = new byte[bytes.length + 1 + random.nextInt(longest - bytes.length)];
    System.arraycopy(bytes, 0, longer, 0, bytes.length);
    for (int i = bytes.length - 1; i < longer.length - 1; i++) {
      longer[i] |= (byte) 0x80;
    }
    return longer;
  }

  private interface Writing {
    void to(CodedOutputStream out) throws IOException;
  }

  private static byte[] coded(Writing writing) {
    try {
      var bytes = new ByteArrayOutputStream();
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      writing.to(out);
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] concat(byte[] first, byte[] second) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(first);
    out.writeBytes(second);
    return out.toByteArray();
  }
}
