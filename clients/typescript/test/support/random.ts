/** Random numbers that a seed repeats (mulberry32), and the values that break codecs. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** A whole number from 0 to below `limit`. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000) * limit);
  }

  chance(oneIn: number): boolean {
    return this.below(oneIn) === 0;
  }

  pick<T>(values: readonly [T, ...T[]]): T {
    return values[this.below(values.length)] ?? values[0];
  }

  int32(): number {
    return this.pick([
      0,
      1,
      -1,
      127,
      128,
      16383,
      16384,
      0x7fffffff,
      -0x80000000,
      this.below(1e6),
      -this.below(1e6),
    ]);
  }

  uint32(): number {
    return this.pick([
      0,
      1,
      127,
      128,
      0xffffffff,
      0x80000000,
      this.below(0x100000000),
    ]);
  }

  int64(): bigint {
    const some = (BigInt(this.uint32()) << 32n) | BigInt(this.uint32());
    return this.pick([
      0n,
      1n,
      -1n,
      127n,
      128n,
      2n ** 63n - 1n,
      -(2n ** 63n),
      2n ** 31n,
      BigInt.asIntN(64, some),
    ]);
  }

  uint64(): bigint {
    return BigInt.asUintN(64, this.int64());
  }

  double(): number {
    return this.pick([
      0,
      -0,
      1,
      -1.5,
      NaN,
      Infinity,
      -Infinity,
      5e-324,
      1.7976931348623157e308,
      this.below(1e9) / 7,
    ]);
  }

  float(): number {
    return Math.fround(
      this.pick([
        0,
        -0,
        1,
        -1.5,
        NaN,
        Infinity,
        -Infinity,
        1e-45,
        3.4028234663852886e38,
        this.below(1e6) / 7,
      ]),
    );
  }

  text(): string {
    const alphabet = this.pick([
      "abcdefgh0123 ",
      "aäößé",
      "x日本語",
      "a😀𝔘\u{10ffff}",
      "\0\u007f\u0080\u07ff\u0800\uffff\ufeff\ufffd",
    ]);
    const points = [...alphabet];
    const length = this.pick([
      0,
      1,
      3,
      12,
      17,
      50,
      127,
      128,
      this.chance(20) ? 3000 : 5,
    ]);
    return Array.from({ length }, () => points[this.below(points.length)]).join(
      "",
    );
  }

  bytes(): Uint8Array {
    const length = this.pick([0, 1, 16, 127, 128, 300]);
    return Uint8Array.from({ length }, () => this.below(256));
  }
}
