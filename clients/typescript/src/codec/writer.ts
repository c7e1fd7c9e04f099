import { InvalidValueError } from "./errors.js";
import type { Kind } from "./kind.js";
import { MAX_DEPTH } from "./limits.js";
import type { Writable } from "./message-type.js";
import { float32, float64, HI, int64, LO, uint64, words } from "./scratch.js";
import { encodeText } from "./text.js";

/** Buffers are allocated in this size, in bytes, and cut into the pieces that are taken. */
const SLAB = 8 * 1024;

/** The longest message that shares a buffer with others, in bytes. */
const SHARED = SLAB / 4;

/**
 * Writes Protobuf into a growing buffer. The methods named like a scalar type write a field, tag and
 * value; those that begin with `put` write the value alone. A value that its type cannot hold throws
 * an {@link InvalidValueError}; whoever catches it goes back to a {@link mark}.
 */
export class Writer {
  private buffer: Uint8Array;
  private start = 0;
  private pos = 0;
  private depth = 0;
  private typeName = "message";
  private field = 0;

  constructor(size = SLAB) {
    this.buffer = new Uint8Array(size);
  }

  /** The size of the buffer, in bytes. */
  get capacity(): number {
    return this.buffer.length;
  }

  /** How many bytes were written since the last {@link take}. */
  get length(): number {
    return this.pos - this.start;
  }

  /** The place to {@link rewind} to. */
  mark(): number {
    return this.pos - this.start;
  }

  /** Forgets what was written since the mark was taken. */
  rewind(mark: number): void {
    this.pos = this.start + mark;
    this.depth = 0;
  }

  /** Hands out what was written; these bytes are never touched again. */
  take(): Uint8Array {
    const bytes = this.buffer.subarray(this.start, this.pos);
    this.start = this.pos;
    return bytes;
  }

