import '../contract/group.dart';
import '../session/pending.dart';

/// What a listener wants to hear of.
final class Topic {
  /// Without [subjects], about all.
  const Topic(this.group, this.source, this.types, this.subjects);

  /// The group of the notifications.
  final Group group;

  /// Their source.
  final String source;

  /// Their numbers.
  final List<int> types;

  /// The subjects to hear of; empty for all.
  final List<String> subjects;
}

/// What subscriptions need of a session.
abstract interface class SubscriptionWire {
  /// Asks the core; [pending] is told the answer, at once if it cannot be sent. Returns the number to end it by.
  int subscribe(Topic topic, Pending pending);

  /// Ends a subscription of that number.
  void unsubscribe(int id);

  /// Tells the core that the notifications up to this one have reached their listeners.
  void heard(int seq);
}
