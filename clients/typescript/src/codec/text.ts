/** UTF-8 in both directions. Node's own routines are used where they exist, none is imported. */

/** What this module uses of Node's `Buffer`, which a browser has not. */
interface NodeText {
  utf8Slice(this: Uint8Array, start: number, end: number): string;
  latin1Slice(this: Uint8Array, start: number, end: number): string;
  utf8Write(
    this: Uint8Array,
    text: string,
    offset: number,
    length: number,
  ): number;
}

const nodeText = findNodeText();
const decoder = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });
const bytewise = new TextDecoder("latin1");
const strictDecoder = new TextDecoder("utf-8", {
  fatal: true,
  ignoreBOM: true,
});
const encoder = new TextEncoder();

/** Tried once on a plain `Uint8Array`, for not every version need accept one. */
function findNodeText(): NodeText | undefined {
  const buffer = (globalThis as { Buffer?: { prototype: NodeText } }).Buffer;
  if (buffer === undefined) {
    return undefined;
  }
  try {
    const candidate = buffer.prototype;
    const sample = new Uint8Array(6);
    const written = candidate.utf8Write.call(sample, "xä€", 0, 6);
    return written === 6 &&
      candidate.utf8Slice.call(sample, 1, 6) === "ä€" &&
      candidate.latin1Slice.call(sample, 0, 3) === "xÃ¤"
      ? candidate
      : undefined;
  } catch {
    return undefined;
  }
}

/** Decodes bytes; what is not UTF-8 becomes U+FFFD. */
const lenient: (bytes: Uint8Array, start: number, end: number) => string =
  nodeText === undefined
    ? (bytes, start, end) => decoder.decode(bytes.subarray(start, end))
    : (bytes, start, end) => nodeText.utf8Slice.call(bytes, start, end);

/**
 * Decodes one character from each byte; right where the bytes are ASCII, and of the right length
 * everywhere, so that any stretch can be cut out by byte position.
 */
export const decodeBytewise: (
  bytes: Uint8Array,
  start: number,
  end: number,
) => string =
  nodeText === undefined
    ? (bytes, start, end) => bytewise.decode(bytes.subarray(start, end))
    : (bytes, start, end) => nodeText.latin1Slice.call(bytes, start, end);

/** Whether the bytes are all ASCII. */
export function isAscii(
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  let seen = 0;
  let at = start;
  for (; at + 4 <= end; at += 4) {
    seen |= bytes[at]! | bytes[at + 1]! | bytes[at + 2]! | bytes[at + 3]!;
  }
  for (; at < end; at++) {
    seen |= bytes[at]!;
  }
  return seen < 0x80;
}

/** Decodes UTF-8; `undefined` when the bytes are none. */
export function decodeText(
  bytes: Uint8Array,
  start: number,
  end: number,
): string | undefined {
  const text = lenient(bytes, start, end);
  return text.includes("\uFFFD") ? decodeStrictly(bytes, start, end) : text;
}

/** Decodes bytes that are all ASCII, else `undefined`. */
export function decodeAscii(
  bytes: Uint8Array,
  start: number,
  end: number,
): string | undefined {
  const text = lenient(bytes, start, end);
  return text.length === end - start && !text.includes("\uFFFD")
    ? text
    : undefined;
}

/** U+FFFD may be real; only the strict decoder knows. */
function decodeStrictly(
  bytes: Uint8Array,
  start: number,
  end: number,
): string | undefined {
  try {
    return strictDecoder.decode(bytes.subarray(start, end));
  } catch {
    return undefined;
  }
}

/** Up to this many characters are written one by one, longer texts by the platform. */
const SHORT = 16;

/**
 * Writes UTF-8 into `into`, which has room for three bytes per character, and returns the position
 * behind it; −1 when the text holds half a surrogate pair and so has no UTF-8.
 */
export function encodeText(text: string, into: Uint8Array, at: number): number {
  const length = text.length;
  if (length > SHORT) {
    return encodeLong(text, into, at);
  }
  let pos = at;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0x80) {
      return encodeWide(text, i, into, pos);
    }
    into[pos++] = unit;
  }
  return pos;
}

function encodeLong(text: string, into: Uint8Array, at: number): number {
  const written =
    nodeText === undefined
      ? encoder.encodeInto(text, into.subarray(at)).written
      : nodeText.utf8Write.call(into, text, at, into.length - at);
  // ASCII alone takes one byte for each character, and half a pair is not ASCII.
  return written === text.length || text.isWellFormed() ? at + written : -1;
}

/** The rest of a short text, from its first character that is not ASCII. */
function encodeWide(
  text: string,
  from: number,
  into: Uint8Array,
  at: number,
): number {
  let pos = at;
  for (let i = from; i < text.length; i++) {
    const point = text.codePointAt(i)!;
    if (point < 0x80) {
      into[pos++] = point;
    } else if (point < 0x800) {
      into[pos++] = 0xc0 | (point >> 6);
      into[pos++] = 0x80 | (point & 0x3f);
    } else if (point >= 0xd800 && point < 0xe000) {
      return -1;
    } else if (point < 0x10000) {
      into[pos++] = 0xe0 | (point >> 12);
      into[pos++] = 0x80 | ((point >> 6) & 0x3f);
      into[pos++] = 0x80 | (point & 0x3f);
    } else {
      into[pos++] = 0xf0 | (point >> 18);
      into[pos++] = 0x80 | ((point >> 12) & 0x3f);
      into[pos++] = 0x80 | ((point >> 6) & 0x3f);
      into[pos++] = 0x80 | (point & 0x3f);
      i++;
    }
  }
  return pos;
}
