#include "ui/sqltext/condition_field.h"

#include "core/editing/where_text.h"
#include "core/parse/sql_completion.h"
#include "ui/shell/theme.h"
#include "ui/sqltext/completion_popup.h"

#include <QKeyEvent>
#include <QToolTip>

#include <utility>

namespace relata {
namespace {

constexpr std::size_t mostCompletions = 60;
constexpr int iconColumn = 32; // of the list, pixels
constexpr std::size_t shortestPrefix = 2; // letters, before the list opens by itself

} // namespace

ConditionField::ConditionField(Theme& theme, QWidget* ground, QWidget* parent)
    : QLineEdit(parent), m_theme(theme), m_ground(ground), m_popup(new CompletionPopup(theme, ground))
{
    theme.bindFont(this, Theme::FontRole::Monospace);
    setClearButtonEnabled(true);
    connect(this, &QLineEdit::textEdited, this, [this](const QString& text) {
        clearFault();
        if (text.isEmpty()) {
            m_popup->hide();
            apply(); // nothing to wait for: also the clear button
        } else {
            complete(false);
        }
    });
    connect(m_popup, &CompletionPopup::chosen, this, &ConditionField::accept);
    connect(&theme, &Theme::changed, this, [this] {
        if (m_faulty)
            markFault({}, std::nullopt);
    });
}

void ConditionField::setTable(
    const TableReference& table, std::shared_ptr<const MetaData> metadata, const SqlDialect& dialect)
{
    m_table = table;
    m_metadata = std::move(metadata);
    m_dialect = &dialect;
}

void ConditionField::setCondition(const std::string& condition)
{
    m_condition = condition;
    clearFault();
    m_popup->hide();
    setText(QString::fromStdString(condition));
}

void ConditionField::apply()
{
    if (!m_dialect)
        return;
    const Result<std::string> checked =
        checkWhereText(text().toStdString(), LexicalRules::of(m_dialect->traits().name));
    if (!checked) {
        const int position = checked.error().position;
        return markFault(
            checked.error(), position < 0 ? std::nullopt : std::optional(static_cast<std::size_t>(position)));
    }
    clearFault();
    if (*checked == m_condition)
        return;
    m_condition = *checked;
    emit entered(m_condition);
}

void ConditionField::showRejected(
    const Error& error, std::optional<std::size_t> position, const std::string& kept)
{
    // The place is one in the condition, which begins behind blanks and a WHERE that was typed with it.
    const std::size_t begins = text().toStdString().find(m_condition);
    if (position && begins != std::string::npos)
        *position += begins;
    m_condition = kept;
    markFault(error, position);
}

void ConditionField::markFault(const Error& error, std::optional<std::size_t> position)
{
    m_faulty = true;
    QPalette colours;
    colours.setColor(QPalette::Text, m_theme.palette().danger);
    setPalette(colours);
    const QString words = QString::fromStdString(error.message + "\n" + error.hint).trimmed();
    if (words.isEmpty())
        return;
    setToolTip(words);
    if (position)
        setCursorPosition(cursorOf(*position));
    if (isVisible())
        QToolTip::showText(mapToGlobal(QPoint(cursorRect().left(), height())), words, this);
}

void ConditionField::clearFault()
{
    if (!std::exchange(m_faulty, false))
        return;
    setPalette({});
    setToolTip({});
}

std::size_t ConditionField::cursorOffset() const
{
    return static_cast<std::size_t>(text().left(cursorPosition()).toUtf8().size());
}

int ConditionField::cursorOf(std::size_t offset) const
{
    return static_cast<int>(QString::fromUtf8(text().toUtf8().left(static_cast<qsizetype>(offset))).size());
}

void ConditionField::complete(bool byHand)
{
    if (!m_dialect || !m_metadata)
        return;
    const std::string condition = text().toStdString();
    const CompletionContext context =
        conditionContext(condition, cursorOffset(), m_table, m_dialect->traits().name);
    const bool wanted = byHand || context.place == CompletionContext::Place::Member
        || context.prefix.size() >= shortestPrefix || (context.quoted && !context.prefix.empty());
    std::vector<Completion> found;
    if (wanted)
        found = completions(context, *m_metadata, *m_dialect, mostCompletions);
    // What is written already needs no list.
    if (!byHand && found.size() == 1 && found.front().insert == context.prefix)
        found.clear();
    m_wordStart = context.start;
    // The list's names stand below the word.
    QRect cursor = cursorRect();
    const int typed = fontMetrics().horizontalAdvance(QString::fromStdString(context.prefix));
    cursor.moveLeft(cursor.left() - typed - iconColumn);
    m_popup->offer(std::move(found), QRect(mapTo(m_ground, cursor.topLeft()), cursor.size()));
}

void ConditionField::accept(const Completion& completion)
{
    const int start = cursorOf(m_wordStart);
    setSelection(start, cursorPosition() - start);
    insert(QString::fromStdString(completion.insert));
}

bool ConditionField::event(QEvent* event)
{
    // Tab takes from the list while there is one, and Escape closes it: neither is the window's then.
    if (event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress) {
        auto* key = static_cast<QKeyEvent*>(event);
        const bool forList = m_popup->isVisible()
            && (key->key() == Qt::Key_Tab || key->key() == Qt::Key_Escape || key->key() == Qt::Key_Return);
        const bool opensList = key->key() == Qt::Key_Space && key->modifiers() == Qt::ControlModifier;
        if (forList || opensList || key->key() == Qt::Key_Escape) {
            event->accept();
            if (event->type() == QEvent::KeyPress)
                keyPressEvent(key);
            return true;
        }
    }
    return QLineEdit::event(event);
}

void ConditionField::keyPressEvent(QKeyEvent* event)
{
    if (m_popup->takeKey(*event))
        return;
    if (event->key() == Qt::Key_Space && event->modifiers() == Qt::ControlModifier)
        return complete(true);
    if (event->key() == Qt::Key_Escape) {
        emit left();
        return;
    }
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        apply();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

void ConditionField::focusOutEvent(QFocusEvent* event)
{
    m_popup->hide();
    QLineEdit::focusOutEvent(event);
}

} // namespace relata
