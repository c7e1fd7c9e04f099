/// An event group or notification group as the generated code knows it.
final class Group {
  /// Made by generated code.
  const Group({
    required this.name,
    required this.fingerprint,
    required this.shape,
  });

  /// The Java interface's name, such as `UserEvent`.
  final String name;

  /// The first 16 hexadecimal digits of the shape's SHA-256.
  final String fingerprint;

  /// Every item that both sides have to agree on, one `key = value` a line, sorted.
  final List<String> shape;
}
