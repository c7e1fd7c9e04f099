const LONGEST_LOCAL_PART = 64;
const LONGEST_DOMAIN = 255;
const LOCAL_PART = /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+$/;
const LABEL = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/;

/**
 * Whether the whole text is an e-mail address: what browsers take in `<input type=email>` (HTML
 * Standard, § 4.10.5.1.5, "valid e-mail address"), with at most 64 characters before the `@` and
 * 255 after it (RFC 5321, §4.5.3.1). The empty text is none.
 */
export function isEmail(text: string): boolean {
  const at = text.indexOf("@");
  if (at > LONGEST_LOCAL_PART || text.length - at - 1 > LONGEST_DOMAIN) {
    return false;
  }
  return (
    at > 0 &&
    LOCAL_PART.test(text.slice(0, at)) &&
    text
      .slice(at + 1)
      .split(".")
      .every((label) => LABEL.test(label))
  );
}
