package dev.tributary.ingest.coap;

import dev.tributary.event.Reason;
import dev.tributary.event.Rejection;
import dev.tributary.ingest.Address;
import dev.tributary.ingest.NamePattern;
import java.security.Principal;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
   * @throws Rejection if the sender may not speak for this device, or gateway
   */
  void check(EndpointContext sender, Address address) {
    if (!(sender instanceof DtlsEndpointContext)) {
      return;
    }
    Principal principal = sender.getPeerIdentity();
    String name = address.device() == null ? address.gateway() : address.device();
    if (principal instanceof PreSharedKeyIdentity psk) {
      NamePattern devices = devicesOfIdentity.get(psk.getIdentity());
      if (psk.getIdentity().equals(name) || (devices != null && devices.covers(name))) {
        return;
      }
    } else if (principal instanceof X509CertPath path) {
      for (String certified : names(path)) {
        if (new NamePattern(certified).covers(name)) {
          return;
        }
      }
    } else {
      throw new Rejection(Reason.UNAUTHENTICATED, "the sender has proved no identity");
    }
    throw new Rejection(Reason.FORBIDDEN, "this identity may not speak for this device");
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
