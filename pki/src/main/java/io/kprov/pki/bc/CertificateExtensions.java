package io.kprov.pki.bc;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/** What a certificate says it may be used for; the same in a certificate and in a request. */
final class CertificateExtensions {
    private CertificateExtensions() {}

    static List<Extension> of(CertificateContent content) throws IOException {
        List<Extension> extensions = new ArrayList<>();
        extensions.add(
                Extension.create(Extension.basicConstraints, true, basicConstraints(content)));
        // Leaves carry keyEncipherment with EC keys too: kubeadm does so, and checks should agree.
        extensions.add(
                Extension.create(
                        Extension.keyUsage,
                        true,
                        new KeyUsage(
                                content.authority()
                                        ? KeyUsage.digitalSignature
                                                | KeyUsage.keyCertSign
                                                | KeyUsage.cRLSign
                                        : KeyUsage.digitalSignature | KeyUsage.keyEncipherment)));
        if (!content.extendedKeyUsages().isEmpty()) {
            KeyPurposeId[] purposes =
                    content.extendedKeyUsages().stream()
                            .map(oid -> KeyPurposeId.getInstance(new ASN1ObjectIdentifier(oid)))
                            .toArray(KeyPurposeId[]::new);
            extensions.add(
                    Extension.create(
                            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes)));
        }
        List<GeneralName> names = new ArrayList<>();
        content.dnsNames().forEach(name -> names.add(new GeneralName(GeneralName.dNSName, name)));
        content.addresses().forEach(address -> names.add(ipName(address)));
        if (!names.isEmpty()) {
            extensions.add(
                    Extension.create(
                            Extension.subjectAlternativeName,
                            false,
                            new GeneralNames(names.toArray(GeneralName[]::new))));
        }
        return extensions;
    }

    private static BasicConstraints basicConstraints(CertificateContent content) {
        return content.authority() && content.lastAuthority()
                ? new BasicConstraints(0)
                : new BasicConstraints(content.authority());
    }

    private static GeneralName ipName(String literal) {
        return new GeneralName(
                GeneralName.iPAddress,
                new DEROctetString(InetAddress.ofLiteral(literal).getAddress()));
    }
}
