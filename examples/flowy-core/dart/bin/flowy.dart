import 'dart:io';

import 'package:flowy/flowy.dart';
import 'package:parley/io.dart';
import 'package:parley/parley.dart';

/// A front end for the terminal: talks to a running flowy-core.
///
///     FLOWY_PASSWORD='A!@123abc' dart run flowy SOCKET E-MAIL [NAME]
///
/// Signs in, or up if nobody has that address and a name is given; stores some pages and reads them back; then tells what
/// changes in the profile until it is ended. Start it twice to see that.
Future<void> main(List<String> arguments) async {
  final password = Platform.environment['FLOWY_PASSWORD'];
  if (arguments.length < 2 || password == null) {
    stderr.writeln(
      "usage: FLOWY_PASSWORD='A!@123abc' dart run flowy SOCKET E-MAIL [NAME]",
    );
    exitCode = 2;
    return;
  }
  final [socket, email, ...names] = arguments;
  final Core core;
  try {
    core = await Core.connect(
      UnixSocket(socket),
      contract: contract,
      name: 'flowy (terminal)',
      timeout: const Duration(seconds: 30),
      onStateChange: (change) => print('-- ${change.state.name}'),
    );
  } on ConnectionException catch (failure) {
    stderr.writeln(failure.message);
    exitCode = 1;
    return;
  }
  final profile = await _enter(email, password, names.join(' '));
  if (profile == null) {
    exitCode = 1;
  } else {
    print('Hello, ${profile.name}.');
    await _keepPages();
    await _followProfile(profile.id);
  }
  await core.close();
}

/// Signs in, or up; `null` if the core does not let them.
Future<UserProfilePB?> _enter(
  String email,
  String password,
  String name,
) async {
  final signIn = UserEventSignIn(
    SignInPayloadPB(email: email, password: password),
  );
  switch (await signIn.send()) {
    case Success(:final value):
      return value;
    case Failure(:final error)
        when error.code == ErrorCode.userNotExist && name.isNotEmpty:
      final signUp = UserEventSignUp(
        SignUpPayloadPB(email: email, password: password, name: name),
      );
      switch (await signUp.send()) {
        case Success(:final value):
          return value;
        case Failure(:final error):
          print('Signing up was refused: ${error.msg}');
      }
    case Failure(:final error):
      print('Signing in was refused: ${error.msg}');
  }
  return null;
}

/// Streams pages to the core and back.
Future<void> _keepPages() async {
  final chunks = Stream.fromIterable([
    for (var i = 0; i < 3; i++)
      ChunkPB(
        pages: [PagePB(name: 'Page ${i + 1}', text: 'From the terminal')],
      ),
  ]);
  const import = UserEventImportData(ImportPayloadPB(replace: true));
  final stored = await import.call(chunks);
  print('${stored.pages} pages are stored:');
  const export = UserEventExportData(ExportPayloadPB());
  await for (final chunk in export.stream()) {
    for (final page in chunk.pages) {
      print('  ${page.number} ${page.name}');
    }
  }
}

/// Shows the profile's name, and every change of it, until the terminal says that it is enough.
Future<void> _followProfile(String id) async {
  final observation = await UserNotification.observe(
    const UserEventGetUserProfile().call,
    (profile) => print('The name is ${profile.name}.'),
    onProfileUpdate: (_, profile) => print('The name is now ${profile.name}.'),
    subjects: [id],
  );
  print('Changes are shown as they come; Ctrl-C ends this.');
  await ProcessSignal.sigint.watch().first;
  observation.stop();
}
