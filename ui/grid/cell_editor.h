// The box in which the value of one cell is typed, over the cell: a list for booleans and enumerations, one
// line for numbers and dates, growing lines for text.
//
// Return stores and goes down, Tab and Shift+Tab store and go sideways, Alt+Return makes a line in text,
// Escape gives up. What cannot be a value of the column is said under the box and stays in it.
#pragma once

#include "ui/grid/grid_source.h"

#include <QFrame>

#include <functional>
#include <optional>

class QCalendarWidget;
class QComboBox;
class QLabel;
class QPlainTextEdit;
class QToolButton;

namespace relata {

class Theme;

class CellEditor final : public QFrame
{
    Q_OBJECT

public:
    enum class Move
    {
        Stay,
        Down,
        Left,
        Right,
    };

    // Words about what is wrong with a text; empty if nothing is. nullopt text stands for NULL.
    using Check = std::function<QString(const std::optional<QString>& text)>;

    CellEditor(Theme& theme, const GridColumn& column, Check check, QWidget* parent);

    // nullopt is NULL. `typed` replaces it as if it had been typed over.
    void start(const std::optional<QString>& text, const QString& typed = {});
    // The cell; the box grows from there within its parent.
    void setCell(const QRect& cell);
    std::optional<QString> text() const; // nullopt is NULL
    bool isChanged() const { return text() != m_original; }
    QString problem() const; // as shown
    // Columns with a date have a calendar, from which the day is taken; the time stays. Alt+Down opens it.
    bool hasCalendar() const { return m_calendarButton != nullptr; }
    void openCalendar();
    QCalendarWidget* calendar() const { return m_calendar; } // null before it was first opened
    // Emits committed() and returns true, unless the text cannot be a value.
    bool commit(Move move);

signals:
    void committed(const std::optional<QString>& text, relata::CellEditor::Move move);
    void cancelled();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    QWidget* field() const;
    void note();
    void fit();
    void takeDay(const QDate& day);

    Theme& m_theme;
    GridColumn m_column;
    Check m_check;
    QPlainTextEdit* m_edit = nullptr;
    QComboBox* m_list = nullptr;
    QToolButton* m_calendarButton = nullptr;
    QCalendarWidget* m_calendar = nullptr;
    QLabel* m_problem = nullptr;
    QRect m_cell;
    std::optional<QString> m_original;
    bool m_null = false; // and nothing typed yet
    bool m_finished = false;
};

// The texts that a column may hold, where they are a short list: enumerations and booleans. Empty otherwise.
QStringList choicesOf(const SqlType& type);

} // namespace relata
