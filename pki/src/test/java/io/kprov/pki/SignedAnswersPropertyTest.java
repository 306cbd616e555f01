package io.kprov.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.pki.CaSource.KubeletClients;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What comes back from an external CA, in whatever state. */
class SignedAnswersPropertyTest {
    private static final ForeignCa ROOT = ForeignCa.root("Example Root");
    private static final Map<String, ForeignCa> CAS =
            Map.of(
                    "ca", ROOT.intermediate("Example Kubernetes"),
                    "etcd/ca", ROOT.intermediate("Example etcd"),
                    "front-proxy-ca", ROOT.intermediate("Example front proxy"));
    private static final PkiRequest REQUEST =
            ExternalCaTest.request(KubeletClients.PLACED, Lab.CP_1, Lab.WORKER);

    private final Path directory = folder();
    private final Map<String, String> answers = answers();

    @Property(tries = 30)
    void any_part_of_the_answers_leaves_exactly_the_rest_open(@ForAll long seed) {
        List<String> files = new ArrayList<>(answers.keySet());
        files.removeIf(file -> file.endsWith("/ca.crt"));
        Collections.sort(files);
        Collections.shuffle(files, new Random(seed));
        List<String> missing = files.subList(0, new Random(seed).nextInt(files.size() + 1));
        Map<String, String> part = new HashMap<>(answers);
        missing.forEach(part::remove);
        forgetCertificates();

        ImportResult result = external().take(REQUEST, part);

        assertThat(result).isInstanceOf(ImportResult.Taken.class);
        assertThat(external().open(REQUEST))
                .map(open -> open.place() + ".crt")
                .containsExactlyInAnyOrderElementsOf(missing);
    }

    @Property(tries = 300)
    void an_answer_with_one_bit_turned_is_refused_and_nothing_is_taken(
            @ForAll @IntRange(min = 0, max = 20) int file, @ForAll @IntRange(max = 9999) int bit) {
        List<String> names = List.copyOf(new TreeSet<>(answers.keySet()));
        String name = names.get(file % names.size());
        Map<String, String> spoilt = new HashMap<>(answers);
        spoilt.compute(name, (same, pem) -> turned(pem == null ? "" : pem, bit));
        Map<String, String> before = Lab.files(directory);

        ImportResult result = external().take(REQUEST, spoilt);

        assertThat(result).as(name).isInstanceOf(ImportResult.Refused.class);
        assertThat(Lab.files(directory)).isEqualTo(before);
    }

    /** BouncyCastle passes over it, and Go refuses the certificate. */
    @Example
    void an_answer_whose_signature_is_said_to_have_unused_bits_is_refused() {
        SigningRequest request =
                external().requests(REQUEST).stream()
                        .filter(each -> each.of().place().endsWith("kubelet-serving.w-1"))
                        .findFirst()
                        .orElseThrow();
        ForeignCa ca = CAS.getOrDefault(request.of().wanted().issuerId(), ROOT);
        String name = request.of().place() + ".crt";
        String pem = ca.sign(request.csrPem());
        // Only where the last bit is 0 it could pass for unused.
        while (last(pem) % 2 != 0) {
            pem = ca.sign(request.csrPem());
        }
        Map<String, String> spoilt = new HashMap<>(answers);
        spoilt.put(name, withUnusedBit(pem));

        assertThat(external().take(REQUEST, spoilt)).isInstanceOf(ImportResult.Refused.class);
    }

    private static byte[] der(String pem) {
        return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    }

    private static int last(String pem) {
        byte[] der = der(pem);
        return der[der.length - 1];
    }

    /** The signature is a SEQUENCE at the end; before its tag stands the count of unused bits. */
    private static String withUnusedBit(String pem) {
        byte[] der = der(pem);
        for (int at = der.length - 1; at > 0; at--) {
            if (der[at] == 0x30 && der[at + 1] == der.length - at - 2 && der[at - 1] == 0) {
                der[at - 1] = 1;
                return "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                        + "\n-----END CERTIFICATE-----\n";
            }
        }
        throw new AssertionError("no signature in " + pem);
    }

    /** With one bit of the first certificate turned. */
    private static String turned(String pem, int bit) {
        String begin = "-----BEGIN CERTIFICATE-----\n";
        String end = "-----END CERTIFICATE-----\n";
        int from = pem.indexOf(begin) + begin.length();
        int to = pem.indexOf(end);
        byte[] der = Base64.getMimeDecoder().decode(pem.substring(from, to));
        int at = bit % (der.length * 8);
        der[at / 8] ^= (byte) (1 << (at % 8));
        return pem.substring(0, from)
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n"
                + pem.substring(to);
    }

    private Map<String, String> answers() {
        Map<String, String> all = new HashMap<>();
        CAS.forEach((id, ca) -> all.put(Unsigned.folderOf(id) + "/ca.crt", ca.chainPem()));
        for (SigningRequest each : external().requests(REQUEST)) {
            ForeignCa ca = CAS.getOrDefault(each.of().wanted().issuerId(), ROOT);
            all.put(each.of().place() + ".crt", ca.sign(each.csrPem()));
        }
        return all;
    }

    private void forgetCertificates() {
        try {
            for (String file : Lab.files(directory).keySet()) {
                if (file.endsWith(".crt")) {
                    Files.delete(directory.resolve(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ExternalSigning external() {
        return Lab.pki(directory).external();
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory(
                    Files.createDirectories(Path.of("target").toAbsolutePath()), "answers");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
