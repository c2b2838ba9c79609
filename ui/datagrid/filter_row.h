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
    // The server took `tried` for wrong and `kept` hold again: the fields that differ say so, and are asked
    // again with the next Return.
    void showRejected(const Error& error, const std::vector<RowCondition>& kept);
    void clear();
    void focusColumn(int section);
    QLineEdit* field(int section); // made on demand
    void placeFields(); // over their columns, where these are now
    QSize sizeHint() const override;

signals:
    // After Return, or when a field is left or cleared.
    void conditionsChanged(const std::vector<relata::RowCondition>& conditions);
    void left(); // Escape or Down: back to the rows
    void valuesRequested(int section); // the field's button, or Alt+Down

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    // What a field says as it was set: a condition may hold more than its text does.
    struct Known
    {
        QString text;
        RowCondition condition;
    };

    void apply();
    void markInvalid(QLineEdit* field, bool invalid, const Error& error = {});

    Theme& m_theme;
    QPointer<GridHeader> m_header;
    std::vector<Column> m_columns;
    QHash<int, QLineEdit*> m_fields;
    QHash<int, Known> m_known;
    std::vector<RowCondition> m_applied;
};

} // namespace relata
