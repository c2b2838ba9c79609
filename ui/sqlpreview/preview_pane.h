#pragma once

#include "ui/sqlpreview/preview.h"
#include "ui/tasks/task_runner.h"

#include <QWidget>

class QButtonGroup;
class QComboBox;
class QHBoxLayout;
class QLabel;
class QStackedWidget;
class QTableView;

namespace relata {

class NoteModel;
class SqlView;
class StateView;
class Workbench;

// The selection's DDL in one dialect, which its buttons choose, and the notes on it.
class PreviewPane final : public QWidget
{
    Q_OBJECT

public:
    PreviewPane(Workbench& workbench, const QString& dialect, QWidget* parent);

    QString dialectName() const { return m_dialect; }
    void setDialect(const QString& name);
    // nullptr: nothing to show. Written in the background; a newer call replaces an older one.
    void show(std::shared_ptr<const MetaData> metadata, const ObjectRef& object);
    bool isSettled() const { return !m_task.isActive(); }
    const Preview& preview() const { return m_preview; }
    SqlView* view() const { return m_view; }
    QTableView* notes() const { return m_notes; }
    QHBoxLayout* bar() const { return m_bar; } // for further buttons at its right

signals:
    void dialectChanged();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void buildBar();
    void buildNotes();
    void write();
    void take(Preview preview);
    void revealNote(int row);
    void copy();
    void save();

    Workbench& m_workbench;
    QString m_dialect;
    std::shared_ptr<const MetaData> m_metadata;
    ObjectRef m_object;
    std::shared_ptr<const Conversion> m_conversion; // of m_metadata to m_dialect, once there is one
    Preview m_preview;
    TaskHandle m_task;
    QHBoxLayout* m_bar = nullptr;
    QButtonGroup* m_dialects = nullptr;
    QWidget* m_buttons = nullptr; // one a dialect
    QComboBox* m_list = nullptr; // instead of them, where it is narrow
    QStackedWidget* m_pages = nullptr;
    StateView* m_state = nullptr;
    SqlView* m_view = nullptr;
    QTableView* m_notes = nullptr;
    NoteModel* m_noteModel = nullptr;
    QLabel* m_summary = nullptr;
};

} // namespace relata
