/// What a message and its fields are called in errors.
abstract interface class MessageNames {
  /// The full name, such as `dev.parley.flowy.SignInPayloadPB`.
  String get typeName;

  /// The names of fields by their numbers.
  Map<int, String> get fields;
}

/// [MessageNames] of a message without a type of its own, such as a frame.
final class PlainNames implements MessageNames {
  /// Names a message.
  const PlainNames(this.typeName, [this.fields = const {}]);

  @override
  final String typeName;

  @override
  final Map<int, String> fields;
}

/// What is called `key` and `value` on the wire.
const MessageNames _entry = PlainNames('entry', {1: 'key', 2: 'value'});

const int _value = 2;

/// How many characters of a map's key are shown.
const int _shownKey = 40;

/// Where in a tree of messages a reader or writer is. Kept as names are entered, turned into text only for an error.
final class MessagePath {
  /// Stands at the outermost message.
  MessagePath(MessageNames outermost) : _steps = [outermost];

  final List<MessageNames> _steps;
  final List<int> _fields = [0];
  final List<int> _elements = [-1];
  final List<Object?> _keys = [null];

  /// How many messages and map entries lie around the one that was entered last.
  int get depth => _steps.length - 1;

  /// Enters the message in a field, or the element of a list there.
  void enter(MessageNames message, int field, int element) {
    _steps.add(message);
    _fields.add(field);
    _elements.add(element);
    _keys.add(null);
  }

  /// Enters an entry of a map.
  void enterEntry(int field) => enter(_entry, field, -1);

  /// Says of which key the entry is that was entered last.
  void key(Object? key) => _keys[depth] = key;

  /// Goes back to the message around.
  void leave() {
    _steps.removeLast();
    _fields.removeLast();
    _elements.removeLast();
    _keys.removeLast();
  }

  /// Goes back to the outermost message.
  void clear() {
    while (depth > 0) {
      leave();
    }
  }

  /// `UserProfilePB.address.street`: a field of the message that was entered last; that message itself for field 0.
  String text(int field) {
    final text = StringBuffer(_simple(_steps.first.typeName));
    for (var level = 1; level <= depth; level++) {
      _append(text, level);
    }
    if (field != 0) {
      text.write('.${_name(_steps.last, field)}');
    }
    return '$text';
  }

  void _append(StringBuffer text, int level) {
    final around = _steps[level - 1];
    // The value of an entry is named by its key, which stands there already.
    final isValue =
        identical(around, _entry) &&
        _fields[level] == _value &&
        _keys[level - 1] != null;
    if (!isValue) {
      text.write('.${_name(around, _fields[level])}');
    }
    final key = _keys[level];
    if (key != null) {
      text.write(_shown(key));
    } else if (_elements[level] >= 0) {
      text.write('[${_elements[level]}]');
    }
  }

  static String _name(MessageNames message, int field) =>
      message.fields[field] ?? '$field';

  static String _simple(String name) =>
      name.substring(name.lastIndexOf('.') + 1);

  /// `[5]` or `["home"]`: an entry of a map by its key.
  static String _shown(Object key) {
    if (key is! String) {
      return '[$key]';
    }
    final shown = key.runes.take(_shownKey).map((rune) {
      final text = String.fromCharCode(rune);
      return switch (text) {
        '"' || r'\' => '\\$text',
        _ when rune < 0x20 => '\\u${rune.toRadixString(16).padLeft(4, '0')}',
        _ => text,
      };
    });
    final more = key.runes.length > _shownKey ? '…' : '';
    return '["${shown.join()}$more"]';
  }
}
