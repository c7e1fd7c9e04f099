package dev.parley.testkit;

import dev.parley.core.notify.NotificationHub;
import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.Transport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/**
 * What every transport must carry, of bytes or of whole messages: the same conversations, in good
 * order and in bad. A transport's tests extend it or, where it carries bytes, {@link
 * TransportContract}, say how to listen and how to dial, and so inherit the tests of every part
 * that it names. A transport that carries one front end each offers several as {@link LinkPerDial}
 * does.
 *
 * <p>Whatever one front end does in these tests, another one goes on working.
 */
@Timeout(60)
public abstract class MessageTransportContract
    implements CallsContract,
        StreamsContract,
        EndsContract,
        AroundContract,
        ExecutionContract,
        NotificationsContract,
        PoliciesContract,
        ClosingContract {
  private final NotificationHub hub = NotificationHub.create();
  private final Echo echo = new Echo(hub);
  private final VirtualTicker time = new VirtualTicker();
  private final List<AutoCloseable> opened = new ArrayList<>();

  protected MessageTransportContract() {}

  /** A transport to listen to, new for each test. */
  protected abstract Transport transport() throws IOException;

  /**
   * A connection to the core that listens to {@link #transport}, as bytes: each frame behind its
   * length.
   */
  protected abstract ByteDuplex dial() throws IOException;

  @Override
  public final NotificationHub hub() {
    return hub;
  }

  @Override
  public final Echo echo() {
    return echo;
  }

  @Override
  public final VirtualTicker time() {
    return time;
  }

  @Override
  public final ByteDuplex link() throws IOException {
    return dial();
  }

  @Override
  public final Transport way() throws IOException {
    return transport();
  }

  @Override
  public final <T extends AutoCloseable> T opened(T resource) {
    opened.addFirst(resource);
    return resource;
  }

  /** Time passes, so that what a failed test has left stuck ends as well. */
  @AfterEach
  @Timeout(60)
  void closeEverything() throws Exception {
    echo.release();
    try (PassingTime _ = timePasses()) {
      for (AutoCloseable resource : opened) {
        resource.close();
      }
    }
  }
}
