import 'dart:async';
import 'dart:typed_data';

import '../contract/group.dart';
import '../errors.dart';
import '../limits.dart';
import '../listening/subscriptions.dart';
import '../reason.dart';
import '../resync.dart';
import '../transport.dart';
import '../wire/frame_writer.dart';
import '../wire/frames.dart';
import 'agreement.dart';
import 'arrivals.dart';
import 'attempts.dart';
import 'deadlines.dart';
import 'in_flight.dart';
import 'link.dart';
import 'outbox.dart';
import 'requests.dart';
import 'states.dart';
import 'untaken.dart';

/// Why a connection ends that is not tried for again: another attempt would end the same way.
const Set<Reason> _final = {
  Reason.protocolError,
  Reason.contractMismatch,
  Reason.permissionDenied,
  Reason.unauthenticated,
};

/// What the core is told by a front end that leaves.
const ConnectionException _leaving = ConnectionException(
  Reason.shuttingDown,
  'the front end has closed its connection',
);

enum _State {
  /// Until the core's first welcome.
  connecting,
  open,

  /// Either side has said that it wants no new calls.
  leaving,

  /// Without a link, while another is tried for.
  cut,
  closed,
}

/// What a session is made of. Without a [backoff] a lost link is not replaced.
typedef SessionSettings =
    ({
      String name,
      Limits limits,
      Dialer dialer,
      Backoff? backoff,
      List<Group> groups,
      void Function(Object failure, StackTrace trace) report,
    });

/// The conversation with a core: gives every call its number and its one outcome, keeps the limits, and gathers what is
/// sent in one turn of the event loop into one write. When its link is lost it goes on over another: where it was if
/// the core still knows it, else as a new session.
final class Session implements LinkOwner, Dialled {
  /// Nothing is done before [connect].
  Session(this._settings);

  final SessionSettings _settings;

  /// What ends calls in time.
  final Deadlines deadlines = Deadlines();

  /// How it stands, and who is told.
  final States states = States();

  final InFlight _inFlight = InFlight();
  late final Outbox _outbox = Outbox(limits.maxQueueBytes);
  late final Attempts _attempts = Attempts(
    _settings.dialer,
    _settings.backoff ?? Backoff(),
    limits.handshakeTimeout,
    deadlines,
    this,
  );
  late final Arrivals _arrivals = Arrivals(
    _inFlight,
    subscriptions,
    requests,
    _outbox,
    _goAway,
  );
  late final Alarm _patience = Alarm(_runOutOfPatience);

  /// Makes calls and subscriptions.
  late final Requests requests = Requests(
    _outbox,
    _inFlight,
    limits.maxQueueBytes,
    (problem) => _link?.fail(problem),
  );

  /// Who listens.
  late final Subscriptions subscriptions = Subscriptions(requests);

  /// What was received and not taken, of all streams together.
  late final Untaken untaken = Untaken(limits.maxQueueBytes);

  final Completer<String> _connected = Completer();
  final Completer<ConnectionException?> _ended = Completer();

  /// The link that is in use, and the one whose handshake goes on.
  Link? _link;
  Link? _greeting;
  int _linkedAt = 0;
  _State _state = _State.connecting;
  bool _isClosing = false;

  /// What the core said when it left.
  Refusal? _leave;

  /// What ended the last link.
  ConnectionException _loss = ConnectionException(
    Reason.connectionLost,
    closedHere.text,
  );

  /// The session's id, a secret; `null` if it ends with its link.
  Uint8List? _id;

  /// How much of it was handled when its link was lost, in bytes.
  int _received = 0;
  Duration _resumeWindow = Duration.zero;

  /// The limits that this side keeps.
  Limits get limits => _settings.limits;

  /// Completes at the end with what ended the connection, `null` if it was closed here.
  Future<ConnectionException?> get ended => _ended.future;

  /// Where failures of callbacks go.
  void report(Object failure, StackTrace trace) =>
      _settings.report(failure, trace);

  /// Calls a function of the application's; what it throws is reported.
  void guarded(void Function() call) {
    try {
      call();
    } on Object catch (failure, trace) {
      report(failure, trace);
    }
  }

  /// Connects, once. Completes with what the core calls itself, or with why there is no connection.
  Future<String> connect() {
    if (_state == _State.connecting) {
      _attempts.now();
    }
    return _connected.future;
  }

