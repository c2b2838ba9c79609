// The Data tab of one table in a window of its own.
#pragma once

#include "tests/ui/datagrid/test_workbench.h"
#include "ui/datagrid/data_grid.h"

#include <QTest>

namespace relata::test {

// Its first rows have been read, or are on their way; the window comes to own the grid.
inline DataGrid* showGrid(TestWorkbench& workbench, const DatabaseConnection& connection,
    const ObjectRef::Kind kind, const QString& name, std::unique_ptr<QWidget>& window,
    QSize size = {1000, 600}, const QJsonObject& state = {})
{
    DocumentRequest request;
    request.kind = "data";
    request.object = {connection.id(), {}, name, {}, kind};
    request.state = state;
    window = std::make_unique<QWidget>();
    window->resize(size);
    auto* grid = new DataGrid(workbench, request, window.get());
    grid->resize(size);
    workbench.current = grid;
    window->show();
    return QTest::qWaitForWindowExposed(window.get()) ? grid : nullptr;
}

inline bool isSettled(const DataGrid* grid)
{
    return grid && grid->source() && grid->source()->state() == TableSource::State::Ready
        && grid->isSettled();
}

} // namespace relata::test
