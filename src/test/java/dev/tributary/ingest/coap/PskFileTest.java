package dev.tributary.ingest.coap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PskFileTest {
  private static final String KEY = "000102030405060708090a0b0c0d0e0f";

  @TempDir Path folder;

  @Test
  void readsIdentitiesKeysAndPatterns() throws IOException {
    List<PskFile.Entry> entries =
        PskFile.read(
                file("# all of them", "", "urn:imei:35 " + KEY, " gw-7\t" + KEY + "  site7-* "))
            .entries();

    assertThat(entries).extracting(PskFile.Entry::identity).containsExactly("urn:imei:35", "gw-7");
    assertThat(entries)
        .extracting(PskFile.Entry::devices)
        .containsExactly("urn:imei:35", "site7-*");
    assertThat(entries.get(0).key()).hasSize(16).startsWith(0, 1, 2).endsWith(15);
  }

  @Test
  void namesEveryWrongLineAndNoKey() throws IOException {
    String secret = "secret-in-plain-text";
    Path file = file("dev-1", "dev-2 " + secret, "dev-3 0011", "dev-4 " + KEY, "dev-4 " + KEY);

    assertThatThrownBy(() -> PskFile.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(
            "psk.txt:1", "psk.txt:2", "psk.txt:3", "\"dev-3\" has 2", "\"dev-4\" has two")
        .hasMessageNotContainingAny(secret, KEY);
  }

  @Test
  void refusesAFileWithoutIdentities() throws IOException {
    Path file = file("# none yet");

    assertThatThrownBy(() -> PskFile.read(file)).hasMessageContaining("names no identity");
  }

  @Test
  void saysWhichSettingNamesAMissingFile() {
    assertThatThrownBy(() -> PskFile.read(folder.resolve("none.txt")))
        .hasMessageContainingAll("tributary.coap.psk-file", "none.txt");
  }

  @Test
  void printsNoKey() throws IOException {
    assertThat(PskFile.read(file("dev-1 " + KEY)).toString()).contains("[hidden]");
  }

  private Path file(String... lines) throws IOException {
    return Files.write(folder.resolve("psk.txt"), List.of(lines));
  }
}
