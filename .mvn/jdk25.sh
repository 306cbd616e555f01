# Sets JAVA_HOME to a JDK 25 or newer, or says what to install. Sourced by ./kprov, ./check and .ci/run.
# The release file tells the version; to ask javac would take half a second each time.
is_jdk25() {
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] &&
        [ "$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")" -ge 25 ] 2>/dev/null
}
if ! is_jdk25 "${JAVA_HOME:-/nonexistent}"; then
    found=
    for home in /usr/lib/jvm/* /opt/java/* /opt/jdk* "${HOME:-/}"/.sdkman/candidates/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        if is_jdk25 "$home"; then
            found=$home
            break
        fi
    done
    if [ -z "$found" ]; then
        echo "kprov needs a JDK 25 to build and run, and found none: install one (package temurin-25-jdk or openjdk-25-jdk), or set JAVA_HOME to it" >&2
        exit 1
    fi
    JAVA_HOME=$found
fi
export JAVA_HOME
MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED"
export MAVEN_OPTS
