/** The contract that is measured: AppFlowy's SignIn, 58 bytes there and 119 back. */
@NullMarked
package dev.parley.benchmarks.contract;

import org.jspecify.annotations.NullMarked;