  /**
   * Hands out what was written, to be kept for long: a short message as a piece of the buffer, which
   * costs a tenth of an allocation, a long one as a copy of its own size.
   */
  finish(): Uint8Array {
    if (this.pos - this.start <= SHARED) {
      return this.take();
    }
    const bytes = this.buffer.slice(this.start, this.pos);
    this.pos = this.start;
    return bytes;
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

  putInt32(value: number): void {
    if ((value | 0) !== value) {
      throw this.unfit(value, "an int32");
    }
    this.reserve(10);
    if (value >= 0 && value < 0x80) {
      this.buffer[this.pos++] = value;
    } else if (value > 0) {
      this.varint32(value);
    } else {
      this.varint64(value, -1);
    }
  }

  putUint32(value: number): void {
    if (value >>> 0 !== value) {
      throw this.unfit(value, "a uint32");
    }
    this.reserve(5);
    this.varint32(value);
  }

  putSint32(value: number): void {
    if ((value | 0) !== value) {
      throw this.unfit(value, "a sint32");
    }
    this.reserve(5);
    this.varint32(((value << 1) ^ (value >> 31)) >>> 0);
  }

  putFixed32(value: number): void {
    if (value >>> 0 !== value) {
      throw this.unfit(value, "a fixed32");
    }
    this.word(value);
  }

  putSfixed32(value: number): void {
    if ((value | 0) !== value) {
      throw this.unfit(value, "an sfixed32");
    }
    this.word(value);
  }

  putInt64(value: bigint): void {
    this.signed(value, "an int64");
    this.reserve(10);
    this.varint64(words[LO]!, words[HI]!);
  }

  putUint64(value: bigint): void {
    this.unsigned(value, "a uint64");
    this.reserve(10);
    this.varint64(words[LO]!, words[HI]!);
  }

  putSint64(value: bigint): void {
    this.signed(value, "a sint64");
    const low = words[LO]!;
    const high = words[HI]!;
    const sign = high >> 31;
    this.reserve(10);
    this.varint64((low << 1) ^ sign, ((high << 1) | (low >>> 31)) ^ sign);
  }

  putFixed64(value: bigint): void {
    this.unsigned(value, "a fixed64");
    this.twoWords();
  }

  putSfixed64(value: bigint): void {
    this.signed(value, "an sfixed64");
    this.twoWords();
  }

  putFloat(value: number): void {
    float32[0] = value;
    if (
      typeof value !== "number" ||
      (Math.abs(float32[0]) === Infinity && Math.abs(value) !== Infinity)
    ) {
      throw this.unfit(value, "a float");
    }
    this.word(words[0]!);
  }

  putDouble(value: number): void {
    if (typeof value !== "number") {
      throw this.unfit(value, "a double");
    }
    float64[0] = value;
    this.twoWords();
  }

  putBool(value: boolean): void {
    if (typeof value !== "boolean") {
      throw this.unfit(value, "a bool");
    }
    this.reserve(1);
    this.buffer[this.pos++] = value ? 1 : 0;
  }

  putString(value: string): void {
    if (typeof value !== "string") {
      throw this.unfit(value, "a string");
    }
    // The length is written first, as if all were ASCII, and mended when it was not.
    const guess = value.length;
    this.reserve(5 + 3 * guess);
    if (guess < 0x80) {
      this.buffer[this.pos++] = guess;
    } else {
      this.varint32(guess);
    }
    const start = this.pos;
    const end = encodeText(value, this.buffer, start);
    if (end < 0) {
      throw this.problem(
        "holds half of a surrogate pair, which UTF-8 cannot carry",
      );
    }
    this.pos = end;
    if (end - start !== guess) {
      this.mendLength(start, guess);
    }
  }

  putBytes(value: Uint8Array): void {
    if (!(value instanceof Uint8Array)) {
      throw this.unfit(value, "a Uint8Array");
    }
    this.reserve(5 + value.length);
    this.varint32(value.length);
    this.buffer.set(value, this.pos);
    this.pos += value.length;
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

  /** Bytes that are Protobuf already. */
  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.pos);
    this.pos += bytes.length;
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

  /** Begins a length-delimited value; what {@link close} needs is returned. */
  open(): number {
    this.reserve(5);
    return this.pos++ - this.start;
  }

  /** Ends a length-delimited value. One byte was left for its length, which is enough for most. */
  close(at: number): void {
    const start = this.start + at + 1;
    const length = this.pos - start;
    if (length < 0x80) {
      this.buffer[start - 1] = length;
    } else {
      this.buffer[start - 1] = 0;
      this.mendLength(start, 0);
    }
  }

  /** Leaves four bytes for a number that {@link fill} writes, such as a frame's length. */
  hole(): number {
    this.reserve(4);
    const at = this.pos - this.start;
    this.pos += 4;
    return at;
  }

  /** Writes a big-endian 32-bit number into a hole. */
  fill(hole: number, value: number): void {
    const at = this.start + hole;
    this.buffer[at] = value >>> 24;
    this.buffer[at + 1] = value >>> 16;
    this.buffer[at + 2] = value >>> 8;
    this.buffer[at + 3] = value;
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

  /** Replaces the length before `start`, written for `guess` bytes, by the one that is right. */
  private mendLength(start: number, guess: number): void {
    const length = this.pos - start;
    const had = varintSize(guess);
    const shift = varintSize(length) - had;
    if (shift !== 0) {
      this.reserve(shift);
      this.buffer.copyWithin(start + shift, start, this.pos);
    }
    this.pos = start - had;
    this.varint32(length);
    this.pos += length;
  }

  private signed(value: bigint, type: string): void {
    if (typeof value !== "bigint") {
      throw this.unfit(value, `${type}, which is a bigint`);
    }
    int64[0] = value;
    if (int64[0] !== value) {
      throw this.unfit(value, type);
    }
  }

  private unsigned(value: bigint, type: string): void {
    if (typeof value !== "bigint") {
      throw this.unfit(value, `${type}, which is a bigint`);
    }
    uint64[0] = value;
    if (uint64[0] !== value) {
      throw this.unfit(value, type);
    }
  }

  private word(value: number): void {
    this.reserve(4);
    this.wordAt(this.pos, value);
    this.pos += 4;
  }

  private twoWords(): void {
    this.reserve(8);
    this.wordAt(this.pos, words[LO]!);
    this.wordAt(this.pos + 4, words[HI]!);
    this.pos += 8;
  }

  private wordAt(pos: number, value: number): void {
    const buffer = this.buffer;
    buffer[pos] = value;
    buffer[pos + 1] = value >>> 8;
    buffer[pos + 2] = value >>> 16;
    buffer[pos + 3] = value >>> 24;
  }

  private varint32(value: number): void {
    const buffer = this.buffer;
    let pos = this.pos;
    let rest = value;
    while (rest >= 0x80) {
      buffer[pos++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    buffer[pos++] = rest;
    this.pos = pos;
  }

  private varint64(low: number, high: number): void {
    const buffer = this.buffer;
    let pos = this.pos;
    let lowRest = low >>> 0;
    let highRest = high >>> 0;
    while (highRest !== 0 || lowRest >= 0x80) {
      buffer[pos++] = (lowRest & 0x7f) | 0x80;
      lowRest = ((lowRest >>> 7) | (highRest << 25)) >>> 0;
      highRest >>>= 7;
    }
    buffer[pos++] = lowRest;
    this.pos = pos;
  }

  private reserve(count: number): void {
    if (this.pos + count > this.buffer.length) {
      this.grow(count);
    }
  }

  private grow(count: number): void {
    const length = this.pos - this.start;
    const larger = new Uint8Array(Math.max(SLAB, 2 * (length + count)));
    larger.set(this.buffer.subarray(this.start, this.pos));
    this.buffer = larger;
    this.start = 0;
    this.pos = length;
  }

  private unfit(value: unknown, type: string): InvalidValueError {
    return this.problem(`holds ${printed(value)}, which is not ${type}`);
  }

  private problem(problem: string): InvalidValueError {
    return new InvalidValueError(
      this.typeName,
      `, field ${String(this.field >>> 3)}, ${problem}`,
    );
  }
}

/** Values may be secrets: numbers are shown, of everything else the type. */
function printed(value: unknown): string {
  return typeof value === "number" ||
    typeof value === "bigint" ||
    value === undefined ||
    value === null
    ? String(value)
    : `a ${typeof value}`;
}

function varintSize(value: number): number {
  return value < 0x80
    ? 1
    : value < 0x4000
      ? 2
      : value < 0x200000
        ? 3
        : value < 0x10000000
          ? 4
          : 5;
}
