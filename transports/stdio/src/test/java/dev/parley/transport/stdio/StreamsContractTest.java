package dev.parley.transport.stdio;

class StreamsContractTest extends StdioContract {
  StreamsContractTest() {
    super(LinkKind.STREAMS);
  }
}
