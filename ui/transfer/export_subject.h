// What can be exported: the rows of a table or view as a grid shows them, or those of a query.
#pragma once

#include "core/editing/row_window.h"
#include "ui/connections/database_connection.h"

#include <QPointer>

#include <utility>
#include <vector>

namespace relata {

struct ExportSubject
{
    QPointer<DatabaseConnection> connection;
    QString name; // of the table or view: for the title and the file

    // A table or view; `table` is null for a view.
    BrowseTarget target = {};
    TablePtr table = nullptr;
    std::shared_ptr<const MetaData> metadata = nullptr;
    std::vector<RowSort> sort = {};
    std::vector<RowCondition> conditions = {};
    std::vector<std::size_t> visibleColumns = {}; // as they stand on the screen; empty: all
    qint64 rows = -1; // under the conditions; -1 = not known

    // Selected rows by their positions in `window`, [first, first + count); empty: none are.
    std::shared_ptr<RowWindow> window = nullptr;
    std::vector<std::pair<qint64, qint64>> selectedRows = {};
    std::vector<std::size_t> selectedColumns = {};

    int pendingRows = 0; // rows with edits that are not stored, which an export does not have

    // A query instead, with rows of it that are known already, for the preview.
    QString query = {};
    std::vector<ResultColumn> queryColumns = {};
    RowChunkPtr queryRows = nullptr;

    qint64 selectedCount() const
    {
        qint64 count = 0;
        for (const auto& [first, rowsOfIt] : selectedRows)
            count += rowsOfIt;
        return count;
    }
};

} // namespace relata
