/**
 * Builds a message type out of a protobuf-es descriptor with the calls that generated code makes, so
 * that every shape of a .proto file can be compared without generating anything.
 */
import {
  type DescField,
  type DescMessage,
  ScalarType,
} from "@bufbuild/protobuf";
import { FeatureSet_FieldPresence } from "@bufbuild/protobuf/wkt";
import type { MessageType } from "@parley/client";
import {
  Duration,
  emptyRecord,
  Kind,
  messageType,
  type Reader,
  Timestamp,
  type Writer,
} from "@parley/client/codec";

export type Dynamic = Record<string, unknown>;
export type DynamicType = MessageType<unknown, never>;
type AnyKind = Kind<unknown>;

const types = new Map<string, DynamicType>([
  ["google.protobuf.Timestamp", Timestamp as unknown as DynamicType],
  ["google.protobuf.Duration", Duration as unknown as DynamicType],
]);

const kinds: Readonly<Record<number, keyof typeof Kind>> = {
  [ScalarType.DOUBLE]: "double",
  [ScalarType.FLOAT]: "float",
  [ScalarType.INT64]: "int64",
  [ScalarType.UINT64]: "uint64",
  [ScalarType.INT32]: "int32",
  [ScalarType.FIXED64]: "fixed64",
  [ScalarType.FIXED32]: "fixed32",
  [ScalarType.BOOL]: "bool",
  [ScalarType.STRING]: "string",
  [ScalarType.BYTES]: "bytes",
  [ScalarType.UINT32]: "uint32",
  [ScalarType.SFIXED32]: "sfixed32",
  [ScalarType.SFIXED64]: "sfixed64",
  [ScalarType.SINT32]: "sint32",
  [ScalarType.SINT64]: "sint64",
};

export function kindName(scalar: ScalarType): keyof typeof Kind {
  return kinds[scalar] ?? "enumeration";
}

export function dynamicType(desc: DescMessage): DynamicType {
  let type = types.get(desc.typeName);
  if (type === undefined) {
    const union = desc.oneofs.find((oneof) => oneof.fields.length > 1);
    type = union === undefined ? recordType(desc) : unionType(desc);
    types.set(desc.typeName, type);
  }
  return type;
}

/** A field's way of being written and read; looked up late, because types contain each other. */
interface Part {
  readonly name: string;
  write(message: Dynamic, out: Writer): void;
  /** The value before any occurrence. */
  start(): unknown;
  /** By tag: the value after one more occurrence. */
  readonly take: ReadonlyMap<
    number,
    (reader: Reader, before: unknown) => unknown
  >;
  end(reader: Reader, value: unknown): unknown;
}

function recordType(desc: DescMessage): DynamicType {
  const parts = desc.fields.toSorted((a, b) => a.number - b.number).map(part);
  return messageType<unknown, never>({
    typeName: desc.typeName,
    fromObject: () => ({}),
    write(message, out) {
      for (const each of parts) {
        each.write(message as Dynamic, out);
      }
    },
    read(reader) {
      const values = parts.map((each) => each.start());
      for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
        const index = parts.findIndex((each) => each.take.has(tag));
        if (index < 0) {
          reader.skip(tag);
        } else {
          values[index] = parts[index]?.take.get(tag)?.(reader, values[index]);
        }
      }
      return Object.fromEntries(
        parts.map((each, i) => [each.name, each.end(reader, values[i])]),
      );
    },
  });
}

function unionType(desc: DescMessage): DynamicType {
  const alternatives = desc.fields.map((field) => ({
    kind: field.localName,
    tag: (field.number << 3) | 2,
    type: () => dynamicType(field.message!),
  }));
  return messageType<unknown, never>({
    typeName: desc.typeName,
    fromObject: () => ({}),
    write(message, out) {
      const { kind, value } = message as Dynamic;
      const chosen = alternatives.find((each) => each.kind === kind);
      if (chosen !== undefined) {
        out.message(chosen.tag, chosen.type(), value);
      }
    },
    read(reader) {
      let chosen: (typeof alternatives)[number] | undefined;
      let at = 0;
      for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
        const found = alternatives.find((each) => each.tag === tag);
        if (found === undefined) {
          reader.skip(tag);
        } else {
          at = reader.keep(found === chosen ? at : 0);
          chosen = found;
        }
      }
      return chosen === undefined
        ? reader.missing()
        : { kind: chosen.kind, value: reader.kept(chosen.type(), at) };
    },
  });
}

