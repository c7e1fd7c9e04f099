package dev.parley.core.dispatch;

import dev.parley.core.event.Call;
import dev.parley.core.log.CoreLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** What is to happen when a call ends without its handler; each of it once. */
final class EndTasks {
  private final List<Entry> entries = new ArrayList<>();

  /** A task, told from another registration of the same. */
  private static final class Entry {
    private final Runnable task;
    private final AtomicBoolean done = new AtomicBoolean();

    Entry(Runnable task) {
      this.task = task;
    }
  }

  Call.Registration add(Runnable task) {
    Entry entry = new Entry(task);
    synchronized (this) {
      entries.add(entry);
    }
    return () -> {
      entry.done.set(true);
      synchronized (this) {
        entries.remove(entry);
      }
    };
  }

  /** Runs what has not run. */
  void run() {
    List<Entry> due;
    synchronized (this) {
      due = List.copyOf(entries);
      entries.clear();
    }
    for (Entry entry : due) {
      if (entry.done.compareAndSet(false, true)) {
        try {
          entry.task.run();
        } catch (Throwable e) {
          // Errors as well: other tasks, and other calls that end with this one, must not miss it.
          log(e);
        }
      }
    }
  }

  private static void log(Throwable e) {
    try {
      CoreLog.get()
          .log(System.Logger.Level.ERROR, "What was to happen at the end of a call failed", e);
    } catch (Throwable logging) {
      // There is no memory to say so either.
    }
  }
}
