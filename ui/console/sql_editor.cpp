#include "ui/console/sql_editor.h"

#include "core/parse/statement_facts.h"
#include "ui/console/sql_lexer.h"
#include "ui/shell/theme.h"
#include "ui/sqltext/completion_popup.h"
#include "ui/tasks/task_runner.h"

#include <Qsci/qscicommandset.h>

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>

namespace relata {
namespace {

enum Indicator
{
    ErrorIndicator = 8,
    RunningIndicator = 9,
};
constexpr int numbersAt = 0; // margins
constexpr int marksAt = 1;
constexpr int errorMarker = 3;
constexpr int asksAfterMs = 60;
// A statement that is longer is not read for completion.
constexpr std::size_t longestStatement = 1u << 20;

bool isWordByte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'
        || (c & 0x80);
}

} // namespace

SqlEditor::SqlEditor(Theme& theme, TaskRunner& tasks, QWidget* parent)
    : QsciScintilla(parent), m_theme(theme), m_tasks(tasks), m_popup(new CompletionPopup(theme, this))
{
    QsciScintilla::setUtf8(true);
    setEolMode(EolUnix);
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(tr("SQL"));
    setIndentationsUseTabs(false);
    setTabWidth(4);
    setIndentationWidth(4);
    setAutoIndent(true);
    setTabIndents(true);
    setBackspaceUnindents(true);
    setBraceMatching(SloppyBraceMatch);
    setCaretLineVisible(true);
    setAutoCompletionSource(AcsNone);
    setWrapMode(WrapNone);
    setScrollWidth(1);
    setScrollWidthTracking(true);
    setMarginType(numbersAt, QsciScintilla::NumberMargin);
    setMarginLineNumbers(numbersAt, true);
    setMarginType(marksAt, SymbolMargin);
    setMarginWidth(marksAt, 14);
    setMarginMarkerMask(marksAt, 1 << errorMarker);
    setMarginWidth(2, 0);
    markerDefine(Circle, errorMarker);
    indicatorDefine(SquiggleIndicator, ErrorIndicator);
    indicatorDefine(StraightBoxIndicator, RunningIndicator);
    setIndicatorDrawUnder(true, RunningIndicator);
    // Ctrl+D, Ctrl+L, Ctrl+T, Ctrl+/ and the like mean other things in this window.
    SendScintilla(SCI_CLEARCMDKEY, long('D') | (long(SCMOD_CTRL) << 16));
    SendScintilla(SCI_CLEARCMDKEY, long('/') | (long(SCMOD_CTRL) << 16));
    SendScintilla(SCI_CLEARCMDKEY, long('T') | ((long(SCMOD_CTRL) | long(SCMOD_SHIFT)) << 16));
    SendScintilla(SCI_SETCARETLINEVISIBLEALWAYS, 0L);
    SendScintilla(SCI_SETMULTIPLESELECTION, 1L);
    SendScintilla(SCI_SETADDITIONALSELECTIONTYPING, 1L);
    SendScintilla(SCI_SETMOUSEDWELLTIME, 400L);

    m_asking.setSingleShot(true);
    m_asking.setInterval(asksAfterMs);
    connect(&m_asking, &QTimer::timeout, this, [this] { ask(false); });
    connect(this, &QsciScintilla::textChanged, this, [this] {
        ++m_revision;
        clearErrors();
        updateMargin();
        emit edited();
    });
    connect(this, &QsciScintillaBase::SCN_CHARADDED, this, [this](int character) {
        // After a point at once, in a word once two letters stand; other signs end the list.
        const char byte = static_cast<char>(character);
        if (character == '.' || isWordByte(byte) || character == '"' || character == '`')
            m_asking.start();
        else
            m_popup->hide();
    });
    connect(this, &QsciScintilla::cursorPositionChanged, this, [this] {
        if (m_popup->isVisible() && !m_asking.isActive() && !m_accepting)
            m_asking.start();
    });
    connect(this, &QsciScintillaBase::SCN_UPDATEUI, this, [this](int what) {
        if (what & (SC_UPDATE_V_SCROLL | SC_UPDATE_H_SCROLL))
            m_popup->hide();
    });
    connect(this, &QsciScintillaBase::SCN_DWELLSTART, this, [this](int position, int, int) {
        const QString words = position < 0 ? QString() : errorAt(static_cast<std::size_t>(position));
        if (!words.isEmpty()) {
            const QByteArray text = words.toUtf8();
            SendScintilla(SCI_CALLTIPSHOW, static_cast<uintptr_t>(position), text.constData());
        }
    });
    connect(this, &QsciScintillaBase::SCN_DWELLEND, this, [this] { SendScintilla(SCI_CALLTIPCANCEL); });
    connect(m_popup, &CompletionPopup::chosen, this, &SqlEditor::accept);
    connect(&theme, &Theme::changed, this, &SqlEditor::applyTheme);
    applyTheme();
}

