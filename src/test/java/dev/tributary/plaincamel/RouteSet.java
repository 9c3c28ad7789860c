package dev.tributary.plaincamel;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * One file of the corpus with what is expected of it, which stands beside it: {@code
 * NN-name.camel.yaml} and {@code NN-name.expect.yaml}.
 *
 * @param name the file's name without its ending
 */
public record RouteSet(String name, Path file, Expectation expectation) {
  /** Where the corpus lies. */
  public static final Path CORPUS = Path.of("src", "test", "plain-camel");

  private static final String ROUTES = ".camel.yaml";
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS).build();

  /** All of the corpus, by name. */
  public static List<RouteSet> all() {
    try (Stream<Path> files = Files.list(CORPUS)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(ROUTES))
          .sorted()
          .map(RouteSet::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RouteSet read(Path file) {
    String name = file.getFileName().toString().replace(ROUTES, "");
    Path beside = file.resolveSibling(name + ".expect.yaml");
    try {
      return new RouteSet(name, file, YAML.readValue(beside.toFile(), Expectation.class));
    } catch (IOException e) {
      throw new UncheckedIOException(beside + ": " + e.getMessage(), e);
    }
  }

  /** Whether {@code check} must refuse it. */
  public boolean isRefused() {
    return expectation.expect().isEmpty();
  }

  String text() {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The name that a finding of {@code check} gives to the file. */
  String fileName() {
    return name + ROUTES;
  }

  /**
   * What is expected.
   *
   * @param batch the process that it runs in; what changes all routes is not run with the others
   * @param stock why stock Camel does otherwise, or null where it does the same
   * @param settings lines of application.properties
   * @param given what is done once the gateway is ready
   * @param expect what must be seen then, all of it
   * @param refused what {@code check} must say, and nothing else; beside {@code expect} either will
   *     do
   */
  public record Expectation(
      String batch,
      String stock,
      Map<String, String> settings,
      List<Given> given,
      List<Effect> expect,
      List<Refusal> refused) {
    public Expectation {
      batch = batch == null ? "all" : batch;
      settings = settings == null ? Map.of() : settings;
      given = given == null ? List.of() : given;
      expect = expect == null ? List.of() : expect;
      refused = refused == null ? List.of() : refused;
      if (expect.isEmpty() && refused.isEmpty()) {
        throw new IllegalArgumentException("expect: or refused: is missing");
      }
    }
  }

  /** A finding of {@code check}: its line, and words that it must have. */
  public record Refusal(int line, List<String> words) {
    public Refusal {
      Objects.requireNonNull(words, "words");
    }
  }

  /** Something done from outside. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Request.class, name = "http"),
    @JsonSubTypes.Type(value = Publication.class, name = "mqtt"),
    @JsonSubTypes.Type(value = Sent.class, name = "kafka"),
    @JsonSubTypes.Type(value = Text.class, name = "file")
  })
  public sealed interface Given permits Request, Publication, Sent, Text {}

  /** Something to be seen from outside. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Logged.class, name = "log"),
    @JsonSubTypes.Type(value = Request.class, name = "http"),
    @JsonSubTypes.Type(value = CoapRequest.class, name = "coap"),
    @JsonSubTypes.Type(value = Sent.class, name = "kafka"),
    @JsonSubTypes.Type(value = Publication.class, name = "mqtt"),
    @JsonSubTypes.Type(value = Text.class, name = "file"),
    @JsonSubTypes.Type(value = Metric.class, name = "metrics")
  })
  public sealed interface Effect
      permits Logged, Request, CoapRequest, Sent, Publication, Text, Metric {}

  /**
   * A line of the log.
   *
   * @param words what it must hold, each of them
   * @param times how many such lines there must be, 0 for none; null for at least one
   */
  public record Logged(Level level, List<String> words, Integer times) implements Effect {
    public Logged {
      level = level == null ? Level.INFO : level;
    }

    /** The common case: one piece of text at INFO. */
    @JsonCreator
    public static Logged of(String text) {
      return new Logged(Level.INFO, List.of(text), null);
    }

    @JsonCreator
    static Logged of(
        @JsonProperty("level") Level level,
        @JsonProperty("words") List<String> words,
        @JsonProperty("times") Integer times) {
      return new Logged(level, words, times);
    }
  }

  /** The levels of the log. */
  public enum Level {
    DEBUG,
    INFO,
    WARN,
    ERROR
  }

  /**
   * A request over HTTP and, as an effect, its answer.
   *
   * @param answer the body, or null where any will do
   */
  public record Request(
      String method,
      String path,
      String body,
      Map<String, String> headers,
      int status,
      String answer,
      Map<String, String> answerHeaders)
      implements Given, Effect {
    public Request {
      method = method == null ? "GET" : method;
      headers = headers == null ? Map.of() : headers;
      answerHeaders = answerHeaders == null ? Map.of() : answerHeaders;
    }
  }

  /** A request over CoAP and its answer, whose code is such as 2.05. */
  public record CoapRequest(String method, String path, String body, String code, String answer)
      implements Effect {}

  /** A message at the MQTT broker. */
  public record Publication(String topic, String payload) implements Given, Effect {}

  /** A record in Kafka. What is null may be anything. */
  public record Sent(String topic, String key, String value, Map<String, String> headers)
      implements Given, Effect {
    public Sent {
      headers = headers == null ? Map.of() : headers;
    }
  }

  /** A line of {@code /metrics} with these words. */
  public record Metric(List<String> words) implements Effect {}

  /** A file below the folder that the gateway runs in. */
  public record Text(String path, String text) implements Given, Effect {}
}
