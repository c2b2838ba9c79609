#!/usr/bin/env bash
# usage: packaging/screenshots.sh
#
# Makes the README's pictures: the program itself on the sample, light and dark, into resources/screenshots/.
# Needs a release build (packaging/run.sh makes it).
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=packaging/packages.sh
. "$root/packaging/packages.sh"
packages_locale
packages_install "${packages_run[@]}" "${packages_screenshots[@]}"

cli=$root/build/release/app/relata-cli/relata-cli
relata=$root/build/release/app/relata/relata
[ -x "$cli" ] && [ -x "$relata" ] || {
    packages_say "There is no release build: run packaging/run.sh first."
    exit 1
}

# A newcomer's settings, and the same fonts everywhere.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -m 700 "$scratch/run"
export XDG_CONFIG_HOME=$scratch/config XDG_DATA_HOME=$scratch/data XDG_STATE_HOME=$scratch/state XDG_CACHE_HOME=$scratch/cache
export XDG_RUNTIME_DIR=$scratch/run QT_QPA_PLATFORM=offscreen FONTCONFIG_FILE=$root/packaging/fonts.conf

pictures=$root/resources/screenshots
mkdir -p "$pictures"
sample=$("$cli" sample)
picture() { # picture NAME THEME OPTION...
    local name=$1 theme=$2
    shift 2
    "$relata" --screenshot "$scratch/$name-$theme.png" --theme "$theme" --size 1440x900 "$@"
}
for theme in light dark; do
    picture welcome "$theme"
    "$cli" diagram "$sample" --theme "$theme" --out "$scratch/diagram-$theme.png"
    picture structure "$theme" --view structure --object books "$sample"
    picture data "$theme" --view data --object books "$sample"
done
# Flat colours and text: a palette of 256 loses nothing that an eye would miss, and a picture is a third as large.
for picture in "$scratch"/*.png; do
    pngquant --force --strip --speed 1 --output "$pictures/$(basename "$picture")" 256 "$picture"
done
ls -l "$pictures"
