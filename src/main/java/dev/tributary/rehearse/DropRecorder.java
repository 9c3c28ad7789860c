package dev.tributary.rehearse;

import dev.tributary.contract.Arrival;
import dev.tributary.contract.MessageTrace;
import dev.tributary.contract.MessageTracer;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Receipt;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultConsumer;

/** Records what routes leave out by {@code drop:}. */
final class DropRecorder implements MessageTracer, MessageTrace {
  private final List<Receipt.Dropped> dropped = new ArrayList<>();

  @Override
  public MessageTrace follow(DefaultConsumer consumer, Arrival arrival) {
    return this;
  }

  @Override
  public void entered(Exchange exchange) {}

  @Override
  public Sending sending(Exchange exchange) {
    throw new IllegalStateException("no exchange carries this");
  }

  @Override
  public synchronized void left(Exchange exchange, Outcome outcome) {
    dropped.addAll(Receipt.of(exchange).dropped());
  }

  @Override
  public void answered(Outcome outcome) {}

  /** What was left out since this was called last. */
  synchronized List<Receipt.Dropped> take() {
    List<Receipt.Dropped> all = List.copyOf(dropped);
    dropped.clear();
    return all;
  }
}
