package dev.told;

import dev.parley.annotations.Event;
import dev.parley.annotations.EventGroup;
import dev.parley.annotations.Idempotent;

@EventGroup
public interface SyncEvent {
  @Event(0)
  @Idempotent
  Folder read();

  /** Sends each notification, and answers. */
  @Event(1)
  void tell();
}
