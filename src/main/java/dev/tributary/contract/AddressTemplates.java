package dev.tributary.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The one grammar of addresses, the same on MQTT, CoAP and HTTP. */
public final class AddressTemplates {
  private final List<AddressTemplate> templates;

  private AddressTemplates(List<AddressTemplate> templates) {
    this.templates = templates;
  }

  /**
   * @throws IllegalArgumentException naming the first template that is wrong
   */
  public static AddressTemplates parse(List<String> templates) {
    return new AddressTemplates(templates.stream().map(AddressTemplate::parse).toList());
  }

  /** The identity that this address stands for, empty where no template matches. */
  public Optional<Address> match(String address) {
    return match(address, address.split("/", -1));
  }

  /** The same for levels that were decoded one by one: a decoded slash separates nothing. */
  public Optional<Address> match(String address, String[] levels) {
    for (AddressTemplate template : templates) {
      Address match = template.match(address, levels);
      if (match != null) {
        return Optional.of(match);
      }
    }
    return Optional.empty();
  }

  /** The first template that an address matches. */
  public Optional<String> templateOf(String address) {
    String[] levels = address.split("/", -1);
    return templates.stream()
        .filter(template -> template.match(address, levels) != null)
        .map(AddressTemplate::toString)
        .findFirst();
  }

  /** As an operator writes them, without marks. */
  public List<String> texts() {
    return templates.stream().map(AddressTemplate::toString).distinct().toList();
  }

  /** One MQTT topic filter for each template, without repeats. */
  public List<String> mqttFilters() {
    return templates.stream().map(AddressTemplate::mqttFilter).distinct().toList();
  }

  /**
   * The templates that can be a path of an HTTP or CoAP resource, {@code /devices/{device}/status}.
   */
  public List<String> paths() {
    return templates.stream().map(AddressTemplate::path).filter(Objects::nonNull).toList();
  }

  /** The pairs that would deliver one MQTT message twice, each as a sentence. */
  public List<String> overlaps() {
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < templates.size(); i++) {
      for (int j = i + 1; j < templates.size(); j++) {
        if (templates.get(i).overlaps(templates.get(j))) {
          problems.add(
              "address templates must not overlap, but \"%s\" and \"%s\" match the same addresses"
                  .formatted(templates.get(i), templates.get(j)));
        }
      }
    }
    return problems;
  }
}
