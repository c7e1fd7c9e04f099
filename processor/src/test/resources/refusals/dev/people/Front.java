package dev.people;

import dev.parley.core.Core;
import dev.parley.core.client.CallOptions;
import dev.parley.core.client.CoreClient;
import dev.parley.core.client.EventFailedException;
import dev.parley.core.client.Upload;
import dev.parley.core.event.Empty;
import dev.parley.core.event.EventType;
import dev.parley.core.event.Never;
import dev.parley.core.event.StreamEventType;
import dev.parley.core.memory.MemoryTransport;
import dev.parley.core.metrics.EventMetrics;
import dev.parley.core.validation.InvalidMessageException;
import dev.parley.core.validation.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** A front end that sends what the core refuses, and notes what it hears. */
public final class Front implements Callable<List<String>> {
  /** The core's own events, with another record for the payload. */
  private static final EventType<Draft, Count, Never> ADD =
      EventType.of("PeopleEvent.Add", DraftCodec.CODEC, CountCodec.CODEC);

  private static final StreamEventType<Empty, Draft, Never, Count, Never> ADD_ALL =
      EventType.of("PeopleEvent.AddAll", Empty.CODEC, CountCodec.CODEC).receiving(DraftCodec.CODEC);

  private static final CallOptions PATIENT = CallOptions.NONE.timeout(Duration.ofSeconds(20));

  private static final Draft ADA =
      new Draft("ada@example.org", List.of("first"), List.of(place("London")), Map.of());

  private final List<String> heard = new ArrayList<>();
  private final PeopleHandlers handlers = new PeopleHandlers();

  @Override
  public List<String> call() throws Exception {
    MemoryTransport transport = MemoryTransport.create();
    try (Core core =
            Core.builder()
                .plugin(PeopleEventBinding.bind(handlers))
                .listen(transport)
                .metrics()
                .start();
        CoreClient client = CoreClient.connect(transport.dial(), PeopleEventClient.CONTRACT)) {
      add(client, invalid());
      note(core, "PeopleEvent.Add");
      add(client, cities("London", "Atlantis"));
      add(client, byUse("home", "Atlantis"));
      note(core, "PeopleEvent.Add");
      add(client, ADA);
      note(core, "PeopleEvent.Add");
      addAll(client, ADA, ADA);
      handlers.added.clear();
      addAll(client, invalid());
      heard.add("refused items that the handler saw: " + handlers.added);
      add(client, ADA);
    }
    howManyViolations();
    return heard;
  }

  private void add(CoreClient client, Draft draft) throws InterruptedException {
    try {
      heard.add("added " + client.call(ADD, draft, PATIENT).await().people());
    } catch (EventFailedException e) {
      heard.add(e.reason() + " " + e.getMessage());
    }
  }

  private void addAll(CoreClient client, Draft... drafts) throws InterruptedException {
    try (Upload<Draft, Count, Never> upload = client.open(ADD_ALL, Empty.EMPTY, PATIENT)) {
      for (Draft draft : drafts) {
        upload.send(draft);
      }
      heard.add("added " + upload.finish().await().people());
    } catch (EventFailedException e) {
      heard.add(e.reason() + " " + e.getMessage());
    }
  }

  private void note(Core core, String event) {
    EventMetrics metrics = core.metrics().event(event);
    heard.add(
        "received %d, handled %d, failures %s"
            .formatted(metrics.received(), metrics.handled(), metrics.failures()));
  }

  /** As many violations as are kept, one more, and one that comes first and is found last. */
  private void howManyViolations() {
    howMany("ada@example.org", tags(100), List.of());
    howMany("ada@example.org", tags(101), List.of());
    howMany("", List.of(), Collections.nCopies(100, place("")));
    howMany("", tags(1), Collections.nCopies(500, place("")));
  }

  private void howMany(String email, List<String> tags, List<Draft.Place> places) {
    byte[] bytes = DraftCodec.CODEC.encode(new Draft(email, tags, places, Map.of()));
    try {
      heard.add("read " + PersonCodec.CODEC.decode(bytes));
    } catch (InvalidMessageException e) {
      List<Violation> found = e.violations();
      heard.add(
          "%d violations, from %s to %s"
              .formatted(found.size(), found.getFirst().path(), found.getLast().path()));
    }
  }

  private static Draft invalid() {
    return new Draft(
        " ", List.of("ok", "", "much too long"), List.of(place("London"), place("")),
        Map.of("work", place("\t")));
  }

  private static Draft cities(String... cities) {
    List<Draft.Place> places = new ArrayList<>();
    for (String city : cities) {
      places.add(place(city));
    }
    return new Draft("ada@example.org", List.of(), places, Map.of());
  }

  private static Draft byUse(String use, String city) {
    return new Draft("ada@example.org", List.of(), List.of(), Map.of(use, place(city)));
  }

  private static List<String> tags(int count) {
    return Collections.nCopies(count, "");
  }

  private static Draft.Place place(String city) {
    return new Draft.Place(city);
  }
}
