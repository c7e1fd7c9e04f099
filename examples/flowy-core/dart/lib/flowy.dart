/// The events, notifications and messages of the reference core.
library;

export 'src/generated/contract.dart';
