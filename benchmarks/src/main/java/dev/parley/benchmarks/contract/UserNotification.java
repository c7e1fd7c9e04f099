package dev.parley.benchmarks.contract;

import dev.parley.annotations.Notification;
import dev.parley.annotations.NotificationGroup;

/** What listeners are told. */
@NotificationGroup(source = "User")
public interface UserNotification {
  /** A profile of 119 bytes, or with a longer icon. */
  @Notification(1)
  void profileUpdate(UserProfilePB profile);
}
