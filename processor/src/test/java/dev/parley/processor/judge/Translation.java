package dev.parley.processor.judge;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.parley.schema.EnumType;
import dev.parley.schema.Field;
import dev.parley.schema.FieldType;
import dev.parley.schema.MessageType;
import dev.parley.schema.TypeDeclaration;
import dev.parley.schema.TypeName;
import dev.parley.schema.UnionType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns protobuf-java's messages into the contract's records, by the contract alone: what a codec
 * should have read.
 */
final class Translation {
  private final Zoo zoo;
  private final Map<TypeName, TypeDeclaration> declarations = new HashMap<>();
  private final Map<TypeName, Constructor<?>> constructors = new HashMap<>();

  Translation(Zoo zoo) {
    this.zoo = zoo;
  }

  /** No record stands for the message: a union without a known alternative, an unknown number. */
  static final class Untranslatable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Untranslatable(String message) {
      super(message);
    }
  }

  /** The record that stands for a message. */
  Object toJava(TypeName name, Message message) {
    return switch (declaration(name)) {
      case MessageType type -> record(type, message);
      case UnionType type -> alternative(type, message);
      case EnumType type -> throw new AssertionError(type);
    };
  }

  private TypeDeclaration declaration(TypeName name) {
    return declarations.computeIfAbsent(name, it -> zoo.contract.type(it).orElseThrow());
  }

  private Object record(MessageType type, Message message) {
    Object[] arguments = type.fields().stream().map(field -> field(field, message)).toArray();
    try {
      return constructors.computeIfAbsent(type.name(), this::constructor).newInstance(arguments);
    } catch (InvocationTargetException e) {
      throw new AssertionError(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private Constructor<?> constructor(TypeName name) {
    Class<?> record = zoo.type(name);
    Class<?>[] parameters =
        Arrays.stream(record.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      return record.getDeclaredConstructor(parameters);
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }

  private Object alternative(UnionType type, Message message) {
    for (UnionType.Alternative alternative : type.alternatives()) {
      FieldDescriptor field =
          message.getDescriptorForType().findFieldByNumber(alternative.number());
      if (message.hasField(field)) {
        return toJava(alternative.message(), (Message) message.getField(field));
      }
    }
    throw new Untranslatable("no alternative of " + type.name());
  }

  private @Nullable Object field(Field field, Message message) {
    FieldDescriptor descriptor = message.getDescriptorForType().findFieldByNumber(field.number());
    if (field.nullable() && !message.hasField(descriptor)) {
      return null;
    }
    Object value = message.getField(descriptor);
    return switch (field.type()) {
      case FieldType.ListOf(FieldType.Single element) -> {
        var list = new ArrayList<Object>();
        for (Object item : (List<?>) value) {
          list.add(single(element, item));
        }
        yield list;
      }
      case FieldType.MapOf(FieldType.Scalar key, FieldType.Single element) -> {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (Object item : (List<?>) value) {
          Message entry = (Message) item;
          List<FieldDescriptor> fields = descriptor.getMessageType().getFields();
          map.put(
              single(key, entry.getField(fields.get(0))),
              single(element, entry.getField(fields.get(1))));
        }
        yield map;
      }
      case FieldType.Single single -> single(single, value);
    };
  }

  private Object single(FieldType.Single type, Object value) {
    return switch (type) {
      case FieldType.Scalar scalar ->
          scalar == FieldType.Scalar.BYTES ? ((ByteString) value).toByteArray() : value;
      case FieldType.EnumRef(TypeName name) ->
          constant(name, ((EnumValueDescriptor) value).getNumber());
      case FieldType.MessageRef(TypeName name) -> toJava(name, (Message) value);
      case FieldType.UnionRef(TypeName name) -> toJava(name, (Message) value);
      case FieldType.Timestamp() -> {
        long seconds = number(value, 1);
        long nanos = number(value, 2);
        if (seconds < -62_135_596_800L
            || seconds > 253_402_300_799L
            || nanos < 0
            || nanos > 999_999_999) {
          throw new Untranslatable("timestamp out of range");
        }
        yield Instant.ofEpochSecond(seconds, nanos);
      }
      case FieldType.Duration() -> {
        long seconds = number(value, 1);
        long nanos = number(value, 2);
        if (Math.abs(seconds) > 315_576_000_000L
            || Math.abs(nanos) > 999_999_999
            || Long.signum(seconds) * Long.signum(nanos) < 0) {
          throw new Untranslatable("duration out of range");
        }
        yield Duration.ofSeconds(seconds, nanos);
      }
    };
  }

  private static long number(Object message, int number) {
    Message it = (Message) message;
    return ((Number) it.getField(it.getDescriptorForType().findFieldByNumber(number))).longValue();
  }

  private Object constant(TypeName name, int number) {
    EnumType type = (EnumType) declaration(name);
    for (EnumType.Constant constant : type.constants()) {
      if (constant.number() == number) {
        for (Object candidate : zoo.type(name).getEnumConstants()) {
          if (((Enum<?>) candidate).name().equals(constant.name())) {
            return candidate;
          }
        }
      }
    }
    throw new Untranslatable(number + " is no number of " + name);
  }

  /**
   * All that a value holds, as text: records with arrays in them can't be compared by {@code
   * equals}, and NaN and -0.0 should be told apart.
   */
  static String describe(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case byte[] bytes -> "bytes" + Arrays.toString(bytes);
      case Float number -> "f" + Integer.toHexString(Float.floatToRawIntBits(number));
      case Double number -> "d" + Long.toHexString(Double.doubleToRawLongBits(number));
      case List<?> list -> list.stream().map(Translation::describe).toList().toString();
      case Map<?, ?> map -> {
        var text = new StringBuilder("{");
        map.forEach((key, item) ->
            text.append(describe(key)).append('=').append(describe(item)).append(';'));
        yield text.append('}').toString();
      }
      case Record record -> {
        var text = new StringBuilder(record.getClass().getSimpleName()).append('(');
        try {
          for (RecordComponent component : record.getClass().getRecordComponents()) {
            text.append(component.getName()).append('=');
            text.append(describe(component.getAccessor().invoke(record))).append(' ');
          }
        } catch (ReflectiveOperationException e) {
          throw new LinkageError(e.getMessage(), e);
        }
        yield text.append(')').toString();
      }
      default -> value.getClass().getSimpleName() + ":" + value;
    };
  }
}
