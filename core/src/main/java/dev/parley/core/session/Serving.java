package dev.parley.core.session;

import dev.parley.core.dispatch.Dispatcher;
import dev.parley.core.dispatch.Hooks;
import dev.parley.core.event.GroupContract;
import dev.parley.core.meter.NotificationMeter;
import dev.parley.core.protocol.Limits;
import dev.parley.core.time.Ticker;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What all sessions of a core share.
 *
 * @param core the core's name
 * @param hooks what attaches to every call
 * @param notifications counts notifications; null to count nothing
 * @param groups every event and notification group that the core serves just now
 */
public record Serving(
    String core,
    Limits limits,
    Ticker ticker,
    Dispatcher dispatcher,
    Hooks hooks,
    @Nullable NotificationMeter notifications,
    Supplier<List<GroupContract>> groups) {}
