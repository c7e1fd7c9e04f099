import 'dart:async';

/// Gathers what arrives and lets a test wait for it.
final class Inbox<T> {
  final List<T> all = [];
  final List<Completer<void>> _waiting = [];
  int _taken = 0;

  void put(T item) {
    all.add(item);
    for (final one in [..._waiting]) {
      one.complete();
    }
    _waiting.clear();
  }

  /// The next that was not taken, when it is there.
  Future<T> next() async {
    await first(_taken + 1);
    return all[_taken++];
  }

  /// The first ones, when there are as many.
  Future<List<T>> first(int count) async {
    while (all.length < count) {
      final arrived = Completer<void>();
      _waiting.add(arrived);
      await arrived.future;
    }
    return all.sublist(0, count);
  }

  /// How many there are that were not taken.
  int get left => all.length - _taken;
}
