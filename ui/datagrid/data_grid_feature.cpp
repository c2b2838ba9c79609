// The Data tab's place in the program, and its actions.
#include "ui/datagrid/data_grid.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/panel_registry.h"
#include "ui/shell/workbench.h"

namespace relata {

void registerDataGrid(PanelRegistry& registry)
{
    DocumentFactory factory;
    factory.kind = QStringLiteral("data");
    factory.title = DataGrid::tr("Data");
    factory.icon = QStringLiteral("data");
    factory.order = 10;
    factory.canOpen = [](const ObjectRef& object) {
        return object.kind == ObjectRef::Kind::Table || object.kind == ObjectRef::Kind::View;
    };
    factory.create = [](Workbench& workbench, const DocumentRequest& request, QWidget* parent) -> Document* {
        return new DataGrid(workbench, request, parent);
    };
    registry.addDocument(std::move(factory));

    registry.addFeature([](Workbench& workbench) {
        auto current = [&workbench]() -> DataGrid* {
            auto* grid = qobject_cast<DataGrid*>(workbench.currentDocument());
            return grid ? grid->focusedGrid() : nullptr;
        };
        QString group; // of the actions that are added now
        QString category = DataGrid::tr("Data");
        auto add = [&](const char* id, const QString& text, const QString& icon, QList<QKeySequence> keys,
                       std::function<void(DataGrid&)> run, std::function<bool(DataGrid&)> enabled = {}) {
            ActionSpec spec;
            spec.id = QString::fromLatin1(id);
            spec.text = text;
            spec.category = category;
            spec.group = group;
            spec.icon = icon;
            spec.shortcuts = std::move(keys);
            spec.run = [current, run] {
                if (DataGrid* grid = current())
                    run(*grid);
            };
            spec.enabled = [current, enabled] {
                DataGrid* grid = current();
                return grid && (!enabled || enabled(*grid));
            };
            workbench.actions().add(std::move(spec));
        };
        group = QStringLiteral("filter");
        add("data.filter", DataGrid::tr("Filter rows by column"), QStringLiteral("filter"),
            {QKeySequence(QKeySequence::Find)}, [](DataGrid& grid) { grid.setFiltersVisible(true); });
        add("data.search", DataGrid::tr("Search all columns"), QStringLiteral("search"),
            {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F)}, [](DataGrid& grid) { grid.focusSearch(); });
        add("data.where", DataGrid::tr("Filter rows by a condition in SQL"), QStringLiteral("sql"), {},
            [](DataGrid& grid) { grid.focusWhere(); });
        group = QStringLiteral("show");
        add("data.labels", DataGrid::tr("Show or hide what foreign keys refer to"),
            QStringLiteral("key-foreign"), {}, [](DataGrid& grid) { grid.showLabels(!grid.labelsShown()); });
        add("data.value", DataGrid::tr("Show the value of the current cell"), QStringLiteral("panel-right"),
            {QKeySequence(Qt::Key_F4)}, [](DataGrid& grid) { grid.setValueVisible(!grid.valueVisible()); });
        add("data.form", DataGrid::tr("Show the row as a form"), QStringLiteral("document"),
            {QKeySequence(Qt::Key_F7)}, [&workbench](DataGrid&) {
                auto* outer = qobject_cast<DataGrid*>(workbench.currentDocument());
                outer->setFormVisible(!outer->formVisible());
            });
        add("data.related", DataGrid::tr("Show what belongs to the row"), QStringLiteral("panel-bottom"),
            {QKeySequence(Qt::Key_F6)}, [&workbench](DataGrid&) {
                auto* outer = qobject_cast<DataGrid*>(workbench.currentDocument());
                outer->setRelatedVisible(!outer->relatedVisible());
            });
        group = QStringLiteral("follow");
        add(
            "data.back", DataGrid::tr("Back to the row before"), QStringLiteral("chevron-left"),
            {QKeySequence(Qt::ALT | Qt::Key_Left)}, [](DataGrid& grid) { grid.goBack(); },
            [](DataGrid& grid) { return grid.canGoBack(); });
        add("data.follow", DataGrid::tr("Go to the row that the cell refers to"),
            QStringLiteral("key-foreign"), {QKeySequence(Qt::ALT | Qt::Key_Right)},
            [](DataGrid& grid) { grid.followCurrent(); });
        group = QStringLiteral("edit");
        const auto editable = [](DataGrid& grid) { return grid.canEdit(); };
        add(
            "data.insertRow", DataGrid::tr("New row"), QStringLiteral("plus"),
            {QKeySequence(Qt::CTRL | Qt::Key_Insert), QKeySequence(Qt::Key_Insert)},
            [](DataGrid& grid) { grid.insertRow(); }, editable);
        add(
            "data.duplicateRows", DataGrid::tr("Duplicate rows"), QStringLiteral("copy"),
            {QKeySequence(Qt::CTRL | Qt::Key_D)}, [](DataGrid& grid) { grid.duplicateRows(); }, editable);
        add(
            "data.deleteRows", DataGrid::tr("Delete rows"), QStringLiteral("trash"),
            {QKeySequence(Qt::CTRL | Qt::Key_Delete)}, [](DataGrid& grid) { grid.deleteRows(); }, editable);
        add(
            "data.fill", DataGrid::tr("Set selected cells to …"), QStringLiteral("edit"),
            {QKeySequence(Qt::SHIFT | Qt::Key_F2)}, [](DataGrid& grid) { grid.fillSelection(); }, editable);
        add(
            "data.setNull", DataGrid::tr("Set to NULL"), {}, {},
            [](DataGrid& grid) { grid.setSelection(PendingValue::null()); }, editable);
        add(
            "data.setDefault", DataGrid::tr("Set to default"), {}, {},
            [](DataGrid& grid) { grid.setSelection(PendingValue::byDefault()); }, editable);
        group = QStringLiteral("transfer");
        add(
            "data.export", DataGrid::tr("Export rows"), QStringLiteral("export"),
            {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E)}, [](DataGrid& grid) { grid.exportRows(); },
            [](DataGrid& grid) { return grid.exportSubject().has_value(); });
        add(
            "data.import", DataGrid::tr("Import rows from a file"), QStringLiteral("import"),
            {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_I)}, [](DataGrid& grid) { grid.importRows(); },
            [](DataGrid& grid) { return grid.importTarget().has_value(); });
        category += u'/' + DataGrid::tr("Copy");
        const std::tuple<const char*, QString, CopyFormat> copies[] = {
            {"data.copyWithHeader", DataGrid::tr("Copy rows with column names"),
                CopyFormat::TabSeparatedWithHeader},
            {"data.copyCsv", DataGrid::tr("Copy rows as CSV"), CopyFormat::Csv},
            {"data.copyJson", DataGrid::tr("Copy rows as JSON"), CopyFormat::Json},
            {"data.copyMarkdown", DataGrid::tr("Copy rows as Markdown"), CopyFormat::Markdown},
            {"data.copyInsert", DataGrid::tr("Copy rows as INSERT statements"), CopyFormat::Insert},
            {"data.copyUpdate", DataGrid::tr("Copy cells as UPDATE statements"), CopyFormat::Update},
            {"data.copyWhere", DataGrid::tr("Copy cells as a WHERE clause"), CopyFormat::Where},
            {"data.copySqlAlchemy", DataGrid::tr("Copy rows as a SQLAlchemy insert"),
                CopyFormat::SqlAlchemy}};
        for (const auto& [id, text, format] : copies) {
            QList<QKeySequence> keys;
            if (format == CopyFormat::TabSeparatedWithHeader)
                keys = {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C)};
            add(id, text, QStringLiteral("copy"), keys,
                [format = format](DataGrid& grid) { grid.copySelection(format); });
        }
    });
}

} // namespace relata
