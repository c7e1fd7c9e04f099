package dev.parley.core.publish;

/** One front end's session, as who sends notifications sees it. */
public interface Hearer {
  /** Takes a notification that the front end listens to; never waits for it. */
  void hear(OutgoingNotification notification);
}
