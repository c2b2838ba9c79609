#include "ui/grid/cell_editor.h"

#include "core/editing/date_words.h"
#include "ui/shell/theme.h"
#include "ui/shell/tool_button.h"

#include <QApplication>
#include <QCalendarWidget>
#include <QComboBox>
#include <QDate>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPlainTextEdit>
#include <QTextBlock>
#include <QTextCharFormat>
#include <QVBoxLayout>

#include <QScreen>

#include <algorithm>

namespace relata {
namespace {

constexpr int widestEditor = 520;
constexpr int mostLines = 10;

const SqlType& baseOf(const SqlType& type)
{
    const SqlType* base = &type;
    while (base->kind == TypeKind::Domain && base->element)
        base = base->element.get();
    return *base;
}

} // namespace

QStringList choicesOf(const SqlType& type)
{
    const SqlType& base = baseOf(type);
    if (base.kind == TypeKind::Boolean)
        return {QStringLiteral("false"), QStringLiteral("true")};
    QStringList choices;
    if (base.kind == TypeKind::Enum) {
        for (const std::string& value : base.values)
            choices << QString::fromStdString(value);
    }
    return choices;
}

CellEditor::CellEditor(Theme& theme, const GridColumn& column, Check check, QWidget* parent)
    : QFrame(parent), m_theme(theme), m_column(column), m_check(std::move(check))
{
    setAutoFillBackground(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2, 2, 2, 2);
    layout->setSpacing(0);
    const QStringList choices = choicesOf(column.type);
    const QString name = tr("New value of %1").arg(column.name);
    if (!choices.isEmpty()) {
        m_list = new QComboBox(this);
        if (column.nullable)
            m_list->addItem(tr("NULL"), QVariant());
        for (const QString& choice : choices)
            m_list->addItem(choice, choice);
        m_list->setFrame(false);
        m_list->setAccessibleName(name);
        m_list->installEventFilter(this);
        layout->addWidget(m_list);
        connect(m_list, &QComboBox::currentIndexChanged, this, &CellEditor::note);
    } else {
        m_edit = new QPlainTextEdit(this);
        m_edit->setFrameShape(QFrame::NoFrame);
        m_edit->setAccessibleName(name);
        m_edit->setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
        m_edit->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        m_edit->document()->setDocumentMargin(3);
        m_edit->setLineWrapMode(
            baseOf(column.type).isText() ? QPlainTextEdit::WidgetWidth : QPlainTextEdit::NoWrap);
        m_edit->installEventFilter(this);
        auto* line = new QHBoxLayout;
        line->setSpacing(0);
        line->addWidget(m_edit, 1);
        if (isDateType(baseOf(column.type))) {
            m_calendarButton =
                toolButton(theme, QStringLiteral("calendar"), tr("Choose a day (Alt+Down)"), this);
            m_calendarButton->setFocusPolicy(Qt::NoFocus);
            line->addWidget(m_calendarButton, 0, Qt::AlignTop);
            connect(m_calendarButton, &QToolButton::clicked, this, &CellEditor::openCalendar);
        }
        layout->addLayout(line);
        connect(m_edit, &QPlainTextEdit::textChanged, this, [this] {
            m_null = m_null && m_edit->document()->isEmpty();
            note();
            fit();
        });
    }
    m_problem = new QLabel(this);
    m_problem->setObjectName(QStringLiteral("problem"));
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->setContentsMargins(6, 2, 6, 4);
    m_problem->hide();
    theme.bindFont(m_problem, Theme::FontRole::Small);
    layout->addWidget(m_problem);
    setFocusProxy(field());
}

QWidget* CellEditor::field() const
{
    return m_list ? static_cast<QWidget*>(m_list) : m_edit;
}

void CellEditor::start(const std::optional<QString>& text, const QString& typed)
{
    m_original = text;
    if (m_list) {
        int index = text ? m_list->findData(*text) : m_list->findData(QVariant());
        if (index < 0 && text) {
            // What the column should not hold but does: kept as it is unless another is chosen.
            m_list->addItem(*text, *text);
            index = m_list->count() - 1;
        }
        m_list->setCurrentIndex(index);
        if (!typed.isEmpty()) {
            const int match = m_list->findText(typed, Qt::MatchStartsWith);
            if (match >= 0)
                m_list->setCurrentIndex(match);
        }
    } else {
        m_null = !text;
        m_edit->setPlaceholderText(m_null ? QStringLiteral("NULL") : QString());
        m_edit->setPlainText(text.value_or(QString()));
        m_edit->selectAll();
        if (!typed.isEmpty()) {
            m_edit->insertPlainText(typed);
            m_null = false;
        }
    }
    note();
    fit();
    show();
    raise();
    field()->setFocus(Qt::OtherFocusReason);
}

void CellEditor::setCell(const QRect& cell)
{
    m_cell = cell;
    fit();
}

std::optional<QString> CellEditor::text() const
{
    if (m_list) {
        const QVariant data = m_list->currentData();
        return data.isValid() ? std::optional(data.toString()) : std::nullopt;
    }
    QString text = m_edit->toPlainText();
    // Nothing typed is NULL where no text could be meant.
    if (text.isEmpty() && (m_null || !baseOf(m_column.type).isText()))
        return std::nullopt;
    return text;
}

QString CellEditor::problem() const
{
    return m_problem->text();
}

void CellEditor::note()
{
    const QString words = isChanged() && m_check ? m_check(text()) : QString();
    m_problem->setText(words);
    m_problem->setVisible(!words.isEmpty());
    QPalette colors = m_problem->palette();
    colors.setColor(QPalette::WindowText, m_theme.palette().danger);
    m_problem->setPalette(colors);
    field()->setAccessibleDescription(words);
    update();
}

void CellEditor::fit()
{
    if (m_cell.isNull() || !parentWidget())
        return;
    const QRect room = parentWidget()->rect();
    int width = m_cell.width();
    int height = m_cell.height();
    if (m_edit) {
        const QFontMetrics metrics(m_edit->font());
        int widest = 0;
        int lines = 0;
        for (QTextBlock block = m_edit->document()->begin(); block.isValid() && lines < mostLines;
             block = block.next(), ++lines)
            widest = std::max(widest, metrics.horizontalAdvance(block.text().left(400)));
        if (m_calendarButton)
            widest += m_calendarButton->sizeHint().width();
        width = std::clamp(widest + 28, m_cell.width(), std::max(m_cell.width(), widestEditor));
        if (widest + 28 > width)
            lines = std::max(lines, (widest + 28) / std::max(width - 28, 1) + 1);
        height = std::max(m_cell.height(), std::min(lines, mostLines) * metrics.lineSpacing() + 12);
    } else {
        width = std::max(width, m_list->sizeHint().width() + 8);
    }
    width = std::min(width, room.width());
    int field = height;
    if (!m_problem->isHidden()) {
        width = std::min(std::max(width, 240), room.width());
        height += m_problem->heightForWidth(width - 4);
    }
    int left = std::clamp(m_cell.left(), room.left(), std::max(room.left(), room.right() - width + 1));
    int top = m_cell.top();
    // Near the lower edge it grows upwards.
    if (m_cell.bottom() <= room.bottom() && top + height > room.bottom() + 1)
        top = std::max(room.top(), room.bottom() + 1 - height);
    this->field()->setFixedHeight(field - 4);
    setGeometry(left, top, width, height);
}

void CellEditor::openCalendar()
{
    if (!m_calendar) {
        m_calendar = new QCalendarWidget(this);
        m_calendar->setWindowFlag(Qt::Popup);
        m_calendar->setAccessibleName(tr("Day of %1").arg(m_column.name));
        m_calendar->setVerticalHeaderFormat(QCalendarWidget::ISOWeekNumbers);
        m_calendar->setHorizontalHeaderFormat(QCalendarWidget::SingleLetterDayNames);
        QTextCharFormat weekend; // Qt's red means an error here
        weekend.setForeground(m_theme.palette().text);
        for (const Qt::DayOfWeek day : {Qt::Saturday, Qt::Sunday})
            m_calendar->setWeekdayTextFormat(day, weekend);
        // One click, or Return: a day is all that is asked for.
        connect(m_calendar, &QCalendarWidget::clicked, this, &CellEditor::takeDay);
        connect(m_calendar, &QCalendarWidget::activated, this, &CellEditor::takeDay);
    }
    const QDate day = QDate::fromString(m_edit->toPlainText().trimmed().left(10), Qt::ISODate);
    m_calendar->setSelectedDate(day.isValid() ? day : QDate::currentDate());
    m_calendar->adjustSize();
    const QPoint below = mapToGlobal(QPoint(0, height()));
    const QRect screen = this->screen()->availableGeometry();
    const QSize size = m_calendar->sizeHint();
    const bool fits = below.y() + size.height() <= screen.bottom();
    m_calendar->move(std::max(screen.left(), std::min(below.x(), screen.right() - size.width())),
        fits ? below.y() : mapToGlobal(QPoint(0, 0)).y() - size.height());
    m_calendar->show();
    m_calendar->setFocus();
}

void CellEditor::takeDay(const QDate& day)
{
    m_calendar->hide();
    const QString text = m_edit->toPlainText().trimmed();
    const bool hadDay = QDate::fromString(text.left(10), Qt::ISODate).isValid();
    const QString time = hadDay                        ? text.mid(10)
        : baseOf(m_column.type).kind == TypeKind::Date ? QString()
                                                       : QStringLiteral(" 00:00:00");
    // As typed, so that Ctrl+Z takes it back.
    m_edit->selectAll();
    m_edit->insertPlainText(day.toString(Qt::ISODate) + time);
    m_edit->setFocus(Qt::OtherFocusReason);
}

bool CellEditor::commit(Move move)
{
    if (m_finished)
        return true;
    if (isChanged() && m_check && !m_check(text()).isEmpty()) {
        note();
        fit();
        field()->setFocus(Qt::OtherFocusReason);
        return false;
    }
    m_finished = true;
    emit committed(text(), move);
    return true;
}

bool CellEditor::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride)
        return QFrame::eventFilter(watched, event);
    auto* key = static_cast<QKeyEvent*>(event);
    const bool line = key->modifiers() & (Qt::AltModifier | Qt::ShiftModifier);
    const bool mine = key->key() == Qt::Key_Escape || key->key() == Qt::Key_Tab
        || key->key() == Qt::Key_Backtab || key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    if (event->type() == QEvent::ShortcutOverride) {
        // The text field's own keys come before the window's: Ctrl+Z undoes letters here.
        if (mine || (m_edit && (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo))))
            event->accept();
        return false;
    }
    if (m_calendarButton && key->key() == Qt::Key_Down && key->modifiers() == Qt::AltModifier) {
        openCalendar();
        return true;
    }
    switch (key->key()) {
    case Qt::Key_Escape:
        m_finished = true;
        emit cancelled();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_edit && line && baseOf(m_column.type).isText()) {
            m_edit->insertPlainText(QStringLiteral("\n"));
            return true;
        }
        commit(Move::Down);
        return true;
    case Qt::Key_Tab:
        commit(Move::Right);
        return true;
    case Qt::Key_Backtab:
        commit(Move::Left);
        return true;
    case Qt::Key_Backspace:
    case Qt::Key_Delete:
        // In an empty NULL field: the empty text, which is another value.
        if (m_edit && m_null && baseOf(m_column.type).isText()) {
            m_null = false;
            m_edit->setPlaceholderText(tr("empty text"));
            note();
        }
        return false;
    default:
        return false;
    }
}

void CellEditor::paintEvent(QPaintEvent*)
{
    const Palette& colors = m_theme.palette();
    QPainter painter(this);
    painter.fillRect(rect(), colors.raised);
    painter.setPen(m_problem->isHidden() ? colors.focus : colors.danger);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
    painter.drawRect(rect().adjusted(1, 1, -2, -2));
}

} // namespace relata
