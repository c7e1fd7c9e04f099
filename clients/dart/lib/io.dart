/// Reaches a Parley core over its unix socket.
library;

export 'src/io/unix_socket.dart';
