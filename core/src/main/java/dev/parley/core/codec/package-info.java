/**
 * Reads and writes Protobuf messages straight on byte arrays: what generated codecs and the wire's
 * frames are written with.
 *
 * <p>The format is that of the Protobuf encoding guide (proto3): packed lists, open fields, absent
 * empty values. Nothing here keeps unknown fields.
 */
@org.jspecify.annotations.NullMarked
package dev.parley.core.codec;
