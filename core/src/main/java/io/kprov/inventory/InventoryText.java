package io.kprov.inventory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a text file with a limit, as strict UTF-8. */
final class InventoryText {
    /** Room for about ten thousand hosts. */
    static final int LARGEST = 2 << 20;

    private InventoryText() {}

    static String read(Path file) throws YamlProblem {
        if (!Files.exists(file)) {
            throw problem("there is no such file", "write one with: kprov init");
        }
        if (!Files.isRegularFile(file)) {
            throw problem("is not a regular file", "name a YAML file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw problem(
                        "the file is larger than 2 MiB, which no inventory is",
                        "name the inventory, not some other file");
            }
            return decode(bytes);
        } catch (AccessDeniedException denied) {
            throw problem("may not be read by this user", "check owner and mode");
        } catch (IOException failed) {
            throw problem("cannot be read", "check the file and its disk");
        }
    }

    private static String decode(byte[] bytes) throws YamlProblem {
        if (startsWith(bytes, 0xEF, 0xBB, 0xBF)
                || startsWith(bytes, 0xFE, 0xFF)
                || startsWith(bytes, 0xFF, 0xFE)) {
            throw problem(
                    "the file starts with a byte order mark", "save it as UTF-8 without one (BOM)");
        }
        try {
            String text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .onUnmappableCharacter(CodingErrorAction.REPORT)
                            .decode(ByteBuffer.wrap(bytes))
                            .toString();
            if (text.indexOf('\0') >= 0) {
                throw problem("the file is binary, not text", "name a YAML file");
            }
            return text;
        } catch (CharacterCodingException notUtf8) {
            throw problem("the file is not UTF-8 text", "save it as UTF-8");
        }
    }

    private static boolean startsWith(byte[] bytes, int... first) {
        if (bytes.length < first.length) {
            return false;
        }
        for (int i = 0; i < first.length; i++) {
            if ((bytes[i] & 0xFF) != first[i]) {
                return false;
            }
        }
        return true;
    }

    private static YamlProblem problem(String message, String suggestion) {
        return new YamlProblem(Place.START, message, suggestion);
    }
}
