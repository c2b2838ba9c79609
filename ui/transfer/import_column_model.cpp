#include "ui/transfer/import_column_model.h"

#include "ui/connections/schema_text.h"
#include "ui/shell/theme.h"
#include "ui/transfer/transfer_text.h"

#include <QApplication>
#include <QComboBox>
#include <QPainter>

#include <algorithm>

namespace relata {
namespace {

constexpr std::size_t shownValues = 3;
constexpr qsizetype shownLength = 80;

bool isFilledByDatabase(const Column& column)
{
    return column.computed || (column.identity && column.identity->always);
}

} // namespace

ImportColumnModel::ImportColumnModel(Theme& theme, const SqlDialect& dialect, QObject* parent)
    : QAbstractTableModel(parent), m_theme(theme), m_dialect(dialect)
{ }

void ImportColumnModel::clear()
{
    beginResetModel();
    m_rows.clear();
    m_sample = nullptr;
    m_table = nullptr;
    endResetModel();
}

void ImportColumnModel::setExisting(TablePtr table, std::shared_ptr<const ImportSample> sample)
{
    beginResetModel();
    m_new = false;
    m_table = std::move(table);
    m_sample = std::move(sample);
    m_rows.clear();
    const std::vector<ImportColumn> matches = matchColumns(*m_table, m_sample->rows.columns);
    for (std::size_t i = 0; i < matches.size(); ++i) {
        Row& row = m_rows.emplace_back();
        row.column = m_table->columns[i];
        row.import = matches[i];
        row.key = std::count(
                      m_table->primaryKey.columns.begin(), m_table->primaryKey.columns.end(), row.column.name)
            > 0;
    }
    endResetModel();
}

void ImportColumnModel::setNew(const QString& schema, std::shared_ptr<const ImportSample> sample)
{
    beginResetModel();
    m_new = true;
    m_sample = std::move(sample);
    m_table = std::make_shared<const Table>(
        suggestedTable(m_sample->rows, schema.toStdString(), "new table", m_dialect));
    m_rows.clear();
    for (std::size_t i = 0; i < m_table->columns.size(); ++i) {
        Row& row = m_rows.emplace_back();
        row.column = m_table->columns[i];
        row.import.from = ImportColumn::From::Field;
        row.import.field = i;
    }
    endResetModel();
}

TablePtr ImportColumnModel::table(const QString& schema, const QString& name) const
{
    if (!m_new || !m_table)
        return m_table;
    Table table = *m_table;
    table.schema = schema.toStdString();
    table.name = name.toStdString();
    table.columns.clear();
    for (const Row& row : m_rows) {
        if (!row.used)
            continue;
        table.columns.push_back(row.column);
        if (row.key) {
            table.primaryKey.columns.push_back(row.column.name);
            table.columns.back().nullable = false;
        }
    }
    return std::make_shared<const Table>(std::move(table));
}

std::vector<ImportColumn> ImportColumnModel::columns() const
{
    std::vector<ImportColumn> columns;
    for (const Row& row : m_rows) {
        if (m_new && !row.used)
            continue;
        ImportColumn& column = columns.emplace_back(row.import);
        column.name = row.column.name;
        if (column.from != ImportColumn::From::Field || column.field >= m_sample->rows.types.size())
            continue;
        column.reading = m_sample->rows.types[column.field].reading;
        if (m_dates)
            column.reading.dates = *m_dates;
        if (m_decimalComma)
            column.reading.decimalComma = *m_decimalComma;
    }
    return columns;
}

void ImportColumnModel::setReadings(std::optional<DateOrder> dates, std::optional<bool> decimalComma)
{
    m_dates = dates;
    m_decimalComma = decimalComma;
}

void ImportColumnModel::setFindings(const SampleFindings& findings)
{
    std::size_t at = 0;
    for (Row& row : m_rows) {
        row.finding.clear();
        row.refused = 0;
        if ((m_new && !row.used) || at >= findings.byColumn.size())
            continue;
        row.finding = QString::fromStdString(findings.byColumn[at]);
        row.refused = findings.refusedByColumn[at];
        ++at;
    }
    if (!m_rows.empty())
        emit dataChanged(index(0, FindingSection), index(rowCount() - 1, FindingSection));
}

std::vector<std::pair<QString, int>> ImportColumnModel::sourcesOf(int row) const
{
    std::vector<std::pair<QString, int>> sources;
    const Column& column = m_rows[std::size_t(row)].column;
    if (!isFilledByDatabase(column)) {
        for (std::size_t i = 0; i < m_sample->rows.columns.size(); ++i)
            sources.emplace_back(QString::fromStdString(m_sample->rows.columns[i]), int(i));
        sources.emplace_back(tr("A fixed value"), int(ConstantSource));
        if (column.nullable)
            sources.emplace_back(tr("NULL"), int(NullSource));
    }
    sources.emplace_back(sourceText({column, {}, true, false, {}, 0}), int(DefaultSource));
    return sources;
}

QIcon ImportColumnModel::chevron() const
{
    return m_theme.icon(QStringLiteral("chevron-down"));
}

QStringList ImportColumnModel::typeNames() const
{
    QStringList names;
    for (const SqlType& type : importTypes(m_dialect))
        names << typeText(type, m_dialect);
    return names;
}

QString ImportColumnModel::sourceText(const Row& row) const
{
    using From = ImportColumn::From;
    if (row.import.from == From::Field)
        return QString::fromStdString(m_sample->rows.columns[row.import.field]);
    if (row.import.from == From::Constant)
        return row.import.isNull ? tr("NULL") : tr("A fixed value");
    if (isFilledByDatabase(row.column))
        return tr("The database fills it");
    return row.column.isFetchedOnInsert() ? tr("Its default")
        : row.column.nullable             ? tr("Left out: NULL")
                                          : tr("Choose …");
}

QString ImportColumnModel::valueText(const Row& row) const
{
    using From = ImportColumn::From;
    if (row.import.from == From::Constant)
        return row.import.isNull ? QString() : QString::fromStdString(row.import.constant);
    if (row.import.from != From::Field)
        return defaultText(row.column);
    QStringList values;
    for (const Record& record : m_sample->rows.records) {
        if (row.import.field >= record.fields.size() || record.fields[row.import.field].text.empty())
            continue;
        values << QString::fromUtf8(record.fields[row.import.field].text.substr(0, shownLength)).simplified();
        if (std::size_t(values.size()) == shownValues)
            break;
    }
    return values.join(QStringLiteral(" · ")).left(shownLength);
}

int ImportColumnModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int ImportColumnModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(SectionCount);
}

