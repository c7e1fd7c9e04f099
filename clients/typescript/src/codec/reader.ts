import { MalformedMessageError } from "./errors.js";
import type { Kind } from "./kind.js";
import { MAX_DEPTH, MAX_ELEMENTS } from "./limits.js";
import type { Readable } from "./message-type.js";
import { float32, float64, HI, int64, LO, uint64, words } from "./scratch.js";
import { decodeAscii, decodeBytewise, decodeText, isAscii } from "./text.js";

/** Texts are cut out of stretches of at most this many bytes that are decoded at once. */
const STRETCH = 512;

/**
 * Reads Protobuf from bytes. A reader stands before a field (`tag`), or before a value of the type
 * that the caller names. Whatever the bytes are, every method returns or throws a
 * {@link MalformedMessageError}; nothing is allocated for a length that is only declared.
 *
 * One is made for each message, so it is one class: a base class for the values alone, as `ValueWriter` is, was
 * measured to cost more than a tenth of reading a small message.
 */
export class Reader {
  private bytesRead: Uint8Array;
  private pos: number;
  private end: number;
  private depth = 0;
  /** List elements and map entries that were read so far. */
  private elements = 0;
  private typeName: string;

  /**
   * A stretch of the bytes that is decoded already, one character for each byte, so that ASCII texts in
   * it are substrings: one call into the platform serves many texts.
   */
  private stretch = "";
  private stretchStart = 0;
  private stretchEnd = 0;
  /** Whether all stretches so far were ASCII, which spares looking at each text. */
  private ascii = true;

  /** Where the occurrences of message fields stand that occurred more than once. */
  private repeated: number[][] | undefined;

  /** Reads `bytes` from `start` to `end`; `typeName` is for error texts. */
  constructor(
    bytes: Uint8Array,
    start = 0,
    end = bytes.length,
    typeName = "message",
  ) {
    this.bytesRead = bytes;
    this.pos = start;
    this.end = end;
    this.typeName = typeName;
  }

  /** The next field's tag (number and wire type), or 0 at the end of the message. */
  tag(): number {
    const pos = this.pos;
    if (pos >= this.end) {
      return 0;
    }
    const first = this.bytesRead[pos]!;
    if (first < 0x80 && first > 7) {
      this.pos = pos + 1;
      return first;
    }
    return this.longTag();
  }

  /** Passes over the value of a field that nobody knows, groups included. */
  skip(tag: number): void {
    switch (tag & 7) {
      case 0:
        this.skipVarint();
        break;
      case 1:
        this.advance(8);
        break;
      case 2: {
        const length = this.length();
        this.pos += length;
        break;
      }
      case 3:
        this.skipGroup(tag);
        break;
      case 5:
        this.advance(4);
        break;
      default:
        throw this.malformed(
          (tag & 7) === 4
            ? `field ${String(tag >>> 3)} ends a group that has not begun`
            : `field ${String(tag >>> 3)} has wire type ${String(tag & 7)}, which does not exist`,
        );
    }
  }

  int32(): number {
    const pos = this.pos;
    if (pos < this.end) {
      const first = this.bytesRead[pos]!;
      if (first < 0x80) {
        this.pos = pos + 1;
        return first;
      }
    }
    return this.varint32();
  }

  uint32(): number {
    return this.int32() >>> 0;
  }

  sint32(): number {
    const folded = this.int32();
    return (folded >>> 1) ^ -(folded & 1);
  }

  enumeration(): number {
    return this.int32();
  }

  bool(): boolean {
    this.varint64();
    return words[0] !== 0 || words[1] !== 0;
  }

  int64(): bigint {
    this.varint64();
    return int64[0]!;
  }

  uint64(): bigint {
    this.varint64();
    return uint64[0]!;
  }

  sint64(): bigint {
    this.varint64();
    const low = words[LO]!;
    const high = words[HI]!;
    const sign = -(low & 1);
    words[LO] = ((low >>> 1) | (high << 31)) ^ sign;
    words[HI] = (high >>> 1) ^ sign;
    return int64[0]!;
  }

  fixed32(): number {
    return this.sfixed32() >>> 0;
  }

