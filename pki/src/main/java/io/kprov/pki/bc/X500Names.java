package io.kprov.pki.bc;

import java.util.Arrays;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;

/** Distinguished names: the user ({@code CN}) and the groups ({@code O}) that Kubernetes reads. */
public final class X500Names {
    private X500Names() {}

    /** The common name, or an empty text when the name has none. */
    public static String commonName(X500Principal name) {
        return values(name, BCStyle.CN).stream().findFirst().orElse("");
    }

    /** In the order of the certificate; Go writes several into one set, others into a sequence. */
    public static List<String> organizations(X500Principal name) {
        return values(name, BCStyle.O);
    }

    /** Values are taken as they are: given a text, BouncyCastle would read \ and # as syntax. */
    static X500Name of(String commonName, List<String> organizations) {
        X500NameBuilder builder = new X500NameBuilder(BCStyle.INSTANCE);
        organizations.forEach(name -> builder.addRDN(BCStyle.O, new DERUTF8String(name)));
        return builder.addRDN(BCStyle.CN, new DERUTF8String(commonName)).build();
    }

    private static List<String> values(X500Principal name, ASN1ObjectIdentifier type) {
        return Arrays.stream(X500Name.getInstance(name.getEncoded()).getRDNs())
                .flatMap(rdn -> Arrays.stream(rdn.getTypesAndValues()))
                .filter(attribute -> attribute.getType().equals(type))
                .map(AttributeTypeAndValue::getValue)
                .map(X500Names::text)
                .toList();
    }

    private static String text(ASN1Encodable value) {
        return value instanceof ASN1String string
                ? string.getString()
                : IETFUtils.valueToString(value);
    }
}
