#!/usr/bin/env bash
# The Debian packages that Relata needs, in one place, and a function that installs those that are missing.
# Sourced by run.sh, test.sh and screenshots.sh. Works on Debian 12 and Ubuntu 24.04, and what is newer.
#
# Where distributions differ in a name, the candidates stand in one word, "old|new": the first that apt knows is taken.

packages_build=(
    g++ cmake ninja-build ccache pkg-config
    qt6-base-dev qt6-svg-dev libgl-dev
    libsqlite3-dev libpq-dev libmariadb-dev unixodbc-dev libxlsxwriter-dev
    libexpected-dev libfmt-dev nlohmann-json3-dev libcli11-dev qtkeychain-qt6-dev libqscintilla2-qt6-dev
)

# Beyond the libraries that come with their -dev packages: plugins, Graphviz, fonts.
packages_run=(
    graphviz libqt6svg6 libqt6sql6-odbc unixodbc fontconfig fonts-dejavu-core fonts-inter fonts-jetbrains-mono
)
[ -z "${WAYLAND_DISPLAY:-}" ] || packages_run+=(qt6-wayland)

packages_test=(
    git clang-format-14 desktop-file-utils appstream postgresql mariadb-server sqlite3 dbus gnome-keyring
    python3 python3-sqlalchemy python3-psycopg2 python3-pymysql odbc-postgresql
)

packages_screenshots=(
    pngquant
)

packages_say() { printf '%s\n' "$*" >&2; }

# True if the package, or one that provides it, is installed.
packages_installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ] && return 0
    return 1
}

# Prints those of its arguments of which no candidate is installed.
packages_missing() {
    local entry name found
    for entry in "$@"; do
        found=no
        for name in ${entry//|/ }; do
            if packages_installed "$name"; then
                found=yes
                break
            fi
        done
        [ "$found" = yes ] || printf '%s\n' "$entry"
    done
}

# The first candidate that apt knows; the first of all if it knows none, so that apt's own message names it.
packages_candidate() {
    local name
    for name in ${1//|/ }; do
        if [ -n "$(apt-cache madison "$name" 2>/dev/null)" ]; then
            printf '%s\n' "$name"
            return
        fi
    done
    printf '%s\n' "${1%%|*}"
}

# packages_install ENTRY...: installs what is missing and says what; does not touch apt if nothing is.
# Fails, naming the packages, where it may not install.
packages_install() {
    local missing names=() entry
    mapfile -t missing < <(packages_missing "$@")
    [ ${#missing[@]} -gt 0 ] || return 0

    if ! command -v apt-get >/dev/null; then
        packages_say "These packages are needed and this system has no apt to install them: ${missing[*]%%|*}"
        return 1
    fi
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null || ! { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
            packages_say "These packages are needed and installing them takes root or sudo:"
            packages_say "  apt-get install ${missing[*]%%|*}"
            return 1
        fi
        as_root=(sudo)
    fi

    packages_say "Installing: ${missing[*]%%|*}"
    "${as_root[@]}" apt-get -q update >&2 || packages_say "apt-get update failed; trying with the lists that are there."
    for entry in "${missing[@]}"; do
        names+=("$(packages_candidate "$entry")")
    done

    # Database servers come as packages whose installation starts them. The tests start their own, so nothing is
    # to run because of us; in a chroot or a container it could not.
    if ! (
        policy=/usr/sbin/policy-rc.d
        if [ ! -e "$policy" ]; then
            trap '"${as_root[@]}" rm -f "$policy"' EXIT
            trap 'exit 130' INT TERM
            printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
            "${as_root[@]}" chmod 755 "$policy"
        fi
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends \
            "${names[@]}" </dev/null >&2
    ); then
        packages_say "apt-get could not install: ${names[*]}"
        return 1
    fi
    mapfile -t missing < <(packages_missing "$@")
    if [ ${#missing[@]} -gt 0 ]; then
        packages_say "Still missing after the installation: ${missing[*]}"
        return 1
    fi
}

# packages_writable FOLDER...: fails, naming it, if one of them cannot be made or written to.
packages_writable() {
    local folder
    for folder in "$@"; do
        if ! mkdir -p "$folder" 2>/dev/null || [ ! -w "$folder" ]; then
            packages_say "$folder cannot be written to; builds and results go there. Use a copy of the sources that is your own."
            return 1
        fi
    done
}

# How many compilers may run at once: one a core, and no more than there is memory for (1.2 GB each).
packages_jobs() {
    local cores memory
    cores=$(nproc)
    memory=$(awk '/^MemAvailable:/ { print int($2 / 1200000) }' /proc/meminfo 2>/dev/null)
    [ -n "$memory" ] && [ "$memory" -lt "$cores" ] && cores=$memory
    [ "$cores" -ge 1 ] || cores=1
    printf '%s\n' "$cores"
}

# Qt and the compilers want a UTF-8 locale; a bare system has only C.
packages_locale() {
    case "${LC_ALL:-${LC_CTYPE:-${LANG:-}}}" in
        *[Uu][Tt][Ff]*8*) ;;
        *) export LC_ALL=C.UTF-8 ;;
    esac
}
