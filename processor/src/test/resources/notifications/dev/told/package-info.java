@org.jspecify.annotations.NullMarked
package dev.told;