  /// Refuses new calls, waits for those in flight up to the drain limit, and ends. Without a link there is nothing to
  /// wait for.
  Future<void> close() async {
    if (_state != _State.closed && !_isClosing) {
      _isClosing = true;
      if (_link != null) {
        _state = _State.leaving;
        requests.refuse((
          reason: Reason.notConnected,
          text: 'the connection is being closed',
        ));
        await _inFlight.drained(limits.drainTimeout);
      }
      _finish(null);
    }
    await ended;
    await _released;
  }

  /// Ends everything at once, for this reason; completes when nothing of it is left.
  Future<void> giveUp(ConnectionException problem) async {
    _finish(problem);
    await _released;
  }

  late final Future<void> _released = _settings.dialer.release();

  @override
  void reached(Transport transport) {
    final resuming =
        _settings.backoff == null ? null : (session: _id, received: _received);
    final link = Link(
      transport,
      (client: _settings.name, groups: _settings.groups, resuming: resuming),
      this,
      limits,
      deadlines,
    );
    _greeting = link;
    link.open();
  }

  @override
  void unreached(ConnectionException problem) => _failed(problem);

  @override
  void welcomed(Link link, WelcomeFrame welcome) {
    final resumed = welcome.resumed;
    if (resumed) {
      _resume(link, welcome);
    } else {
      _begin(link, welcome);
    }
    final isFirst = _state == _State.connecting;
    _greeting = null;
    _link = link;
    _linkedAt = clock();
    _state = _State.open;
    deadlines.remove(_patience);
    requests.refuse(null);
    _attach(link, welcome, isNew: !resumed && !isFirst);
    if (isFirst) {
      _connected.complete(welcome.core);
    } else {
      states.change(StateChange(ConnectionState.connected, resumed: resumed));
    }
  }

  @override
  void frame(Frame frame) => _arrivals.frame(frame);

  @override
  void handled(int position) {
    _outbox.frames.ack(position);
    requests.control();
  }

  @override
  void drained() => _outbox.tellSenders();

  @override
  void leaving() => _outbox.flush();

  @override
  void linkEnded(Link link, ConnectionException problem, Ending how) {
    if (!identical(link, _link)) {
      _failed(problem);
      return;
    }
    _link = null;
    _received = link.position;
    _outbox.detach();
    final leave = _leave;
    _leave = null;
    var loss = problem;
    if (leave != null && how == Ending.lost) {
      final text = problem.cause == null ? leave.text : problem.message;
      loss = ConnectionException(leave.reason, text, problem.cause);
    }
    if (_isClosing) {
      _finish(null);
    } else if (_settings.backoff == null || _final.contains(loss.reason)) {
      _finish(loss);
    } else {
      _cut(loss, resumable: how == Ending.lost && leave == null);
    }
  }

  /// Sends over the link what the core has not handled, then asks a new session's core who listens, then sends what
  /// has waited.
  void _attach(Link link, WelcomeFrame welcome, {required bool isNew}) {
    final waited = requests.takeHeld();
    if (isNew) {
      subscriptions.renew(Resync(_loss.reason, _loss.message));
    }
    final asked = requests.takeHeld();
    final position = welcome.resumed ? welcome.received : 0;
    _outbox.attach(link.transport, position, [asked, waited]);
  }

  /// Begins a session over a link; the one before is lost, if there was one.
  void _begin(Link link, WelcomeFrame welcome) {
    final agreement = Agreement(welcome, link.greeting.groups);
    final resumable =
        link.greeting.resuming != null && welcome.session.isNotEmpty;
    if (_state == _State.connecting) {
      requests.open(agreement);
    } else {
      _lose(_loss);
      requests.reopen(agreement);
    }
    _id = resumable ? welcome.session : null;
    _resumeWindow = Duration(milliseconds: resumable ? welcome.resumeMs : 0);
    _arrivals.restart();
    _outbox.begin(resumable: resumable);
    if (resumable) {
      link.count(0);
    }
  }

  /// What was known of the session is worth nothing any more.
  void _lose(ConnectionException problem) {
    _id = null;
    subscriptions.sessionLost();
    requests.lose(problem);
  }