function part(field: DescField): Part {
  switch (field.fieldKind) {
    case "scalar":
      return single(field, kindName(field.scalar));
    case "enum":
      return single(field, "enumeration");
    case "message":
      return message(field, () => dynamicType(field.message));
    case "list":
      return list(field);
    case "map":
      return map(field);
  }
}

function single(field: DescField, name: keyof typeof Kind): Part {
  const kind = Kind[name] as AnyKind;
  const tag = ((field.number << 3) | kind.wireType) >>> 0;
  const optional = field.presence === FeatureSet_FieldPresence.EXPLICIT;
  const empty = kind.empty(undefined as never);
  const isEmpty = (value: unknown): boolean =>
    value instanceof Uint8Array ? value.length === 0 : Object.is(value, empty);
  return {
    name: field.localName,
    write(from, out) {
      const value = from[field.localName];
      if (optional ? value !== undefined : !isEmpty(value)) {
        out[name](tag, value as never);
      }
    },
    start: () => (optional ? undefined : empty),
    take: new Map([[tag, (reader) => reader[name]()]]),
    end: (_, value) => value,
  };
}

function message(field: DescField, type: () => DynamicType): Part {
  const tag = (field.number << 3) | 2;
  const required = field.name.startsWith("required_");
  return {
    name: field.localName,
    write(from, out) {
      const value = from[field.localName];
      if (required || value !== undefined) {
        out.message(tag, type(), value);
      }
    },
    start: () => 0,
    take: new Map([[tag, (reader, before) => reader.keep(before as number)]]),
    end: (reader, at) =>
      required
        ? reader.kept(type(), at as number)
        : reader.keptOptional(type(), at as number),
  };
}

function list(field: DescField & { fieldKind: "list" }): Part {
  const name =
    field.listKind === "scalar" ? kindName(field.scalar) : "enumeration";
  const kind: () => AnyKind =
    field.listKind === "message"
      ? () => dynamicType(field.message)
      : () => Kind[name];
  const one =
    ((field.number << 3) |
      (field.listKind === "message" ? 2 : kind().wireType)) >>>
    0;
  const packed = (field.number << 3) | 2;
  const push = (reader: Reader, before: unknown): unknown => {
    (before as unknown[]).push(kind().take(reader));
    return before;
  };
  const takePacked = (reader: Reader, before: unknown): unknown => {
    reader.packed(kind(), before as unknown[]);
    return before;
  };
  return {
    name: field.localName,
    write(from, out) {
      const values = from[field.localName] as unknown[];
      if (one !== packed) {
        out.packed(packed, kind(), values);
        return;
      }
      for (const value of values) {
        out.tag(one);
        kind().put(value, out);
      }
    },
    start: () => [],
    take: new Map(
      one === packed
        ? [[one, push]]
        : [
            [one, push],
            [packed, takePacked],
          ],
    ),
    end: (_, value) => value,
  };
}

function map(field: DescField & { fieldKind: "map" }): Part {
  const tag = (field.number << 3) | 2;
  const keyKind = Kind[kindName(field.mapKey)] as AnyKind;
  const kind: () => AnyKind =
    field.mapKind === "message"
      ? () => dynamicType(field.message)
      : () =>
          Kind[
            field.mapKind === "scalar" ? kindName(field.scalar) : "enumeration"
          ];
  const texts = field.mapKey === ScalarType.STRING;
  return {
    name: field.localName,
    write(from, out) {
      const value = from[field.localName];
      if (texts) {
        out.record(tag, kind(), value as Record<string, unknown>);
      } else {
        out.map(tag, keyKind, kind(), value as Map<unknown, unknown>);
      }
    },
    start: () => (texts ? emptyRecord() : new Map()),
    take: new Map([
      [
        tag,
        (reader, before) => {
          if (texts) {
            reader.recordEntry(kind(), before as Record<string, unknown>);
          } else {
            reader.mapEntry(keyKind, kind(), before as Map<unknown, unknown>);
          }
          return before;
        },
      ],
    ]),
    end: (_, value) => value,
  };
}
