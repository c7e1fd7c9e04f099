package dev.parley.transport.ffi;

import dev.parley.core.transport.FrameDuplex;

/**
 * A link whose frames go into a callback of the host's, on whichever thread has one for it; a
 * virtual thread only as {@link Carriers} allows.
 */
interface DirectLink extends FrameDuplex {
  @Override
  default boolean isDirect() {
    return true;
  }

  @Override
  default boolean beginDirect() {
    return Carriers.enter();
  }

  @Override
  default void endDirect() {
    Carriers.leave();
  }
}