QVariant ImportColumnModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const Row& row = m_rows[std::size_t(index.row())];
    const bool constant = row.import.from == ImportColumn::From::Constant && !row.import.isNull;
    if (role == Qt::ForegroundRole) {
        if (!row.used)
            return m_theme.palette().disabled;
        if (index.column() == FindingSection)
            return m_theme.palette().danger;
        if (index.column() == TypeSection || (index.column() == ValueSection && !constant))
            return m_theme.palette().muted;
        return {};
    }
    if (role == Qt::ToolTipRole) {
        if (index.column() == FindingSection)
            return row.finding;
        if (index.column() == NameSection && !row.column.comment.empty())
            return QString::fromStdString(row.column.comment);
        return data(index, Qt::DisplayRole);
    }
    const bool text = role == Qt::DisplayRole || role == Qt::EditRole;
    switch (index.column()) {
    case NameSection:
        if (role == Qt::CheckStateRole && m_new)
            return row.used ? Qt::Checked : Qt::Unchecked;
        if (role == Qt::DecorationRole && !m_new)
            return m_theme.icon(QLatin1String(columnIcon(*m_table, row.column)));
        return text ? QString::fromStdString(row.column.name) : QVariant();
    case TypeSection:
        if (text) {
            const QString type = typeText(row.column.type, m_dialect);
            return role == Qt::DisplayRole && !m_new && !row.column.nullable ? tr("%1, not NULL").arg(type)
                                                                             : type;
        }
        return {};
    case KeySection:
        return role == Qt::CheckStateRole && m_new ? QVariant(row.key ? Qt::Checked : Qt::Unchecked)
                                                   : QVariant();
    case SourceSection:
        if (role == Qt::EditRole)
            return row.import.from == ImportColumn::From::Field ? int(row.import.field)
                : row.import.from == ImportColumn::From::Default
                ? int(DefaultSource)
                : int(row.import.isNull ? NullSource : ConstantSource);
        return role == Qt::DisplayRole ? sourceText(row) : QVariant();
    case ValueSection:
        return text ? valueText(row) : QVariant();
    case FindingSection:
        if (role != Qt::DisplayRole || row.finding.isEmpty())
            return {};
        return row.refused > 1 ? tr("%1 of them, as in %2").arg(rowsText(row.refused), row.finding)
                               : row.finding;
    default:
        return {};
    }
}

