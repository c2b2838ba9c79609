#include "ui/datagrid/filter_row.h"

#include "ui/datagrid/grid_header.h"
#include "ui/shell/theme.h"

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
        connect(header, signal, this, &FilterRow::layoutFields);
}

void FilterRow::setColumns(const std::vector<Column>& columns)
{
    qDeleteAll(m_fields);
    m_fields.clear();
    m_columns = columns;
    m_applied.clear();
    layoutFields();
}

void FilterRow::setConditions(const std::vector<RowCondition>& conditions)
{
    m_applied = conditions;
    for (QLineEdit* field : m_fields)
        field->clear();
    for (const RowCondition& condition : conditions) {
        if (condition.column < m_columns.size()) {
            field(static_cast<int>(condition.column))
                ->setText(QString::fromStdString(rowFilterText(condition, m_columns[condition.column])));
        }
    }
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
    field->setPlaceholderText(tr("Filter"));
    field->setClearButtonEnabled(true);
    field->setToolTip(tr("10, >10, 1..5, a, b: values\n~text: contains\nnull, !null\n=text: exactly"));
    field->installEventFilter(this);
    connect(field, &QLineEdit::editingFinished, this, &FilterRow::apply);
    connect(field, &QLineEdit::textEdited, this, [this](const QString& text) {
        if (text.isEmpty())
            apply(); // nothing to wait for: also the clear button
    });
    m_fields.insert(section, field);
    field->show();
    layoutFields();
    return field;
}

QSize FilterRow::sizeHint() const
{
    return {100, (fontMetrics().height() + 14 + 3) / 4 * 4};
}

void FilterRow::layoutFields()
{
    if (!m_header)
        return;
    // Only what is seen gets a field: a table may have hundreds of columns.
    for (int section = 0; section < static_cast<int>(m_columns.size()); ++section) {
        int x = m_header->sectionViewportPosition(section);
        int width = m_header->sectionSize(section);
        bool seen = !m_header->isSectionHidden(section) && x + width > 0 && x < this->width();
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
        auto parsed = parseRowFilter(edit->text().toStdString(), index, m_columns[index]);
        edit->setProperty("invalid", !parsed.has_value());
        QPalette palette;
        if (!parsed) {
            palette.setColor(QPalette::Text, m_theme.palette().danger);
            QToolTip::showText(edit->mapToGlobal(QPoint(0, edit->height())),
                QString::fromStdString(parsed.error().message + "\n" + parsed.error().hint), edit);
        }
        edit->setPalette(palette);
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
    layoutFields();
}

void FilterRow::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.palette().header);
    painter.setPen(m_theme.palette().border);
    painter.drawLine(rect().bottomLeft(), rect().bottomRight());
}

} // namespace relata
