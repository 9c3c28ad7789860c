package dev.tributary.console;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Who has logged in: for twelve hours, and while asking something at least once an hour. */
final class Sessions {
  private static final int MOST = 200;
  private static final long LIFE_NANOS = TimeUnit.HOURS.toNanos(12);
  private static final long IDLE_NANOS = TimeUnit.HOURS.toNanos(1);
  private static final SecureRandom RANDOM = new SecureRandom();

  private static final class Held {
    private final Session session;
    private final long since;
    private long lastUse;

    Held(Session session, long now) {
      this.session = session;
      this.since = now;
      this.lastUse = now;
    }
  }

  private final Map<String, Held> held = new LinkedHashMap<>();
  private final LongSupplier nanos;

  Sessions(LongSupplier nanos) {
    this.nanos = nanos;
  }

  static String random() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  synchronized Session begin(String user) {
    if (held.size() >= MOST) {
      Iterator<String> oldest = held.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    Session session = new Session(random(), user, random());
    held.put(session.id(), new Held(session, nanos.getAsLong()));
    return session;
  }

  /** The session of this id, which is used by that; null where there is none, or no longer. */
  synchronized Session use(String id) {
    Held found = held.get(id);
    long now = nanos.getAsLong();
    if (found == null) {
      return null;
    }
    if (now - found.since > LIFE_NANOS || now - found.lastUse > IDLE_NANOS) {
      held.remove(id);
      return null;
    }
    found.lastUse = now;
    return found.session;
  }

  /** Of all of these users. */
  synchronized void endOf(Set<String> users) {
    held.values().removeIf(one -> users.contains(one.session.user()));
  }

  synchronized void end(String id) {
    held.remove(id);
  }
}
