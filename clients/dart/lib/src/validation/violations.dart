import 'dart:typed_data';

import '../codec/message_type.dart';
import 'texts.dart';
import 'violation.dart';

/// How many violations are kept, as in a core.
const int maxViolations = 100;

/// UTF-16 units of the longest text that a pattern is tried on; a longer one violates it.
const int _maxMatched = 512;

final Map<String, RegExp> _patterns = {};
final Float32List _single = Float32List(1);

/// Collects violations: what generated code checks by. It knows which message is being checked.
///
/// Each check is that of one constraint, as a core does it, and is given where the value stands, the value, and what is said
/// if it is refused. An absent value violates only what says so.
final class Violations {
  final List<Violation> _list = [];
  String _path = '';

  /// What was found, which can't be changed.
  List<Violation> get list => List.unmodifiable(_list);

  void _add(String path, String constraint, String message) {
    if (_list.length < maxViolations) {
      _list.add(Violation(_at(path), constraint, message));
    }
  }

  String _at(String path) => _path.isEmpty ? path : '$_path.$path';

  /// `@NotNull`
  void notNull(String path, Object? value, String message) {
    if (value == null) {
      _add(path, 'NotNull', message);
    }
  }

  /// `@NotBlank`
  void notBlank(String path, String? value, String message) {
    if (value == null || isBlank(value)) {
      _add(path, 'NotBlank', message);
    }
  }

  /// `@NotEmpty`
  void notEmpty(String path, Object? value, String message) {
    if (value == null || _sizeOf(value) == 0) {
      _add(path, 'NotEmpty', message);
    }
  }

  /// `@Size`: counts UTF-16 units, elements, bytes or entries.
  void size(String path, Object? value, int min, int? max, String message) {
    if (value == null) {
      return;
    }
    final size = _sizeOf(value);
    if (size < min || max != null && size > max) {
      _add(path, 'Size', message);
    }
  }

  static int _sizeOf(Object value) => switch (value) {
    String() => value.length,
    List<Object?>() => value.length,
    Map<Object?, Object?>() => value.length,
    _ => throw ArgumentError.value(value, 'value', 'has no size'),
  };

  /// `@Email`
  void email(String path, String? value, String message) {
    if (value != null && !isEmail(value)) {
      _add(path, 'Email', message);
    }
  }

  /// `@Pattern`, which the whole text has to match.
  void pattern(String path, String? value, String pattern, String message) {
    if (value == null) {
      return;
    }
    final expression =
        _patterns[pattern] ??= RegExp('^(?:$pattern)\$', unicode: true);
    if (value.length > _maxMatched || !expression.hasMatch(value)) {
      _add(path, 'Pattern', message);
    }
  }

  /// `@AssertTrue`
  void isTrue(String path, bool? value, String message) {
    if (value == false) {
      _add(path, 'AssertTrue', message);
    }
  }

  /// `@AssertFalse`
  void isFalse(String path, bool? value, String message) {
    if (value == true) {
      _add(path, 'AssertFalse', message);
    }
  }

  // NaN is on no side of any bound, so it violates each.

  /// A bound that is satisfied by itself and by what is greater.
  void atLeast(
    String path,
    num? value,
    num bound,
    String constraint,
    String message,
  ) {
    if (value != null && !(value >= bound)) {
      _add(path, constraint, message);
    }
  }

  /// A bound that is satisfied by itself and by what is less.
  void atMost(
    String path,
    num? value,
    num bound,
    String constraint,
    String message,
  ) {
    if (value != null && !(value <= bound)) {
      _add(path, constraint, message);
    }
  }

  /// A bound that is satisfied by what is greater.
  void moreThan(
    String path,
    num? value,
    num bound,
    String constraint,
    String message,
  ) {
    if (value != null && !(value > bound)) {
      _add(path, constraint, message);
    }
  }

  /// A bound that is satisfied by what is less.
  void lessThan(
    String path,
    num? value,
    num bound,
    String constraint,
    String message,
  ) {
    if (value != null && !(value < bound)) {
      _add(path, constraint, message);
    }
  }

  /// The number that a `float` field makes of a number: what a core will see.
  double? float32(double? value) =>
      value == null ? null : (_single..[0] = value)[0];

  /// The elements of a list with their paths.
  Iterable<(String, T)> elements<T>(String path, List<T> list) =>
      list.indexed.map((element) => ('$path[${element.$1}]', element.$2));

  /// The values of a map with their paths.
  Iterable<(String, T)> values<T>(String path, Map<Object, T> map) =>
      map.entries.map((entry) => ('$path${entryText(entry.key)}', entry.value));

  /// Checks a message that the message holds, if it is there. An alternative of a union is no step of its own: its path is
  /// empty.
  void message<T>(String path, T? message, MessageType<T> type) {
    final check = type.check;
    if (message == null || check == null) {
      return;
    }
    final outer = _path;
    _path = path.isEmpty ? outer : _at(path);
    check(message, this);
    _path = outer;
  }

  /// Checks the messages of a list.
  void messages<T>(String path, List<T> list, MessageType<T> type) {
    for (final (path, element) in elements(path, list)) {
      message(path, element, type);
    }
  }

  /// Checks the messages of a map.
  void messageValues<T>(String path, Map<Object, T> map, MessageType<T> type) {
    for (final (path, value) in values(path, map)) {
      message(path, value, type);
    }
  }
}