  sfixed32(): number {
    const pos = this.pos;
    this.advance(4);
    return this.wordAt(pos);
  }

  fixed64(): bigint {
    this.eightBytes();
    return uint64[0]!;
  }

  sfixed64(): bigint {
    this.eightBytes();
    return int64[0]!;
  }

  float(): number {
    words[0] = this.sfixed32();
    return float32[0]!;
  }

  double(): number {
    this.eightBytes();
    return float64[0]!;
  }

  string(): string {
    const length = this.length();
    const start = this.pos;
    const end = start + length;
    this.pos = end;
    if (
      (start < this.stretchStart || end > this.stretchEnd) &&
      !this.openStretch(start, end)
    ) {
      return decodeText(this.bytesRead, start, end) ?? this.notUtf8(start);
    }
    if (this.ascii || isAscii(this.bytesRead, start, end)) {
      return this.stretch.substring(
        start - this.stretchStart,
        end - this.stretchStart,
      );
    }
    return decodeText(this.bytesRead, start, end) ?? this.notUtf8(start);
  }

  /** The bytes, copied: the result outlives the buffer that was read. */
  bytes(): Uint8Array {
    const length = this.length();
    const copy = new Uint8Array(length);
    if (length !== 0) {
      copy.set(this.bytesRead.subarray(this.pos, this.pos + length));
      this.pos += length;
    }
    return copy;
  }

  /** A message that stands here as an element of a list. */
  message<T>(type: Readable<T>): T {
    const end = this.enter();
    const message = this.nested(type);
    this.leave(end);
    return message;
  }

  /**
   * Passes over a singular message field and remembers where it stands, to be read by {@link kept}.
   * A field that occurs more than once is one message, written in pieces (Protobuf encoding guide,
   * "Last One Wins"), so it can only be read when all pieces are known.
   *
   * @param before what an earlier occurrence returned, 0 if there was none
   */
  keep(before: number): number {
    const at = this.pos;
    const length = this.length();
    this.pos += length;
    if (before === 0) {
      return at;
    }
    this.repeated ??= [];
    if (before > 0) {
      return -this.repeated.push([before, at]);
    }
    this.repeated[-before - 1]!.push(at);
    return before;
  }

  /** The message at the place that {@link keep} returned; where there is none, the message of empty values. */
  kept<T>(type: Readable<T>, at: number): T {
    if (at < 0) {
      return this.joined(type, this.repeated![-at - 1]!);
    }
    const pos = this.pos;
    const end = this.end;
    if (at === 0) {
      this.end = pos;
    } else {
      this.pos = at;
      this.end = this.length() + this.pos;
    }
    const message = this.nested(type);
    this.pos = pos;
    this.end = end;
    return message;
  }

  /** The message at the place that {@link keep} returned, `undefined` where there is none. */
  keptOptional<T>(type: Readable<T>, at: number): T | undefined {
    return at === 0 ? undefined : this.kept(type, at);
  }

  /**
   * A message of its own that stands in a bytes field, as a payload stands in its frame: its depth is
   * counted from there, and so are its elements.
   */
  payload<T>(type: Readable<T>, at: number): T {
    const depth = this.depth;
    this.depth = -1;
    this.elements = 0;
    const message = this.kept(type, at);
    this.depth = depth;
    return message;
  }

  /** The bytes at the place that {@link keep} returned, not copied; where there are none, no bytes. */
  keptBytes(at: number): Uint8Array {
    const pos = this.pos;
    let length = 0;
    if (at !== 0) {
      this.pos = at;
      length = this.length();
    }
    const bytes = this.bytesRead.subarray(this.pos, this.pos + length);
    this.pos = pos;
    return bytes;
  }

  /** How many bytes stand at the place that {@link keep} returned; 0 where there are none. */
  keptLength(at: number): number {
    if (at === 0) {
      return 0;
    }
    const pos = this.pos;
    this.pos = at;
    const length = this.length();
    this.pos = pos;
    return length;
  }

  /** The text at the place that {@link keep} returned; where there is none, the empty text. */
  keptText(at: number): string {
    if (at === 0) {
      return "";
    }
    const pos = this.pos;
    this.pos = at;
    const text = this.string();
    this.pos = pos;
    return text;
  }

