/**
 * Eight bytes seen as every type of number: turns floats and 64-bit integers into their bits without
 * allocating. `LO` and `HI` say which 32-bit half stands where on this machine.
 */
const bytes = new ArrayBuffer(8);

export const words = new Int32Array(bytes);
export const float32 = new Float32Array(bytes);
export const float64 = new Float64Array(bytes);
export const int64 = new BigInt64Array(bytes);
export const uint64 = new BigUint64Array(bytes);

const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

export const LO = littleEndian ? 0 : 1;
export const HI = littleEndian ? 1 : 0;