  /// Goes on with the session over another link.
  void _resume(Link link, WelcomeFrame welcome) {
    final asked = link.greeting.resuming?.session;
    final retained = _outbox.retained;
    final received = welcome.received;
    if (asked == null || !_isSame(asked, welcome.session)) {
      throw const ConnectionException(
        Reason.protocolError,
        'the core resumed a session that it was not asked for',
      );
    }
    if (_id == null || retained == null) {
      // It was given up while the core was asked for it.
      throw ConnectionException(Reason.limitExceeded, _waitedText);
    }
    if (received > retained.sent) {
      throw ConnectionException(
        Reason.protocolError,
        'the core has handled ${bytesText(received)} of a session in which ${bytesText(retained.sent)} were sent',
      );
    }
    if (received < retained.start) {
      final problem = ConnectionException(
        Reason.limitExceeded,
        'the core has handled ${bytesText(received)} of the session, and what was sent before byte '
        '${countText(retained.start)} is forgotten: more than ${bytesText(limits.maxQueueBytes)} '
        '(limits.maxQueueBytes) were not acknowledged',
      );
      _lose(problem);
      throw problem;
    }
    retained.acknowledged(received);
    _resumeWindow = Duration(milliseconds: welcome.resumeMs);
    link.count(_received);
  }

  void _goAway(GoAwayFrame goAway) {
    final reason = Reason.of(goAway.reason);
    final said = goAway.message.isEmpty ? reason.wireName : goAway.message;
    final leave = (reason: reason, text: 'the core is leaving: $said');
    _leave = leave;
    _id = null;
    requests.refuse(leave);
    _state = _State.leaving;
  }

  /// The link is lost, and another is tried for.
  void _cut(ConnectionException loss, {required bool resumable}) {
    _state = _State.cut;
    _loss = loss;
    if (!resumable || _id == null) {
      _lose(loss);
    }
    requests.refuse(null);
    if (_resumeWindow > Duration.zero) {
      deadlines.set(_patience, _resumeWindow);
    } else {
      _runOutOfPatience();
    }
    _dialLater(loss, Duration(microseconds: clock() - _linkedAt));
  }

  /// Calls have waited long enough, and the core no longer knows the session.
  void _runOutOfPatience() {
    _id = null;
    subscriptions.sessionLost();
    final problem = '$_waitedText: ${_loss.message}';
    requests.fail(ConnectionException(_loss.reason, problem, _loss));
    requests.refuse((reason: Reason.notConnected, text: problem));
  }

  String get _waitedText =>
      'there was no connection for ${millisText(_resumeWindow)} (Limits.resumeWindow of the core)';

  /// An attempt at connecting has failed.
  void _failed(ConnectionException problem) {
    _greeting = null;
    if (_state == _State.connecting || _final.contains(problem.reason)) {
      _finish(problem);
    } else if (_state != _State.closed) {
      _dialLater(problem, Duration.zero);
    }
  }

  void _dialLater(ConnectionException cause, Duration lasted) {
    _attempts.later(lasted);
    states.change(
      StateChange(
        ConnectionState.reconnecting,
        attempt: _attempts.count,
        cause: cause,
      ),
    );
  }

  /// Ends everything, once: every call that waits fails, and what connecting waits for.
  void _finish(ConnectionException? problem) {
    if (_state == _State.closed) {
      return;
    }
    final wasConnected = _state != _State.connecting;
    _state = _State.closed;
    requests.refuse((
      reason: Reason.notConnected,
      text: problem?.message ?? closedHere.text,
    ));
    _attempts.stop();
    _outbox.flush();
    _link?.close(_outbox.retained == null ? null : _leaving);
    _greeting?.close(null);
    _outbox.stop();
    final lost =
        problem ?? ConnectionException(Reason.connectionLost, closedHere.text);
    subscriptions.sessionLost();
    requests.fail(lost);
    subscriptions.closed(problem);
    deadlines.stop();
    if (!_connected.isCompleted) {
      _connected.completeError(lost);
    }
    unawaited(_released.catchError(report));
    _ended.complete(problem);
    if (wasConnected) {
      states.change(StateChange(ConnectionState.closed, cause: problem));
    }
  }
}

bool _isSame(Uint8List one, Uint8List other) {
  if (one.length != other.length) {
    return false;
  }
  for (var at = 0; at < one.length; at++) {
    if (one[at] != other[at]) {
      return false;
    }
  }
  return true;
}
