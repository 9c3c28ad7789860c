package dev.tributary.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tributary.config.Mode;
import dev.tributary.config.SettingsLoader;
import dev.tributary.console.page.ConsoleFailure;
import dev.tributary.console.page.ConsolePage;
import dev.tributary.contract.Protocol;
import dev.tributary.contract.SampleMessage;
import dev.tributary.kafka.RecordingProducer;
import dev.tributary.observe.trace.Tracing;
import dev.tributary.project.Project;
import dev.tributary.rehearse.Rehearsal;
import dev.tributary.runtime.Gateway;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server's side of the page, with the routes as shipped and the real listeners. */
class MessagesPageTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HOSTILE = "<img src=x onerror=alert(1)>";

  @TempDir private static Path folder;
  private static Gateway gateway;
  private static Tracing tracing;
  private static MessagesPage page;

  @BeforeAll
  static void start() throws Exception {
    Map<String, String> settings = Rehearsal.settings();
    settings.put("tributary.trace.enabled", "true");
    settings.put("tributary.trace.directory", folder.toString());
    SettingsLoader.Loaded loaded =
        SettingsLoader.load(Mode.DEV, Path.of("no such file"), Map.of(), settings);
    Project project = Project.read(Path.of("routes"));
    gateway = Gateway.offline(loaded, project, new RecordingProducer(project, "iot"), camel -> {});
    gateway.start();
    await().until(gateway::isReady);
    tracing = gateway.observation().tracing();
    page = new MessagesPage(tracing);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void aRowAndEachStepWithWhatItChanged() throws Exception {
    ConsolePage.Feed feed = page.open(Map.of("device", "steps-*"));
    json(feed.next());
    send(Protocol.HTTP, "steps-1", "{\"temperature\": 21.50, \"password\": \"hunter2\"}");
    send(Protocol.HTTP, "other-1", "{\"temperature\": 21.50}");
    JsonNode row = rows(feed, 1).get(0);
    assertThat(row.path("device").asText()).isEqualTo("steps-1");
    assertThat(row.path("address").asText()).isEqualTo("devices/steps-1/telemetry");
    assertThat(row.path("outcome").asText()).isEqualTo("stored");
    assertThat(row.path("answer").asText()).isEqualTo("204");
    assertThat(row.path("micros").asLong()).isPositive();

    JsonNode message = message(row.path("id").asText());
    assertThat(message.toString()).doesNotContain("hunter2").contains("[hidden]");
    assertThat(steps(message)).allSatisfy(step -> assertThat(step.has("took")).isTrue());
    assertThat(steps(message).map(step -> step.path("route").asText()))
        .contains("ingest-http", "normalize", "route", "publish");
    JsonNode first =
        message.path("bodies").get(steps(message).findFirst().orElseThrow().path("before").asInt());
    assertThat(first.path("form").asText()).isEqualTo("json");
    assertThat(first.path("lines").toString()).contains("\\\"temperature\\\" : 21.50");
    assertThat(steps(message).flatMap(step -> all(step.at("/diff/fields"))))
        .anySatisfy(
            change -> {
              assertThat(change.path("path").asText()).isEqualTo("[0].topic");
              assertThat(change.path("after").asText()).isEqualTo("\"sensor.temperature\"");
            });
    assertThat(steps(message).flatMap(step -> all(step.path("set"))))
        .anySatisfy(
            change -> assertThat(change.path("name").asText()).isEqualTo("variable mapping"));
    String event = message.path("events").path(0).asText();
    assertThat(event).isNotEmpty();
    assertThat(message(event).path("id")).isEqualTo(row.path("id"));
  }

  @Test
  void whatTheSenderIsAnsweredByProtocol() throws Exception {
    ConsolePage.Feed feed = page.open(Map.of("device", "answered-*"));
    json(feed.next());
    send(Protocol.MQTT, "answered-1", "{\"temperature\": 1}");
    send(Protocol.COAP, "answered-2", "{\"temperature\": 1}");
    send(Protocol.MQTT, "answered-3", "{");
    send(Protocol.COAP, "answered-4", "{");
    send(Protocol.HTTP, "answered-5", "{");
    List<JsonNode> rows = rows(feed, 5);
    assertThat(rows.stream().map(row -> row.path("answer").asText().replaceFirst(":.*", "")))
        .containsExactly("PUBACK", "2.04", "PUBACK", "4.00 unreadable", "400 unreadable");
    assertThat(rows.stream().map(row -> row.path("reason").asText()))
        .containsExactly("", "", "unreadable", "unreadable", "unreadable");
  }

  /** What a device says is text, and stays as it is: the page may not make markup of it. */
  @Test
  void whatADeviceSendsIsOnlyText() throws Exception {
    ConsolePage.Feed feed = page.open(Map.of("device", "hostile-*"));
    json(feed.next());
    send(Protocol.HTTP, "hostile-1", "{\"temperature\": 1, \"note\": \"" + HOSTILE + "\u202e\"}");
    JsonNode message = message(rows(feed, 1).get(0).path("id").asText());
    assertThat(message.path("bodies").toString()).contains(HOSTILE + "\\\\u202e");
  }

  @Test
  void failuresAreThereAlsoWhenNobodyLooked() throws Exception {
    send(Protocol.HTTP, "failed-1", "{\"password\": \"hunter2");
    ConsolePage.Feed feed = page.open(Map.of("device", "failed-*"));
    JsonNode row = rows(feed, 1).get(0);
    assertThat(row.path("reason").asText()).isEqualTo("unreadable");
    JsonNode message = message(row.path("id").asText());
    assertThat(message.path("steps")).hasSize(1);
    assertThat(message.path("events").isArray()).isTrue();
    assertThat(message.toString()).doesNotContain("hunter2").contains("[hidden]");
    assertThat(json(feed.next()).path("rows")).isEmpty();
  }

  @Test
  void stopsToFollowByItselfAndGoesOnWhenAsked() throws Exception {
    FollowedMessages messages =
        new FollowedMessages(tracing, Duration.ofMillis(200), Duration.ofMinutes(1));
    FollowedMessages.Patterns patterns = new FollowedMessages.Patterns("quarter-*", "", "");
    Following following = messages.open(patterns, "run-1");
    int before = tracing.getViewers();
    assertThat(following.news(0).left()).isPositive();
    assertThat(tracing.getViewers()).isEqualTo(before + 1);
    await().until(() -> following.news(0).left() == 0);
    assertThat(tracing.getViewers()).isEqualTo(before);

    assertThat(messages.open(patterns, "run-1")).isSameAs(following);
    assertThat(following.news(0).left()).isZero();
    assertThat(messages.open(patterns, "run-2")).isSameAs(following);
    assertThat(following.news(0).left()).isPositive();
    await().until(() -> following.news(0).left() == 0);
  }

  @Test
  void holdsTheLastHundredAndForgetsThemLaterOn() throws Exception {
    FollowedMessages messages =
        new FollowedMessages(tracing, Duration.ofSeconds(60), Duration.ofSeconds(4));
    Following following = messages.open(new FollowedMessages.Patterns("hundred-*", "", ""), "run");
    following.news(0);
    for (int i = 0; i < 130; i++) {
      send(Protocol.HTTP, "hundred-1", "{");
      if (i % 20 == 0) {
        following.news(0);
      }
    }
    Following.News news = following.news(0);
    assertThat(news.rows()).hasSize(Following.MOST);
    assertThat(news.last()).isEqualTo(130);
    assertThat(following.news(news.last()).rows()).isEmpty();
    String id = (String) news.rows().get(0).get("id");
    assertThat(messages.find(id)).isNotNull();
    await().until(() -> messages.size() == 0);
    assertThat(messages.find(id)).isNull();
  }

  @Test
  void followsSoManyThingsAtOnceAndSaysSo() {
    FollowedMessages messages = new FollowedMessages(tracing);
    for (int i = 0; i < FollowedMessages.MOST; i++) {
      messages.open(new FollowedMessages.Patterns("many-" + i, "", ""), "run");
    }
    FollowedMessages.Patterns more = new FollowedMessages.Patterns("more", "", "");
    assertThatThrownBy(() -> messages.open(more, "run"))
        .isInstanceOf(ConsoleFailure.class)
        .hasMessageContaining("8 pages follow different messages already");
  }

  @Test
  void aLinkToAMessageThatIsGoneSaysSo() {
    assertThatThrownBy(() -> page.get("message", Map.of("id", "0123456789abcdef")))
        .isInstanceOf(ConsoleFailure.class)
        .hasMessageContaining("This message is gone");
  }

  private static Stream<JsonNode> steps(JsonNode message) {
    return all(message.path("steps"));
  }

  private static Stream<JsonNode> all(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  private static JsonNode message(String id) throws Exception {
    return json(page.get("message", Map.of("id", id)));
  }

  private static JsonNode json(Object shown) throws Exception {
    return JSON.readTree(JSON.writeValueAsBytes(shown));
  }

  private static List<JsonNode> rows(ConsolePage.Feed feed, int count) {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    await()
        .until(
            () -> {
              json(feed.next()).path("rows").forEach(rows::add);
              return rows.size() >= count;
            });
    return all(rows).toList();
  }

  private static void send(Protocol protocol, String device, String payload) throws Exception {
    var unused =
        gateway
            .send(
                new SampleMessage(
                    protocol,
                    null,
                    "devices/" + device + "/telemetry",
                    null,
                    null,
                    null,
                    null,
                    Map.of(),
                    false,
                    payload.getBytes(StandardCharsets.UTF_8)))
            .get(10, TimeUnit.SECONDS);
  }
}
