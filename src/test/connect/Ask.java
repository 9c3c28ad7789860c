import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** What the interop tests ask of Kafka: `Ask BROKERS create|delete TOPIC...`, `commit|offset GROUP TOPIC [N]`. */
class Ask {
  public static void main(String[] args) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", args[0]))) {
      List<String> names = Arrays.asList(args).subList(2, args.length);
      switch (args[1]) {
        case "create" ->
            admin
                .createTopics(
                    names.stream()
                        .map(name -> new NewTopic(name, Optional.of(2), Optional.empty()))
                        .toList())
                .all()
                .get();
        case "delete" -> admin.deleteTopics(names).all().get();
        case "list" -> admin.listTopics().names().get().stream().sorted().forEach(System.out::println);
        case "commit" ->
            admin
                .alterConsumerGroupOffsets(
                    args[2],
                    Map.of(
                        new TopicPartition(args[3], 0),
                        new OffsetAndMetadata(Long.parseLong(args[4]))))
                .all()
                .get();
        case "offset" -> {
          OffsetAndMetadata found =
              admin
                  .listConsumerGroupOffsets(args[2])
                  .partitionsToOffsetAndMetadata()
                  .get()
                  .get(new TopicPartition(args[3], 0));
          System.out.println(found == null ? -1 : found.offset());
        }
        default -> throw new IllegalArgumentException(args[1]);
      }
    }
  }
}
