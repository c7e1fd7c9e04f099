package dev.told;

import dev.parley.annotations.Outcome;
import dev.parley.core.Core;
import dev.parley.core.client.CoreClient;
import dev.parley.core.client.Delivery;
import dev.parley.core.client.Listener;
import dev.parley.core.client.Resync;
import dev.parley.core.client.Subscription;
import dev.parley.core.memory.MemoryTransport;
import dev.parley.core.notify.NotificationHub;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;

/** A front end that notes what it hears, in each of the ways that its client offers. */
public final class Front implements Callable<List<String>> {
  private final Queue<String> heard = new ConcurrentLinkedQueue<>();
  private final CountDownLatch typed = new CountDownLatch(1);
  private final CountDownLatch published = new CountDownLatch(2);

  @Override
  public List<String> call() throws Exception {
    MemoryTransport transport = MemoryTransport.create();
    NotificationHub hub = NotificationHub.create();
    SyncHandlers handlers = new SyncHandlers(new SyncNotificationSender(hub));
    try (Core core =
            Core.builder()
                .plugin(SyncEventBinding.bind(handlers))
                .notifications(hub)
                .listen(transport)
                .start();
        CoreClient connection =
            CoreClient.connect(
                transport.dial(), SyncEventClient.CONTRACT, SyncNotificationClient.CONTRACT)) {
      heard.add("core: " + core.addresses());
      SyncEventClient events = SyncEventClient.of(connection);
      Subscription observing = listen(SyncNotificationClient.of(connection), events);
      events.tell().await();
      if (!typed.await(20, TimeUnit.SECONDS) || !published.await(20, TimeUnit.SECONDS)) {
        heard.add("something did not come");
      }
      observing.close();
    }
    return heard.stream().sorted().toList();
  }

  private Subscription listen(SyncNotificationClient sync, SyncEventClient events)
      throws InterruptedException {
    sync.onSynced((id, outcome) -> heard.add("all: " + id + " " + told(outcome)));
    sync.onSynced("two", outcome -> heard.add("two: " + told(outcome)));
    sync.onReset(() -> heard.add("reset"));
    sync.subscribeProgress(
        "one",
        new Listener<>() {
          @Override
          public void heard(String subject, Folder folder) {
            heard.add("listener: " + subject + " " + folder.files());
          }

          @Override
          public void resynced(Resync why) {
            heard.add("listener: " + why);
          }
        });
    sync.onTyped(id -> {
      heard.add("typed: " + id);
      typed.countDown();
    });
    sync.progressPublisher().subscribe(new Subscriber());
    return sync.observeProgress(
        "one",
        events::read,
        folder -> heard.add("observed: first " + folder.files()),
        folder -> heard.add("observed: then " + folder.files()));
  }

  private static String told(Outcome<Folder, Problem> outcome) {
    return switch (outcome) {
      case Outcome.Success<Folder, Problem>(Folder folder) -> folder.files() + " files";
      case Outcome.Failure<Folder, Problem>(Problem problem) -> problem.text();
    };
  }

  private final class Subscriber implements Flow.Subscriber<Delivery<Folder>> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(2);
    }

    @Override
    public void onNext(Delivery<Folder> delivery) {
      heard.add(
          switch (delivery) {
            case Delivery.Of<Folder>(String subject, Folder folder) ->
                "published: " + subject + " " + folder.files();
            case Delivery.Resynced<Folder>(Resync why) -> "published: " + why;
          });
      published.countDown();
    }

    @Override
    public void onError(Throwable failure) {
      // The connection is closed, before or after what was heard is looked at.
    }

    @Override
    public void onComplete() {
      // As above.
    }
  }
}
