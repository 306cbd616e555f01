package io.kprov.os;

import io.kprov.command.Command;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Package managers, and the names that packages have there where they are not Debian's. */
@SuppressWarnings("ImmutableEnumChecker") // List.of and Map.of are
public enum PackageManager {
    /**
     * Debian and Ubuntu. The list of packages is read anew first, since a fresh image has none; a
     * lock that unattended-upgrades holds is waited for.
     */
    APT(
            List.of("debian", "ubuntu"),
            Map.of(),
            "dpkg-query -W -f '${db:Status-Abbrev}|${Package}\\n' | sed -n 's/^[a-z]i *|//p'",
            """
            export DEBIAN_FRONTEND=noninteractive
            apt-get update -qq -o DPkg::Lock::Timeout=300
            apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confold -- "$@"
            """,
            // A simulation names everything that would go along; what nobody else needs goes at
            // once.
            """
            export DEBIAN_FRONTEND=noninteractive
            along() { apt-get -s -o APT::Get::AutomaticRemove=false purge -- "$@" | sed -n 's/^\\(Remv\\|Purg\\) \\([^ :]*\\).*/\\2/p' | sort -u; }
            gone=
            [ -n "$(along "$@" | comm -23 - "$list")" ] || { gone=$*; set --; }
            for name in "$@"; do
                others=$(along "$name" | comm -23 - "$list" | tr '\\n' ' ')
                if [ -n "$others" ]; then echo "the package $name stays: $others need it"; else gone="$gone $name"; fi
            done
            [ -z "$gone" ] || apt-get purge -y -qq -o APT::Get::AutomaticRemove=false -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 -- $gone
            """),
    /** Red Hat Enterprise Linux and its relatives. */
    DNF(
            List.of("rhel", "fedora", "centos"),
            Map.of(
                    "conntrack",
                    "conntrack-tools",
                    "iptables",
                    "iptables-nft",
                    "openssh-client",
                    "openssh-clients"),
            Rpm.NAMES,
            "dnf install -y -q --setopt=install_weak_deps=False -- \"$@\"\n",
            Rpm.REMOVAL.formatted(
                    "dnf remove -y -q --setopt=clean_requirements_on_remove=False --")),
    /** SUSE Linux Enterprise and openSUSE. */
    ZYPPER(
            List.of("suse", "sles", "opensuse"),
            Map.of("conntrack", "conntrack-tools", "openssh-client", "openssh-clients"),
            Rpm.NAMES,
            "zypper --non-interactive --quiet install --no-recommends -- \"$@\"\n",
            Rpm.REMOVAL.formatted("zypper --non-interactive --quiet remove --no-clean-deps --"));

    /** Where a host keeps the names of the packages that are there because of kprov. */
    public static final String INSTALLED = "/var/lib/kprov/installed-packages";

    /**
     * Around an install: what was there before is known even when the install is cut short, and
     * dependencies that came along are known afterwards. The list holds at any time all that kprov
     * may have brought.
     */
    private static final String NOTE =
            """
            # kprov: install-packages
            set -e
            export LC_ALL=C
            notes=/var/lib/kprov
            names() {
            INSTALLED_NAMES
            }
            (umask 022 && mkdir -p "$notes")
            if [ ! -e "$notes/packages-before" ]; then
                names | sort -u >"$notes/packages-before.new"
                mv "$notes/packages-before.new" "$notes/packages-before"
            fi
            printf '%s\\n' "$@" >>"$notes/installed-packages"
            sync "$notes/packages-before" "$notes/installed-packages"
            finish() {
                names | sort -u >"$notes/packages-now"
                comm -13 "$notes/packages-before" "$notes/packages-now" >>"$notes/installed-packages"
                sort -u "$notes/installed-packages" | comm -12 - "$notes/packages-now" >"$notes/installed-packages.new"
                mv "$notes/installed-packages.new" "$notes/installed-packages"
                rm -f "$notes/packages-before" "$notes/packages-now"
            }
            trap finish EXIT
            trap 'exit 1' HUP INT TERM
            """;

    private final List<String> families;
    private final Map<String, String> names;
    private final String installed;
    private final String install;
    private final String removal;

    /** What the two families with RPM have in common; an enum's constants cannot refer to it. */
    private static final class Rpm {
        static final String NAMES = "rpm -qa --qf '%{NAME}\\n'";

        /** Whatever nobody needs goes, round after round: a library after the program. */
        static final String REMOVAL =
                """
                left=$*
                again=yes
                while [ -n "$again" ]; do
                    again= kept=
                    for name in $left; do
                        if ! rpm -q -- "$name" >/dev/null; then
                            :
                        elif rpm -e --test -- "$name" >/dev/null 2>&1; then
                            %s "$name"
                            again=yes
                        else
                            kept="$kept $name"
                        fi
                    done
                    left=$kept
                done
                for name in $left; do echo "the package $name stays: others need it"; done
                """;
    }

    PackageManager(
            List<String> families,
            Map<String, String> names,
            String installed,
            String install,
            String removal) {
        this.families = families;
        this.names = names;
        this.installed = installed;
        this.install = install;
        this.removal = removal;
    }

    /** By os-release's ID and ID_LIKE. */
    public static Optional<PackageManager> of(String id, String like) {
        var ids = new ArrayList<>(List.of(id));
        ids.addAll(List.of(like.split(" ", -1)));
        return Arrays.stream(values())
                .filter(manager -> ids.stream().anyMatch(manager.families::contains))
                .findFirst();
    }

    /** The package's name here, given Debian's. */
    public String nameOf(String debianName) {
        return names.getOrDefault(debianName, debianName);
    }

    /** Installs them, and writes down on the host what came because of it. */
    public Command install(List<String> packages) {
        return Command.script(
                NOTE.replace("INSTALLED_NAMES", installed) + install,
                packages.toArray(String[]::new));
    }

    /**
     * Shell text of a function {@code purge}, which removes the packages of its arguments that are
     * installed and that nothing else needs; what is in {@code $list} is overwritten.
     */
    public static String purgeFunction() {
        var text = new StringBuilder("purge() {\n");
        String word = "if";
        for (var manager : values()) {
            text.append(word)
                    .append(" command -v ")
                    .append(manager.program())
                    .append(" >/dev/null; then\n")
                    .append(manager.onlyInstalled())
                    .append(manager.removal.indent(4));
            word = "elif";
        }
        return text.append("fi\n}\n").toString();
    }

    private String program() {
        return switch (this) {
            case APT -> "apt-get";
            case DNF -> "dnf";
            case ZYPPER -> "zypper";
        };
    }

    /** Narrows the arguments to what is there. */
    private String onlyInstalled() {
        return """
            names() {
            %s
            }
            printf '%%s\\n' "$@" | sort -u >"$list"
            set -- $(names | sort -u | comm -12 - "$list")
            [ $# -gt 0 ] || return 0
        """
                .formatted(installed);
    }
}
