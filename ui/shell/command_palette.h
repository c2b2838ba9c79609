// One line to reach everything: open any object (Ctrl+P), run any command (Ctrl+Shift+P, or a leading ">").
#pragma once

#include "ui/shell/fuzzy_match.h"
#include "ui/shell/object_provider.h"

#include <QAbstractListModel>
#include <QFrame>
#include <QList>
#include <QPointer>

#include <functional>
#include <memory>
#include <vector>

class QLabel;
class QLineEdit;
class QListView;

namespace relata {

class ActionRegistry;
class Theme;

// What can be chosen, and which of it fits what was typed. Searching 10,000 entries takes a few milliseconds.
class PaletteModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    struct Entry
    {
        QString label;
        QString detail;
        QString shortcut;
        QString icon;
        QString actionId; // a command, or
        ObjectRef object; // an object
    };

    enum Role
    {
        DetailRole = Qt::UserRole + 1,
        ShortcutRole,
        PositionsRole, // QList<int> of matched letters in the label
    };

    static constexpr int maxRows = 100; // nobody reads further: he types another letter

    PaletteModel(Theme& theme, QObject* parent);

    void setEntries(std::vector<Entry> entries);
    void setPattern(const QString& pattern);
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    const Entry& at(int row) const { return m_entries[m_rows[row].entry]; }
    int matchCount() const { return m_matches; } // also those beyond maxRows
    int entryCount() const { return int(m_entries.size()); }

private:
    struct Row
    {
        size_t entry;
        QList<int> positions;
    };

    Theme& m_theme;
    std::vector<Entry> m_entries;
    std::vector<Row> m_rows;
    QString m_pattern;
    int m_matches = 0;
};

class CommandPalette final : public QFrame
{
    Q_OBJECT

public:
    enum class Mode
    {
        Objects,
        Commands,
    };

    CommandPalette(Theme& theme, ActionRegistry& actions, QWidget* window);

    void addProvider(ObjectProvider* provider);
    void removeProvider(ObjectProvider* provider);

    void open(Mode mode);
    void dismiss();
    QLineEdit* input() const { return m_input; }
    PaletteModel* model() const { return m_model; }

signals:
    void objectChosen(const relata::ObjectRef& object);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void textChanged(const QString& text);
    void fill(Mode mode);
    void choose(const QModelIndex& index);
    void place();
    void updateHint();

    Theme& m_theme;
    ActionRegistry& m_actions;
    QWidget* m_window;
    QLineEdit* m_input = nullptr;
    QListView* m_list = nullptr;
    QLabel* m_hint = nullptr;
    PaletteModel* m_model = nullptr;
    std::vector<ObjectProvider*> m_providers;
    QPointer<QWidget> m_focusBefore;
    Mode m_mode = Mode::Objects;
    bool m_filled = false;
};

} // namespace relata