  /** An unsigned integer as a number, exact up to 2^53, such as a call's number. */
  count(): number {
    this.varint64();
    return (words[HI]! >>> 0) * 0x100000000 + (words[LO]! >>> 0);
  }

  /** Counts an element of a list before it is read, or an entry of a map. */
  element(): void {
    if (++this.elements > MAX_ELEMENTS) {
      throw this.malformed(
        `the message has more than ${String(MAX_ELEMENTS)} list elements and map entries`,
      );
    }
  }

  /** Appends a packed list's values. */
  packed<T>(kind: Kind<T>, list: T[]): void {
    const end = this.enter();
    while (this.pos < this.end) {
      this.element();
      list.push(kind.take(this));
    }
    this.leave(end);
  }

  /** Adds an entry of a map whose keys are texts. */
  recordEntry<V>(kind: Kind<V>, record: Record<string, V>): void {
    this.entry("", stringKey, kind, (key, value) => {
      record[key] = value;
    });
  }

  /** Adds an entry of any other map. */
  mapEntry<K, V>(keyKind: Kind<K>, kind: Kind<V>, map: Map<K, V>): void {
    this.entry(keyKind.empty(this), keyKind, kind, (key, value) =>
      map.set(key, value),
    );
  }

  /** Refuses a union that holds none of the alternatives that are known here. */
  missing(): never {
    throw this.malformed("none of the known alternatives is set");
  }

  /** The error for bytes that go against what the type allows. */
  malformed(problem: string): MalformedMessageError {
    return new MalformedMessageError(this.typeName, this.pos, problem);
  }

  private entry<K, V>(
    emptyKey: K,
    keyKind: Pick<Kind<K>, "wireType" | "take">,
    kind: Kind<V>,
    add: (key: K, value: V) => void,
  ): void {
    this.element();
    const end = this.enter();
    this.deeper();
    let key = emptyKey;
    let value: V | undefined;
    let at = 0;
    for (let tag = this.tag(); tag !== 0; tag = this.tag()) {
      if (tag === (8 | keyKind.wireType)) {
        key = keyKind.take(this);
      } else if (tag !== (16 | kind.wireType)) {
        this.skip(tag);
      } else if (kind.nested) {
        at = this.keep(at);
      } else {
        value = kind.take(this);
      }
    }
    if (kind.nested) {
      value = this.kept(kind as unknown as Readable<V>, at);
    }
    add(key, value ?? kind.empty(this));
    this.depth--;
    this.leave(end);
  }

  /** Reads a message to the reader's end. */
  private nested<T>(type: Readable<T>): T {
    this.deeper();
    const outer = this.typeName;
    this.typeName = type.typeName;
    const message = type.read(this);
    this.typeName = outer;
    this.depth--;
    return message;
  }

  private deeper(): void {
    if (++this.depth > MAX_DEPTH) {
      throw this.malformed(
        `messages are nested deeper than the limit of ${String(MAX_DEPTH)}`,
      );
    }
  }

  /** Narrows the reader to the length-delimited value that stands here; returns the end to go back to. */
  private enter(): number {
    const end = this.end;
    this.end = this.length() + this.pos;
    return end;
  }

  private leave(end: number): void {
    this.pos = this.end;
    this.end = end;
  }

