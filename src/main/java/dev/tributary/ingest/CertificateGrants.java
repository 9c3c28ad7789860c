package dev.tributary.ingest;

import dev.tributary.contract.Grants;
import dev.tributary.contract.Grants.Grant;
import dev.tributary.contract.NamePattern;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * What a certificate is authorized for: its common name and alternative names are devices, or
 * patterns of devices; {@code OU=region:<name>} binds it to that region, several to any of them.
 */
public final class CertificateGrants {
  private static final String REGION = "region:";

  private CertificateGrants() {}

  /**
   * @throws Rejection {@code unauthenticated} if its names cannot be read
   */
  public static Grants of(X509Certificate certificate) {
    List<NamePattern> names = new ArrayList<>();
    List<NamePattern> regions = new ArrayList<>();
    try {
      for (Rdn rdn : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        for (Attribute part : Collections.list(rdn.toAttributes().getAll())) {
          take(part, names, regions);
        }
      }
      if (certificate.getSubjectAlternativeNames() != null) {
        for (List<?> alternative : certificate.getSubjectAlternativeNames()) {
          if (alternative.get(1) instanceof String name) {
            names.add(new NamePattern(name));
          }
        }
      }
    } catch (CertificateParsingException | NamingException e) {
      throw new Rejection(
          Reason.UNAUTHENTICATED, "the names in the client certificate cannot be read", e);
    }
    if (regions.isEmpty()) {
      regions.add(NamePattern.ANY);
    }
    List<Grant> grants = new ArrayList<>();
    names.forEach(name -> regions.forEach(region -> grants.add(new Grant(name, region))));
    return new Grants(grants);
  }

  /** A relative name may have several parts, {@code CN=dev-1+OU=region:eu}. */
  private static void take(Attribute part, List<NamePattern> names, List<NamePattern> regions)
      throws NamingException {
    boolean unit = part.getID().equalsIgnoreCase("OU");
    if (!unit && !part.getID().equalsIgnoreCase("CN")) {
      return;
    }
    for (Object value : Collections.list(part.getAll())) {
      if (!(value instanceof String text)) {
        // not to be taken for one that binds no region
        throw new InvalidNameException(part.getID() + " is not text");
      }
      if (!unit) {
        names.add(new NamePattern(text));
      } else if (text.strip().regionMatches(true, 0, REGION, 0, REGION.length())) {
        regions.add(new NamePattern(text.strip().substring(REGION.length()).strip()));
      }
    }
  }
}
