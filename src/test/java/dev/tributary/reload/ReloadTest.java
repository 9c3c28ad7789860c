package dev.tributary.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tributary.config.Mode;
import dev.tributary.config.SettingsLoader;
import dev.tributary.engine.GatewayMain;
import dev.tributary.module.Module;
import dev.tributary.project.Project;
import dev.tributary.project.YamlTree;
import dev.tributary.runtime.Gateway;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.DefaultProducer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReloadTest {
  @TempDir private Path folder;

  private final GatewayMain main = new GatewayMain();
  private final Hold hold = new Hold();
  private final AtomicBoolean drained = new AtomicBoolean(true);
  private final Reluctant reluctant = new Reluctant();
  private final List<String> taken = new ArrayList<>();
  private Error failing;
  private ProducerTemplate template;
  private Reload reload;

  /** Stands for a component that finds only at the start that it cannot: a port is taken, say. */
  private static final class Reluctant extends DirectComponent {
    private boolean refusing = true;

    @Override
    protected Endpoint createEndpoint(String uri, String name, Map<String, Object> parameters) {
      return new DirectEndpoint(uri, this) {
        @Override
        public Producer createProducer() {
          return new DefaultProducer(this) {
            @Override
            protected void doStart() {
              if (refusing) {
                throw new IllegalStateException("port 1 is taken");
              }
            }

            @Override
            public void process(Exchange exchange) {}
          };
        }
      };
    }
  }

  /** Stands for what is read from limits.yaml. */
  private final class Recorder implements Module {
    @Override
    public boolean reads(Path file) {
      return file.endsWith("limits.yaml");
    }

    @Override
    public Runnable read(Project project) {
      if (failing != null) {
        throw failing;
      }
      taken.add("taken");
      return () -> taken.add("put back");
    }
  }

  private final class Host implements Reload.Host {
    @Override
    public BooleanSupplier drawLine() {
      return drained::get;
    }

    @Override
    public boolean isSwitchedOff(YamlTree file) {
      return false;
    }

    @Override
    public void exchanged() {}
  }

  /** Stands for Kafka while it is away: keeps what comes until it is told to go on. */
  private static final class Hold extends AsyncProcessorSupport {
    private final CompletableFuture<Void> released = new CompletableFuture<>();
    private final AtomicInteger holding = new AtomicInteger();

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
      holding.incrementAndGet();
      CompletableFuture<Void> unused = released.thenRun(() -> callback.done(false));
      return false;
    }
  }

  @BeforeEach
  void start() throws Exception {
    for (String name : List.of("kinds.yaml", "shapes.yaml")) {
      Files.copy(Path.of("routes", name), folder.resolve(name));
    }
    write("first.camel.yaml", route("first", "to: direct:second"));
    write("second.camel.yaml", route("second", "transform: {constant: old}"));
    main.setDefaultPropertyPlaceholderLocation("false");
    main.configure()
        .withBasePackageScanEnabled(false)
        .withRoutesIncludePattern("file:" + folder + "/**/*.camel.yaml");
    main.bind("throttle", hold);
    main.bind("mapping", reluctant);
    main.start();
    template = main.getCamelTemplate();
    reload =
        new Reload(
            SettingsLoader.load(Mode.DEV, folder.resolve("none"), Map.of(), Map.of()),
            Project.read(folder),
            main.getCamelContext(),
            Gateway::passive,
            List.of(new Recorder()),
            new Host());
  }

  @AfterEach
  void stop() {
    hold.released.complete(null);
    reload.close();
    main.stop();
  }

  @Test
  void exchangeOnlyTheRouteThatChanged() throws IOException {
    Route first = main.getCamelContext().getRoute("first");
    write("second.camel.yaml", route("second", "transform: {constant: new}"));

    assertThat(reload.reload()).hasToString("changed second");
    assertThat(send()).isEqualTo("new");
    assertThat(main.getCamelContext().getRoute("first")).isSameAs(first);
  }

  @Test
  void leaveARouteAloneThatMovesToAnotherFile() throws IOException {
    Route second = main.getCamelContext().getRoute("second");
    Files.delete(folder.resolve("second.camel.yaml"));
    write(
        "first.camel.yaml",
        route("first", "to: direct:second") + route("second", "transform: {constant: old}"));

    assertThat(reload.reload().ok()).isTrue();
    assertThat(reload.reload().changes()).isEmpty();
    assertThat(main.getCamelContext().getRoute("second")).isSameAs(second);

    write("first.camel.yaml", route("first", "transform: {constant: alone}"));
    assertThat(reload.reload().changes())
        .containsExactlyInAnyOrder("changed first", "removed second");
  }

  @Test
  void exchangeARouteThatMovesToAFileWithOtherErrorHandling() throws IOException {
    String failing = "throwException: {exceptionType: java.lang.IllegalStateException, message: m}";
    Files.delete(folder.resolve("second.camel.yaml"));
    write(
        "first.camel.yaml",
        "- onException:\n    exception: [ java.lang.IllegalStateException ]\n"
            + "    handled: { constant: \"true\" }\n"
            + "    steps:\n      - transform: { constant: caught }\n"
            + route("first", failing));
    assertThat(reload.reload().changes())
        .containsExactlyInAnyOrder("changed first", "removed second");
    assertThat(send()).isEqualTo("caught");

    write("moved.camel.yaml", route("first", failing));
    write(
        "first.camel.yaml",
        Files.readString(folder.resolve("first.camel.yaml")).replace("first", "other"));
    assertThat(reload.reload().changes()).containsExactlyInAnyOrder("changed first", "added other");
    assertThatThrownBy(this::send).hasRootCauseMessage("m");
  }

  @Test
  void exchangeARouteWithoutAnIdByTheNameOfItsFile() throws IOException {
    String third = "- from: {uri: direct:third, steps: [transform: {constant: three}]}\n";
    write("third.camel.yaml", third + third.replace("direct:third", "direct:more"));
    assertThat(reload.reload().changes()).containsExactlyInAnyOrder("added third", "added third-2");

    write("third.camel.yaml", third + third.replace("direct:third", "direct:other"));
    assertThat(reload.reload().changes()).containsExactly("changed third-2");

    write("third.camel.yaml", third);
    assertThat(reload.reload().changes()).containsExactly("removed third-2");
  }

  @Test
  void exchangeRoutesThatTemplatesMake() throws Exception {
    String template =
        """
        - routeTemplate:
            id: constants
            parameters: [{name: from}, {name: value, defaultValue: none}]
            from:
              uri: "direct:{{from}}"
              steps: [transform: {constant: "%s{{value}}"}]
        """;
    String made = "- templatedRoute: {routeTemplateRef: constants, %s}\n";
    String some =
        "routeId: some, parameters: [{name: from, value: some}, {name: value, value: %s}]";
    String other = made.formatted("parameters: [{name: from, value: other}]");
    write("templates.camel.yaml", template.formatted(""));
    write("made.camel.yaml", made.formatted(some.formatted("one")) + other);
    assertThat(reload.reload().changes()).containsExactlyInAnyOrder("added some", "added made");
    assertThat(ask("direct:some") + ask("direct:other")).isEqualTo("onenone");

    write("made.camel.yaml", made.formatted(some.formatted("two")) + other);
    assertThat(reload.reload().changes()).containsExactly("changed some");
    assertThat(ask("direct:some")).isEqualTo("two");

    write("templates.camel.yaml", template.formatted("new "));
    assertThat(reload.reload().changes()).containsExactlyInAnyOrder("changed some", "changed made");
    assertThat(ask("direct:some") + ask("direct:other")).isEqualTo("new twonew none");

    write("made.camel.yaml", other);
    assertThat(reload.reload().changes()).containsExactly("removed some");
    write("made.camel.yaml", other + "- templatedRoute: {routeTemplateRef: nowhere}\n");
    assertThat(reload.reload().ok()).isFalse();
    assertThat(ask("direct:other")).isEqualTo("new none");
  }

  private String ask(String endpoint) {
    return template.requestBody(endpoint, "", String.class);
  }

  @Test
  void takeUpWhatStandsBesideRoutesOnce() throws IOException {
    String failing = "throwException: {exceptionType: java.lang.IllegalStateException, message: m}";
    String second = route("second", failing);
    write(
        "second.camel.yaml",
        second.replace("id: second", "id: second\n    routeConfigurationId: caught"));
    write("failure.camel.yaml", caught("old") + route("other", "transform: {constant: old}"));
    assertThat(reload.reload().changes())
        .containsExactlyInAnyOrder("changed first", "changed second", "added other");
    assertThat(send()).isEqualTo("old");

    write("failure.camel.yaml", caught("old") + route("other", "transform: {constant: new}"));
    assertThat(reload.reload()).hasToString("changed other");
    assertThat(send()).isEqualTo("old");

    write("failure.camel.yaml", caught("new") + route("other", "transform: {constant: new}"));
    assertThat(reload.reload().changes())
        .containsExactlyInAnyOrder("changed first", "changed second", "changed other");
    assertThat(send()).isEqualTo("new");
    assertThat(((ModelCamelContext) main.getCamelContext()).getRouteConfigurationDefinitions())
        .hasSize(1);
  }

  @Test
  void changeNothingWhenOneOfTheSavedFilesIsWrong() throws IOException {
    write("first.camel.yaml", route("first", "transform: {constant: new}"));
    write("second.camel.yaml", route("second", "transfrm: {constant: new}"));

    assertThat(reload.reload().problems())
        .singleElement()
        .asString()
        .endsWith(
            "second.camel.yaml:6: \"transfrm\" is unknown in \"steps\"; did you mean transform?");
    assertThat(send()).isEqualTo("old");
    assertThat(reload.degradations()).hasSize(1);
    assertThat(reload.reload().ok()).isFalse();

    write("second.camel.yaml", route("second", "transform: {constant: mended}"));
    assertThat(reload.reload().changes())
        .containsExactlyInAnyOrder("changed first", "changed second");
    assertThat(send()).isEqualTo("new");
    assertThat(reload.degradations()).isEmpty();
  }

  @Test
  void letMessagesInFlightEndInTheOldRoute() throws Exception {
    write(
        "second.camel.yaml",
        route("second", "process: {ref: throttle}", "transform: {constant: held}"));
    reload.reload();
    drained.set(false);
    CompletableFuture<Object> held = template().asyncRequestBody("direct:first", "x");
    await().until(() -> hold.holding.get() == 1);

    write("second.camel.yaml", route("second", "transform: {constant: new}"));
    reload.reload();
    assertThat(send()).isEqualTo("new");
    assertThat(held).isNotDone();

    hold.released.complete(null);
    assertThat(held.get()).isEqualTo("held");
    assertThat(reload.waiting()).isPositive();
    drained.set(true);
    await().until(() -> reload.waiting() == 0);
    assertThat(send()).isEqualTo("new");
  }

  @Test
  void loseNoMessageWhileRoutesAreExchanged() throws Exception {
    AtomicBoolean going = new AtomicBoolean(true);
    AtomicInteger sent = new AtomicInteger();
    CompletableFuture<Void> traffic =
        CompletableFuture.runAsync(
            () -> {
              while (going.get()) {
                template().requestBody("direct:first", "x", String.class);
                sent.incrementAndGet();
              }
            });
    for (int i = 0; i < 20; i++) {
      write("second.camel.yaml", route("second", "transform: {constant: v" + i + "}"));
      assertThat(reload.reload().ok()).isTrue();
      assertThat(send()).isEqualTo("v" + i);
    }
    going.set(false);
    traffic.get();
    assertThat(sent.get()).isPositive();
  }

  @Test
  void seeNewAndDeletedFilesAndFolders() throws Exception {
    reload.start(true);
    write("deeper/still/third.camel.yaml", route("third", "transform: {constant: three}"));
    await().until(() -> main.getCamelContext().getRoute("third") != null);

    write("deeper/still/third.camel.yaml", route("third", "transform: {constant: four}"));
    await().until(() -> "four".equals(template().requestBody("direct:third", "x")));

    Files.delete(folder.resolve("deeper/still/third.camel.yaml"));
    await().until(() -> main.getCamelContext().getRoute("third") == null);
  }

  @Test
  void seeAFileThatAnEditorWritesByRename() throws Exception {
    reload.start(true);
    Path draft = folder.resolve(".second.swp");
    Files.writeString(draft, route("second", "transform: {constant: renamed}"));
    Files.move(draft, folder.resolve("second.camel.yaml"), StandardCopyOption.REPLACE_EXISTING);

    await().until(() -> "renamed".equals(send()));
  }

  @Test
  void refuseToTakeAwayARouteThatAnotherSendsTo() throws IOException {
    Files.delete(folder.resolve("second.camel.yaml"));

    assertThat(reload.reload().problems())
        .singleElement()
        .asString()
        .contains("direct:second needs a route that begins with it");
    assertThat(send()).isEqualTo("old");
  }

  @Test
  void putEverythingBackWhenOneRouteDoesNotStart() throws IOException {
    Route first = main.getCamelContext().getRoute("first");
    write("limits.yaml", "devices:\n  - rate: 7\n");
    write("first.camel.yaml", route("first", "transform: {constant: new}"));
    write("second.camel.yaml", route("second", "to: mapping:flat"));
    write("third.camel.yaml", route("third", "transform: {constant: three}"));

    assertThat(reload.reload().problems()).containsExactly("port 1 is taken");
    assertThat(send()).isEqualTo("old");
    assertThat(main.getCamelContext().getRoute("first")).isSameAs(first);
    assertThat(main.getCamelContext().getRoute("third")).isNull();
    assertThat(taken).containsExactly("taken", "put back");
    assertThat(reload.degradations()).containsExactly("reload refused: port 1 is taken");

    reluctant.refusing = false;
    write("second.camel.yaml", route("second", "to: mapping:flat", "transform: {constant: up}"));
    assertThat(reload.reload().changes())
        .containsExactlyInAnyOrder(
            "changed limits.yaml", "changed first", "changed second", "added third");
    assertThat(send()).isEqualTo("new");
    assertThat(template().requestBody("direct:second", "x")).isEqualTo("up");
  }

  @ParameterizedTest
  @MethodSource("errors")
  void outliveAnError(Error error, String sentence) throws Exception {
    reload.start(true);
    failing = error;
    write("limits.yaml", "devices:\n  - rate: 7\n");
    await().until(() -> reload.degradations().equals(List.of("reload refused: " + sentence)));

    assertThat(reload.reload().ok()).as("still what it was").isFalse();
    failing = null;
    assertThat(reload.reload().changes()).as("asked for again").hasSize(1);
    write("second.camel.yaml", route("second", "transform: {constant: new}"));
    await().until(() -> "new".equals(send()));
    assertThat(reload.degradations()).isEmpty();
  }

  static Stream<Arguments> errors() {
    long heap = Runtime.getRuntime().maxMemory() >> 20;
    return Stream.of(
        Arguments.of(
            new StackOverflowError(), "it is nested too deeply, or refers to itself without end"),
        Arguments.of(
            new OutOfMemoryError("Java heap space"),
            "it takes more memory than there is: the heap may have %d MiB (-Xmx)".formatted(heap)),
        Arguments.of(new NoClassDefFoundError("acme/Codec"), "NoClassDefFoundError: acme/Codec"));
  }

  @Test
  void outliveAFileThatIsNestedWithoutMeasure() throws Exception {
    reload.start(true);
    for (String file : List.of("deep.camel.yaml", "kinds.yaml", "topics.yaml", "limits.yaml")) {
      write(file, "[".repeat(5000) + "]".repeat(5000));
    }
    write("mappings/deep.jslt", "(".repeat(50_000));
    await().until(() -> !reload.degradations().isEmpty());
    assertThat(reload.last().problems())
        .allSatisfy(problem -> assertThat(problem).matches(".+:\\d+: .*nested.*"));
    assertThat(send()).isEqualTo("old");

    Files.delete(folder.resolve("deep.camel.yaml"));
    Files.delete(folder.resolve("topics.yaml"));
    Files.delete(folder.resolve("limits.yaml"));
    Files.delete(folder.resolve("mappings/deep.jslt"));
    Files.copy(
        Path.of("routes/kinds.yaml"),
        folder.resolve("kinds.yaml"),
        StandardCopyOption.REPLACE_EXISTING);
    write("second.camel.yaml", route("second", "transform: {constant: new}"));
    await().until(() -> "new".equals(send()));
    assertThat(reload.degradations()).isEmpty();
  }

  @Test
  void leaveNoThreadsBehind() throws IOException {
    reloads(0, 5);
    List<String> before = threads();
    reloads(5, 30);
    await().pollInSameThread().untilAsserted(() -> assertThat(before).containsAll(threads()));
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .map(thread -> thread.getName() + " " + thread.getId())
        .toList();
  }

  private void reloads(int from, int to) throws IOException {
    for (int i = from; i < to; i++) {
      write("second.camel.yaml", route("second", "transform: {constant: v" + i + "}"));
      assertThat(reload.reload().changes()).hasSize(1);
    }
  }

  @Test
  void reloadWhenAskedByJmxAndSayHowItWent() throws Exception {
    reload.start(false);
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    ObjectName name = new ObjectName("dev.tributary:type=Reload");

    write("second.camel.yaml", route("second", "transform: {constant: new}"));
    assertThat(server.invoke(name, "reload", null, null)).isEqualTo("changed second");
    assertThat(server.invoke(name, "reload", null, null)).isEqualTo("nothing changed");
    assertThat(server.getAttribute(name, "Last")).isEqualTo("changed second");

    write("second.camel.yaml", route("second", "transfrm: {constant: new}"));
    assertThat(server.invoke(name, "reload", null, null))
        .asString()
        .startsWith("refused, the old version keeps running: ")
        .endsWith("\"transfrm\" is unknown in \"steps\"; did you mean transform?");
    assertThat((String[]) server.getAttribute(name, "Problems")).hasSize(1);
    assertThat(send()).isEqualTo("new");
  }

  private ProducerTemplate template() {
    return template;
  }

  private String send() {
    return template().requestBody("direct:first", "x", String.class);
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static String caught(String answer) {
    return """
    - routeConfiguration:
        id: caught
        onException:
          - onException:
              exception: [ java.lang.IllegalStateException ]
              handled: { constant: "true" }
              steps:
                - transform: { constant: %s }
    """
        .formatted(answer);
  }

  private static String route(String id, String... steps) {
    return "- route:\n    id: %s\n    from:\n      uri: direct:%s\n      steps:\n        - %s\n"
        .formatted(id, id, String.join("\n        - ", steps));
  }
}
