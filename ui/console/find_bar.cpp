#include "ui/console/find_bar.h"

#include "ui/console/sql_editor.h"
#include "ui/shell/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

namespace relata {

FindBar::FindBar(Theme& theme, SqlEditor& editor, QWidget* parent)
    : QWidget(parent)
    , m_editor(editor)
    , m_find(new QLineEdit(this))
    , m_replace(new QLineEdit(this))
    , m_case(new QToolButton(this))
    , m_note(new QLabel(this))
{
    setAutoFillBackground(true);
    setGround(this, &Palette::header);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 4, 12, 4);
    layout->setSpacing(8);
    const auto button = [&](const char* icon, const QString& text, const QString& tip, auto run) {
        auto* made = new QToolButton(this);
        if (*icon)
            made->setIcon(theme.icon(QString::fromLatin1(icon)));
        made->setText(text);
        made->setToolButtonStyle(*icon ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextOnly);
        made->setToolTip(tip);
        made->setAccessibleName(tip);
        made->setAutoRaise(true);
        connect(made, &QToolButton::clicked, this, run);
        layout->addWidget(made);
    };
    m_find->setPlaceholderText(tr("Find"));
    m_find->setAccessibleName(tr("Find"));
    m_find->setClearButtonEnabled(true);
    m_replace->setPlaceholderText(tr("Replace with"));
    m_replace->setAccessibleName(tr("Replace with"));
    m_case->setText(QStringLiteral("Aa"));
    m_case->setCheckable(true);
    m_case->setAutoRaise(true);
    m_case->setToolTip(tr("Match case"));
    m_case->setAccessibleName(m_case->toolTip());
    layout->addWidget(m_find, 2);
    layout->addWidget(m_case);
    button("chevron-up", {}, tr("Previous (Shift+Return)"), [this] { find(false); });
    button("chevron-down", {}, tr("Next (Return)"), [this] { find(true); });
    layout->addWidget(m_replace, 2);
    button("", tr("Replace"), tr("Replace this one and find the next"), [this] { replace(); });
    button("", tr("All"), tr("Replace all"), [this] { replaceAll(); });
    layout->addWidget(m_note, 1);
    button("close", {}, tr("Close"), [this] { close(); });
    m_note->setForegroundRole(QPalette::PlaceholderText);
    theme.bindFont(m_note, Theme::FontRole::Small);
    for (QLineEdit* field : {m_find, m_replace})
        field->installEventFilter(this);
    connect(m_find, &QLineEdit::textEdited, m_note, &QLabel::clear);
    hide();
}

QString FindBar::note() const
{
    return m_note->text();
}

void FindBar::open()
{
    const QString selected = m_editor.selectedText();
    if (!selected.isEmpty() && !selected.contains(u'\n'))
        m_find->setText(selected);
    m_note->clear();
    show();
    m_find->setFocus();
    m_find->selectAll();
}

void FindBar::close()
{
    hide();
    m_editor.setFocus();
}

void FindBar::find(bool forward)
{
    const QString text = m_find->text();
    if (text.isEmpty())
        return;
    int line = -1;
    int index = -1;
    if (!forward && m_editor.hasSelectedText()) {
        int toLine = 0;
        int toIndex = 0;
        m_editor.getSelection(&line, &index, &toLine, &toIndex);
    }
    const bool found =
        m_editor.findFirst(text, false, m_case->isChecked(), false, true, forward, line, index);
    m_note->setText(found ? QString() : tr("Not found"));
}

void FindBar::replace()
{
    const auto sensitivity = m_case->isChecked() ? Qt::CaseSensitive : Qt::CaseInsensitive;
    if (m_editor.hasSelectedText() && m_editor.selectedText().compare(m_find->text(), sensitivity) == 0)
        m_editor.replaceSelectedText(m_replace->text());
    find(true);
}

int FindBar::replaceAll()
{
    const QString text = m_find->text();
    if (text.isEmpty())
        return 0;
    const auto sensitivity = m_case->isChecked() ? Qt::CaseSensitive : Qt::CaseInsensitive;
    QString whole = m_editor.text();
    const auto count = static_cast<int>(whole.count(text, sensitivity));
    if (count > 0) {
        whole.replace(text, m_replace->text(), sensitivity);
        const std::size_t cursor = m_editor.cursorOffset();
        m_editor.beginUndoAction();
        m_editor.selectAll();
        m_editor.insertText(whole);
        m_editor.endUndoAction();
        m_editor.setCursorOffset(cursor);
    }
    m_note->setText(count == 0 ? tr("Not found") : tr("%n replaced", nullptr, count));
    return count;
}

bool FindBar::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Escape) {
            close();
            return true;
        }
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            watched == m_replace ? replace() : find(!(key->modifiers() & Qt::ShiftModifier));
            return true;
        }
    }
    if (event->type() == QEvent::ShortcutOverride
        && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace relata
