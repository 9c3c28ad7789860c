package dev.tributary.kafka.out;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Brings lists of records of one partition through a route. */
final class OutDelivery {
  private final DefaultConsumer consumer;
  private final OutModule module;
  private final List<String> groupBy;

  /**
   * @param groupBy the members whose values all records of a list share; none for any
   */
  OutDelivery(DefaultConsumer consumer, OutModule module, List<String> groupBy) {
    this.consumer = consumer;
    this.module = module;
    this.groupBy = groupBy;
  }

  /** Returns why the list has to come again, or null. */
  Throwable deliver(List<OutRecord> whole) {
    String route = consumer.getRouteId();
    try {
      List<OutRecord> list = whole.stream().filter(record -> record.isFor(route)).toList();
      for (OutRecord record : list) {
        if (record.unreadable() != null) {
          module.undelivered(
              record, route, "unreadable", new IllegalArgumentException(record.unreadable()));
        }
      }
      List<OutRecord> open = list.stream().filter(OutRecord::isOpen).toList();
      for (List<OutRecord> group : groups(open)) {
        Throwable failure = process(group);
        if (failure != null) {
          return failure;
        }
        group.forEach(OutRecord::settle);
      }
      return null;
    } catch (Exception | Error e) {
      return e;
    }
  }

  /** In the order in which each begins; a group that was delivered does not come again. */
  private Collection<List<OutRecord>> groups(List<OutRecord> open) {
    Map<List<Object>, List<OutRecord>> groups = new LinkedHashMap<>();
    for (OutRecord record : open) {
      List<Object> values = new ArrayList<>();
      groupBy.forEach(member -> values.add(record.get(member)));
      groups.computeIfAbsent(values, unknown -> new ArrayList<>()).add(record);
    }
    return groups.values();
  }

  private Throwable process(List<OutRecord> open) throws Exception {
    ConsumerRecord<byte[], byte[]> first = open.get(0).source();
    Exchange exchange = consumer.createExchange(false);
    exchange.getMessage().setBody(new ArrayList<>(open));
    exchange.setVariable("topic", first.topic());
    exchange.setVariable("partition", first.partition());
    exchange.setVariable("offset", first.offset());
    try {
      consumer.getProcessor().process(exchange);
      if (exchange.getException() != null) {
        return exchange.getException();
      }
      return exchange.isRollbackOnly() || exchange.isRollbackOnlyLast()
          ? new IllegalStateException("the route marked it for rollback")
          : null;
    } finally {
      consumer.releaseExchange(exchange, false);
    }
  }
}
