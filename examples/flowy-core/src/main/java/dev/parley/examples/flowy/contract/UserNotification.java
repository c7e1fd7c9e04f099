package dev.parley.examples.flowy.contract;

import dev.parley.annotations.Notification;
import dev.parley.annotations.NotificationGroup;
import dev.parley.annotations.Subject;

/** What the user module tells its front ends. */
@NotificationGroup(source = "User")
public interface UserNotification {
  /** A session has begun: somebody signed in or signed up. */
  @Notification(1)
  void userSignIn(UserProfilePB profile);

  /** The profile of the user with the id {@code userId} has changed; it carries the new one. */
  @Notification(2)
  void profileUpdate(@Subject String userId, UserProfilePB profile);
}
