/** Version 00 of W3C Trace Context, §3.2, whose ids are not all zeros. */
const WELL_FORMED =
  /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The trace context, `undefined` if it is none. */
export function wellFormed(
  traceparent: string | undefined,
): string | undefined {
  return traceparent !== undefined && WELL_FORMED.test(traceparent)
    ? traceparent
    : undefined;
}
