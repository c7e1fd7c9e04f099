package dev.parley.transport.stdio;

class PipesContractTest extends StdioContract {
  PipesContractTest() {
    super(LinkKind.DESCRIPTORS_OF_PIPES);
  }
}
