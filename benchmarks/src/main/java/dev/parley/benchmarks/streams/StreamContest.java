package dev.parley.benchmarks.streams;

import dev.parley.benchmarks.Figures;
import dev.parley.core.client.CallOptions;
import dev.parley.core.client.CoreClient;
import dev.parley.transport.unix.UnixSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures streams beside unary calls, and what a deadline, a cancellation and interceptors cost: a
 * Java client in this process, cores in processes of their own, over unix sockets. Everything is
 * measured once a round and quoted as medians, with ratios taken within each round.
 */
final class StreamContest {
  private static final int CALLS = 300_000;
  private static final int ONE_BY_ONE = 10_000;
  private static final int SMALL = 100;
  private static final int LARGE = 64 << 10;
  private static final double MB = 1e6;
  private static final int[] INTERCEPTORS = {0, 1, 3};

  private final Map<String, List<Double>> measured = new LinkedHashMap<>();
  private final List<Process> cores = new ArrayList<>();
  private final List<CoreClient> clients = new ArrayList<>();

  private StreamContest() {}

  /** Arguments: how many rounds, the file for the figures as JSON. */
  static void main(String[] arguments) throws IOException, InterruptedException {
    int rounds = Integer.parseInt(arguments[0]);
    var contest = new StreamContest();
    try {
      var feeds = new ArrayList<Feed>();
      Path folder = Files.createTempDirectory("parley-bench");
      for (int interceptors : INTERCEPTORS) {
        feeds.add(contest.start(interceptors, folder.resolve("core" + interceptors)));
      }
      contest.round(feeds);
      contest.measured.clear();
      for (int round = 1; round <= rounds; round++) {
        System.err.printf("round %d of %d%n", round, rounds);
        contest.round(feeds);
      }
    } finally {
      contest.clients.forEach(CoreClient::close);
      contest.cores.forEach(Process::destroy);
    }
    contest.print();
    Figures.writeJson(Path.of(arguments[1]), contest.rows());
  }

  private Feed start(int interceptors, Path socket) throws IOException {
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            FeedCore.class.getName(),
            Integer.toString(interceptors),
            socket.toString());
    Process core =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    cores.add(core);
    String line = core.inputReader(StandardCharsets.UTF_8).readLine();
    if (!"ready".equals(line)) {
      throw new IOException("a core did not start: " + command);
    }
    CoreClient client = CoreClient.connect(UnixSocket.connect(socket));
    clients.add(client);
    return new Feed(client);
  }

  private void round(List<Feed> feeds) throws InterruptedException {
    Feed feed = feeds.getFirst();
    keep("unary, one by one, µs", feed.oneByOne(ONE_BY_ONE, CallOptions.NONE));
    keep("unary with a deadline, one by one, µs", feed.oneByOne(ONE_BY_ONE, Feed.deadline()));
    keep("unary, inline, calls/s", feed.callsPerSecond(CALLS, false, CallOptions.NONE));
    keep(
        "unary with a deadline, inline, calls/s",
        feed.callsPerSecond(CALLS, false, Feed.deadline()));
    keep("unary, virtual thread, calls/s", feed.callsPerSecond(CALLS, true, CallOptions.NONE));
    keep("called and cancelled, calls/s", feed.cancelsPerSecond(CALLS / 10));
    keep("download, 100 B, items/s", feed.download(CALLS * 3, SMALL));
    keep("upload, 100 B, items/s", feed.upload(CALLS * 3, SMALL));
    keep("download, 64 KiB, MB/s", feed.download(8_000, LARGE) * LARGE / MB);
    keep("upload, 64 KiB, MB/s", feed.upload(8_000, LARGE) * LARGE / MB);
    for (int i = 1; i < INTERCEPTORS.length; i++) {
      keep(
          "%d interceptors, inline, calls/s".formatted(INTERCEPTORS[i]),
          feeds.get(i).callsPerSecond(CALLS, false, CallOptions.NONE));
    }
  }

  private void keep(String what, double value) {
    measured.computeIfAbsent(what, key -> new ArrayList<>()).add(value);
  }

  private Map<String, Map<String, Double>> rows() {
    var rows = new LinkedHashMap<String, Map<String, Double>>();
    measured.forEach((what, values) -> rows.put(what, Map.of("median", Figures.median(values))));
    return rows;
  }

  private void print() {
    System.out.printf("%n%-42s %14s %24s%n", "medians of rounds", "", "× unary, inline");
    List<Double> unary = measured.getOrDefault("unary, inline, calls/s", List.of());
    measured.forEach((what, values) ->
        System.out.printf(
            "%-42s %,14.1f %24s%n",
            what,
            Figures.median(values),
            what.endsWith("/s") && !what.endsWith("MB/s")
                ? "%.2f×".formatted(Figures.median(quotients(values, unary)))
                : ""));
  }

  /** Round by round: a quiet round is compared with itself and not with a loud one. */
  private static List<Double> quotients(List<Double> values, List<Double> base) {
    var quotients = new ArrayList<Double>();
    for (int round = 0; round < values.size(); round++) {
      quotients.add(values.get(round) / base.get(round));
    }
    return quotients;
  }
}
