/**
 * How deep messages may be nested below the outermost one, in both directions; as in Protobuf's own
 * implementations. The core's name for it is `Limits.maxDepth`.
 */
export const MAX_DEPTH = 100;
