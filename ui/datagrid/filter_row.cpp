#include "ui/datagrid/filter_row.h"

#include "core/editing/date_words.h"
#include "ui/grid/grid_header.h"
#include "ui/shell/theme.h"

#include <QAction>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace relata {

FilterRow::FilterRow(Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    setAccessibleName(tr("Filters"));
    connect(&theme, &Theme::changed, this, [this] { update(); });
}

void FilterRow::setHeader(GridHeader* header)
{
    m_header = header;
    for (auto signal : {&QHeaderView::sectionResized, &QHeaderView::sectionMoved})
        connect(header, signal, this, &FilterRow::placeFields);
    connect(header, &GridHeader::frozenChanged, this, &FilterRow::placeFields);
}

void FilterRow::setColumns(const std::vector<Column>& columns)
{
    qDeleteAll(m_fields);
    m_fields.clear();
    m_known.clear();
    m_columns = columns;
    m_applied.clear();
    placeFields();
}

void FilterRow::setConditions(const std::vector<RowCondition>& conditions)
{
    m_applied = conditions;
    m_known.clear();
    for (QLineEdit* field : m_fields) {
        field->clear();
        markInvalid(field, false);
    }
    for (const RowCondition& condition : conditions) {
        if (condition.column >= m_columns.size())
            continue;
        const auto section = static_cast<int>(condition.column);
        QLineEdit* shown = field(section);
        shown->setText(QString::fromStdString(rowFilterText(condition, m_columns[condition.column])));
        shown->setCursorPosition(0);
        m_known.insert(section, {shown->text(), condition});
    }
}

void FilterRow::markInvalid(QLineEdit* field, bool invalid, const Error& error)
{
    if (invalid == field->property("invalid").toBool() && !invalid)
        return;
    field->setProperty("invalid", invalid);
    QPalette palette;
    if (invalid) {
        palette.setColor(QPalette::Text, m_theme.palette().danger);
        if (field->isVisible())
            QToolTip::showText(field->mapToGlobal(QPoint(0, field->height())),
                QString::fromStdString(error.message + "\n" + error.hint).trimmed(), field);
    }
    field->setPalette(palette);
}

void FilterRow::showRejected(const Error& error, const std::vector<RowCondition>& kept)
{
    for (auto field = m_fields.constBegin(); field != m_fields.constEnd(); ++field) {
        const auto holds = [&](const std::vector<RowCondition>& conditions) {
            const auto found =
                std::find_if(conditions.begin(), conditions.end(), [&](const RowCondition& entry) {
                    return entry.column == static_cast<std::size_t>(field.key());
                });
            return found == conditions.end() ? std::optional<RowCondition>() : *found;
        };
        const std::optional<RowCondition> tried = holds(m_applied);
        if (tried && tried != holds(kept))
            markInvalid(field.value(), error.kind != ErrorKind::Cancelled, error);
    }
    m_applied = kept;
}

void FilterRow::clear()
{
    for (QLineEdit* field : m_fields)
        field->clear();
    apply();
}

void FilterRow::focusColumn(int section)
{
    if (section >= 0 && static_cast<std::size_t>(section) < m_columns.size())
        field(section)->setFocus(Qt::ShortcutFocusReason);
}

QLineEdit* FilterRow::field(int section)
{
    if (QLineEdit* known = m_fields.value(section))
        return known;
    auto* field = new QLineEdit(this);
    const QString name = QString::fromStdString(m_columns[static_cast<std::size_t>(section)].name);
    field->setAccessibleName(tr("Filter of %1").arg(name));
    field->setClearButtonEnabled(true);
    const bool isDate = isDateType(m_columns[static_cast<std::size_t>(section)].type);
    field->setToolTip((isDate ? tr("today, last 7 days, this month, 2024-05\n>yesterday, 2023..2024-05\n")
                              : tr("10, >10, 1..5, a, b: values\n~text: contains\n=text: exactly\n"))
        + tr("null, !null\nAlt+Down: choose from the values"));
    field->setMaxLength(1 << 22); // a thousand chosen values are a long text
    QAction* choose =
        field->addAction(m_theme.icon(QStringLiteral("chevron-down")), QLineEdit::TrailingPosition);
    choose->setToolTip(tr("Choose from the values of %1").arg(name));
    choose->setObjectName(QStringLiteral("values"));
    connect(choose, &QAction::triggered, this, [this, section] { emit valuesRequested(section); });
    field->installEventFilter(this);
    connect(field, &QLineEdit::editingFinished, this, &FilterRow::apply);
    connect(field, &QLineEdit::textEdited, this, [this](const QString& text) {
        if (text.isEmpty())
            apply(); // nothing to wait for: also the clear button
    });
    m_fields.insert(section, field);
    field->show();
    placeFields();
    return field;
}

QSize FilterRow::sizeHint() const
{
    return {100, (fontMetrics().height() + 14 + 3) / 4 * 4};
}

void FilterRow::placeFields()
{
    if (!m_header)
        return;
    // Only what is seen gets a field: a table may have hundreds of columns.
    for (int section = 0; section < static_cast<int>(m_columns.size()); ++section) {
        // Fields that are scrolled below frozen ones end at their edge.
        const int left = m_header->shownPosition(section);
        const bool scrolls = m_header->visualIndex(section) >= m_header->frozen();
        const int x = scrolls ? std::max(left, m_header->frozenWidth()) : left;
        const int width = left + m_header->sectionSize(section) - x;
        const bool seen =
            !m_header->isSectionHidden(section) && width > 0 && x + width > 0 && x < this->width();
        QLineEdit* known = m_fields.value(section);
        if (!seen) {
            if (known)
                known->setVisible(false);
            continue;
        }
        if (!known) {
            if (isVisible())
                field(section);
            continue;
        }
        known->setGeometry(x + 2, 2, width - 5, height() - 4);
        // A word that has no room says less than none.
        const bool hasRoom = known->width() > fontMetrics().horizontalAdvance(tr("Filter")) + 40;
        known->setPlaceholderText(hasRoom ? tr("Filter") : QString());
        known->setVisible(true);
    }
}

void FilterRow::apply()
{
    std::vector<RowCondition> conditions;
    for (int section = 0; section < static_cast<int>(m_columns.size()); ++section) {
        QLineEdit* edit = m_fields.value(section);
        if (!edit)
            continue;
        auto index = static_cast<std::size_t>(section);
        const auto known = m_known.constFind(section);
        if (known != m_known.constEnd() && known->text == edit->text()) {
            conditions.push_back(known->condition);
            continue;
        }
        auto parsed = parseRowFilter(edit->text().toStdString(), index, m_columns[index]);
        markInvalid(edit, !parsed.has_value(), parsed ? Error() : parsed.error());
        if (!parsed)
            return; // the rows stay as they are until it can be read
        if (*parsed)
            conditions.push_back(**parsed);
    }
    if (conditions == m_applied)
        return;
    m_applied = conditions;
    emit conditionsChanged(conditions);
}

bool FilterRow::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress) {
        auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Down && key->modifiers() & Qt::AltModifier) {
            const int section = m_fields.key(qobject_cast<QLineEdit*>(watched), -1);
            if (section >= 0)
                emit valuesRequested(section);
            return true;
        }
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            apply();
            return true; // a field leaves it to the grid, which would edit a cell
        }
        if (key->key() == Qt::Key_Escape || key->key() == Qt::Key_Down) {
            apply();
            emit left();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void FilterRow::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    placeFields();
}

void FilterRow::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.palette().header);
    painter.setPen(m_theme.palette().border);
    painter.drawLine(rect().bottomLeft(), rect().bottomRight());
}

} // namespace relata
