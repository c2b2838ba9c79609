#!/usr/bin/env bash
# The rules of the house that a script can check. Prints every breach and fails if there is one.
# Looks at the files that git tracks; needs git, and clang-format 14 (other versions format differently).
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

breaches=0
breach() {
    printf '%s\n' "$1" >&2
    breaches=$((breaches + 1))
}

# A checkout may belong to another user than the one who checks it, as in a container.
tracked() { git -c safe.directory="$PWD" ls-files -- "$@"; }
mapfile -t sources < <(tracked '*.h' '*.cpp')
[ ${#sources[@]} -gt 0 ] || {
    echo "house rules: git lists no sources here" >&2
    exit 1
}

# --- Formatting -------------------------------------------------------------------------------------------------
formatter=$(command -v clang-format-14 || command -v clang-format) || {
    echo "house rules: clang-format is missing (packaging/packages.sh lists it)" >&2
    exit 1
}
printf '%s\n' "${sources[@]}" | xargs -d '\n' -n 20 -P "$(nproc)" "$formatter" --dry-run -Werror ||
    breach "formatting: run $(basename "$formatter") -i on the files above"

# --- Size -------------------------------------------------------------------------------------------------------
while read -r lines file; do
    [ "$file" = total ] || [ "$lines" -le 1000 ] || breach "$file: $lines lines; the limit is 1000"
done < <(wc -l "${sources[@]}")

# --- No SQL under ui/ -------------------------------------------------------------------------------------------
# Inside string literals only: a keyword alone may be a word of the interface, a statement may not.
statement='\b(SELECT\b[^"]*\bFROM|SELECT \*|INSERT INTO|DELETE FROM|UPDATE\b[^"]*\bSET|(CREATE|ALTER|DROP) (TEMP |UNIQUE |OR REPLACE )?(TABLE|VIEW|INDEX|SCHEMA|SEQUENCE|TYPE|TRIGGER|FUNCTION)|PRAGMA [a-z]|BEGIN TRANSACTION|SAVEPOINT)\b'
while IFS= read -r line; do
    breach "$line: SQL under ui/ (it belongs in core/sql or core/dialects)"
done < <(tracked 'ui/*.h' 'ui/*.cpp' | xargs -r -d '\n' grep -nE "^[^\"]*\"([^\"]*\"[^\"]*\")*[^\"]*$statement" | grep -vE '^[^:]*:[0-9]+:\s*//')

# --- No Qt in the core ------------------------------------------------------------------------------------------
while IFS= read -r line; do
    breach "$line: Qt in the core (only core/drivers/qtsql may)"
done < <(tracked 'core/*.h' 'core/*.cpp' | grep -v '^core/drivers/qtsql/' | xargs -r -d '\n' grep -nE '^\s*#\s*include\s*[<"](Q[A-Z]|Qt|qt|q[a-z]+\.h)')

# --- No nested event loops --------------------------------------------------------------------------------------
while IFS= read -r line; do
    breach "$line: nested event loop"
done < <(tracked 'app/*.h' 'app/*.cpp' 'core/*.h' 'core/*.cpp' 'ui/*.h' 'ui/*.cpp' |
    xargs -r -d '\n' grep -nE '\b(processEvents|QEventLoop|sendPostedEvents)\b' | grep -vE '^[^:]*:[0-9]+:\s*//')

# --- Who may include whom ---------------------------------------------------------------------------------------
# A line: folder: what it may include besides itself; a name stands for the folders below it too. A folder that is
# not listed may include nothing of ours.
arrows='
core/util:
core/types: core/util
core/schema: core/util core/types
core/sql: core/util core/types core/schema
core/parse: core/util core/types core/schema core/sql
core/convert: core/util core/types core/schema core/sql core/parse
core/engine: core/util core/types core/schema core/sql
core/layout: core/util core/types core/schema
core/drivers: core/util core/types core/parse core/engine
core/dialects: core/util core/types core/schema core/sql core/parse core/engine core/migrations
core/orm: core/util core/types core/schema core/sql core/parse core/convert core/engine
core/migrations: core/util core/types core/schema core/sql core/parse core/convert core/engine
core/editing: core/util core/types core/schema core/sql core/parse core/convert core/engine core/orm core/migrations
core/transfer: core/util core/types core/schema core/sql core/parse core/convert core/engine core/orm core/migrations core/editing/cell_text.h
core/codegen: core/util core/types core/schema core/sql core/parse core/convert core/engine core/orm core/migrations core/layout
core/project: core/util core/types core/schema core/sql core/parse core/convert core/engine core/orm core/migrations core/editing core/transfer core/codegen core/layout
core/builtin: core
ui/render: core/util core/types core/schema core/layout
ui/tasks: core/util core/types core/engine
'
model='core/util core/types core/schema core/sql core/parse core/convert core/engine core/orm core/migrations core/editing core/transfer core/codegen core/project core/layout'
services='ui/render ui/tasks ui/document ui/connections ui/editing ui/sqltext ui/transfer ui/grid'
arrows+="ui/document: $model ui/render ui/tasks
ui/connections: $model ui/render ui/tasks ui/shell
ui/editing: $model ui/render ui/tasks ui/connections
ui/sqltext: $model ui/render ui/tasks ui/shell
ui/transfer: $model ui/render ui/tasks ui/connections ui/shell
ui/grid: $model ui/render ui/tasks ui/connections ui/editing ui/shell
ui/shell: $model $services core/builtin/sample_database.h
app: core ui
"
for panel in explorer structure datagrid changes console diagram sqlpreview migrations export; do
    arrows+="ui/$panel: $model $services ui/shell
"
done
while IFS= read -r line; do
    breach "$line"
done < <(
    tracked 'core/*.h' 'core/*.cpp' 'ui/*.h' 'ui/*.cpp' 'app/*.h' 'app/*.cpp' |
        xargs -d '\n' grep -nHE '^\s*#\s*include\s*"' |
        awk -v arrows="$arrows" '
            function below(path, folder) { return index(path, folder "/") == 1 }
            BEGIN {
                count = split(arrows, lines, "\n")
                for (i = 1; i <= count; ++i) {
                    colon = index(lines[i], ":")
                    if (colon) allowed[substr(lines[i], 1, colon - 1)] = substr(lines[i], colon + 1)
                }
            }
            {
                file = $0; sub(/:.*/, "", file)
                place = $0; sub(/^[^:]*:/, "", place); sub(/:.*/, "", place)
                header = $0; sub(/^[^"]*"/, "", header); sub(/".*/, "", header)
                # Generated headers stand in the build tree without a folder of ours.
                if (header !~ /^(core|ui|app|tests)\//) next
                # The registry of panels and the list of what is built in name concrete ones; that is their job.
                if (file == "ui/shell/panel_registry.cpp" && below(header, "ui")) next
                own = ""
                for (folder in allowed) if (below(file, folder) && length(folder) > length(own)) own = folder
                if (own == "") { print file ":" place ": its folder has no line in .ci/house_rules.sh"; next }
                # Dialects and drivers are strangers to each other.
                home = own
                if (own == "core/dialects" || own == "core/drivers") { split(file, part, "/"); home = own "/" part[3]; if (part[4] == "") home = own }
                if (below(header, home)) next
                if (home != own) { split(header, part, "/"); if (below(header, own) && part[4] == "") next }
                words = split(allowed[own], may, " "); ok = 0
                for (i = 1; i <= words; ++i) if (header == may[i] || below(header, may[i])) ok = 1
                if (!ok) print file ":" place ": " own " may not include " header
            }'
)

# --- One definition -----------------------------------------------------------------------------------------------
# Two types of one name in one namespace link without a word and crash where both are used.
while IFS= read -r line; do
    breach "$line"
done < <(
    tracked 'core/*.h' 'ui/*.h' 'app/*.h' | xargs -r -d '\n' awk '
        FNR == 1 { space = "" }
        /^namespace [A-Za-z_:]+ \{?$/ { space = $2 }
        /^(class|struct|enum|enum class) [A-Za-z_]+( final)?( :.*)?( \{.*)?$/ && !/;$/ {
            name = $1 == "enum" && $2 == "class" ? $3 : $2
            sub(/:.*/, "", name)
            key = space "::" name
            if (key in seen && seen[key] != FILENAME) print FILENAME ": " key " is defined in " seen[key] " too"
            seen[key] = FILENAME
        }'
)

# --- Scripts and desktop files ----------------------------------------------------------------------------------
while IFS= read -r script; do
    bash -n "$script" || breach "$script: does not parse"
done < <(tracked '*.sh' '.ci/run')
if command -v desktop-file-validate >/dev/null; then
    while IFS= read -r file; do
        desktop-file-validate "$file" || breach "$file: not a valid desktop entry"
    done < <(tracked '*.desktop')
fi
if command -v appstreamcli >/dev/null; then
    while IFS= read -r file; do
        said=$(appstreamcli validate --no-net "$file" 2>&1) || {
            printf '%s\n' "$said" >&2
            breach "$file: not valid AppStream metadata"
        }
    done < <(tracked '*.metainfo.xml')
fi

if [ "$breaches" -gt 0 ]; then
    echo "house rules: FAILED: $breaches" >&2
    exit 1
fi
echo "house rules: PASSED (${#sources[@]} sources)"
