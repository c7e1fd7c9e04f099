import { InvalidValueError } from "./errors.js";
import { float32, float64, HI, int64, LO, uint64, words } from "./scratch.js";
import { encodeText } from "./text.js";

/** Buffers are allocated in this size, in bytes, and cut into the pieces that are taken. */
const SLAB = 8 * 1024;

/** The longest message that shares a buffer with others, in bytes. */
const SHARED = SLAB / 4;

/**
 * Writes values into a growing buffer: numbers, texts, bytes, without what field they are of. A {@link Writer} knows of
 * fields and messages besides. A value that its type cannot hold throws an {@link InvalidValueError}.
 */
export class ValueWriter {
  protected buffer: Uint8Array;
  protected start = 0;
  protected pos = 0;
  /** For error texts: the message that is written, and its field's tag. */
  protected typeName = "message";
  protected field = 0;

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

  /** Bytes that are Protobuf already. */
  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.pos);
    this.pos += bytes.length;
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

  protected varint32(value: number): void {
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

  protected varint64(low: number, high: number): void {
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

  protected reserve(count: number): void {
    if (this.pos + count > this.buffer.length) {
      this.grow(count);
    }
  }

  protected unfit(value: unknown, type: string): InvalidValueError {
    return this.problem(`holds ${printed(value)}, which is not ${type}`);
  }

  protected problem(problem: string): InvalidValueError {
    return new InvalidValueError(
      this.typeName,
      `, field ${String(this.field >>> 3)}, ${problem}`,
    );
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

  private grow(count: number): void {
    const length = this.pos - this.start;
    const larger = new Uint8Array(Math.max(SLAB, 2 * (length + count)));
    larger.set(this.buffer.subarray(this.start, this.pos));
    this.buffer = larger;
    this.start = 0;
    this.pos = length;
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
