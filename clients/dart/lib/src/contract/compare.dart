import 'group.dart';

/// How many differences one error names; more would not be read.
const int _shown = 20;

/// Compares a group as it was generated here with the core's. What stands here must stand in the core with the same
/// value; what only the core has is an addition and fine. Returns a line for each difference.
///
/// [coreShape] is `null` when the core has no such group.
List<String> differences(Group group, String? coreShape) {
  if (coreShape == null) {
    return ['${group.name}: the core has no such group'];
  }
  final here = _itemsOf(group.shape);
  final there = _itemsOf(coreShape.split('\n'));
  return [
    for (final MapEntry(:key, :value) in here.entries)
      if (there[key] != value) _difference(group, here, key, value, there[key]),
  ];
}

/// The lines of all groups as one text, the rest counted.
String differencesText(List<String> texts) {
  final shown = texts.take(_shown).join('; ');
  final rest = texts.length - _shown;
  return rest > 0 ? '$shown; and $rest more' : shown;
}

Map<String, String> _itemsOf(List<String> lines) {
  final items = <String, String>{};
  for (final line in lines) {
    final at = line.indexOf(' = ');
    if (at > 0) {
      items[line.substring(0, at)] = line.substring(at + 3);
    }
  }
  return items;
}

String _difference(
  Group group,
  Map<String, String> items,
  String key,
  String value,
  String? other,
) {
  final (kind, name) = _keyOf(key);
  final dot = name.lastIndexOf('.');
  final type = dot < 0 ? '' : name.substring(0, dot);
  final number = name.substring(dot + 1);
  return switch (kind) {
    'event' ||
    'notification' => '${group.name}.$name ${_compared(value, other)}',
    'field' =>
      '${_useOf(group, items, type)}: field $number ${_compared(value, other)}',
    'enum' => '$type: the constant $number ${_compared(value, other)}',
    _ => '${group.name}: $key ${_compared(value, other)}',
  };
}

(String kind, String name) _keyOf(String key) {
  final parts = key.split(' ');
  return (parts[0], parts.length > 1 ? parts[1] : '');
}

String _compared(String here, String? there) =>
    there == null
        ? 'is `$here` here and not in the core'
        : 'is `$here` here and `$there` in the core';

/// The first event or notification that carries the type, as people know it; else the type itself.
String _useOf(Group group, Map<String, String> items, String type) {
  for (final MapEntry(:key, :value) in items.entries) {
    final (kind, name) = _keyOf(key);
    if (kind != 'event' && kind != 'notification') {
      continue;
    }
    if (value.contains('($type)')) {
      return '${group.name}.$name payload';
    }
    if (kind == 'event') {
      final [answer, ...error] = value.split(' ! ');
      if (answer.endsWith('-> $type')) {
        return '${group.name}.$name response';
      }
      if (error.length == 1 && error.single == type) {
        return '${group.name}.$name error';
      }
    }
  }
  return type;
}