SqlEditor::~SqlEditor() = default;

void SqlEditor::setDialect(std::shared_ptr<const SqlDialect> dialect)
{
    m_dialect = std::move(dialect);
    if (!m_dialect)
        return;
    QsciLexer* former = m_lexer;
    m_lexer = new SqlLexer(m_theme, m_dialect->traits().name, m_dialect->traits().reservedWords, this);
    setLexer(m_lexer);
    delete former;
    applyTheme();
}

void SqlEditor::applyTheme()
{
    const Palette& palette = m_theme.palette();
    const QFont font = m_theme.font(Theme::FontRole::Monospace);
    if (m_lexer) {
        m_lexer->setDefaultFont(font);
        for (int style = 0; !m_lexer->description(style).isEmpty(); ++style) {
            m_lexer->setColor(m_lexer->defaultColor(style), style);
            m_lexer->setPaper(palette.surface, style);
            m_lexer->setFont(font, style);
        }
    }
    setColor(palette.text);
    setPaper(palette.surface);
    // With a lexer the calls above reach its own styles only; the ground behind and below the text is this
    // one's.
    SendScintilla(SCI_STYLESETFORE, STYLE_DEFAULT, palette.text);
    SendScintilla(SCI_STYLESETBACK, STYLE_DEFAULT, palette.surface);
    setFont(font);
    setMarginsFont(font);
    setMarginsForegroundColor(palette.muted);
    setMarginsBackgroundColor(palette.surface);
    SendScintilla(SCI_SETMARGINBACKN, marksAt, palette.surface);
    setCaretForegroundColor(palette.text);
    setCaretLineBackgroundColor(palette.alternate);
    setCaretWidth(2);
    setSelectionBackgroundColor(palette.selection);
    resetSelectionForegroundColor();
    setMatchedBraceBackgroundColor(palette.accentSoft);
    setMatchedBraceForegroundColor(palette.text);
    setUnmatchedBraceBackgroundColor(palette.dangerSoft);
    setUnmatchedBraceForegroundColor(palette.danger);
    setIndicatorForegroundColor(palette.danger, ErrorIndicator);
    setIndicatorForegroundColor(palette.accent, RunningIndicator);
    SendScintilla(SCI_INDICSETALPHA, RunningIndicator, 30L);
    SendScintilla(SCI_INDICSETOUTLINEALPHA, RunningIndicator, 90L);
    setMarkerForegroundColor(palette.danger, errorMarker);
    setMarkerBackgroundColor(palette.danger, errorMarker);
    setExtraAscent(2);
    setExtraDescent(2);
    SendScintilla(SCI_CALLTIPSETBACK, palette.raised);
    SendScintilla(SCI_CALLTIPSETFORE, palette.text);
    updateMargin();
}

void SqlEditor::updateMargin()
{
    setMarginWidth(numbersAt, QStringLiteral("00") + QString::number(std::max(99, lines())));
}

std::string SqlEditor::utf8() const
{
    const auto length = static_cast<std::size_t>(SendScintilla(SCI_GETLENGTH));
    const auto* bytes = static_cast<const char*>(SendScintillaPtrResult(SCI_GETCHARACTERPOINTER));
    return bytes ? std::string(bytes, length) : std::string();
}

void SqlEditor::setUtf8(const std::string& text)
{
    m_popup->hide();
    setText(QString::fromStdString(text));
    SendScintilla(SCI_EMPTYUNDOBUFFER);
}

std::size_t SqlEditor::cursorOffset() const
{
    return static_cast<std::size_t>(SendScintilla(SCI_GETCURRENTPOS));
}

void SqlEditor::setCursorOffset(std::size_t offset)
{
    const auto length = static_cast<std::size_t>(SendScintilla(SCI_GETLENGTH));
    SendScintilla(SCI_GOTOPOS, static_cast<unsigned long>(std::min(offset, length)));
}

std::pair<std::size_t, std::size_t> SqlEditor::selectionOffsets() const
{
    return {static_cast<std::size_t>(SendScintilla(SCI_GETSELECTIONSTART)),
        static_cast<std::size_t>(SendScintilla(SCI_GETSELECTIONEND))};
}

void SqlEditor::selectOffsets(std::size_t start, std::size_t end)
{
    SendScintilla(SCI_SETSEL, static_cast<unsigned long>(start), static_cast<long>(end));
    SendScintilla(SCI_SCROLLCARET);
}

void SqlEditor::insertText(const QString& text)
{
    const QByteArray bytes = text.toUtf8();
    SendScintilla(SCI_REPLACESEL, bytes.constData());
}

