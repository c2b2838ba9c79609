#include "ui/changes/merge_dialog.h"

#include "ui/shell/theme.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace relata {
namespace {

enum Column
{
    Name,
    Loaded,
    Theirs,
    Mine,
    Use,
    ColumnCount,
};

QString shown(const PendingValue& value)
{
    if (value.isValue() && !value.value.isNull() && value.value.toText().empty())
        return MergeDialog::tr("empty text");
    return QString::fromStdString(value.toText()).simplified().left(200);
}

} // namespace

MergeDialog::MergeDialog(Theme& theme, PendingEdits& edits, QWidget* parent)
    : QDialog(parent), m_theme(theme), m_edits(&edits), m_conflicts(edits.conflicts())
{
    setWindowTitle(tr("Merge changes"));
    resize(860, 460);
    m_rows = new QListWidget(this);
    m_rows->setAccessibleName(tr("Rows in conflict"));
    m_rows->setMaximumWidth(240);
    for (const Conflict& conflict : m_conflicts) {
        m_rows->addItem(QStringLiteral("%1, %2").arg(
            QString::fromStdString(conflict.table.text()), QString::fromStdString(conflict.identity.text())));
        std::map<std::string, Take> choices;
        for (const ConflictColumn& column : conflict.columns) {
            if (column.changedByMe)
                choices[column.column] = Take::Mine;
        }
        m_choices.push_back(std::move(choices));
    }
    m_words = new QLabel(this);
    m_words->setWordWrap(true);
    m_words->setTextFormat(Qt::PlainText);
    m_columns = new QTableWidget(0, ColumnCount, this);
    m_columns->setObjectName(QStringLiteral("columns"));
    m_columns->setAccessibleName(tr("Columns of the row"));
    m_columns->setHorizontalHeaderLabels(
        {tr("Column"), tr("Loaded"), tr("In the database"), tr("Mine"), tr("Store")});
    m_columns->verticalHeader()->hide();
    m_columns->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents); // as columns change
    m_columns->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_columns->setSelectionMode(QAbstractItemView::NoSelection);
    m_columns->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_columns->horizontalHeader()->setSectionResizeMode(Use, QHeaderView::ResizeToContents);

    auto* allMine = new QPushButton(tr("All mine"), this);
    auto* allTheirs = new QPushButton(tr("All theirs"), this);
    allMine->setObjectName(QStringLiteral("allMine"));
    allTheirs->setObjectName(QStringLiteral("allTheirs"));
    connect(allMine, &QPushButton::clicked, this, [this] { take(Take::Mine); });
    connect(allTheirs, &QPushButton::clicked, this, [this] { take(Take::Theirs); });
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_apply = buttons->addButton(tr("Merge and commit"), QDialogButtonBox::AcceptRole);
    m_apply->setObjectName(QStringLiteral("apply"));
    m_apply->setDefault(true);
    setButtonKind(m_apply, ButtonKind::Primary);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, &MergeDialog::apply);

    auto* sides = new QHBoxLayout;
    sides->addWidget(allMine);
    sides->addWidget(allTheirs);
    sides->addStretch();
    auto* right = new QVBoxLayout;
    right->addWidget(m_words);
    right->addWidget(m_columns, 1);
    right->addLayout(sides);
    auto* middle = new QHBoxLayout;
    middle->addWidget(m_rows);
    middle->addLayout(right, 1);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(middle, 1);
    layout->addWidget(buttons);
    m_rows->setVisible(m_conflicts.size() > 1);
    connect(m_rows, &QListWidget::currentRowChanged, this, &MergeDialog::showConflict);
    if (!m_conflicts.empty())
        m_rows->setCurrentRow(0);
}

void MergeDialog::keepChoices()
{
    if (m_shown < 0)
        return;
    auto& choices = m_choices[static_cast<std::size_t>(m_shown)];
    for (int row = 0; row < m_columns->rowCount(); ++row) {
        if (auto* box = qobject_cast<QComboBox*>(m_columns->cellWidget(row, Use)))
            choices[m_columns->item(row, Name)->text().toStdString()] =
                box->currentIndex() == 0 ? Take::Mine : Take::Theirs;
    }
}

void MergeDialog::showConflict(int index)
{
    keepChoices();
    m_shown = index;
    if (index < 0)
        return;
    const Conflict& conflict = m_conflicts[static_cast<std::size_t>(index)];
    const auto& choices = m_choices[static_cast<std::size_t>(index)];
    m_words->setText(QString::fromStdString(conflict.text()));
    m_columns->setRowCount(0);
    const Palette& colors = m_theme.palette();
    for (const ConflictColumn& column : conflict.columns) {
        if (!column.changedByMe && !column.changedByThem)
            continue;
        const int row = m_columns->rowCount();
        m_columns->insertRow(row);
        auto put = [&](int at, const QString& text, bool changed) {
            auto* item = new QTableWidgetItem(text);
            item->setToolTip(text);
            m_columns->setItem(row, at, item);
            if (changed)
                item->setBackground(mix(colors.surface, colors.warning, 0.16));
            return item;
        };
        // NULL and empty text are no words of the row.
        auto putValue = [&](int at, const PendingValue& value, bool changed) {
            QTableWidgetItem* item = put(at, shown(value), changed);
            if (!value.isValue() || value.value.isNull() || value.value.toText().empty()) {
                QFont font = m_columns->font();
                font.setItalic(true);
                item->setFont(font);
                item->setForeground(colors.nullText);
            }
        };
        put(Name, QString::fromStdString(column.column), false);
        putValue(Loaded, column.loaded, false);
        if (conflict.deleted)
            put(Theirs, tr("deleted"), column.changedByThem);
        else
            putValue(Theirs, column.theirs, column.changedByThem);
        if (column.changedByMe)
            putValue(Mine, column.mine, true);
        else
            put(Mine, {}, false);
        // A row that was to be deleted has one choice for all: whether it goes.
        const bool whole = conflict.op == PendingOp::Delete && row == 0;
        if (column.changedByMe || whole) {
            auto* box = new QComboBox(m_columns);
            if (whole)
                box->addItems({tr("Delete the row"), tr("Keep the row")});
            else
                box->addItems({tr("Mine"), tr("Theirs")});
            box->setAccessibleName(tr("Value of %1 to store").arg(QString::fromStdString(column.column)));
            const auto chosen = choices.find(column.column);
            box->setCurrentIndex(chosen != choices.end() && chosen->second == Take::Theirs ? 1 : 0);
            m_columns->setCellWidget(row, Use, box);
        } else {
            put(Use, conflict.op == PendingOp::Delete ? QString() : tr("Theirs"), false);
        }
    }
}

void MergeDialog::take(Take side)
{
    for (int row = 0; row < m_columns->rowCount(); ++row) {
        if (auto* box = qobject_cast<QComboBox*>(m_columns->cellWidget(row, Use)))
            box->setCurrentIndex(side == Take::Mine ? 0 : 1);
    }
    keepChoices();
}

void MergeDialog::apply()
{
    keepChoices();
    if (!m_edits)
        return reject();
    for (std::size_t i = 0; i < m_conflicts.size(); ++i) {
        if (Result<void> settled = m_edits->settleConflict(m_conflicts[i].edit, m_choices[i]); !settled) {
            m_words->setText(QString::fromStdString(settled.error().message));
            m_rows->setCurrentRow(static_cast<int>(i));
            return;
        }
    }
    accept();
    m_edits->save();
}

} // namespace relata
