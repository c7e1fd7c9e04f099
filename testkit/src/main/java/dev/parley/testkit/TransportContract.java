package dev.parley.testkit;

/**
 * What every transport of bytes must carry: all that {@link MessageTransportContract} says, and
 * that bytes may come in any pieces, at any pace, and end anywhere.
 */
public abstract class TransportContract extends MessageTransportContract
    implements FramesContract, CutsContract, SlowLinksContract, HalfOpenContract {
  protected TransportContract() {}
}
