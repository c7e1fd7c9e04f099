import type { Reader } from "./reader.js";
import type { Writer } from "./writer.js";

/** How one value stands on the wire, without its field: what packed lists and maps are made of. */
export interface Kind<T> {
  /** Protobuf's wire type: 0 varint, 1 eight bytes, 2 length-delimited, 5 four bytes. */
  readonly wireType: 0 | 1 | 2 | 5;
  /** Whether the value is a message, which merges when it stands twice in one map entry. */
  readonly nested: boolean;
  put(value: T, out: Writer): void;
  take(reader: Reader): T;
  /** What an absent value means. */
  empty(reader: Reader): T;
}

/** The kinds of scalar values, by Protobuf's names. */
export const Kind = {
  int32: scalar<number>(
    0,
    0,
    (value, out) => {
      out.putInt32(value);
    },
    (reader) => reader.int32(),
  ),
  uint32: scalar<number>(
    0,
    0,
    (value, out) => {
      out.putUint32(value);
    },
    (reader) => reader.uint32(),
  ),
  sint32: scalar<number>(
    0,
    0,
    (value, out) => {
      out.putSint32(value);
    },
    (reader) => reader.sint32(),
  ),
  fixed32: scalar<number>(
    5,
    0,
    (value, out) => {
      out.putFixed32(value);
    },
    (reader) => reader.fixed32(),
  ),
  sfixed32: scalar<number>(
    5,
    0,
    (value, out) => {
      out.putSfixed32(value);
    },
    (reader) => reader.sfixed32(),
  ),
  int64: scalar<bigint>(
    0,
    0n,
    (value, out) => {
      out.putInt64(value);
    },
    (reader) => reader.int64(),
  ),
  uint64: scalar<bigint>(
    0,
    0n,
    (value, out) => {
      out.putUint64(value);
    },
    (reader) => reader.uint64(),
  ),
  sint64: scalar<bigint>(
    0,
    0n,
    (value, out) => {
      out.putSint64(value);
    },
    (reader) => reader.sint64(),
  ),
  fixed64: scalar<bigint>(
    1,
    0n,
    (value, out) => {
      out.putFixed64(value);
    },
    (reader) => reader.fixed64(),
  ),
  sfixed64: scalar<bigint>(
    1,
    0n,
    (value, out) => {
      out.putSfixed64(value);
    },
    (reader) => reader.sfixed64(),
  ),
  float: scalar<number>(
    5,
    0,
    (value, out) => {
      out.putFloat(value);
    },
    (reader) => reader.float(),
  ),
  double: scalar<number>(
    1,
    0,
    (value, out) => {
      out.putDouble(value);
    },
    (reader) => reader.double(),
  ),
  bool: scalar<boolean>(
    0,
    false,
    (value, out) => {
      out.putBool(value);
    },
    (reader) => reader.bool(),
  ),
  string: scalar<string>(
    2,
    "",
    (value, out) => {
      out.putString(value);
    },
    (reader) => reader.string(),
  ),
  bytes: scalar<Uint8Array>(
    2,
    new Uint8Array(0),
    (value, out) => {
      out.putBytes(value);
    },
    (reader) => reader.bytes(),
  ),
  enumeration: scalar<number>(
    0,
    0,
    (value, out) => {
      out.putInt32(value);
    },
    (reader) => reader.int32(),
  ),
} as const;

function scalar<T>(
  wireType: 0 | 1 | 2 | 5,
  empty: T,
  put: (value: T, out: Writer) => void,
  take: (reader: Reader) => T,
): Kind<T> {
  return { wireType, nested: false, put, take, empty: () => empty };
}
