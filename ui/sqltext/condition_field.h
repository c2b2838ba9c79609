// A line for a condition in the server's SQL on the rows of one table: completion while it is typed, and
// faults marked where they are. It goes nowhere before Return, and not at all while it cannot be one
// condition (core/editing/where_text.h). GUI thread only.
#pragma once

#include "core/parse/completion_context.h"
#include "core/schema/metadata.h"
#include "core/sql/sql_dialect.h"
#include "core/util/error.h"

#include <QLineEdit>

#include <memory>
#include <optional>

namespace relata {

class CompletionPopup;
struct Completion;
class Theme;

class ConditionField final : public QLineEdit
{
    Q_OBJECT

public:
    // The list of completions opens inside `ground`, an ancestor.
    ConditionField(Theme& theme, QWidget* ground, QWidget* parent);

    // What conditions are about. The dialect lives as long as the program.
    void setTable(
        const TableReference& table, std::shared_ptr<const MetaData> metadata, const SqlDialect& dialect);
    // What holds now; faults are forgotten.
    void setCondition(const std::string& condition);
    const std::string& condition() const { return m_condition; } // what was entered last and could be read
    // The server took the condition for wrong: `kept` holds again, the text stays as it was typed.
    void showRejected(const Error& error, std::optional<std::size_t> position, const std::string& kept);
    bool isFaulty() const { return m_faulty; }
    CompletionPopup* popup() const { return m_popup; }

signals:
    void entered(const std::string& condition); // another one than before; empty: none
    void left(); // Escape

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void apply();
    void complete(bool byHand);
    void accept(const Completion& completion);
    void markFault(const Error& error, std::optional<std::size_t> position);
    void clearFault();
    std::size_t cursorOffset() const; // bytes
    int cursorOf(std::size_t offset) const;

    Theme& m_theme;
    QWidget* m_ground;
    CompletionPopup* m_popup;
    TableReference m_table;
    std::shared_ptr<const MetaData> m_metadata;
    const SqlDialect* m_dialect = nullptr;
    std::string m_condition;
    std::size_t m_wordStart = 0; // of what the list completes, bytes
    bool m_faulty = false;
};

} // namespace relata
