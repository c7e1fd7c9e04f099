import '../contract/compare.dart';
import '../contract/group.dart';
import '../errors.dart';
import '../limits.dart';
import '../reason.dart';
import '../wire/frames.dart';
import '../wire/frame_writer.dart';

/// What the handshake has settled: the core's limits, and which contract groups both sides mean alike.
final class Agreement {
  /// Compares what the core told with the groups of this front end. Throws a [ConnectionException] that names every
  /// difference.
  factory Agreement(WelcomeFrame welcome, List<Group> groups) {
    if (welcome.protocol != protocolVersion) {
      throw ConnectionException(
        Reason.protocolError,
        'the core speaks version ${welcome.protocol} of the protocol; this package speaks $protocolVersion',
      );
    }
    final agreement = Agreement._(welcome);
    final problems = [for (final group in groups) ...agreement._compare(group)];
    if (problems.isNotEmpty) {
      throw ConnectionException(
        Reason.contractMismatch,
        "the core's contract is another than the one this front end was generated from: ${differencesText(problems)}",
      );
    }
    return agreement;
  }

  Agreement._(WelcomeFrame welcome)
    : maxFrameBytes =
          welcome.maxFrameBytes == 0
              ? defaultFrameBytes
              : welcome.maxFrameBytes,
      maxCalls = welcome.maxCalls == 0 ? 0x7fffffff : welcome.maxCalls,
      streamItems = welcome.streamItems,
      streamBytes = welcome.streamBytes,
      _offered = {for (final group in welcome.groups) group.name: group};

  /// The largest frame that the core accepts, in bytes.
  final int maxFrameBytes;

  /// How many calls may be in flight.
  final int maxCalls;

  /// How many items the core takes of each stream before it gives more credit.
  final int streamItems;

  /// The same in bytes.
  final int streamBytes;

  final Map<String, GroupInfo> _offered;
  final Set<Group> _agreed = Set.identity();

  /// Why the group cannot be used, `null` if it can: it may not have been named when connecting.
  String? problemWith(Group group) {
    if (_agreed.contains(group)) {
      return null;
    }
    final problems = _compare(group);
    return problems.isEmpty ? null : differencesText(problems);
  }

  List<String> _compare(Group group) {
    final offered = _offered[group.name];
    if (offered == null) {
      return differences(group, null);
    }
    if (offered.fingerprint != group.fingerprint) {
      if (offered.shape.isEmpty) {
        return [
          "${group.name} differs from the core's; name it in Core.connect's contract to learn where",
        ];
      }
      final found = differences(group, offered.shape);
      if (found.isNotEmpty) {
        return found;
      }
    }
    _agreed.add(group);
    return const [];
  }
}
