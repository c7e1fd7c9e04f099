package dev.told;

import dev.parley.annotations.Outcome;

final class SyncHandlers implements SyncEvent {
  private final SyncNotification front;

  SyncHandlers(SyncNotification front) {
    this.front = front;
  }

  @Override
  public Folder read() {
    return new Folder("one", 1);
  }

  @Override
  public void tell() {
    front.synced("one", Outcome.success(new Folder("one", 2)));
    front.synced("two", Outcome.failure(new Problem("disk is full")));
    front.progress("one", new Folder("one", 3));
    front.progress("two", new Folder("two", 4));
    front.reset();
    front.typed("one");
  }
}
