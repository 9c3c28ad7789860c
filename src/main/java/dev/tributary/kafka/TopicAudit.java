package dev.tributary.kafka;

import dev.tributary.config.Settings;
import dev.tributary.project.Project;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks Kafka, without changing anything, whether it is as the gateway needs it. */
public final class TopicAudit {
  private static final int PATIENCE_MILLIS = 8_000;

  private final Settings settings;
  private final TopicPlan plan;
  private final List<String> problems = new ArrayList<>();

  private TopicAudit(Settings settings, TopicPlan plan) {
    this.settings = settings;
    this.plan = plan;
  }

  /**
   * A sentence for each thing that is wrong.
   *
   * @param plainTopics without prefix; those that every gateway has are added
   */
  public static List<String> problems(
      Settings settings, Project project, Collection<String> plainTopics) throws IOException {
    TopicPlan plan = TopicPlan.of(project, settings.tributary().kafka().topicPrefix());
    TopicAudit audit = new TopicAudit(settings, plan);
    Topics topics = Topics.of(settings.tributary());
    plainTopics.forEach(topics::name);
    Map<String, Object> client = ClientSettings.admin(settings);
    client.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS / 2);
    client.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    try (Admin admin = Admin.create(client)) {
      admin.describeCluster().nodes().get();
      audit.look(admin, topics.names());
    } catch (KafkaException e) {
      audit.problems.add(
          "the Kafka client cannot be made for %s: %s"
              .formatted(
                  settings.tributary().kafka().brokers(),
                  (e.getCause() == null ? e : e.getCause()).getMessage()));
    } catch (ExecutionException e) {
      audit.problems.add(
          "Kafka at %s does not answer: %s"
              .formatted(
                  settings.tributary().kafka().brokers(),
                  e.getCause() instanceof TimeoutException
                      ? "no broker within %d s".formatted(PATIENCE_MILLIS / 1_000)
                      : e.getCause().getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return audit.problems;
  }

  private void look(Admin admin, Collection<String> names)
      throws ExecutionException, InterruptedException {
    Map<String, TopicDescription> there = new TreeMap<>();
    Collection<String> missing = new TreeSet<>();
    for (Map.Entry<String, KafkaFuture<TopicDescription>> answer :
        admin
            .describeTopics(names, new DescribeTopicsOptions().includeAuthorizedOperations(true))
            .topicNameValues()
            .entrySet()) {
      try {
        there.put(answer.getKey(), answer.getValue().get());
      } catch (ExecutionException e) {
        if (e.getCause() instanceof UnknownTopicOrPartitionException) {
          missing.add(answer.getKey());
        } else {
          problems.add("Topic %s: %s".formatted(answer.getKey(), e.getCause().getMessage()));
        }
      }
    }
    missing(admin, missing);
    there.values().forEach(this::writable);
    problems.addAll(plan.differences(there.values()));
    configs(admin, there.keySet());
  }

  /** What a start would create is created here for show. */
  private void missing(Admin admin, Collection<String> names) throws InterruptedException {
    if (!settings.tributary().kafka().createTopics()) {
      for (String name : names) {
        problems.add(
            "Topic %s does not exist and tributary.kafka.create-topics is false; create it"
                .formatted(name));
      }
      return;
    }
    CreateTopicsOptions forShow = new CreateTopicsOptions().validateOnly(true);
    for (Map.Entry<String, KafkaFuture<Void>> answer :
        admin.createTopics(names.stream().map(plan::topic).toList(), forShow).values().entrySet()) {
      try {
        answer.getValue().get();
      } catch (ExecutionException e) {
        problems.add(
            "Topic %s does not exist and cannot be created as in topics.yaml: %s"
                .formatted(answer.getKey(), e.getCause().getMessage()));
      }
    }
  }

  private void writable(TopicDescription topic) {
    if (topic.authorizedOperations() != null
        && !topic.authorizedOperations().contains(AclOperation.WRITE)) {
      problems.add(
          "Topic %s may not be written to by this client; Kafka's ACLs must allow WRITE"
              .formatted(topic.name()));
    }
  }

  private void configs(Admin admin, Collection<String> names) throws InterruptedException {
    for (Map.Entry<ConfigResource, KafkaFuture<Config>> answer :
        admin.describeConfigs(AdminCluster.resources(names)).values().entrySet()) {
      String name = answer.getKey().name();
      try {
        Config config = answer.getValue().get();
        problems.addAll(plan.differences(name, config));
        size(name, config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG));
      } catch (ExecutionException e) {
        problems.add(
            "The settings of topic %s cannot be read: %s"
                .formatted(name, e.getCause().getMessage()));
      }
    }
  }

  private void size(String topic, ConfigEntry limit) {
    int payload = settings.tributary().maxPayloadBytes();
    if (limit != null && Long.parseLong(limit.value()) < payload) {
      problems.add(
          "Topic %s takes records of at most %s bytes (max.message.bytes), but tributary.max-payload-bytes is %d: raise the one or lower the other"
              .formatted(topic, limit.value(), payload));
    }
  }
}
