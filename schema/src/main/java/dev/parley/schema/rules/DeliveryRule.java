package dev.parley.schema.rules;

import dev.parley.schema.Contract;
import dev.parley.schema.NotificationGroup;
import dev.parley.schema.NotificationGroup.Notification;
import dev.parley.schema.Policy;

/** What is held back until nothing came for a while waits for some time, and not for ever. */
final class DeliveryRule {
  private DeliveryRule() {}

  static void check(Contract contract, Findings found) {
    for (NotificationGroup group : contract.notificationGroups()) {
      for (Notification notification : group.notifications()) {
        if (notification.policy() instanceof Policy.Debounced(int quiet, int maxWait)) {
          check(quiet, maxWait, Place.of(group.name(), notification.method()), found);
        }
      }
    }
  }

  private static void check(int quiet, int maxWait, Place place, Findings found) {
    if (quiet < 1) {
      String has = "quietMillis = " + quiet;
      found.add(Diagnostic.DEBOUNCE_TIMES, place, has, "quietMillis", 1);
    } else if (maxWait < quiet) {
      String has = "maxWaitMillis = " + maxWait + ", less than quietMillis = " + quiet;
      found.add(Diagnostic.DEBOUNCE_TIMES, place, has, "maxWaitMillis", quiet);
    }
  }
}
