package dev.parley.testkit;

/**
 * What a transport must carry whose front ends can dial again when they have lost their link:
 * everything of the {@link TransportContract}, and sessions that outlive a link.
 */
public abstract class ResumableTransportContract extends TransportContract
    implements ResumptionContract, CutSessionsContract, ReconnectingContract {
  protected ResumableTransportContract() {}
}
