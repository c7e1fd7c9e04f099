/// Runs a Parley core in this process.
library;

export 'src/ffi/library.dart';
