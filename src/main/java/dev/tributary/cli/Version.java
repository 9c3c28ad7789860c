package dev.tributary.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** Says which build this is, from the manifest of the jar. */
public final class Version implements IVersionProvider {
  /** The version of this build, {@code dev} when it runs from a folder of classes. */
  public static String current() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion()).orElse("dev");
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "tributary " + current(),
      "Java ${java.version} (${java.vendor}), ${os.name} ${os.version} ${os.arch}"
    };
  }
}
