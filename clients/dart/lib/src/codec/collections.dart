import 'dart:typed_data';

/// No bytes; can't be changed.
final Uint8List noBytes = Uint8List(0).asUnmodifiableView();

/// The elements as a list that can't be changed, and whose bytes can't be either.
List<T> copyList<T>(Iterable<T> values) => List.unmodifiable(
  values is Iterable<Uint8List>
      ? (values as Iterable<Uint8List>).map(copyBytes)
      : values,
);

/// The entries as a map in the same order that can't be changed, and whose bytes can't be either.
Map<K, V> copyMap<K, V>(Map<K, V> map) => Map.unmodifiable(
  map is Map<K, Uint8List>
      ? (map as Map<K, Uint8List>).map(
        (key, value) => MapEntry(key, copyBytes(value)),
      )
      : map,
);

/// The bytes as a list that can't be changed.
Uint8List copyBytes(Uint8List bytes) =>
    bytes.isEmpty ? noBytes : Uint8List.fromList(bytes).asUnmodifiableView();

/// The bytes as a list that can't be changed; `null` for `null`.
Uint8List? copyBytesOrNull(Uint8List? bytes) =>
    bytes == null ? null : copyBytes(bytes);

/// What a generated `toString` says of bytes: `12 bytes`, or `null`.
String bytesText(Uint8List? bytes) => switch (bytes?.length) {
  null => 'null',
  1 => '1 byte',
  final length => '$length bytes',
};

/// Whether two values of a field are equal: lists and maps if their elements are, maps in any order; floating-point
/// numbers if they are the same number, where NaN is equal to itself and 0.0 is not −0.0, as in the core.
bool deepEquals(Object? a, Object? b) {
  if (identical(a, b)) {
    return true;
  }
  switch ((a, b)) {
    case (final double a, final double b):
      return a == b ? a.isNegative == b.isNegative : a.isNaN && b.isNaN;
    case (final List<Object?> a, final List<Object?> b):
      if (a.length != b.length) {
        return false;
      }
      for (var i = 0; i < a.length; i++) {
        if (!deepEquals(a[i], b[i])) {
          return false;
        }
      }
      return true;
    case (final Map<Object?, Object?> a, final Map<Object?, Object?> b):
      return a.length == b.length &&
          a.entries.every(
            (entry) =>
                b.containsKey(entry.key) &&
                deepEquals(entry.value, b[entry.key]),
          );
    default:
      return a == b;
  }
}

/// A hash code that is the same for values that [deepEquals] calls equal.
int deepHash(Object? value) => switch (value) {
  double() when value.isNaN => 0x7ff8,
  List<Object?>() => Object.hashAll(value.map(deepHash)),
  Map<Object?, Object?>() => Object.hashAllUnordered(
    value.entries.map((entry) => Object.hash(entry.key, deepHash(entry.value))),
  ),
  _ => value.hashCode,
};
