/// Things of which there is one at a time for each key. It outlives a hot reload, as all of an isolate does.
final class Keyed {
  final Map<Object, ({Object owner, Future<void> Function() stop})> _all = {};

  /// Gives the key to a new owner; completes when the one that had it has stopped.
  Future<void> claim(
    Object key,
    Object owner,
    Future<void> Function() stop,
  ) async {
    final before = _all[key];
    _all[key] = (owner: owner, stop: stop);
    if (before != null && !identical(before.owner, owner)) {
      await before.stop();
    }
  }

  /// The owner has stopped; the key is another's already if it was made to.
  void release(Object key, Object owner) {
    if (identical(_all[key]?.owner, owner)) {
      _all.remove(key);
    }
  }
}

/// The connections of this isolate that have a key.
final Keyed connectionsByKey = Keyed();

/// The listeners of this isolate that have a key, which is a core and a name.
final Keyed listenersByKey = Keyed();
