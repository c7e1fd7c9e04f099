package dev.parley.core.publish;

import dev.parley.core.notify.Topic;

/** What a newer notification must share with an older one to take its place. */
record Key(Topic topic, String subject) {}
