package dev.tributary.ingest.coap;

import dev.tributary.contract.Grants;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import dev.tributary.ingest.CertificateGrants;
import java.security.Principal;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.californium.elements.DtlsEndpointContext;
import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.elements.auth.PreSharedKeyIdentity;
import org.eclipse.californium.elements.auth.X509CertPath;

/**
 * Who may send for which device. Plain CoAP identifies nobody; to open it is the operator's
 * decision.
 */
final class Permissions {
  private static final Grants NOTHING = new Grants(List.of());

  private final Map<String, Grants> ofIdentity = new HashMap<>();

  Permissions(Collection<PskFile.Entry> identities) {
    for (PskFile.Entry entry : identities) {
      ofIdentity.put(entry.identity(), entry.grants());
    }
  }

  /** What this sender may send; anything, where senders need not authenticate. */
  Grants of(EndpointContext sender) {
    if (!(sender instanceof DtlsEndpointContext)) {
      return Grants.ANYONE;
    }
    Principal principal = sender.getPeerIdentity();
    if (principal instanceof PreSharedKeyIdentity psk) {
      return ofIdentity.getOrDefault(psk.getIdentity(), NOTHING);
    }
    if (principal instanceof X509CertPath path) {
      return CertificateGrants.of(path.getTarget());
    }
    throw new Rejection(Reason.UNAUTHENTICATED, "the sender has proved no identity");
  }
}
