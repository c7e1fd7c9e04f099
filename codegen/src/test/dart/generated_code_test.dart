/// Generated messages, as an application uses them.
library;

import 'dart:typed_data';

import '../../../../clients/dart/test/runner.dart';
import '../resources/golden/dart/collections/contract.dart';
import '../resources/golden/dart/constraints/contract.dart' as checked;
import '../resources/golden/dart/enums/contract.dart' as enums;
import '../resources/golden/dart/scalars/contract.dart';
import '../resources/golden/dart/unions/contract.dart' as unions;
import '../resources/golden/dart/user/contract.dart';
import '../resources/golden/dart/words/contract.dart' as words;

const profile = UserProfilePB(id: '1', email: 'a@b.c', iconUrl: 'x');

CollectionsPB collections() => CollectionsPB(
  names: ['a', 'b'],
  numbers: [1, -1],
  modes: [ThemeModePB.dark, ThemeModePB.of(77)],
  blobs: [
    Uint8List.fromList([1, 2]),
  ],
  circles: [const CirclePB(radius: -0.0), const CirclePB(radius: double.nan)],
  settings: {'a': 'b', '': ''},
  circlesById: {1 << 60: const CirclePB(radius: 1)},
  modesByFlag: {true: ThemeModePB.system},
  parent: CollectionsPB(names: ['inner']),
);

/// Compiles only where a switch over the constants and the unknown ones is exhaustive.
String modeText(ThemeModePB mode) => switch (mode) {
  ThemeModePB.light => 'light',
  ThemeModePB.dark => 'dark',
  ThemeModePB.system => 'system',
  UnknownThemeModePB(:final number) => 'number $number',
};

double area(unions.ShapePB shape) => switch (shape) {
  unions.CirclePB(:final radius) => radius * radius * 3,
  unions.SquarePB(:final side) => (side * side).toDouble(),
};

checked.Person person({
  String email = 'ada@example.org',
  checked.Place? place,
}) => checked.Person(
  email: email,
  name: 'Ada',
  nick: 'ada',
  tags: ['a'],
  home: const checked.Address(street: 'x'),
  favourite: place ?? const checked.Note(),
  accepted: true,
);

void main() {
  test('validate names what a core would refuse, wherever it stands', () {
    expect(person().validate(), <Object>[]);
    final book = checked.Book(
      people: [person(), person(email: 'ada')],
      owner: person(place: const checked.Address()),
      in_: const checked.Address(),
    );
    expect(book.validate().map((it) => '$it').toList(), [
      'owner.favourite.street: must not be empty',
      'people[1].email: must be an e-mail address',
      'in.street: must not be empty',
    ]);
    expect(
      checked.Place.type.validate(const checked.Address()),
      const checked.Address().validate(),
    );
    expect(checked.Place.type.validate(const checked.Note()), <Object>[]);
  });

  test('a message that was written and read is equal', () {
    expect(UserProfilePB.decode(profile.encode()), profile);
    final all = collections();
    final again = CollectionsPB.decode(all.encode());
    expect(again == all, true);
    expect(again.hashCode, all.hashCode);
    expect(again.parent!.names, ['inner']);
    expect(ScalarsPB.decode(ScalarsPB().encode()) == ScalarsPB(), true);
  });

  test('messages that differ in one field are not equal', () {
    expect(profile == profile.copyWith(name: 'n'), false);
    expect(collections() == collections().copyWith(numbers: [1, -2]), false);
    expect(const CirclePB(radius: 0) == const CirclePB(radius: -0.0), false);
  });

  test('copyWith keeps what is not given, and sets to null what is', () {
    expect(profile.copyWith(name: 'n').iconUrl, 'x');
    expect(profile.copyWith(iconUrl: () => null).iconUrl, null);
    expect(profile.copyWith(iconUrl: () => 'y').iconUrl, 'y');
    expect(profile.copyWith(), profile);
  });

  test('what was given or read cannot be changed', () {
    final names = ['a'];
    final blob = Uint8List.fromList([1]);
    final message = CollectionsPB(names: names, blobs: [blob]);
    names.add('b');
    blob[0] = 2;
    expect(message.names, ['a']);
    expect(message.blobs.first.first, 1);
    for (final it in [message, CollectionsPB.decode(message.encode())]) {
      expectThrows<UnsupportedError>(() => it.names.add('c'));
      expectThrows<UnsupportedError>(() => it.settings['c'] = '');
      expectThrows<UnsupportedError>(() => it.blobs.first[0] = 3);
    }
    final error = FlowyError(payload: Uint8List(1));
    expectThrows<UnsupportedError>(() => error.payload[0] = 1);
    expectThrows<UnsupportedError>(
      () => FlowyError.decode(error.encode()).payload[0] = 1,
    );
  });

  test('an enum keeps numbers that the contract does not have', () {
    expect(modeText(ThemeModePB.of(1)), 'dark');
    expect(modeText(ThemeModePB.of(77)), 'number 77');
    expect(ThemeModePB.of(77) == ThemeModePB.of(77), true);
    expect(ThemeModePB.of(77) == ThemeModePB.of(78), false);
    expect(CollectionsPB.decode(collections().encode()).modes[1].number, 77);
    expect(
      '${ThemeModePB.dark} ${ThemeModePB.of(9)}',
      'ThemeModePB.dark ThemeModePB.9',
    );
    expect(enums.ColourPB.emailFormatInvalid.number, 2147483647);
  });

  test('an alternative of a union is the union', () {
    const unions.ShapePB square = unions.SquarePB(side: 2);
    final drawing = unions.DrawingPB(shape: square, shapes: [square]);
    final read = unions.DrawingPB.decode(drawing.encode());
    expect(area(read.shape), 4.0);
    expect(read, drawing);
    expect(unions.ShapePB.decode(unions.ShapePB.type.encode(square)), square);
  });

  test('toString shows the fields', () {
    expect(
      '${const SignInPayloadPB(email: 'e', name: 'n')}',
      'SignInPayloadPB(email: e, password: , name: n)',
    );
    expect(
      '${FlowyError(msg: 'm', payload: Uint8List(3))}',
      'FlowyError(msg: m, payload: 3 bytes)',
    );
  });

  test('fields that are called like Dart words are read and written', () {
    final message = words.WordsPB(abstract: 'g', as: 1.5);
    expect(words.WordsPB.decode(message.encode()), message);
  });
}
