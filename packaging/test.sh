#!/usr/bin/env bash
# usage: packaging/test.sh [--sanitize] [CTEST-OPTION...]
#
# Installs what is missing (Debian and Ubuntu), also what only tests need, builds everything and runs every test.
# The last line is the verdict. With --sanitize the core's tests run once more under the address and the
# undefined-behaviour sanitizers. Other options go to ctest, for example: packaging/test.sh -R sample
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=packaging/packages.sh
. "$root/packaging/packages.sh"
packages_locale

sanitize=no
case "${1:-}" in
    -h | --help)
        sed -n '2,6s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
        exit 0
        ;;
    --sanitize)
        sanitize=yes
        shift
        ;;
esac

started=$SECONDS
verdict() { # verdict STATUS WORDS...
    local status=$1 word=PASSED
    shift
    [ "$status" -eq 0 ] || word=FAILED
    echo "test.sh: $word: $* ($(((SECONDS - started) / 60)) min $(((SECONDS - started) % 60)) s)"
    exit "$status"
}

free_mib=$(df --output=avail -BM "$root" | tail -n 1 | tr -dc 0-9)
if [ ! -d "$root/build/test" ] && [ "$free_mib" -lt 6000 ]; then
    echo "test.sh: only $free_mib MiB are free beside $root; a first build and the tests' servers want about 6,000" >&2
fi
packages_writable "$root/build" || verdict 1 "the build folder cannot be written to"
packages_install "${packages_build[@]}" "${packages_run[@]}" "${packages_test[@]}" || verdict 1 "packages are missing"

# Tests write settings, caches and databases into a home of their own, and see neither display nor keyring.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -m 700 "$scratch/run"
test_environment=(
    env -u DISPLAY -u WAYLAND_DISPLAY -u DBUS_SESSION_BUS_ADDRESS
    HOME="$scratch/home" XDG_CONFIG_HOME="$scratch/config" XDG_DATA_HOME="$scratch/data" XDG_CACHE_HOME="$scratch/cache"
    XDG_STATE_HOME="$scratch/state" XDG_RUNTIME_DIR="$scratch/run" QT_QPA_PLATFORM=offscreen
)
mkdir "$scratch/home"

cd "$root"
jobs=$(packages_jobs)

run_preset() { # run_preset PRESET FOLDER CTEST-OPTION...: builds and tests that folder of the build tree
    local preset=$1 folder=$2 target=all
    shift 2
    [ "$folder" = . ] || target=$folder/all
    cmake --preset "$preset" || verdict 1 "the $preset build could not be configured"
    cmake --build --preset "$preset" -j "$jobs" --target "$target" || verdict 1 "the $preset build failed"
    echo "built $preset after $((SECONDS - started)) s"
    local status=0
    "${test_environment[@]}" ctest --test-dir "build/$preset/$folder" --output-on-failure -j "$jobs" --timeout 300 --no-tests=error \
        "$@" </dev/null 2>&1 | tee "$scratch/$preset.log" || status=$?
    summary=$(grep -E '[0-9]+% tests passed' "$scratch/$preset.log" | tail -n 1)
    skipped=$(grep -c '\*\*\*Skipped' "$scratch/$preset.log" || true)
    [ "$status" -eq 0 ] || verdict "$status" "${summary:-no test ran} in $preset"
}

run_preset test . "$@"
words="${summary}, $skipped skipped"
if [ "$sanitize" = yes ]; then
    run_preset asan-ubsan tests/core "$@"
    words="$words; ${summary} under sanitizers"
fi
verdict 0 "$words"
