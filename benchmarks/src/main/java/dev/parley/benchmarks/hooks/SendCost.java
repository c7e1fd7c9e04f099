package dev.parley.benchmarks.hooks;

import dev.parley.benchmarks.Figures;
import dev.parley.benchmarks.contract.UserProfilePB;
import dev.parley.benchmarks.contract.UserProfilePBCodec;
import dev.parley.core.Core;
import dev.parley.core.client.CoreClient;
import dev.parley.core.memory.MemoryTransport;
import dev.parley.core.notify.NotificationHub;
import dev.parley.core.notify.NotificationType;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What it costs to send a notification that goes to nobody: because nobody listens, or those who do
 * asked for another subject. The time is the sending thread's CPU time.
 */
final class SendCost {
  private static final int SENDS = 1_000_000;
  private static final int WARM_UP_ROUNDS = 5;

  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final NotificationType<UserProfilePB> UPDATE =
      NotificationType.of("User", 2, "UserNotification.Update", UserProfilePBCodec.CODEC);
  private static final UserProfilePB PROFILE = UserProfilePB.of("annie@appflowy.io", "Annie Lee");

  private SendCost() {}

  /** Arguments: rounds, and the file for the figures. */
  static void main(String[] arguments) throws Exception {
    int rounds = Integer.parseInt(arguments[0]);
    NotificationHub hub = NotificationHub.create();
    MemoryTransport memory = MemoryTransport.create();
    Map<String, Map<String, Double>> rows = new LinkedHashMap<>();
    try (Core _ = Core.builder().notifications(hub).listen(memory).start();
        CoreClient client = CoreClient.connect(memory.dial())) {
      rows.put("nobody listens", measured("nobody listens", hub, rounds));
      var _ =
          client.subscribe(
              UPDATE,
              "another",
              (subject, _) -> {
                throw new IllegalStateException("heard of " + subject);
              });
      rows.put("another subject", measured("another subject", hub, rounds));
    }
    Figures.writeJson(Path.of(arguments[1]), rows);
  }

  private static Map<String, Double> measured(String name, NotificationHub hub, int rounds) {
    List<Double> nanos = new ArrayList<>();
    long bytes = 0;
    for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
      long allocated = THREADS.getCurrentThreadAllocatedBytes();
      long before = THREADS.getCurrentThreadCpuTime();
      for (int i = 0; i < SENDS; i++) {
        hub.send(UPDATE, "one", PROFILE);
      }
      double each = (double) (THREADS.getCurrentThreadCpuTime() - before) / SENDS;
      if (round >= 0) {
        nanos.add(each);
        bytes += THREADS.getCurrentThreadAllocatedBytes() - allocated;
      }
    }
    double median = Figures.median(nanos);
    double least = nanos.stream().mapToDouble(it -> it).min().orElse(0);
    double bytesEach = (double) bytes / SENDS / rounds;
    System.out.printf(
        "%-15s %6.1f ns a notification; least %6.1f; %.2f bytes allocated%n",
        name, median, least, bytesEach);
    return Map.of("median", median, "least", least, "bytes", bytesEach);
  }
}