void SqlEditor::markError(std::size_t offset, const QString& words)
{
    const auto length = static_cast<std::size_t>(SendScintilla(SCI_GETLENGTH));
    offset = std::min(offset, length);
    // The word that is meant; a place behind the end marks the last sign before it.
    const std::string text = utf8();
    std::size_t start = offset;
    while (start > 0 && (start >= length || text[start] == '\n' || text[start] == ' '))
        --start;
    std::size_t end = start;
    while (end < length && isWordByte(text[end]))
        ++end;
    end = std::min(length, std::max(end, start + 1));
    SendScintilla(SCI_SETINDICATORCURRENT, static_cast<unsigned long>(ErrorIndicator));
    SendScintilla(SCI_INDICATORFILLRANGE, static_cast<unsigned long>(start), static_cast<long>(end - start));
    const int line = static_cast<int>(SendScintilla(SCI_LINEFROMPOSITION, static_cast<unsigned long>(start)));
    m_errors.append({markerAdd(line, errorMarker), line, start, words});
}

void SqlEditor::clearErrors()
{
    if (m_errors.isEmpty())
        return;
    m_errors.clear();
    markerDeleteAll(errorMarker);
    SendScintilla(SCI_SETINDICATORCURRENT, static_cast<unsigned long>(ErrorIndicator));
    SendScintilla(SCI_INDICATORCLEARRANGE, 0UL, SendScintilla(SCI_GETLENGTH));
}

QString SqlEditor::errorAt(std::size_t offset) const
{
    for (const ErrorMark& mark : m_errors) {
        if (SendScintilla(
                SCI_INDICATORVALUEAT, static_cast<unsigned long>(ErrorIndicator), static_cast<long>(offset))
                != 0
            && offset >= mark.offset)
            return mark.words;
    }
    return {};
}

void SqlEditor::markRunning(std::size_t start, std::size_t end)
{
    SendScintilla(SCI_SETINDICATORCURRENT, static_cast<unsigned long>(RunningIndicator));
    SendScintilla(SCI_INDICATORCLEARRANGE, 0UL, SendScintilla(SCI_GETLENGTH));
    if (end > start)
        SendScintilla(
            SCI_INDICATORFILLRANGE, static_cast<unsigned long>(start), static_cast<long>(end - start));
}

void SqlEditor::toggleComment()
{
    const auto [from, to] = selectionOffsets();
    const auto first = SendScintilla(SCI_LINEFROMPOSITION, static_cast<unsigned long>(from));
    auto last = SendScintilla(SCI_LINEFROMPOSITION, static_cast<unsigned long>(to));
    const bool endsAtStart =
        last > first && SendScintilla(SCI_POSITIONFROMLINE, static_cast<unsigned long>(last)) == long(to);
    last -= endsAtStart ? 1 : 0;
    bool all = true;
    for (long line = first; line <= last; ++line) {
        const QString content = text(int(line)).trimmed();
        all = all && (content.isEmpty() || content.startsWith(QLatin1String("--")));
    }
    beginUndoAction();
    for (long line = first; line <= last; ++line) {
        const QString content = text(int(line));
        if (content.trimmed().isEmpty() && first != last)
            continue;
        const auto start = SendScintilla(SCI_POSITIONFROMLINE, static_cast<unsigned long>(line));
        if (!all) {
            SendScintilla(SCI_INSERTTEXT, static_cast<unsigned long>(start), "-- ");
            continue;
        }
        const auto at = content.indexOf(QLatin1String("--"));
        if (at < 0)
            continue;
        const long length = content.mid(at + 2, 1) == QLatin1String(" ") ? 3 : 2;
        SendScintilla(
            SCI_DELETERANGE, static_cast<unsigned long>(start + at), length); // before it: blanks only
    }
    endUndoAction();
}

void SqlEditor::complete()
{
    setFocus();
    ask(true);
}

void SqlEditor::ask(bool byHand)
{
    if (!m_dialect || isReadOnly())
        return;
    const quint64 revision = m_revision;
    const std::size_t offset = cursorOffset();
    std::string script = utf8();
    auto work = [script = std::move(script), offset, byHand, dialect = m_dialect, metadata = m_metadata](
                    TaskContext&) {
        const std::string& name = dialect->traits().name;
        std::string_view statement = script;
        std::size_t start = 0;
        const std::vector<ScriptPiece> pieces = splitScript(script, name);
        for (const ScriptPiece& piece : pieces) {
            const std::size_t end = piece.offset + piece.text.size();
            // Blanks behind an unfinished statement still belong to it.
            const bool inside = offset >= piece.offset && (offset <= end || piece.end <= end + 1)
                && (offset <= end || offset < piece.end || &piece == &pieces.back());
            if (!inside
                || (offset > end && piece.end > end && offset >= piece.end && script[piece.end - 1] == ';'))
                continue;
            start = piece.offset;
            statement = std::string_view(script).substr(start, std::max(end, offset) - start);
        }
        std::pair<std::vector<Completion>, std::size_t> found;
        if (statement.size() > longestStatement || offset < start)
            return found;
        const CompletionContext context = completionContext(statement, offset - start, name);
        found.second = start + context.start;
        const bool wanted = byHand || context.place == CompletionContext::Place::Member
            || context.prefix.size() >= 2 || (context.quoted && !context.prefix.empty());
        if (!wanted)
            return found;
        static const MetaData nothing;
        found.first = completions(context, metadata ? *metadata : nothing, *dialect);
        // What is written already needs no list.
        if (!byHand && found.first.size() == 1 && found.first[0].insert == context.prefix)
            found.first.clear();
        return found;
    };
    m_tasks.run(TaskOptions{QString(), {}, QStringLiteral("completion")}, std::move(work), this,
        [this, revision](Result<std::pair<std::vector<Completion>, std::size_t>> found) {
            if (found)
                offer(std::move(found->first), found->second, revision);
        });
}

