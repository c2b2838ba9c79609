// The list of all commands with their shortcuts, to be searched and changed.
#pragma once

#include <QWidget>

class QKeySequenceEdit;
class QLabel;
class QLineEdit;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace relata {

class ActionRegistry;

class ShortcutsPage final : public QWidget
{
    Q_OBJECT

public:
    ShortcutsPage(ActionRegistry& actions, QWidget* parent);

private:
    void fill();
    void filter(const QString& text);
    void showShortcut(QTreeWidgetItem* item);
    void currentChanged();
    void describeConflict();
    void assign();
    QString currentId() const;

    ActionRegistry& m_actions;
    QLineEdit* m_filter = nullptr;
    QTreeWidget* m_list = nullptr;
    QKeySequenceEdit* m_edit = nullptr;
    QPushButton* m_assign = nullptr;
    QPushButton* m_reset = nullptr;
    QLabel* m_note = nullptr;
};

} // namespace relata
