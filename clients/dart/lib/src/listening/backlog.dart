import 'dart:collection';

/// What a waiting item costs beside its payload and its subject or text, in bytes, as in a core.
const int constantBytes = 64;

/// What keeping something takes, in bytes. An item takes the place of one that still waits and [replaces] the same;
/// `null` if it replaces none.
typedef Cost = ({int bytes, String? replaces});

final class _Entry<T> {
  _Entry(this.item, this.bytes, this.replaces);

  T item;
  int bytes;
  final String? replaces;
}

/// What has come for somebody who takes it later. Of `latest` notifications of a subject the newest waits, in the place
/// of the first: who does not keep up is given a handful, and the last one for certain.
final class Backlog<T> {
  /// [_limit] is how much may wait, in bytes.
  Backlog(this._limit);

  final int _limit;
  final Queue<_Entry<T>> _waiting = Queue();
  final Map<String, _Entry<T>> _replaceable = {};
  int _bytes = 0;

  /// Whether nothing waits.
  bool get isEmpty => _waiting.isEmpty;

  /// Whether it waits now; it does not if that were more bytes than may wait.
  bool add(T item, Cost cost) {
    final replaced = _replaceable[cost.replaces];
    final total = _bytes + cost.bytes - (replaced?.bytes ?? 0);
    if (total > _limit) {
      return false;
    }
    _bytes = total;
    if (replaced == null) {
      _push(item, cost);
    } else {
      replaced
        ..item = item
        ..bytes = cost.bytes;
    }
    return true;
  }

  /// Gives up all that waits; what stands in its place waits whatever it costs.
  void replaceAll(T item, Cost cost) {
    clear();
    _bytes = cost.bytes;
    _push(item, cost);
  }

  /// Nothing that comes later takes the place of what waits by now.
  void seal() => _replaceable.clear();

  /// Takes the first out. There must be one.
  T removeFirst() {
    final entry = _waiting.removeFirst();
    _bytes -= entry.bytes;
    if (identical(_replaceable[entry.replaces], entry)) {
      _replaceable.remove(entry.replaces);
    }
    return entry.item;
  }

  /// Gives up all that waits.
  void clear() {
    _waiting.clear();
    _replaceable.clear();
    _bytes = 0;
  }

  void _push(T item, Cost cost) {
    final entry = _Entry(item, cost.bytes, cost.replaces);
    _waiting.add(entry);
    if (cost.replaces case final replaces?) {
      _replaceable[replaces] = entry;
    }
  }
}
