package dev.tributary.kafka.out;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Brings lists of records of one partition through a route. */
final class OutDelivery {
  private final DefaultConsumer consumer;
  private final OutModule module;

  OutDelivery(DefaultConsumer consumer, OutModule module) {
    this.consumer = consumer;
    this.module = module;
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
      return open.isEmpty() ? null : process(open);
    } catch (Exception | Error e) {
      return e;
    }
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
