#include "core/convert/convert.h"

#include "core/convert/context.h"

namespace relata {

Conversion convert(const MetaData& metadata, const SqlDialect& target)
{
    using namespace convert_internal;
    if (metadata.dialect == target.traits().name) {
        Notes notes;
        noteMissingTables(metadata, notes);
        return {metadata, notes.take(), {}};
    }
    Context context(metadata, target);
    nameTables(context);
    convertTypes(context);
    convertNumbering(context);
    convertKeyTypes(context);
    makeShapes(context);
    convertColumns(context);
    convertKeys(context);
    convertForeignKeys(context);
    limitCascades(context);
    convertIndexes(context);
    finishTables(context);
    convertViews(context);
    reportCarried(context);
    return {std::move(context.result), context.notes.take(), std::move(context.names)};
}

} // namespace relata
