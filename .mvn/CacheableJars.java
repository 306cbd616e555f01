import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/**
 * Rewrites jars in place so that the JVM takes their classes into its AOT cache: class files older
 * than Java 8 get the version and the stack maps of Java 8, and signatures go. What the classes do
 * stays as it is. docs/decisions/0012-cacheable-jars.md tells why.
 *
 * <p>{@code java CacheableJars.java JAR...}
 */
final class CacheableJars {
    private static final ClassFileVersion OLDEST = ClassFileVersion.of(ClassFile.JAVA_8_VERSION, 0);

    public static void main(String[] jars) throws IOException {
        var path = new URL[jars.length];
        for (int i = 0; i < jars.length; i++) {
            path[i] = Path.of(jars[i]).toUri().toURL();
        }
        try (var loader = new URLClassLoader(path)) {
            var classFile =
                    ClassFile.of(
                            StackMapsOption.GENERATE_STACK_MAPS,
                            ClassHierarchyResolverOption.of(
                                    ClassHierarchyResolver.ofResourceParsing(loader)));
            for (String jar : jars) {
                rewrite(classFile, Path.of(jar));
            }
        }
    }

    private static void rewrite(ClassFile classFile, Path jar) throws IOException {
        Path written = Path.of(jar + ".new");
        try (var from = new JarFile(jar.toFile(), false);
                var to = new JarOutputStream(Files.newOutputStream(written))) {
            for (var entry : from.stream().toList()) {
                String name = entry.getName();
                if (name.matches("META-INF/[^/]+\\.(SF|RSA|DSA|EC)")) {
                    continue;
                }
                byte[] content = from.getInputStream(entry).readAllBytes();
                to.putNextEntry(new ZipEntry(name));
                if (name.equals(JarFile.MANIFEST_NAME)) {
                    withoutDigests(from.getManifest()).write(to);
                } else {
                    to.write(name.endsWith(".class") ? atLeastJava8(classFile, content) : content);
                }
                to.closeEntry();
            }
        }
        Files.move(written, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Manifest withoutDigests(Manifest signed) {
        var plain = new Manifest();
        plain.getMainAttributes().putAll(signed.getMainAttributes());
        signed.getEntries().forEach((name, attributes) -> {
            var kept = new Attributes(attributes);
            kept.keySet().removeIf(key -> key.toString().endsWith("-Digest"));
            if (!kept.isEmpty()) {
                plain.getEntries().put(name, kept);
            }
        });
        return plain;
    }

    private static byte[] atLeastJava8(ClassFile classFile, byte[] content) {
        var model = classFile.parse(content);
        if (model.majorVersion() >= OLDEST.majorVersion()) {
            return content;
        }
        ClassTransform version =
                (made, element) ->
                        made.with(element instanceof ClassFileVersion ? OLDEST : element);
        // Code passed through the library gets its stack maps anew.
        return classFile.transformClass(
                model,
                version.andThen(
                        ClassTransform.transformingMethodBodies(
                                (code, element) -> code.with(element))));
    }
}
