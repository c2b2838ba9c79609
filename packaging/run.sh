#!/usr/bin/env bash
# usage: packaging/run.sh [SOURCE...]
#
# Installs what is missing (Debian and Ubuntu), builds the release, and opens relata on the sample database, or on
# the files or database URLs that are given. Without a display it writes what there would be to see into out/:
# the schema as JSON, the DDL in every dialect, the diagram as SVG and PNG, and a picture of the main window.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=packaging/packages.sh
. "$root/packaging/packages.sh"
packages_locale

case "${1:-}" in
    -h | --help)
        sed -n '2,6s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
        exit 0
        ;;
esac

packages_writable "$root/build"
packages_install "${packages_build[@]}" "${packages_run[@]}"

(
    cd "$root"
    cmake --preset release --log-level=WARNING
    cmake --build --preset release -j "$(packages_jobs)" --target relata relata-cli
) >&2

cli=$root/build/release/app/relata-cli/relata-cli
relata=$root/build/release/app/relata/relata

if [ $# -eq 0 ]; then
    set -- "$("$cli" sample)"
fi

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec "$relata" "$@"
fi

packages_say "There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set): writing to $root/out instead."
export QT_QPA_PLATFORM=offscreen FONTCONFIG_FILE=$root/packaging/fonts.conf
if [ -z "${XDG_RUNTIME_DIR:-}" ]; then
    XDG_RUNTIME_DIR=$(mktemp -d)
    export XDG_RUNTIME_DIR
    trap 'rm -rf "$XDG_RUNTIME_DIR"' EXIT
fi

number=0
for source in "$@"; do
    number=$((number + 1))
    out=$root/out
    [ $# -eq 1 ] || out=$root/out/$number
    packages_writable "$out" "$out/ddl"

    "$cli" inspect "$source" --json >"$out/schema.json"
    for dialect in sqlite postgresql mysql mariadb oracle mssql; do
        # What a dialect cannot say goes beside the script.
        "$cli" ddl "$source" --dialect "$dialect" >"$out/ddl/$dialect.sql" 2>"$out/ddl/$dialect.notes.txt" || {
            cat "$out/ddl/$dialect.notes.txt" >&2
            exit 1
        }
    done
    "$cli" diagram "$source" --out "$out/diagram.svg"
    "$cli" diagram "$source" --out "$out/diagram.png"
    "$relata" --screenshot "$out/window.png" --size 1440x900 "$source"

    packages_say "Written from $source:"
    for file in schema.json ddl/sqlite.sql ddl/postgresql.sql ddl/mysql.sql ddl/mariadb.sql ddl/oracle.sql ddl/mssql.sql \
        diagram.svg diagram.png window.png; do
        [ -s "$out/$file" ] || {
            packages_say "$out/$file is missing or empty."
            exit 1
        }
        printf '%9d  %s\n' "$(stat -c %s "$out/$file")" "$out/$file"
    done
done
