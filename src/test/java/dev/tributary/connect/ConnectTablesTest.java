package dev.tributary.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.junit.jupiter.api.Test;

/** What goes through Kafka Connect lands in the tables that store-postgres writes to. */
class ConnectTablesTest {
  private static final Path TABLES = Path.of("deploy/connect/tables.sql");
  private static final Path RECIPE =
      Path.of("recipes/store-postgres/routes/store-postgres.camel.yaml");

  @Test
  void areThoseOfTheRecipe() throws IOException {
    List<String> ofRecipe = Files.readAllLines(RECIPE).stream().map(String::strip).toList();

    assertThat(Files.readAllLines(TABLES))
        .map(String::strip)
        .filteredOn(line -> !line.startsWith("--"))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(ofRecipe).contains(line));
  }

  @Test
  void haveTheColumnsOfTheConverter() throws IOException {
    assertThat(columns("event")).isEqualTo(fields(EventSchemas.EVENT));
    assertThat(columns("alert")).isEqualTo(fields(EventSchemas.ALERT));
  }

  private static List<String> fields(Schema schema) {
    return schema.fields().stream().map(Field::name).toList();
  }

  private static List<String> columns(String table) throws IOException {
    String sql = Files.readString(TABLES);
    String body = sql.substring(sql.indexOf("create table if not exists " + table + " ("));
    return Arrays.stream(body.substring(body.indexOf('\n'), body.indexOf(';')).strip().split("\n"))
        .map(line -> line.strip().split("[ (]")[0])
        .filter(word -> !word.equals("unique"))
        .toList();
  }
}
