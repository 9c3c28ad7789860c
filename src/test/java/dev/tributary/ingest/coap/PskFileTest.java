package dev.tributary.ingest.coap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.contract.Grants;
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
        .extracting(entry -> entry.devices().toString())
        .containsExactly("urn:imei:35", "site7-*");
    assertThat(entries.get(0).key()).hasSize(16).startsWith(0, 1, 2).endsWith(15);
  }

  @Test
  void readsTheFirstLineBehindTheMarkOfWindows() throws IOException {
    assertThat(PskFile.read(file("\uFEFFdev-1 " + KEY)).entries())
        .extracting(PskFile.Entry::identity)
        .containsExactly("dev-1");
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
  void namesALineThatIsTooLong() throws IOException {
    Path file = folder.resolve("psk.txt");
    Files.writeString(file, "d".repeat(3000) + " 0a0b\n");
    assertThatThrownBy(() -> PskFile.read(file))
        .hasMessage("a line has at most 600 characters, but this one has 3005 (" + file + ":1)");
  }

  @Test
  void bindsAnIdentityToARegion() throws IOException {
    List<PskFile.Entry> entries =
        PskFile.read(
                file(
                    "dev-1 " + KEY + " region=eu",
                    "gw-7 " + KEY + " site7-* region=us-*",
                    "star* " + KEY))
            .entries();

    Grants device = entries.get(0).grants();
    assertThat(device.covers("dev-1", "eu")).isTrue();
    assertThat(device.covers("dev-1", "us")).isFalse();
    assertThat(device.regionOf("dev-1")).isEqualTo("eu");
    Grants gateway = entries.get(1).grants();
    assertThat(gateway.covers("gw-7", "us-east")).isTrue();
    assertThat(gateway.covers("site7-a", "us-east")).isTrue();
    assertThat(gateway.covers("site7-a", "eu")).isFalse();
    assertThat(entries.get(2).grants().covers("star-1")).as("an identity is no pattern").isFalse();
  }

  @Test
  void refusesARegionInFrontOfTheKeyAndShowsNoKey() throws IOException {
    Path file = file("dev-1 region=eu " + KEY);

    assertThatThrownBy(() -> PskFile.read(file))
        .hasMessageContainingAll("psk.txt:1", "<identity> <key in hex> [<device pattern>]")
        .hasMessageNotContainingAny(KEY);
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
