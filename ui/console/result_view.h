// One result of a console: its rows in a grid, how many there are, more of them on demand, copying, and
// editing where the rows are those of one table.
#pragma once

#include "ui/console/result_source.h"
#include "ui/grid/selection_job.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QMenu;
class QSplitter;
class QToolButton;

namespace relata {

class CellViewer;
class GridView;
class Workbench;

class ResultView final : public QWidget
{
    Q_OBJECT

public:
    ResultView(Workbench& workbench, ResultSource* rows, const std::string& dialect, QWidget* parent);

    GridView* view() const { return m_view; }
    ResultSource* rows() const { return m_rows; }
    CellViewer* valuePane() const { return m_viewer; }

    // What was run, where it stood, and how long it took.
    QString statement;
    quint64 cursor = 0; // not 0: more can be fetched
    bool isPinned() const { return m_pinned; }
    void setPinned(bool pinned);
    void setTime(qint64 microseconds);
    void setCursor(quint64 id); // 0: no more, or no longer
    void setFetching(bool fetching);
    void setFull(); // the limit of memory
    // "" = the rows can be edited.
    void setReadOnlyReason(const QString& why);
    const QString& readOnlyReason() const { return m_readOnly; }

    void copySelection(CopyFormat format);
    void setSelection(const PendingValue& value);
    void deleteRows();
    void setValueVisible(bool visible);
    bool valueVisible() const;
    QString rowsText() const; // "500 rows, and more", "12 rows"
    QString selectionText() const;
    const QString& editableText() const { return m_editable; }

signals:
    void moreRequested(qint64 rows); // 0: all
    void textsChanged();

private:
    void editCell(const QString& typed);
    void showMenu(const QPoint& at);
    void updateTexts();
    void showCurrentValue();
    void computeStatistics();
    void showError(const Error& error, const QString& what);
    std::vector<SelectedBlock> selectedBlocks() const;
    std::vector<qint64> selectedRows() const;

    Workbench& m_workbench;
    ResultSource* m_rows;
    std::string m_dialect;
    GridView* m_view;
    CellViewer* m_viewer;
    QSplitter* m_splitter;
    QLabel* m_count;
    QToolButton* m_more;
    QToolButton* m_all;
    QLabel* m_selection;
    QLabel* m_note;
    QTimer m_statisticsDelay;
    QString m_readOnly;
    QString m_editable;
    qint64 m_microseconds = 0;
    bool m_pinned = false;
    bool m_fetching = false;
    bool m_full = false;
    bool m_cut = false; // there were more rows, which are gone
};

// "0.8 ms", "1.24 s", "2:05 min".
QString durationText(qint64 microseconds);

} // namespace relata
