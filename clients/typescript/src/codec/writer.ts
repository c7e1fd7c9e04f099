import type { Kind } from "./kind.js";
import { MAX_DEPTH } from "./limits.js";
import type { Writable } from "./message-type.js";
import { ValueWriter } from "./value-writer.js";

/**
 * Writes Protobuf into a growing buffer. The methods named like a scalar type write a field, tag and
 * value; those that begin with `put` write the value alone. A value that its type cannot hold throws
 * an {@link InvalidValueError}; whoever catches it goes back to a {@link mark}.
 */
export class Writer extends ValueWriter {
  private depth = 0;

  /** Forgets what was written since the mark was taken. */
  rewind(mark: number): void {
    this.pos = this.start + mark;
    this.depth = 0;
  }

  int32(tag: number, value: number): void {
    this.tag(tag);
    this.putInt32(value);
  }

  uint32(tag: number, value: number): void {
    this.tag(tag);
    this.putUint32(value);
  }

  sint32(tag: number, value: number): void {
    this.tag(tag);
    this.putSint32(value);
  }

  fixed32(tag: number, value: number): void {
    this.tag(tag);
    this.putFixed32(value);
  }

  sfixed32(tag: number, value: number): void {
    this.tag(tag);
    this.putSfixed32(value);
  }

  int64(tag: number, value: bigint): void {
    this.tag(tag);
    this.putInt64(value);
  }

  uint64(tag: number, value: bigint): void {
    this.tag(tag);
    this.putUint64(value);
  }

  sint64(tag: number, value: bigint): void {
    this.tag(tag);
    this.putSint64(value);
  }

  fixed64(tag: number, value: bigint): void {
    this.tag(tag);
    this.putFixed64(value);
  }

  sfixed64(tag: number, value: bigint): void {
    this.tag(tag);
    this.putSfixed64(value);
  }

  float(tag: number, value: number): void {
    this.tag(tag);
    this.putFloat(value);
  }

  double(tag: number, value: number): void {
    this.tag(tag);
    this.putDouble(value);
  }

  bool(tag: number, value: boolean): void {
    this.tag(tag);
    this.putBool(value);
  }

  string(tag: number, value: string): void {
    this.tag(tag);
    this.putString(value);
  }

  bytes(tag: number, value: Uint8Array): void {
    this.tag(tag);
    this.putBytes(value);
  }

  enumeration(tag: number, value: number): void {
    this.tag(tag);
    this.putInt32(value);
  }

  message<T>(tag: number, type: Writable<T>, value: T): void {
    this.tag(tag);
    this.putMessage(type, value);
  }

  /** A list of numbers, booleans or enum constants; an empty one is not written. */
  packed<T>(tag: number, kind: Kind<T>, values: readonly T[]): void {
    if (values.length === 0) {
      return;
    }
    this.tag(tag);
    const at = this.open();
    for (const value of values) {
      kind.put(value, this);
    }
    this.close(at);
  }

  /** A map whose keys are texts. */
  record<V>(
    tag: number,
    kind: Kind<V>,
    record: Readonly<Record<string, V>>,
  ): void {
    for (const key of Object.keys(record)) {
      this.tag(tag);
      const at = this.openEntry();
      this.string(10, key);
      this.entryValue(kind, record[key] as V, at);
    }
  }

  /** Any other map. */
  map<K, V>(
    tag: number,
    keyKind: Kind<K>,
    kind: Kind<V>,
    map: ReadonlyMap<K, V>,
  ): void {
    for (const [key, value] of map) {
      this.tag(tag);
      const at = this.openEntry();
      this.tag(8 | keyKind.wireType);
      keyKind.put(key, this);
      this.entryValue(kind, value, at);
    }
  }

  /** The tag of the field whose value comes next. */
  tag(tag: number): void {
    this.reserve(16);
    this.field = tag;
    if (tag < 0x80) {
      this.buffer[this.pos++] = tag;
    } else {
      this.varint32(tag);
    }
  }

  putMessage<T>(type: Writable<T>, value: T): void {
    if (value === undefined || value === null) {
      throw this.unfit(value, `a ${type.typeName}`);
    }
    const at = this.open();
    this.deeper();
    this.fields(type, value);
    this.depth--;
    this.close(at);
  }

  /** A message's fields alone: what stands at the top of a payload. */
  fields<T>(type: Writable<T>, value: T): void {
    const outer = this.typeName;
    this.typeName = type.typeName;
    type.write(value, this);
    this.typeName = outer;
  }

  /** An unsigned integer of up to 53 bits, such as a call's number. */
  count(tag: number, value: number): void {
    this.tag(tag);
    if (value <= 0xffffffff) {
      this.varint32(value);
    } else {
      this.varint64(value | 0, Math.floor(value / 0x100000000));
    }
  }

  private openEntry(): number {
    this.deeper();
    return this.open();
  }

  private entryValue<V>(kind: Kind<V>, value: V, at: number): void {
    this.tag(16 | kind.wireType);
    kind.put(value, this);
    this.close(at);
    this.depth--;
  }

  private deeper(): void {
    if (++this.depth > MAX_DEPTH) {
      throw this.problem(
        `is nested deeper than the limit of ${String(MAX_DEPTH)}; does it contain itself?`,
      );
    }
  }
}
