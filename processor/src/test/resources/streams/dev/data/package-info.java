@org.jspecify.annotations.NullMarked
package dev.data;
