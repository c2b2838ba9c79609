// The text of a console: an SQL editor with line numbers, marks for errors and for the statement that runs,
// and completion. Offsets are bytes of the UTF-8 text, as in the core.
//
// Ctrl+/ comments lines, Ctrl+Space completes, Tab and Shift+Tab indent.
#pragma once

#include "core/parse/sql_completion.h"

#include <Qsci/qsciscintilla.h>

#include <QTimer>

namespace relata {

class CompletionPopup;
class SqlLexer;
class TaskRunner;
class Theme;

class SqlEditor final : public QsciScintilla
{
    Q_OBJECT

public:
    SqlEditor(Theme& theme, TaskRunner& tasks, QWidget* parent);
    ~SqlEditor() override;

    // Whose words are coloured and completed.
    void setDialect(std::shared_ptr<const SqlDialect> dialect);
    void setMetaData(std::shared_ptr<const MetaData> metadata) { m_metadata = std::move(metadata); }

    std::string utf8() const;
    void setUtf8(const std::string& text);
    std::size_t cursorOffset() const;
    void setCursorOffset(std::size_t offset);
    std::pair<std::size_t, std::size_t> selectionOffsets() const; // equal: nothing is selected
    void selectOffsets(std::size_t start, std::size_t end);
    // Writes over the selection, or at the cursor.
    void insertText(const QString& text);

    void markError(std::size_t offset, const QString& words);
    void clearErrors();
    QString errorAt(std::size_t offset) const; // words of the mark there; empty if there is none
    bool hasErrors() const { return !m_errors.isEmpty(); }
    void markRunning(std::size_t start, std::size_t end); // equal: none
    void toggleComment();
    void complete(); // by hand
    CompletionPopup* popup() const { return m_popup; }

signals:
    void stopRequested(); // Escape
    void runAllRequested(); // F5
    void edited();

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    struct ErrorMark
    {
        int handle = -1; // of the marker, which moves with its line
        int line = 0;
        std::size_t offset = 0;
        QString words;
    };

    bool takes(const QKeyEvent& event) const; // keys that are not for shortcuts while the editor has them
    void applyTheme();
    void updateMargin();
    void ask(bool byHand);
    void offer(std::vector<Completion> found, std::size_t start, quint64 revision);
    void accept(const Completion& completion);

    Theme& m_theme;
    TaskRunner& m_tasks;
    std::shared_ptr<const SqlDialect> m_dialect;
    std::shared_ptr<const MetaData> m_metadata;
    SqlLexer* m_lexer = nullptr;
    CompletionPopup* m_popup;
    QTimer m_asking;
    QList<ErrorMark> m_errors;
    quint64 m_revision = 0; // of the text
    std::size_t m_completionStart = 0;
    bool m_accepting = false;
};

} // namespace relata
