import 'dart:typed_data';

import 'byte_reader.dart';
import 'kind.dart';
import 'limits.dart';
import 'message_type.dart';
import 'open_enum.dart';

/// Reads a Protobuf message. A reader stands before a field ([tag]), or before a value of the type that the caller names.
///
/// Whatever the bytes are, every method returns or throws a `MalformedMessageException`; nothing is allocated for a length
/// that is only declared.
final class MessageReader extends ByteReader {
  /// Reads all of the bytes; `names` is what errors call the outermost message.
  MessageReader(super.input, super.names);

  /// List elements and map entries that were read so far.
  int _elements = 0;

  /// Which element of a list is read next; −1 for none.
  int _element = -1;

  /// Where the occurrences of message fields stand that occurred more than once.
  final List<List<int>> _repeated = [];

  /// The next field's tag (number and wire type), or 0 at the end of the message.
  int tag() {
    final at = position;
    if (at >= end) {
      return 0;
    }
    final first = input[at];
    if (first > 7 && first < 0x80) {
      position = at + 1;
      return lastTag = first;
    }
    return _longTag();
  }

  int _longTag() {
    lastTag = 0;
    final tag = int64();
    if (tag >>> 32 != 0 || tag >>> 3 == 0) {
      throw malformed('a field number that is 0 or greater than 536,870,911');
    }
    return lastTag = tag;
  }

  /// Passes over the value of a field that nobody knows, groups included.
  void skip(int tag) => _skip(tag, path.depth + 1);

  void _skip(int tag, int depth) {
    switch (tag & 7) {
      case 0:
        int64();
      case 1:
        advance(8);
      case 2:
        advance(length());
      case 3:
        _skipGroup(tag, depth);
      case 4:
        throw malformedField('the end of a group that never began');
      case 5:
        advance(4);
      default:
        throw malformedField("wire type ${tag & 7}, which doesn't exist");
    }
  }

  /// Groups are no part of proto3, but bytes from elsewhere may hold them.
  void _skipGroup(int start, int depth) {
    if (depth > maxDepth) {
      throw _tooDeep();
    }
    for (var tag = this.tag(); tag != start + 1; tag = this.tag()) {
      if (tag == 0) {
        throw malformed(
          'the bytes end within the group in field ${start >> 3}',
        );
      }
      _skip(tag, depth + 1);
    }
  }

  /// An enum's value, known or not.
  E enumeration<E extends OpenEnum>(EnumType<E> type) => type.of(int32());

  /// An unsigned integer, such as a call's number.
  int count() => int64();

  /// A message that stands here.
  T message<T>(MessageType<T> type) {
    final outer = _enter();
    final message = _nested(type, lastTag >>> 3);
    _leave(outer);
    return message;
  }

  /// Adds one element to a list.
  void add<T>(Kind<T> kind, List<T> list) {
    _countElement();
    _element = list.length;
    list.add(kind.take(this));
    _element = -1;
  }

  /// Adds a packed list's elements.
  void packed<T>(Kind<T> kind, List<T> list) {
    final outer = _enter();
    while (position < end) {
      _countElement();
      list.add(kind.take(this));
    }
    _leave(outer);
  }

  /// Adds an entry to a map; the last one of a key wins.
  void entry<K, V>(Kind<K> keyKind, Kind<V> kind, Map<K, V> map) {
    _countElement();
    final field = lastTag >>> 3;
    final outer = _enter();
    path.enterEntry(field);
    if (path.depth > maxDepth) {
      path.leave();
      throw _tooDeep();
    }
    final keyTag = 8 | keyKind.wireType;
    final valueTag = 16 | kind.wireType;
    var key = keyKind.empty;
    V? value;
    var at = 0;
    for (var tag = this.tag(); tag != 0; tag = this.tag()) {
      if (tag == keyTag) {
        key = keyKind.take(this);
      } else if (tag != valueTag) {
        skip(tag);
      } else if (kind.isMessage) {
        at = keep(at);
      } else {
        value = kind.take(this);
      }
    }
    path.key(key);
    if (kind is MessageType<V>) {
      value = kept(2, kind, at);
    }
    map[key] = value ?? kind.empty;
    path.leave();
    _leave(outer);
  }

  /// Passes over a singular message field and remembers where it stands, to be read by [kept].
  ///
  /// A field that occurs more than once is one message, written in pieces (Protobuf encoding guide, "Last One Wins"), so
  /// it can only be read when all pieces are known. [before] is what an earlier occurrence returned, 0 if there was none.
  int keep(int before) {
    final at = position;
    advance(length());
    if (before == 0) {
      return at;
    }
    if (before > 0) {
      _repeated.add([before, at]);
      return -_repeated.length;
    }
    _repeated[-before - 1].add(at);
    return before;
  }

  /// The message at the place that [keep] returned; where there is none, the message of empty values. [field] is its
  /// number, for errors.
  T kept<T>(int field, MessageType<T> type, int at) {
    if (at < 0) {
      return _joined(field, type, _repeated[-at - 1]);
    }
    final (outerPosition, outerEnd) = (position, end);
    if (at == 0) {
      end = position;
    } else {
      position = at;
      _enter();
    }
    final message = _nested(type, field, isPresent: at != 0);
    position = outerPosition;
    end = outerEnd;
    return message;
  }

  /// The message at the place that [keep] returned, `null` where there is none.
  T? keptOptional<T>(int field, MessageType<T> type, int at) =>
      at == 0 ? null : kept(field, type, at);

  /// Refuses a union that holds none of the alternatives that are known here.
  Never missing() =>
      throw malformed('has none of the alternatives that are known here');

  /// Reads the pieces of a message as one.
  T _joined<T>(int field, MessageType<T> type, List<int> places) {
    final (bytes, outerPosition, outerEnd) = (input, position, end);
    final whole = BytesBuilder(copy: false);
    for (final at in places) {
      position = at;
      whole.add(view());
    }
    input = whole.takeBytes();
    position = 0;
    end = input.length;
    final message = _nested(type, field);
    input = bytes;
    position = outerPosition;
    end = outerEnd;
    return message;
  }

  /// Reads a message to the reader's end.
  T _nested<T>(MessageType<T> type, int field, {bool isPresent = true}) {
    if (isPresent && path.depth >= maxDepth) {
      lastTag = field << 3;
      throw _tooDeep();
    }
    path.enter(type, field, _element);
    _element = -1;
    final message = type.read(this);
    path.leave();
    return message;
  }

  /// Narrows the reader to the length-delimited value that stands here; returns the end to go back to.
  int _enter() {
    final outer = end;
    final length = this.length();
    end = position + length;
    return outer;
  }

  void _leave(int outer) {
    position = end;
    end = outer;
  }

  void _countElement() {
    if (++_elements > maxElements) {
      throw malformedField(
        'the message has more than $maxElements list elements and map entries',
      );
    }
  }

  Never _tooDeep() =>
      throw malformedField('messages are nested more than $maxDepth deep');
}
