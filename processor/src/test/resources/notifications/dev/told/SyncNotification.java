package dev.told;

import dev.parley.annotations.Debounced;
import dev.parley.annotations.Latest;
import dev.parley.annotations.Notification;
import dev.parley.annotations.NotificationGroup;
import dev.parley.annotations.Outcome;
import dev.parley.annotations.Subject;

/** A notification of each form, delivered in each way. */
@NotificationGroup(source = "Sync")
public interface SyncNotification {
  @Notification(1)
  void synced(@Subject String id, Outcome<Folder, Problem> outcome);

  @Notification(2)
  @Latest
  void progress(@Subject String id, Folder folder);

  @Notification(3)
  void reset();

  @Notification(4)
  @Debounced(quietMillis = 1, maxWaitMillis = 10)
  void typed(@Subject String id);
}
