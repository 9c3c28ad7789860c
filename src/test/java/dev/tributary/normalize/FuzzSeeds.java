package dev.tributary.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** What the fuzzers begin with: the payloads of all cases, JSON also as CBOR, and worst cases. */
public final class FuzzSeeds {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final CBORMapper CBOR = new CBORMapper();
  private static final int WORST_CASE_BYTES = 500;

  private FuzzSeeds() {}

  /** Writes one file for each payload and way to send it, into the folder named first. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    int number = 0;
    for (WorstCases.Case worst : WorstCases.of(WORST_CASE_BYTES)) {
      byte[] input =
          FuzzInput.plain(
              FuzzNormalizer.way(worst.contentType(), worst.gateway()), worst.payload());
      Files.write(folder.resolve("seed-" + number++), input);
    }
    for (byte[] payload : payloads()) {
      for (int way = 0; way < FuzzNormalizer.ways(); way += 2) {
        Files.write(folder.resolve("seed-" + number++), FuzzInput.plain(way, payload));
      }
    }
  }

  static List<byte[]> payloads() throws IOException {
    List<byte[]> payloads = new ArrayList<>();
    for (JsonNode item : cases()) {
      JsonNode sent = item.path("sent");
      for (JsonNode message : sent.isArray() ? sent : List.of(sent)) {
        JsonNode json = message.path("json");
        if (json.isTextual()) {
          payloads.add(json.textValue().getBytes(StandardCharsets.UTF_8));
          payloads.add(CBOR.writeValueAsBytes(YAML.readTree(json.textValue())));
        } else if (json.isContainerNode()) {
          payloads.add(json.toString().getBytes(StandardCharsets.UTF_8));
        } else if (message.has("text")) {
          payloads.add(message.get("text").asText().getBytes(StandardCharsets.UTF_8));
        } else if (message.has("hex")) {
          payloads.add(HexFormat.of().parseHex(message.get("hex").asText().replaceAll("\\s", "")));
        } else if (message.has("base64")) {
          payloads.add(Base64.getMimeDecoder().decode(message.get("base64").asText()));
        }
      }
    }
    return payloads;
  }

  /** All cases of all files. */
  static List<JsonNode> cases() throws IOException {
    List<JsonNode> cases = new ArrayList<>();
    try (Stream<Path> files = Files.list(NormalizeRoute.ROUTES.resolve("cases"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        YAML.readTree(file.toFile()).forEach(cases::add);
      }
    }
    return cases;
  }
}
