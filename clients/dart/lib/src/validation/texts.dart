const int _longestLocalPart = 64;
const int _longestDomain = 255;

final RegExp _localPart = RegExp(r"^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+$");
final RegExp _label = RegExp(
  r'^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$',
);

/// Unicode's White_Space property, as in a core; `trim` takes U+FEFF for white space too.
final RegExp _notWhiteSpace = RegExp(
  r'[^\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]',
);

/// Whether there is nothing but white space in the text.
bool isBlank(String text) => !_notWhiteSpace.hasMatch(text);

/// Whether the whole text is an e-mail address: what browsers take in `<input type=email>` (HTML Standard, §4.10.5.1.5,
/// "valid e-mail address"), with at most 64 characters before the `@` and 255 after it (RFC 5321, §4.5.3.1). The empty text
/// is none.
bool isEmail(String text) {
  final at = text.indexOf('@');
  if (at > _longestLocalPart || text.length - at - 1 > _longestDomain) {
    return false;
  }
  return at > 0 &&
      _localPart.hasMatch(text.substring(0, at)) &&
      text.substring(at + 1).split('.').every(_label.hasMatch);
}

/// UTF-16 units of a key that are shown.
const int _shownKey = 40;

/// How a path shows an entry of a map by its key: `[7]`, `["Ada"]`.
String entryText(Object? key) => key is String ? '[${_quoted(key)}]' : '[$key]';

String _quoted(String key) {
  var end = key.length;
  if (end > _shownKey) {
    // Half a character is not shown.
    final last = key.codeUnitAt(_shownKey - 1);
    end = last >= 0xd800 && last <= 0xdbff ? _shownKey - 1 : _shownKey;
  }
  final shown = StringBuffer('"');
  for (var i = 0; i < end; i++) {
    final unit = key.codeUnitAt(i);
    if (unit == 0x22 || unit == 0x5c) {
      shown.write(r'\');
    }
    shown.write(
      unit < 0x20 ? '\\u${unit.toRadixString(16).padLeft(4, '0')}' : key[i],
    );
  }
  shown.write(end < key.length ? '…"' : '"');
  return '$shown';
}
