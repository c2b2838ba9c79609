// Where the values of a table's columns come from: one row for each column. Of a table that is to be made,
// the rows are the file's columns, and their names, types and keys can be edited.
#pragma once

#include "core/sql/sql_dialect.h"
#include "core/transfer/import_sample.h"

#include <QAbstractTableModel>
#include <QIcon>
#include <QStyledItemDelegate>

#include <memory>

namespace relata {

class Theme;

class ImportColumnModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Section
    {
        NameSection, // check box of a new table: the column is made
        TypeSection,
        KeySection, // check box; of a new table
        SourceSection, // Qt::EditRole: int, a field of the file or one of the following
        ValueSection, // a value of the file, or the fixed value
        FindingSection, // what the dry run says
        SectionCount,
    };
    enum Source
    {
        DefaultSource = -1,
        ConstantSource = -2,
        NullSource = -3,
    };

    ImportColumnModel(Theme& theme, const SqlDialect& dialect, QObject* parent);

    void setExisting(TablePtr table, std::shared_ptr<const ImportSample> sample);
    void setNew(const QString& schema, std::shared_ptr<const ImportSample> sample);
    void clear();
    bool isNew() const { return m_new; }

    // The table with the given name: of a new one, with the columns that are wanted.
    TablePtr table(const QString& schema, const QString& name) const;
    // By its columns.
    std::vector<ImportColumn> columns() const;
    void setReadings(std::optional<DateOrder> dates, std::optional<bool> decimalComma);
    // By the columns of table().
    void setFindings(const SampleFindings& findings);

    // What a row may come from: (label, value of Qt::EditRole).
    std::vector<std::pair<QString, int>> sourcesOf(int row) const;
    QStringList typeNames() const;
    QIcon chevron() const; // of a list

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    void edited();
    void refused(const QString& problem); // a type that there is not

private:
    struct Row
    {
        Column column;
        ImportColumn import;
        bool used = true;
        bool key = false;
        QString finding;
        std::int64_t refused = 0;
    };
    QString sourceText(const Row& row) const;
    QString valueText(const Row& row) const;

    Theme& m_theme;
    const SqlDialect& m_dialect;
    TablePtr m_table;
    std::shared_ptr<const ImportSample> m_sample;
    std::vector<Row> m_rows;
    std::optional<DateOrder> m_dates;
    std::optional<bool> m_decimalComma;
    bool m_new = false;
};

// Lists for the types and sources.
class ImportColumnDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    ImportColumnDelegate(ImportColumnModel& model, QObject* parent);

    QWidget* createEditor(
        QWidget* parent, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void setEditorData(QWidget* editor, const QModelIndex& index) const override;
    void setModelData(QWidget* editor, QAbstractItemModel* model, const QModelIndex& index) const override;
    void paint(
        QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    ImportColumnModel& m_model;
};

} // namespace relata
