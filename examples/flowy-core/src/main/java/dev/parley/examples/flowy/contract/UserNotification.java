package dev.parley.examples.flowy.contract;

import dev.parley.annotations.Debounced;
import dev.parley.annotations.Latest;
import dev.parley.annotations.Notification;
import dev.parley.annotations.NotificationGroup;
import dev.parley.annotations.Outcome;
import dev.parley.annotations.Subject;
import dev.parley.examples.flowy.error.FlowyError;

/** What the user module tells its front ends. */
@NotificationGroup(source = "User")
public interface UserNotification {
  /** A session has begun: somebody signed in or signed up. */
  @Notification(1)
  void userSignIn(UserProfilePB profile);

  /** The profile of the user with the id {@code userId} has changed; it carries the new one. */
  @Notification(2)
  void profileUpdate(@Subject String userId, UserProfilePB profile);

  /**
   * How far the import or export has got that its front end named {@code task}: sent page by page,
   * or chunk by chunk. Who falls behind hears the latest.
   */
  @Latest
  @Notification(3)
  void progress(@Subject String task, ProgressPB progress);

  /**
   * The pages of the user with the id {@code userId} have changed. While somebody types they change
   * all the time: it comes when they have come to rest, or every second.
   */
  @Debounced(quietMillis = 200, maxWaitMillis = 1_000)
  @Notification(4)
  void pagesChanged(@Subject String userId, PageCountPB count);

  /** How the backup ended that the user with the id {@code userId} began. */
  @Notification(5)
  void backedUp(@Subject String userId, Outcome<BackupPB, FlowyError> outcome);
}
