package dev.parley.transport.stdio;

class SocketsContractTest extends StdioContract {
  SocketsContractTest() {
    super(LinkKind.DESCRIPTORS_OF_SOCKETS);
  }
}
