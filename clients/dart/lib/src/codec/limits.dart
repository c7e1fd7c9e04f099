/// How deep messages, map entries and groups may be nested below the outermost message, in both directions; as in
/// Protobuf's own implementations. The core's name for it is `Limits.maxDepth`.
const int maxDepth = 100;

/// How many list elements and map entries a message that is read may hold, at all depths together: two bytes may become
/// an object of many. The core's name for it is `Limits.maxElements`.
const int maxElements = 262144;
