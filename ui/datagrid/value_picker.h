// A popup with the values that a column has under the other filters, of which those to be shown are ticked.
//
// The values are read on the connection's lane, the most frequent ones first, and no more than `mostValues`;
// closing the popup stops that. It deletes itself when it closes.
#pragma once

#include "ui/datagrid/value_list.h"

#include "core/sql/row_select.h"
#include "core/util/result.h"

#include <QFrame>

#include <optional>

class QCheckBox;
class QLabel;
class QLineEdit;
class QListView;
class QPushButton;
class QSortFilterProxyModel;
class QStackedWidget;

namespace relata {

class StateView;
class TableSource;
class TaskRunner;
class Theme;

class ValuePicker final : public QFrame
{
    Q_OBJECT

public:
    static constexpr int mostValues = 1000;

    // `source` must outlive the popup.
    ValuePicker(Theme& theme, TaskRunner& tasks, TableSource& source, std::size_t column, QWidget* parent);
    ~ValuePicker() override;

    void popUpAt(const QPoint& topLeft); // global; moved to where it fits

    QLineEdit* searchField() const { return m_search; }
    QListView* list() const { return m_view; }
    ValueList* values() const { return m_values; }
    QCheckBox* otherValues() const { return m_others; } // hidden where the list is complete
    QPushButton* applyButton() const { return m_apply; }
    StateView* stateView() const { return m_state; }

signals:
    // Nothing: all values are wanted.
    void picked(const std::optional<relata::RowCondition>& condition);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Found
    {
        std::vector<CountedValue> values;
        bool more = false;
    };

    void buildWidgets();
    void read();
    void showFound(Result<Found> found);
    void tickFromCondition();
    void updateTexts();
    std::vector<int> shownRows() const; // of m_values, those that match the search
    void apply();

    Theme& m_theme;
    TaskRunner& m_tasks;
    TableSource& m_source;
    std::size_t m_column;
    ValueList* m_values;
    QSortFilterProxyModel* m_matches;
    QStackedWidget* m_pages = nullptr;
    StateView* m_state = nullptr;
    QLineEdit* m_search = nullptr;
    QListView* m_view = nullptr;
    QLabel* m_note = nullptr;
    QCheckBox* m_others = nullptr;
    QPushButton* m_all = nullptr;
    QPushButton* m_none = nullptr;
    QPushButton* m_apply = nullptr;
    quint64 m_task = 0;
};

} // namespace relata
