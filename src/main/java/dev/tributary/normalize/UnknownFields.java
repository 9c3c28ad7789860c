package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.management.ManagementFactory;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which numbers of payloads became attributes, as it is unknown what they measure: names come from
 * senders, so it remembers a bounded number of them.
 */
final class UnknownFields implements UnknownFieldsMXBean {
  static final String NAME = "dev.tributary:type=UnknownFields";
  private static final Logger LOG = LoggerFactory.getLogger(UnknownFields.class);
  private static final int MOST = 500;
  private static final int LONGEST_NAME = 64;

  private final Supplier<Catalogue> catalogue;
  private final Map<Key, Seen> fields = new ConcurrentHashMap<>();
  private final LongAdder more = new LongAdder();
  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  private boolean registered;

  UnknownFields(Supplier<Catalogue> catalogue) {
    this.catalogue = catalogue;
  }

  private record Key(String mapping, String name) {}

  private record Seen(String example, LongAdder count) {}

  void note(String mapping, Map<String, JsonNode> unmeasured) {
    unmeasured.forEach(
        (name, value) -> {
          Key key = new Key(mapping, name);
          Seen seen = fields.get(key);
          if (seen == null && fields.size() < MOST && name.length() <= LONGEST_NAME) {
            seen = fields.computeIfAbsent(key, k -> new Seen(Values.shown(value), new LongAdder()));
          }
          (seen == null ? more : seen.count()).increment();
        });
  }

  @Override
  public String getFields() {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    ArrayNode list = all.putArray("fields");
    Kinds kinds = catalogue.get().kinds();
    List<Map.Entry<Key, Seen>> byCount =
        fields.entrySet().stream()
            .sorted(Comparator.comparingLong(e -> -e.getValue().count().sum()))
            .toList();
    for (Map.Entry<Key, Seen> entry : byCount) {
      list.addObject()
          .put("mapping", entry.getKey().mapping())
          .put("name", entry.getKey().name())
          .put("count", entry.getValue().count().sum())
          .put("example", entry.getValue().example())
          .put("hint", kinds.hint(entry.getKey().name()));
    }
    return all.put("more", more.sum()).toString();
  }

  /** Lets {@code unmapped} ask; the first gateway of a process is the one that answers. */
  void open() {
    try {
      ObjectName name = new ObjectName(NAME);
      if (!server.isRegistered(name)) {
        server.registerMBean(new StandardMBean(this, UnknownFieldsMXBean.class, true), name);
        registered = true;
      }
    } catch (JMException e) {
      LOG.warn("unmapped cannot ask this gateway: {}", e.toString());
    }
  }

  void close() {
    if (registered) {
      registered = false;
      try {
        server.unregisterMBean(new ObjectName(NAME));
      } catch (JMException e) {
        LOG.debug("The MBean is gone already: {}", e.toString());
      }
    }
  }
}
