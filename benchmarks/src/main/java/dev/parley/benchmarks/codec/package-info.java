/** Messages to bytes and back: generated codecs beside protobuf-java. */
@NullMarked
package dev.parley.benchmarks.codec;

import org.jspecify.annotations.NullMarked;
