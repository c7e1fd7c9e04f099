/**
 * A value of a generated enum: one of its constants, or a number that a newer core knows and this
 * front end does not, which is kept.
 */
export type OpenEnum<Constants extends Readonly<Record<string, number>>> =
  Constants[keyof Constants] | (number & {});
