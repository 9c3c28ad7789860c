package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import dev.tributary.contract.Event;
import dev.tributary.contract.EventJson;
import dev.tributary.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From the bytes of one message to measurements, to events, and to the bytes of the records. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class NormalizeBenchmark {
  private static final Instant RECEIVED = Instant.parse("2026-11-21T03:00:00.250Z");

  /** A file of bench/jmh/payloads; its name begins with the mapping that it takes. */
  @Param({
    "flat-200",
    "flat-cbor",
    "senml",
    "zigbee2mqtt",
    "tasmota",
    "shelly",
    "ttn",
    "chirpstack",
    "owntracks",
    "ruuvi",
    "theengs",
    "shadow"
  })
  public String payload;

  private byte[] bytes;
  private MediaType type;
  private Decoder decoder;
  private Catalogue catalogue;
  private Mapping mapping;
  private Mapping.Context context;
  private EventMaker.Origin origin;

  @Setup
  public void read() throws IOException {
    String file = payload.equals("flat-cbor") ? "flat-200" : payload;
    bytes = Files.readAllBytes(Path.of("bench/jmh/payloads", file + ".json"));
    type = payload.equals("senml") ? MediaType.SENML_JSON : MediaType.JSON;
    if (payload.equals("flat-cbor")) {
      bytes = new CBORMapper().writeValueAsBytes(new ObjectMapper().readTree(bytes));
      type = MediaType.CBOR;
    }
    decoder = new Decoder(32, 10_000);
    Catalogue.Read read = Catalogue.of(Project.read(Path.of("routes")));
    if (!read.problems().isEmpty()) {
      throw new IllegalStateException(read.problems().toString());
    }
    catalogue = read.catalogue();
    JsonNode tree = decoder.decode(bytes, type);
    String shape = type == MediaType.SENML_JSON ? "senml" : catalogue.shapes().of(tree).name();
    if (!payload.startsWith(shape)) {
      throw new IllegalStateException(payload + " looks like " + shape);
    }
    mapping = catalogue.mappings().get(shape);
    String address = "devices/dev-1/telemetry";
    context = new Mapping.Context(address, "dev-1", null, RECEIVED);
    origin =
        new EventMaker.Origin(
            "mqtt", address, "dev-1", "unknown", null, RECEIVED, null, bytes, () -> "key");
    System.out.println(payload + ": " + bytes.length + " bytes, " + events().size() + " events");
  }

  @Benchmark
  public Object decodeAndMap() {
    JsonNode tree = decoder.decode(bytes, type);
    catalogue.shapes().of(tree);
    return mapping.map(tree, context);
  }

  @Benchmark
  public List<Event> events() {
    JsonNode tree = decoder.decode(bytes, type);
    catalogue.shapes().of(tree);
    EventMaker maker = new EventMaker(origin, ZoneOffset.UTC, new Values(catalogue.kinds()));
    maker.make(mapping.map(tree, context));
    return maker.events();
  }

  @Benchmark
  public int records() {
    int length = 0;
    for (Event event : events()) {
      length += EventJson.write(event).length;
    }
    return length;
  }
}