void SqlEditor::offer(std::vector<Completion> found, std::size_t start, quint64 revision)
{
    // The text has gone on: its own question is on the way. Or the keys go elsewhere by now, where they could
    // neither choose nor close.
    if (revision != m_revision || !hasFocus())
        return;
    if (found.empty()) {
        m_popup->hide();
        return;
    }
    m_completionStart = start;
    const auto x = SendScintilla(SCI_POINTXFROMPOSITION, 0UL, static_cast<long>(start));
    const auto y = SendScintilla(SCI_POINTYFROMPOSITION, 0UL, static_cast<long>(start));
    const auto height = SendScintilla(SCI_TEXTHEIGHT, 0UL);
    const QPoint corner = viewport()->mapTo(this, QPoint(int(x) - 32, int(y)));
    m_popup->offer(std::move(found), QRect(corner, QSize(1, int(height))));
}

void SqlEditor::accept(const Completion& completion)
{
    m_accepting = true;
    m_asking.stop();
    SendScintilla(
        SCI_SETSEL, static_cast<unsigned long>(m_completionStart), static_cast<long>(cursorOffset()));
    insertText(QString::fromStdString(completion.insert));
    m_accepting = false;
}

bool SqlEditor::takes(const QKeyEvent& event) const
{
    const auto modifiers = event.modifiers() & ~Qt::KeypadModifier;
    if (modifiers == Qt::NoModifier)
        return event.key() == Qt::Key_F5 || event.key() == Qt::Key_Escape;
    return modifiers == Qt::ControlModifier && event.key() == Qt::Key_Space;
}

bool SqlEditor::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        auto* key = static_cast<QKeyEvent*>(event);
        if (takes(*key)) {
            key->accept();
            return true;
        }
        // What the window has a shortcut for is the window's: Scintilla binds Ctrl+Return's neighbours.
        if ((key->modifiers() & Qt::ControlModifier)
            && (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter || key->key() == Qt::Key_Slash
                || key->key() == Qt::Key_D || key->key() == Qt::Key_L || key->key() == Qt::Key_T)) {
            key->ignore();
            return false;
        }
    }
    return QsciScintilla::event(event);
}

void SqlEditor::keyPressEvent(QKeyEvent* event)
{
    if (m_popup->takeKey(*event))
        return;
    if (takes(*event)) {
        if (event->key() == Qt::Key_F5)
            emit runAllRequested();
        else if (event->key() == Qt::Key_Escape)
            emit stopRequested();
        else
            complete();
        return;
    }
    QsciScintilla::keyPressEvent(event);
}

void SqlEditor::focusOutEvent(QFocusEvent* event)
{
    m_popup->hide();
    QsciScintilla::focusOutEvent(event);
}

void SqlEditor::contextMenuEvent(QContextMenuEvent* event)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const bool selected = hasSelectedText();
    const auto add = [&](const char* icon, const QString& text, const QKeySequence& key, auto run,
                         bool enabled) {
        QAction* action = menu->addAction(m_theme.icon(QString::fromLatin1(icon)), text, this, run);
        action->setShortcut(key);
        action->setEnabled(enabled);
    };
    add(
        "undo", tr("Undo"), QKeySequence::Undo, [this] { undo(); }, isUndoAvailable());
    add(
        "redo", tr("Redo"), QKeySequence::Redo, [this] { redo(); }, isRedoAvailable());
    menu->addSeparator();
    add(
        "", tr("Cut"), QKeySequence::Cut, [this] { cut(); }, selected);
    add(
        "copy", tr("Copy"), QKeySequence::Copy, [this] { copy(); }, selected);
    add(
        "", tr("Paste"), QKeySequence::Paste, [this] { paste(); }, true);
    menu->addSeparator();
    add(
        "", tr("Select all"), QKeySequence::SelectAll, [this] { selectAll(); }, true);
    menu->popup(event->globalPos());
}

} // namespace relata