  /** Reads the pieces of a message as one. */
  private joined<T>(type: Readable<T>, places: readonly number[]): T {
    const { bytesRead, pos, end } = this;
    const pieces = places.map((at) => {
      this.pos = at;
      const length = this.length();
      return bytesRead.subarray(this.pos, this.pos + length);
    });
    const whole = new Uint8Array(
      pieces.reduce((sum, piece) => sum + piece.length, 0),
    );
    let at = 0;
    for (const piece of pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    this.read(whole, 0, whole.length);
    const message = this.nested(type);
    this.read(bytesRead, pos, end);
    return message;
  }

  private read(bytes: Uint8Array, pos: number, end: number): void {
    this.bytesRead = bytes;
    this.pos = pos;
    this.end = end;
    this.stretchStart = 0;
    this.stretchEnd = 0;
  }

  /** Decodes what stands ahead in one go, unless the text that is wanted is longer than a stretch. */
  private openStretch(start: number, end: number): boolean {
    const stretchEnd = Math.min(this.end, start + STRETCH);
    if (end > stretchEnd) {
      return false;
    }
    const text = this.ascii
      ? decodeAscii(this.bytesRead, start, stretchEnd)
      : undefined;
    this.ascii = text !== undefined;
    this.stretch = text ?? decodeBytewise(this.bytesRead, start, stretchEnd);
    this.stretchStart = start;
    this.stretchEnd = stretchEnd;
    return true;
  }

  private notUtf8(start: number): never {
    this.pos = start;
    throw this.malformed("a text is not UTF-8");
  }

  /** A tag of several bytes, or one that is not allowed. */
  private longTag(): number {
    const at = this.pos;
    this.varint64();
    const tag = words[LO]! >>> 0;
    if (words[HI] !== 0 || tag >>> 3 === 0) {
      this.pos = at;
      throw this.malformed("there is no such field number");
    }
    return tag;
  }

  /** The length of a length-delimited value, all of which is there. */
  private length(): number {
    const pos = this.pos;
    let length: number;
    if (pos < this.end && this.bytesRead[pos]! < 0x80) {
      this.pos = pos + 1;
      length = this.bytesRead[pos]!;
    } else {
      this.varint64();
      length = words[LO]! >>> 0;
      if (words[HI] !== 0) {
        throw this.malformed(`a length of ${String(uint64[0])} bytes`);
      }
    }
    if (length > this.end - this.pos) {
      throw this.truncated(length);
    }
    return length;
  }

  private truncated(needed: number): MalformedMessageError {
    return this.malformed(
      `cut short: ${String(needed)} more bytes are declared, ${String(this.end - this.pos)} are there`,
    );
  }

  private advance(count: number): void {
    if (count > this.end - this.pos) {
      throw this.truncated(count);
    }
    this.pos += count;
  }

  private wordAt(pos: number): number {
    const bytes = this.bytesRead;
    return (
      bytes[pos]! |
      (bytes[pos + 1]! << 8) |
      (bytes[pos + 2]! << 16) |
      (bytes[pos + 3]! << 24)
    );
  }

  private eightBytes(): void {
    const pos = this.pos;
    this.advance(8);
    words[LO] = this.wordAt(pos);
    words[HI] = this.wordAt(pos + 4);
  }

  /** The low 32 bits of a varint; a negative int32 stands in ten bytes. */
  private varint32(): number {
    this.varint64();
    return words[LO]!;
  }

  /** Puts a varint of up to ten bytes into the scratch words. */
  private varint64(): void {
    const bytes = this.bytesRead;
    const end = this.end;
    let pos = this.pos;
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (pos >= end) {
        throw this.truncated(1);
      }
      const byte = bytes[pos++]!;
      const bits = byte & 0x7f;
      if (shift < 28) {
        low |= bits << shift;
      } else if (shift === 28) {
        low |= bits << 28;
        high = bits >> 4;
      } else {
        high |= bits << (shift - 32);
      }
      if (byte < 0x80) {
        this.pos = pos;
        words[LO] = low;
        words[HI] = high;
        return;
      }
    }
    throw this.malformed("a varint is longer than ten bytes");
  }

  private skipVarint(): void {
    const bytes = this.bytesRead;
    const last = Math.min(this.end, this.pos + 10);
    for (let pos = this.pos; pos < last; pos++) {
      if (bytes[pos]! < 0x80) {
        this.pos = pos + 1;
        return;
      }
    }
    throw last === this.end && this.end - this.pos < 10
      ? this.truncated(1)
      : this.malformed("a varint is longer than ten bytes");
  }

  /** Groups are no part of proto3, but bytes from elsewhere may hold them. */
  private skipGroup(start: number): void {
    this.deeper();
    const last = start + 1;
    for (let tag = this.tag(); tag !== last; tag = this.tag()) {
      if (tag === 0) {
        throw this.malformed(
          `the group in field ${String(start >>> 3)} has no end`,
        );
      }
      this.skip(tag);
    }
    this.depth--;
  }
}

const stringKey = {
  wireType: 2,
  take: (reader: Reader) => reader.string(),
} as const;
