package dev.tributary.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.contract.HonouredOptions;
import dev.tributary.engine.ComponentCatalog;
import dev.tributary.engine.HandoverDirect;
import dev.tributary.ingest.coap.CoapListener;
import dev.tributary.ingest.http.HttpListener;
import dev.tributary.ingest.mqtt.MqttListener;
import dev.tributary.kafka.KafkaModule;
import dev.tributary.project.Finding;
import dev.tributary.runtime.Gateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Each option that Camel's catalogue lists for an endpoint of the pipeline is read or refused. */
class HonouredOptionsTest {
  private static final String MQTT =
      "clientId=c&cleanStart=false&manualAcksEnabled=true&qos=1&sessionExpiryInterval=60";

  @TempDir private Path folder;

  /**
   * @param needed the options without which it would be refused
   */
  private record Sort(String uri, String needed, boolean begins, HonouredOptions options) {
    String scheme() {
      return uri.replaceFirst(":.*", "");
    }
  }

  private static final List<Sort> SORTS =
      List.of(
          new Sort("paho-mqtt5:{{tributary.mqtt.topics}}", MQTT, true, MqttListener.OPTIONS),
          new Sort(
              "coap://{{tributary.coap.host}}:{{tributary.coap.port}}/",
              "",
              true,
              CoapListener.OPTIONS),
          new Sort("platform-http:/v1/own", "", true, HttpListener.OPTIONS),
          new Sort("kafka:records", "batchWithIndividualHeaders=true", false, KafkaModule.OPTIONS),
          new Sort("direct:next", "", false, HandoverDirect.OPTIONS));

  @TestFactory
  Stream<DynamicTest> readOrRefuse() {
    return SORTS.stream().map(sort -> DynamicTest.dynamicTest(sort.scheme(), () -> all(sort)));
  }

  private void all(Sort sort) throws IOException {
    JsonNode catalogue = ComponentCatalog.endpointOptions(sort.scheme());
    Set<String> refused = new HashSet<>();
    Set<String> named = new HashSet<>();
    for (Map.Entry<String, JsonNode> option : catalogue.properties()) {
      if (option.getValue().path("kind").asText().equals("parameter")) {
        named.add(option.getKey());
        if (isRefused(sort, option.getKey(), option.getValue())) {
          refused.add(option.getKey());
        }
      }
    }
    Set<String> read = new HashSet<>(named);
    read.removeAll(refused);

    assertThat(named).hasSizeGreaterThan(5).containsAll(sort.options().fixed().keySet());
    assertThat(read).containsExactlyInAnyOrderElementsOf(sort.options().read());
  }

  /** With a value that is none of those which are fixed or needed. */
  private boolean isRefused(Sort sort, String name, JsonNode option) throws IOException {
    String value =
        switch (option.path("type").asText()) {
          case "boolean" -> String.valueOf(!"true".equals(sort.options().fixed().get(name)));
          case "integer", "duration" -> "61";
          case "enum" -> option.path("enum").path(option.path("enum").size() - 1).asText();
          default -> "word";
        };
    if (sort.needed().matches("(.*&)?" + name + "=.*")) {
      value = sort.needed().replaceFirst("(.*&)?" + name + "=([^&]*).*", "$2");
    }
    String others = ("&" + sort.needed()).replaceFirst("&" + name + "=[^&]*", "");
    String uri = "%s?%s=%s%s".formatted(sort.uri(), name, value, others.replaceFirst("^&$", ""));
    String listener = sort.begins() ? uri : SORTS.get(1).uri();
    String to = sort.begins() ? "log:x" : uri;
    write(
        "a.camel.yaml",
        "- route: {id: a, from: {uri: \"%s\", steps: [{to: \"%s\"}]}}\n".formatted(listener, to));
    write("b.camel.yaml", "- route: {id: b, from: {uri: direct:next, steps: [{log: x}]}}\n");
    String key = sort.scheme() + "." + name;
    return findings().stream().anyMatch(found -> found.problem().startsWith(key + " "));
  }

  private List<Finding> findings() {
    return Check.of(folder.resolve("none"), Map.of(), Map.of(), folder, Gateway::passive)
        .findings();
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }
}
