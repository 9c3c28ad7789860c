package dev.tributary.engine;

import org.apache.camel.CamelContext;
import org.apache.camel.impl.engine.CamelInternalProcessor;
import org.apache.camel.spi.EventNotifier;
import org.apache.camel.support.EventHelper;
import org.apache.camel.support.SimpleEventNotifierSupport;

/**
 * Camel's tracer is notified of each message that is sent to an endpoint, also in standby, and for
 * its sake an event is made for each. Here it is notified only while it traces.
 */
final class TracerEvents {
  /** Camel's own state: its tracer is registered from the beginning. */
  private volatile boolean wanted = true;

  private volatile boolean kept;

  /** The logging tracer is notified of sends in the same way. */
  void keep() {
    kept = true;
  }

  void want(CamelContext camel, boolean traced) {
    boolean now = traced || kept;
    if (wanted != now) {
      change(camel, now);
    }
  }

  private synchronized void change(CamelContext camel, boolean now) {
    wanted = now;
    for (EventNotifier notifier : camel.getManagementStrategy().getEventNotifiers()) {
      if (notifier instanceof SimpleEventNotifierSupport events
          && notifier.getClass().getEnclosingClass() == CamelInternalProcessor.class) {
        events.setIgnoreExchangeEvents(!now);
        events.setIgnoreExchangeSendingEvents(!now);
      }
    }
    camel
        .getCamelContextExtension()
        .setEventNotificationApplicable(EventHelper.eventsApplicable(camel));
  }
}
