/**
 * How deep messages may be nested below the outermost one, in both directions; as in Protobuf's own
 * implementations. The core's name for it is `Limits.maxDepth`.
 */
export const MAX_DEPTH = 100;

/**
 * How many list elements and map entries a message that is read may hold, at all depths together: two
 * bytes may become an object of many. The core's name for it is `Limits.maxElements`.
 */
export const MAX_ELEMENTS = 262_144;
