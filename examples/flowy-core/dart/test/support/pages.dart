import 'dart:async';

import 'package:flowy/flowy.dart';
import 'package:parley/parley.dart';

/// Names of so many pages.
List<String> named(int count) => [for (var i = 1; i <= count; i++) 'Page $i'];

/// A piece of an import.
ChunkPB chunk(Iterable<String> names) => ChunkPB(
  pages: [for (final name in names) PagePB(name: name, text: 'text')],
);

/// Imports pages of these names, a hundred at a time; how many were stored.
Future<int> import(List<String> names, {required Core core}) async {
  Stream<ChunkPB> chunks() async* {
    for (var i = 0; i < names.length; i += 100) {
      yield chunk(names.skip(i).take(100));
    }
  }

  const event = UserEventImportData(ImportPayloadPB());
  return (await event.call(chunks(), core: core)).pages;
}

/// An import whose pages never come, so that the core can't have answered it when something else happens.
Future<ImportedPB> endlessImport() {
  final pages = StreamController<ChunkPB>();
  return const UserEventImportData(ImportPayloadPB()).call(pages.stream);
}

/// Every page behind one of that number.
Future<List<PagePB>> export({required Core core, int after = 0}) async {
  final event = UserEventExportData(ExportPayloadPB(after: after));
  return [await for (final chunk in event.stream(core: core)) ...chunk.pages];
}
