// The list under the cursor with what could be written there. The keyboard stays in the editor, which hands
// on the keys that are meant for the list.
#pragma once

#include "core/parse/sql_completion.h"

#include <QFrame>

class QKeyEvent;
class QListWidget;

namespace relata {

class Theme;

class CompletionPopup final : public QFrame
{
    Q_OBJECT

public:
    CompletionPopup(Theme& theme, QWidget* parent);

    // `place`: the line of the cursor, in the parent's coordinates; the list opens below it, or above.
    void offer(std::vector<Completion> completions, const QRect& place);
    const std::vector<Completion>& completions() const { return m_completions; }
    int currentRow() const;
    // Up, Down, Page Up, Page Down, Return, Tab, Escape; false if the key is not for the list.
    bool takeKey(const QKeyEvent& event);

signals:
    void chosen(const relata::Completion& completion);

private:
    void choose();

    Theme& m_theme;
    QListWidget* m_list;
    std::vector<Completion> m_completions;
};

} // namespace relata
