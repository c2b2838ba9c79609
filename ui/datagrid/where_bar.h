// The line under a grid's bar in which its rows are chosen by a condition in SQL, and filters get names.
#pragma once

#include <QWidget>

class QToolButton;

namespace relata {

class ConditionField;
class Theme;

class WhereBar final : public QWidget
{
    Q_OBJECT

public:
    // The list of completions opens inside `ground`.
    WhereBar(Theme& theme, QWidget* ground, QWidget* parent);

    ConditionField* field() const { return m_field; }
    QToolButton* savedButton() const { return m_saved; }

signals:
    void savedRequested(); // the menu of filters with a name, below the button

private:
    ConditionField* m_field;
    QToolButton* m_saved;
};

} // namespace relata
