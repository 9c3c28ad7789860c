package dev.tributary.cli;

import dev.tributary.console.PasswordHash;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Makes a line of {@code tributary.management.users-file}. */
@Command(
    name = "user",
    description =
        "Asks for a password, or reads it from the standard input, and prints the line of"
            + " tributary.management.users-file that lets this user log in to the console.",
    mixinStandardHelpOptions = true)
final class UserCommand implements Callable<Integer> {
  private static final int SHORTEST = 8;

  @Parameters(paramLabel = "NAME", description = "1 to 64 letters, digits and any of . _ @ -")
  private String name;

  @Override
  public Integer call() throws IOException {
    if (!name.matches("[\\p{L}\\p{N}._@-]{1,64}")) {
      throw new IllegalArgumentException(
          "the name must be 1 to 64 letters, digits and any of . _ @ - but is \"%s\""
              .formatted(name));
    }
    String password = password();
    if (password == null || password.length() < SHORTEST) {
      throw new IllegalArgumentException(
          "the password must have at least %d characters".formatted(SHORTEST));
    }
    System.out.println(name + ":" + PasswordHash.of(password));
    return 0;
  }

  @SuppressWarnings("SystemConsoleNull") // from Java 22 on it reads a pipe as well
  private static String password() throws IOException {
    Console terminal = System.console();
    if (terminal != null) {
      char[] typed = terminal.readPassword("Password: ");
      return typed == null ? null : new String(typed);
    }
    // the standard input stays open: it is not ours to close
    return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
  }
}
