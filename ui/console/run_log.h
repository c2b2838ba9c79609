// What the statements of a console did, one line each: time of day, duration, what came of it. A line leads
// back to its statement.
#pragma once

#include "core/util/error.h"

#include <QDateTime>
#include <QTreeWidget>

namespace relata {

class Theme;

struct LogLine
{
    enum class Tone
    {
        Plain,
        Success,
        Warning,
        Error,
    };
    Tone tone = Tone::Plain;
    QDateTime time = QDateTime::currentDateTime();
    qint64 microseconds = -1; // -1: none
    QString text; // the first line is shown, the rest by its tool tip
    QString statement; // what was run; may be empty
    qint64 offset = -1; // where it stood in the text, bytes; -1: nowhere
    qint64 position = -1; // of the error in the text, bytes
};

// For people: the message with its SQLSTATE, then detail and hint on lines of their own.
QString errorText(const Error& error);

class RunLog final : public QTreeWidget
{
    Q_OBJECT

public:
    RunLog(Theme& theme, QWidget* parent);

    void add(LogLine line);
    const QList<LogLine>& lines() const { return m_lines; }
    QString allText() const; // for the clipboard

signals:
    void lineChosen(const relata::LogLine& line);

protected:
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void colour();

    Theme& m_theme;
    QList<LogLine> m_lines;
};

} // namespace relata
