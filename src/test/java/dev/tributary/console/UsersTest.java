package dev.tributary.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may log in, how often somebody may try, and for how long it holds. */
class UsersTest {
  @TempDir private Path folder;

  @Test
  void aHashMatchesItsPasswordAlone() {
    PasswordHash hash = PasswordHash.of("correct horse");
    PasswordHash read = PasswordHash.parse(hash.toString());
    assertThat(read.matches("correct horse")).isTrue();
    assertThat(read.matches("correct horse ")).isFalse();
    assertThat(PasswordHash.of("correct horse")).isNotEqualTo(hash);
  }

  /** Made by crypt(3), the second of a password of more than 72 bytes. */
  @Test
  void aLineOfHtpasswdMatchesItsPasswordAlone() {
    PasswordHash hash =
        PasswordHash.parse("$2y$05$5K3tqXw9Jr8Zp1NbVdLsUeQ2N9ULratZiEJKQ4Xcs/CRX7ZosvWNy");
    assertThat(hash.matches("correct horse")).isTrue();
    assertThat(hash.matches("correct hors")).isFalse();
    PasswordHash ofLong =
        PasswordHash.parse("$2b$05$5K3tqXw9Jr8Zp1NbVdLsUeebrIxtOYpc5MjI5lw1Y7LqTHC5MunEO");
    assertThat(ofLong.matches("0123456789".repeat(8))).isTrue();
    assertThat(ofLong.matches("0123456789".repeat(7))).isFalse();
    assertThatThrownBy(() -> PasswordHash.parse(hash.toString().replace("$05$", "$31$")))
        .hasMessage("the cost of a bcrypt hash must be 5 to 16 but is 31");
  }

  @Test
  void allThatIsWrongWithAFileIsNamed() throws IOException {
    String good = ":" + PasswordHash.of("x");
    Path file = folder.resolve("users");
    Files.writeString(
        file,
        "# people\nada"
            + good
            + "\nada"
            + good
            + "\nb b"
            + good
            + "\neve:secret\ncarl:"
            + good.replace("600000", "100").substring(1));
    assertThatThrownBy(() -> new Users(file))
        .hasMessageContaining("a name must stand once (" + file + ":3)")
        .hasMessageContaining("(" + file + ":4)")
        .hasMessageContaining("a line must be <name>:<hash>")
        .hasMessageNotContaining("secret");
  }

  @Test
  void whoIsGoneIsNamed() throws IOException {
    Path file = folder.resolve("users");
    String line = ":" + PasswordHash.of("x") + "\n";
    Files.writeString(file, "ada" + line + "eve" + line);
    Users users = new Users(file);
    Files.writeString(file, "ada" + line);
    assertThat(users.reread()).containsExactly("eve");
    assertThat(users.areThese("eve", "x")).isFalse();
    assertThat(users.areThese("ada", "x")).isTrue();
  }

  @Test
  void fiveWrongPasswordsAMinute() {
    AtomicLong now = new AtomicLong();
    FailedLogins failed = new FailedLogins(now::get);
    for (int i = 0; i < 5; i++) {
      assertThat(failed.begin("10.0.0.1")).isTrue();
    }
    assertThat(failed.begin("10.0.0.1")).isFalse();
    assertThat(failed.begin("10.0.0.2")).isTrue();
    now.addAndGet(TimeUnit.SECONDS.toNanos(61));
    assertThat(failed.begin("10.0.0.1")).isTrue();
    failed.succeeded("10.0.0.1");
    assertThat(failed.begin("10.0.0.1")).isTrue();
  }

  @Test
  void aSessionEndsWithoutUseAndAfterTwelveHours() {
    AtomicLong now = new AtomicLong();
    Sessions sessions = new Sessions(now::get);
    String idle = sessions.begin("ada").id();
    String used = sessions.begin("ada").id();
    for (int i = 0; i < 13; i++) {
      assertThat(sessions.use(used)).as("hour %d", i).isNotNull();
      now.addAndGet(TimeUnit.MINUTES.toNanos(55));
    }
    assertThat(sessions.use(idle)).isNull();
    now.addAndGet(TimeUnit.MINUTES.toNanos(10));
    assertThat(sessions.use(used)).isNull();
  }
}