bool ImportColumnModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (!index.isValid())
        return false;
    Row& row = m_rows[std::size_t(index.row())];
    if (role == Qt::CheckStateRole && m_new) {
        (index.column() == KeySection ? row.key : row.used) = value.toInt() == Qt::Checked;
        row.key = row.key && row.used;
    } else if (role != Qt::EditRole) {
        return false;
    } else if (index.column() == NameSection && m_new) {
        row.column.name = value.toString().trimmed().toStdString();
    } else if (index.column() == TypeSection && m_new) {
        Result<SqlType> type = importType(value.toString().toStdString(), m_dialect);
        if (!type) {
            emit refused(QString::fromStdString(type.error().message + " " + type.error().hint));
            return false;
        }
        row.column.type = std::move(*type);
    } else if (index.column() == SourceSection) {
        const int source = value.toInt();
        row.import.from = source >= 0 ? ImportColumn::From::Field
            : source == DefaultSource ? ImportColumn::From::Default
                                      : ImportColumn::From::Constant;
        row.import.field = std::size_t(std::max(source, 0));
        row.import.isNull = source == NullSource;
    } else if (index.column() == ValueSection) {
        row.import.constant = value.toString().toStdString();
    } else {
        return false;
    }
    emit dataChanged(this->index(index.row(), 0), this->index(index.row(), SectionCount - 1));
    emit edited();
    return true;
}

Qt::ItemFlags ImportColumnModel::flags(const QModelIndex& index) const
{
    if (!index.isValid())
        return {};
    const Qt::ItemFlags flags = Qt::ItemIsSelectable | Qt::ItemIsEnabled;
    const Row& row = m_rows[std::size_t(index.row())];
    switch (index.column()) {
    case NameSection:
        return m_new ? flags | Qt::ItemIsUserCheckable | Qt::ItemIsEditable : flags;
    case TypeSection:
        return m_new && row.used ? flags | Qt::ItemIsEditable : flags;
    case KeySection:
        return m_new && row.used ? flags | Qt::ItemIsUserCheckable : flags;
    case SourceSection:
        return !m_new && !isFilledByDatabase(row.column) ? flags | Qt::ItemIsEditable : flags;
    case ValueSection:
        return row.import.from == ImportColumn::From::Constant && !row.import.isNull
            ? flags | Qt::ItemIsEditable
            : flags;
    default:
        return flags;
    }
}

QVariant ImportColumnModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameSection:
        return tr("Column");
    case TypeSection:
        return tr("Type");
    case KeySection:
        return tr("Key");
    case SourceSection:
        return tr("From the file");
    case ValueSection:
        return tr("Values");
    case FindingSection:
        return tr("Refused");
    default:
        return {};
    }
}

ImportColumnDelegate::ImportColumnDelegate(ImportColumnModel& model, QObject* parent)
    : QStyledItemDelegate(parent), m_model(model)
{ }

QWidget* ImportColumnDelegate::createEditor(
    QWidget* parent, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const bool type = index.column() == ImportColumnModel::TypeSection;
    if (!type && index.column() != ImportColumnModel::SourceSection)
        return QStyledItemDelegate::createEditor(parent, option, index);
    auto* box = new QComboBox(parent);
    if (type) {
        box->setEditable(true);
        box->setInsertPolicy(QComboBox::NoInsert);
        box->addItems(m_model.typeNames());
    } else {
        for (const auto& [label, source] : m_model.sourcesOf(index.row()))
            box->addItem(label, source);
    }
    connect(box, &QComboBox::activated, this, [this, box] {
        auto* self = const_cast<ImportColumnDelegate*>(this);
        emit self->commitData(box);
        emit self->closeEditor(box);
    });
    return box;
}

void ImportColumnDelegate::setEditorData(QWidget* editor, const QModelIndex& index) const
{
    auto* box = qobject_cast<QComboBox*>(editor);
    if (!box)
        return QStyledItemDelegate::setEditorData(editor, index);
    if (box->isEditable())
        box->setCurrentText(index.data(Qt::EditRole).toString());
    else
        box->setCurrentIndex(box->findData(index.data(Qt::EditRole)));
}

void ImportColumnDelegate::setModelData(
    QWidget* editor, QAbstractItemModel* model, const QModelIndex& index) const
{
    auto* box = qobject_cast<QComboBox*>(editor);
    if (!box)
        return QStyledItemDelegate::setModelData(editor, model, index);
    model->setData(
        index, box->isEditable() ? QVariant(box->currentText()) : box->currentData(), Qt::EditRole);
}

void ImportColumnDelegate::paint(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const bool list = (index.column() == ImportColumnModel::TypeSection
                          || index.column() == ImportColumnModel::SourceSection)
        && (index.flags() & Qt::ItemIsEditable);
    if (!list)
        return QStyledItemDelegate::paint(painter, option, index);
    // A list that is not open looks like one.
    constexpr int mark = 24;
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    item.text = item.fontMetrics.elidedText(item.text, Qt::ElideRight, item.rect.width() - mark - 8);
    const QStyle* style = item.widget ? item.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);
    m_model.chevron().paint(painter, QRect(item.rect.right() - mark + 4, item.rect.center().y() - 7, 14, 14));
}

} // namespace relata
