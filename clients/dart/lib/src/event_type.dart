import 'codec/message_type.dart';
import 'contract/group.dart';

/// An event as the generated code knows it. A payload or response that it has not is `null` and its type `void`; one
/// that declares no error has the type [Never].
base class EventType<P, T, E> {
  /// Made by generated code.
  const EventType({
    required this.group,
    required this.name,
    this.payload,
    this.response,
    this.error,
    this.idempotent = false,
  });

  /// The group that declares it.
  final Group group;

  /// The name on the wire, such as `UserEvent.SignIn`.
  final String name;

  /// The type of what the front end sends.
  final MessageType<P>? payload;

  /// The type of what the event answers.
  final MessageType<T>? response;

  /// The type of the error that it declares.
  final MessageType<E>? error;

  /// Whether running it twice is running it once: its calls may be sent again when their session was lost.
  final bool idempotent;
}

/// An event whose handler sends items (a `Sink` in the contract).
final class StreamEventType<P, O, T, E> extends EventType<P, T, E> {
  /// Made by generated code.
  const StreamEventType({
    required super.group,
    required super.name,
    required this.fromCore,
    super.payload,
    super.response,
    super.error,
    super.idempotent,
  });

  /// The items that the core sends.
  final MessageType<O> fromCore;
}

/// An event whose handler takes items (a `Source` in the contract).
final class UploadEventType<P, I, T, E> extends EventType<P, T, E> {
  /// Made by generated code.
  const UploadEventType({
    required super.group,
    required super.name,
    required this.toCore,
    super.payload,
    super.response,
    super.error,
    super.idempotent,
  });

  /// The items that the front end sends.
  final MessageType<I> toCore;
}

/// An event whose handler does both.
final class ConversationEventType<P, I, O, T, E> extends EventType<P, T, E> {
  /// Made by generated code.
  const ConversationEventType({
    required super.group,
    required super.name,
    required this.toCore,
    required this.fromCore,
    super.payload,
    super.response,
    super.error,
    super.idempotent,
  });

  /// The items that the front end sends.
  final MessageType<I> toCore;

  /// The items that the core sends.
  final MessageType<O> fromCore;
}
