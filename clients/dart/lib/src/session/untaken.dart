/// Counts the bytes of items that were received and that nobody has taken.
final class Untaken {
  /// [limit] is how many there may be, in bytes.
  Untaken(this.limit);

  /// How many there may be, in bytes.
  final int limit;

  int _bytes = 0;

  /// Counts an item, unless that goes beyond the limit.
  bool add(int bytes) {
    if (_bytes + bytes > limit) {
      return false;
    }
    _bytes += bytes;
    return true;
  }

  /// Items were taken, or dropped.
  void remove(int bytes) => _bytes -= bytes;
}
