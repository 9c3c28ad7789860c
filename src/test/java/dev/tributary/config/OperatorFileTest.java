package dev.tributary.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tributary.config.OperatorFile.Unreadable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class OperatorFileTest {
  private static final int MOST = 20;

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("a.yaml");
  }

  @Test
  void readUtf8AndLeaveOutTheMarkOfWindows() throws IOException {
    Files.writeString(file, "\uFEFFé: \uFEFF€");
    assertThat(OperatorFile.text(file, MOST)).isEqualTo("é: \uFEFF€");
    Files.writeString(file, "");
    assertThat(OperatorFile.text(file, MOST)).isEmpty();
  }

  @Test
  void nameTheLineThatIsNoUtf8() throws IOException {
    Files.write(file, new byte[] {'a', '\n', 'b', '\n', 'c', (byte) 0xE9, '\n'});
    Unreadable found = catchThrowableOfType(Unreadable.class, () -> OperatorFile.text(file, MOST));
    assertThat(found.of("a.yaml")).isEqualTo("a.yaml:3: must be UTF-8 but this line is not");
  }

  @Test
  void sayThatItIsUtf16() throws IOException {
    Files.write(file, "a: 1".getBytes(StandardCharsets.UTF_16));
    assertRefused("must be UTF-8 but is UTF-16");
  }

  @Test
  void boundWhatIsRead() throws IOException {
    Files.writeString(file, "x".repeat(MOST));
    assertThat(OperatorFile.text(file, MOST)).hasSize(MOST);
    Files.writeString(file, "x".repeat(5000));
    assertRefused("must have at most 1 KiB but has 5 KiB");
  }

  @Test
  void nameWhatIsNoFile() throws IOException {
    assertRefused("does not exist");
    assertThat(OperatorFile.exists(file)).isFalse();
    Files.createDirectory(file);
    assertRefused("must be a file but is a folder");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void nameLinksThatLeadNowhere() throws IOException {
    Files.createSymbolicLink(file, Path.of("nowhere.yaml"));
    assertRefused("is a link to nothing");
    assertThat(OperatorFile.exists(file)).isTrue();
    Files.delete(file);
    Files.createSymbolicLink(file, file);
    assertRefused("is a link that leads back to itself");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  @Timeout(20)
  void neverWaitForAPipeOrADevice() throws Exception {
    new ProcessBuilder("mkfifo", file.toString()).start().waitFor();
    assertRefused("must be a file but is a pipe, a socket or a device");
    Files.delete(file);
    Files.createSymbolicLink(file, Path.of("/dev/zero"));
    assertRefused("must be a file but is a pipe, a socket or a device");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void nameWhatTheSystemDoesNotGive() throws IOException {
    Files.createSymbolicLink(file, Path.of("/proc/self/mem"));
    assertRefused("cannot be read: Input/output error");
    Files.delete(file);
    Files.createSymbolicLink(file, Path.of("/proc/self/maps")); // it says that it is empty
    assertRefused("must have at most 1 KiB but has more");
  }

  private void assertRefused(String why) {
    assertThatThrownBy(() -> OperatorFile.text(file, MOST))
        .isInstanceOf(Unreadable.class)
        .hasMessage(why);
  }
}
