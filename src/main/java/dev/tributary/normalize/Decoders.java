package dev.tributary.normalize;

import java.util.List;

/** The decoders of a folder, in the order of their files' names. */
record Decoders(List<NamedDecoder> all) {
  static final Decoders NONE = new Decoders(List.of());

  Decoders {
    all = List.copyOf(all);
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** The decoder of a whole payload, or null. */
  NamedDecoder ofMessage(String address, String contentType, String device) {
    for (NamedDecoder decoder : all) {
      for (NamedDecoder.Choice choice : decoder.choices()) {
        if (!choice.isOfUplinks() && choice.fits(address, contentType, device)) {
          return decoder;
        }
      }
    }
    return null;
  }

  /** The decoder of an uplink's bytes, or null. */
  NamedDecoder ofUplink(int port, String address, String contentType, String device) {
    for (NamedDecoder decoder : all) {
      for (NamedDecoder.Choice choice : decoder.choices()) {
        if (choice.ports().contains(port) && choice.fits(address, contentType, device)) {
          return decoder;
        }
      }
    }
    return null;
  }
}
