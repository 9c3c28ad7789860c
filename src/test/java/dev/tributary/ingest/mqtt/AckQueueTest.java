package dev.tributary.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.ingest.mqtt.AckQueue.Ticket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AckQueueTest {
  private final List<Integer> acknowledged = new ArrayList<>();
  private final AckQueue queue = new AckQueue(acknowledged::add);

  @Test
  void acknowledgesAtOnceWhatIsFirst() {
    queue.settle(queue.add(7));
    assertThat(acknowledged).containsExactly(7);
    assertThat(queue.size()).isZero();
  }

  @Test
  void waitsForThoseBefore() {
    Ticket first = queue.add(9);
    Ticket second = queue.add(3);
    Ticket third = queue.add(5);
    queue.settle(third);
    queue.settle(second);
    assertThat(acknowledged).isEmpty();
    queue.settle(first);
    assertThat(acknowledged).containsExactly(9, 3, 5);
  }

  @Test
  void settlesATicketOnce() {
    Ticket first = queue.add(1);
    queue.settle(first);
    queue.add(2);
    queue.settle(first);
    assertThat(acknowledged).containsExactly(1);
  }

  @Test
  void acknowledgesNothingOnceClosed() {
    Ticket first = queue.add(1);
    Ticket second = queue.add(2);
    queue.close();
    queue.settle(first);
    queue.settle(second);
    assertThat(acknowledged).isEmpty();
  }
}
