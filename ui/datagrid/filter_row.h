// A field over each column of a grid, in which a person types what rows to see (core/editing/row_filter.h).
#pragma once

#include "core/editing/row_filter.h"

#include <QHash>
#include <QPointer>
#include <QWidget>

class QLineEdit;

namespace relata {

class GridHeader;
class Theme;

class FilterRow final : public QWidget
{
    Q_OBJECT

public:
    FilterRow(Theme& theme, QWidget* parent);

    void setHeader(GridHeader* header); // whose sections it follows
    // Columns in the header's order of sections; clears all fields.
    void setColumns(const std::vector<Column>& columns);
    void setConditions(const std::vector<RowCondition>& conditions); // one a column is shown
    void clear();
    void focusColumn(int section);
    QLineEdit* field(int section); // made on demand
    QSize sizeHint() const override;

signals:
    // After Return, or when a field is left or cleared.
    void conditionsChanged(const std::vector<relata::RowCondition>& conditions);
    void left(); // Escape or Down: back to the rows

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void layoutFields();
    void apply();

    Theme& m_theme;
    QPointer<GridHeader> m_header;
    std::vector<Column> m_columns;
    QHash<int, QLineEdit*> m_fields;
    std::vector<RowCondition> m_applied;
};

} // namespace relata
