package io.kprov.os;

import io.kprov.command.Command;

/**
 * How the packages of an operating system come to their newest versions: what is installed, and
 * what it newly needs, as a kernel of another name; nothing is removed. The package manager is the
 * one that the host has.
 */
public final class PackageUpgrade {
    /** The last line of {@link #list()} when the list is whole. */
    public static final String LISTED = "@listed";

    /** What was fetched last, as {@link #list()} prints it. */
    public static final String FETCHED = "/var/lib/kprov/packages-fetched";

    /**
     * A function that prints {@code name|from|to} for each package; {@code from} is empty for a new
     * one. To ask changes nothing on the host: apt reads an index of its own, unless the host's was
     * read anew for {@link #fetch()} within a day.
     */
    private static final String FUNCTION =
            """
            updates() {
                if command -v apt-get >/dev/null; then
                    set --
                    index=
                    if [ -z "$(find FETCHED -mmin -1440 2>/dev/null)" ]; then
                        index=$(mktemp -d) && mkdir "$index/partial" || return 1
                        set -- -o "Dir::State::lists=$index" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root
                        timeout 40 apt-get "$@" -qq -o APT::Update::Error-Mode=any update >&2 || { rm -rf "$index"; return 1; }
                    fi
                    apt-get "$@" -s -qq -o Debug::NoLocking=1 --with-new-pkgs upgrade |
                        sed -n 's/^Inst \\([^ ]*\\) \\[\\([^]]*\\)\\] (\\([^ ]*\\) .*/\\1|\\2|\\3/p; s/^Inst \\([^ ]*\\) (\\([^ ]*\\) .*/\\1||\\2/p'
                    [ -z "$index" ] || rm -rf "$index"
                elif command -v dnf >/dev/null; then
                    found=$(timeout 40 dnf -q check-update) || [ $? = 100 ] || return 1
                    echo "$found" | while read -r name to repository rest; do
                        [ -n "$repository" ] && [ -z "$rest" ] || continue
                        echo "${name%.*}|$(rpm -q --qf '%{VERSION}-%{RELEASE}\\n' "${name%.*}" | tail -n 1)|$to"
                    done
                elif command -v zypper >/dev/null; then
                    found=$(timeout 40 zypper --quiet --non-interactive list-updates) || return 1
                    echo "$found" | sed -n 's/^v *|[^|]*| *\\([^ |]*\\) *| *\\([^ |]*\\) *| *\\([^ |]*\\) *|.*/\\1|\\2|\\3/p'
                else
                    return 1
                fi
            }
            """
                    .replace("FETCHED", FETCHED);

    private static final String FETCH =
            "# kprov: fetch-packages\nset -e\nexport LC_ALL=C DEBIAN_FRONTEND=noninteractive\n"
                    + FUNCTION
                    + """
                    if command -v apt-get >/dev/null; then
                        apt-get update -qq -o DPkg::Lock::Timeout=300 -o APT::Update::Error-Mode=any
                        apt-get upgrade -y -qq --with-new-pkgs --download-only -o DPkg::Lock::Timeout=300
                    elif command -v dnf >/dev/null; then
                        dnf -y -q upgrade --downloadonly
                    else
                        zypper --quiet --non-interactive update --download-only
                    fi
                    (umask 022 && mkdir -p "${1%/*}")
                    touch "$1"
                    updates >"$1.new"
                    mv "$1.new" "$1"
                    """;

    private static final String UPGRADE =
            """
            # kprov: upgrade-packages
            export LC_ALL=C DEBIAN_FRONTEND=noninteractive
            if command -v apt-get >/dev/null; then
                # What a power cut left half done comes first.
                dpkg --configure -a --force-confdef --force-confold
                apt-get upgrade -y -qq --with-new-pkgs -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold
            elif command -v dnf >/dev/null; then
                dnf -y -q upgrade
            else
                zypper --quiet --non-interactive update
            fi
            """;

    private PackageUpgrade() {}

    /** Shell text that lists what an upgrade would do. */
    public static String list() {
        return FUNCTION + "updates && echo " + LISTED;
    }

    /** Brings the packages to the host, and installs none. */
    public static Command fetch() {
        return Command.script(FETCH, FETCHED);
    }

    /** Installs them; configuration files that somebody changed stay. */
    public static Command upgrade() {
        return Command.script(UPGRADE);
    }
}
