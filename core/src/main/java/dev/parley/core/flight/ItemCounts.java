package dev.parley.core.flight;

/** How much a stream carried: payloads' bytes, without frames. */
public record ItemCounts(long itemsSent, long bytesSent, long itemsReceived, long bytesReceived) {}
