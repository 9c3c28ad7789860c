package dev.tributary.ingest.coap;

import dev.tributary.contract.Address;
import dev.tributary.contract.NamePattern;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import java.security.Principal;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.eclipse.californium.elements.DtlsEndpointContext;
import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.elements.auth.PreSharedKeyIdentity;
import org.eclipse.californium.elements.auth.X509CertPath;

/** Who may speak for which device. Plain CoAP knows nobody, and whoever opens it has decided so. */
final class Permissions {
  private final Map<String, NamePattern> devicesOfIdentity = new HashMap<>();

  Permissions(Collection<PskFile.Entry> identities) {
    for (PskFile.Entry entry : identities) {
      devicesOfIdentity.put(entry.identity(), new NamePattern(entry.devices()));
    }
  }

  /**
   * For which devices and gateways this sender may speak; null for all, where nobody has to prove
   * anything.
   */
  Predicate<String> of(EndpointContext sender) {
    if (!(sender instanceof DtlsEndpointContext)) {
      return null;
    }
    Principal principal = sender.getPeerIdentity();
    if (principal instanceof PreSharedKeyIdentity psk) {
      NamePattern devices = devicesOfIdentity.get(psk.getIdentity());
      return name -> psk.getIdentity().equals(name) || (devices != null && devices.covers(name));
    }
    if (principal instanceof X509CertPath path) {
      List<NamePattern> certified = names(path).stream().map(NamePattern::new).toList();
      return name -> certified.stream().anyMatch(pattern -> pattern.covers(name));
    }
    throw new Rejection(Reason.UNAUTHENTICATED, "the sender has proved no identity");
  }

  /**
   * @throws Rejection if the sender may not speak for this device, or gateway
   */
  static void check(Predicate<String> sender, Address address) {
    String name = address.device() == null ? address.gateway() : address.device();
    if (sender != null && !sender.test(name)) {
      throw new Rejection(Reason.FORBIDDEN, "this identity may not speak for this device");
    }
  }

  /** The common name and all alternative names. */
  private static List<String> names(X509CertPath path) {
    List<String> names = new ArrayList<>();
    if (path.getCN() != null) {
      names.add(path.getCN());
    }
    X509Certificate certificate = path.getTarget();
    try {
      if (certificate.getSubjectAlternativeNames() != null) {
        for (List<?> alternative : certificate.getSubjectAlternativeNames()) {
          if (alternative.get(1) instanceof String name) {
            names.add(name);
          }
        }
      }
    } catch (CertificateParsingException e) {
      throw new Rejection(Reason.UNAUTHENTICATED, "the certificate's names cannot be read", e);
    }
    return names;
  }
}
