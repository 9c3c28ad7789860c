package dev.tributary.kafka.out;

import java.util.List;
import java.util.regex.Pattern;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** {@code from: out:} without a network: records are handed in. */
public final class OfflineOut extends DefaultConsumer {
  private final Pattern topics;
  private final OutDelivery delivery;

  OfflineOut(Endpoint endpoint, Processor processor, OutOptions options, OutModule module) {
    super(endpoint, processor);
    this.topics = module.pattern(options.topics());
    this.delivery = new OutDelivery(this, module, options.groupBy());
  }

  /** Whether the route reads this topic, named with its prefix. */
  public boolean reads(String topic) {
    return topics.matcher(topic).matches();
  }

  /** A list on its way to the route; each time that it is delivered is a try. */
  public Handed hand(List<ConsumerRecord<byte[], byte[]>> records) {
    return new Handed(records.stream().map(OutRecord::new).toList());
  }

  /** What was handed in. */
  public final class Handed {
    private final List<OutRecord> records;

    private Handed(List<OutRecord> records) {
      this.records = records;
    }

    /** Returns why the list has to come again, or null. */
    public Throwable deliver() {
      return delivery.deliver(records);
    }
  }
}
