package dev.parley.core;

import dev.parley.core.event.EventGroupBinding;
import dev.parley.core.notify.NotificationHub;
import dev.parley.core.protocol.Limits;
import dev.parley.core.time.Ticker;
import dev.parley.core.transport.Transport;
import java.io.IOException;
import java.util.List;

/** A running core: serves event groups and notifications to the front ends that connect. */
public final class Core implements AutoCloseable {
  private Core() {}

  public static Builder builder() {
    return new Builder();
  }

  public String name() {
    return "";
  }

  /** Where front ends reach this core, in the order of {@link Builder#listen}. */
  public List<String> addresses() {
    return List.of();
  }

  /**
   * Closes in good order: accepts no more front ends and no new calls, waits for the calls in
   * flight up to {@link Limits#drainTimeout()}, interrupts what is left, and closes every
   * connection. Idempotent; a second caller waits for the first. From any thread.
   */
  @Override
  public void close() {}

  /** What a core is made of. Not for use by several threads. */
  public static final class Builder {
    private Builder() {}

    /** The core's name, told to front ends; {@code core} by default. */
    public Builder name(String name) {
      return this;
    }

    /** The hub whose notifications this core delivers. */
    public Builder notifications(NotificationHub hub) {
      return this;
    }

    /** Adds an event group with its handlers. */
    public Builder plugin(EventGroupBinding plugin) {
      return this;
    }

    /** Adds a way in for front ends. */
    public Builder listen(Transport transport) {
      return this;
    }

    public Builder limits(Limits limits) {
      return this;
    }

    /** The time that limits are measured by; {@link Ticker#system()} by default. */
    public Builder ticker(Ticker ticker) {
      return this;
    }

    /**
     * Starts the core.
     *
     * @throws IllegalStateException if two plugins provide one group or event, naming both
     * @throws IOException if a transport can't listen; nothing stays open
     */
    public Core start() throws IOException {
      return new Core();
    }
  }
}
