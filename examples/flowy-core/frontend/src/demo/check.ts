/** What happened is not what should have. */
export class Difference extends Error {
  override readonly name = "Difference";
}

/** Goes on only if it is so. */
export function check(
  isSo: boolean,
  expected: string,
  actual: unknown,
): asserts isSo {
  if (!isSo) {
    const got =
      actual instanceof Error ? actual.message : JSON.stringify(actual);
    throw new Difference(`expected ${expected}\ngot      ${got}`);
  }
}
