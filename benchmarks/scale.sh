#!/bin/bash
# How kprov scales: a plan that finds nothing to do, on a cluster of simulated hosts behind real SSH, as a whole process.
# The hosts live in a process and a network namespace of their own, so time and memory are kprov's alone, but they share
# the machine's cores with it. Needs root, iproute2, and GNU time.
#
#   benchmarks/scale.sh [WORKERS...]        default: 97 997 2997, beside three control planes
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
cd "$root"
# shellcheck source=../.mvn/jdk25.sh
. .mvn/jdk25.sh
for program in ip mvn /usr/bin/time; do
    command -v $program >/dev/null || { echo "scale: $program is missing" >&2; exit 1; }
done
[ $# -gt 0 ] || set -- 97 997 2997

space=kprov-scale-$$ folder=$(mktemp -d) farm=
finish() {
    [ -z "$farm" ] || kill "$farm" 2>/dev/null || true
    ip netns del $space 2>/dev/null || true
    rm -rf "$folder"
}
trap finish EXIT
# Every address of the inventory is this namespace's own.
ip netns add $space
ip -n $space link set lo up
ip -n $space route add local 10.0.0.0/8 dev lo

./kprov --version >/dev/null # builds it
mvn -B -ntp -q -pl core -am test-compile dependency:build-classpath -Dspotless.check.skip=true -Dmdep.includeScope=test \
    -Dmdep.outputFile="$folder/classpath"
classpath=core/target/test-classes:core/target/classes:pki/target/classes:$(cat "$folder/classpath")

printf '%8s %10s %10s %12s\n' hosts 'plan' 'ms a host' 'peak memory'
for workers in "$@"; do
    site=$folder/$workers
    mkdir "$site"
    ip netns exec $space "$JAVA_HOME/bin/java" -Xmx6g -cp "$classpath" io.kprov.simulator.ssh.Farm "$site" "$workers" 2222 >"$site/farm.log" 2>&1 &
    farm=$!
    until grep -q '^ready' "$site/farm.log"; do
        kill -0 $farm 2>/dev/null || { tail -n 20 "$site/farm.log" >&2; exit 1; }
        sleep 0.5
    done
    plan() { (cd "$site" && ip netns exec $space /usr/bin/time -f '%e %M' "$root/kprov" plan --detailed-exitcode "$@"); }
    plan >/dev/null 2>"$site/plan.log" || { tail -n 5 "$site/plan.log" >&2; exit 1; } # the farm's JVM warms up
    for _ in 1 2 3; do plan 2>&1 >/dev/null | tail -n 1; done | sort -n | sed -n 2p |
        awk -v hosts=$((workers + 3)) '{printf "%8d %8.1f s %10.1f %8d MiB\n", hosts, $1, 1000 * $1 / hosts, $2 / 1024}'
    kill $farm
    wait $farm 2>/dev/null || true
    farm=
done
