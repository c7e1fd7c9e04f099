package dev.parley.benchmarks.contract;

import dev.parley.annotations.Event;
import dev.parley.annotations.EventGroup;
import dev.parley.annotations.Inline;

/** One handler, once on the connection's reader and once on a virtual thread. */
@EventGroup
public interface UserEvent {
  /** Signs in on the connection's reader thread. */
  @Event(0)
  @Inline
  UserProfilePB signIn(SignInPayloadPB payload);

  /** The same on a virtual thread; its name is as long as the other's. */
  @Event(1)
  UserProfilePB signUp(SignInPayloadPB payload);
}
