import { isEmail } from "./email.js";
import type { Violations } from "./violations.js";
import { isBlank } from "./white-space.js";

// Each function checks one constraint, as a core does, and is given where the value stands, the
// value, and what is said if it is refused. An absent value violates only what says so.

/** UTF-16 units of the longest text that a pattern is tried on; a longer one violates it. */
const MAX_MATCHED = 512;

const compiled = new Map<string, RegExp>();

export function checkNotNull(
  found: Violations,
  path: string,
  value: unknown,
  message: string,
): void {
  if (value === undefined) {
    found.add(path, "NotNull", message);
  }
}

export function checkNotBlank(
  found: Violations,
  path: string,
  value: string | undefined,
  message: string,
): void {
  if (value === undefined || isBlank(value)) {
    found.add(path, "NotBlank", message);
  }
}

/** What has characters, elements, bytes or entries. */
type Sized = string | object;

export function checkNotEmpty(
  found: Violations,
  path: string,
  value: Sized | undefined,
  message: string,
): void {
  if (value === undefined || sizeOf(value) === 0) {
    found.add(path, "NotEmpty", message);
  }
}

/** Counts UTF-16 units, elements, bytes or entries. */
export function checkSize(
  found: Violations,
  path: string,
  value: Sized | undefined,
  min: number,
  max: number,
  message: string,
): void {
  if (value !== undefined && !(sizeOf(value) >= min && sizeOf(value) <= max)) {
    found.add(path, "Size", message);
  }
}

function sizeOf(value: Sized): number {
  if (typeof value === "string") {
    return value.length;
  }
  if (value instanceof Map) {
    return value.size;
  }
  return Array.isArray(value) || value instanceof Uint8Array
    ? value.length
    : Object.keys(value).length;
}

export function checkEmail(
  found: Violations,
  path: string,
  value: string | undefined,
  message: string,
): void {
  if (value !== undefined && !isEmail(value)) {
    found.add(path, "Email", message);
  }
}

/** @param pattern what the whole text has to match */
export function checkPattern(
  found: Violations,
  path: string,
  value: string | undefined,
  pattern: string,
  message: string,
): void {
  if (value === undefined) {
    return;
  }
  let expression = compiled.get(pattern);
  if (expression === undefined) {
    expression = new RegExp(`^(?:${pattern})$`, "u");
    compiled.set(pattern, expression);
  }
  if (value.length > MAX_MATCHED || !expression.test(value)) {
    found.add(path, "Pattern", message);
  }
}

/** `@AssertTrue` or `@AssertFalse`. */
export function checkIs(
  found: Violations,
  path: string,
  value: boolean | undefined,
  wanted: boolean,
  constraint: string,
  message: string,
): void {
  if (value !== undefined && value !== wanted) {
    found.add(path, constraint, message);
  }
}

// NaN is on no side of any bound, so it violates each.

export function checkAtLeast<N extends number | bigint>(
  found: Violations,
  path: string,
  value: N | undefined,
  bound: N,
  constraint: string,
  message: string,
): void {
  if (value !== undefined && !(value >= bound)) {
    found.add(path, constraint, message);
  }
}

export function checkAtMost<N extends number | bigint>(
  found: Violations,
  path: string,
  value: N | undefined,
  bound: N,
  constraint: string,
  message: string,
): void {
  if (value !== undefined && !(value <= bound)) {
    found.add(path, constraint, message);
  }
}

export function checkMoreThan(
  found: Violations,
  path: string,
  value: number | undefined,
  bound: number,
  constraint: string,
  message: string,
): void {
  if (value !== undefined && !(value > bound)) {
    found.add(path, constraint, message);
  }
}

export function checkLessThan(
  found: Violations,
  path: string,
  value: number | undefined,
  bound: number,
  constraint: string,
  message: string,
): void {
  if (value !== undefined && !(value < bound)) {
    found.add(path, constraint, message);
  }
}

/** The number that a `float` field makes of a number: what a core will see. */
export function float32(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.fround(value);
}
