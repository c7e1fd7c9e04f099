/** Unicode's White_Space property, as in a core; `trim` takes U+FEFF for white space and not U+0085. */
const NOT_WHITE_SPACE =
  /[^\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** Whether there is nothing but white space in the text. */
export function isBlank(text: string): boolean {
  return !NOT_WHITE_SPACE.test(text);
}
