package dev.parley.transport.stdio;

class ChannelsContractTest extends StdioContract {
  ChannelsContractTest() {
    super(LinkKind.CHANNELS);
  }
}
