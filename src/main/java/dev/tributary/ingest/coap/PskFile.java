package dev.tributary.ingest.coap;

import dev.tributary.contract.Grants;
import dev.tributary.contract.Grants.Grant;
import dev.tributary.contract.NamePattern;
import dev.tributary.ingest.CredentialsFile;
import dev.tributary.ingest.GrantLine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * The identities of DTLS with pre-shared keys: on each line the identity, its key in hex, and
 * optionally the pattern of the devices it may speak for besides itself, and that of the regions it
 * is bound to. {@code #} starts a comment line.
 */
record PskFile(List<Entry> entries) {
  private static final int MIN_KEY_BYTES = 16;
  private static final String FORM =
      "a line must be <identity> <key in hex> [<device pattern>] [region=<pattern>]";

  /** One line; the key prints nowhere. */
  record Entry(String identity, byte[] key, NamePattern devices, NamePattern regions) {
    Grants grants() {
      return new Grants(
          List.of(new Grant(NamePattern.exactly(identity), regions), new Grant(devices, regions)));
    }

    @Override
    public String toString() {
      return identity + " [hidden] " + devices + " region=" + regions;
    }
  }

  /**
   * @throws IllegalArgumentException with one line for each line that is wrong
   */
  static PskFile read(Path file) {
    List<Entry> entries = new ArrayList<>();
    Set<String> identities = new HashSet<>();
    CredentialsFile.read(
        file,
        "tributary.coap.psk-file",
        line -> {
          Entry entry = entry(line);
          if (!identities.add(entry.identity())) {
            throw new IllegalArgumentException(
                "an identity has one line, but \"%s\" has two".formatted(entry.identity()));
          }
          entries.add(entry);
        });
    if (entries.isEmpty()) {
      throw new IllegalArgumentException(
          "the file of pre-shared keys names no identity (" + file + ")");
    }
    return new PskFile(List.copyOf(entries));
  }

  private static Entry entry(String line) {
    String[] fields = line.split("\\s+", 3);
    if (fields.length < 2) {
      throw new IllegalArgumentException(FORM + ", but this one has one field");
    }
    byte[] key = key(fields[1]);
    if (key.length < MIN_KEY_BYTES) {
      throw new IllegalArgumentException(
          "a key has at least %d bytes in hex, but that of \"%s\" has %d; make one with openssl rand"
                  .formatted(MIN_KEY_BYTES, fields[0], key.length)
              + " -hex 16");
    }
    GrantLine grant = GrantLine.parse(fields.length == 3 ? fields[2] : "");
    return new Entry(
        fields[0],
        key,
        grant.devices() == null ? NamePattern.exactly(fields[0]) : grant.devices(),
        grant.regions());
  }

  private static byte[] key(String hex) {
    try {
      return HexFormat.of().parseHex(hex);
    } catch (IllegalArgumentException e) {
      // the cause would show the key
      throw new IllegalArgumentException(
          FORM + ", but the second field of this one is not hex, two digits for each byte");
    }
  }
}
