/** What a call came to, and how long it took in milliseconds. */
export interface Timed<T> {
  readonly value: T;
  readonly ms: number;
}

/** Waits for what `begin` begins. */
export async function timed<T>(begin: () => PromiseLike<T>): Promise<Timed<T>> {
  const began = performance.now();
  const value = await begin();
  return { value, ms: performance.now() - began };
}

/** How long calls took, in microseconds. */
export interface Latency {
  readonly fastest: number;
  readonly median: number;
  readonly p95: number;
}

/** Makes `count` calls, one after another, after `warmUp` calls that are not counted. */
export async function latencyOf(
  call: () => PromiseLike<unknown>,
  count: number,
  warmUp: number,
): Promise<Latency> {
  for (let i = 0; i < warmUp; i++) await call();
  const times: number[] = [];
  for (let i = 0; i < count; i++) times.push((await timed(call)).ms * 1000);
  times.sort((a, b) => a - b);
  const at = (part: number) => times[Math.floor(part * (count - 1))] ?? NaN;
  return { fastest: at(0), median: at(0.5), p95: at(0.95) };
}
