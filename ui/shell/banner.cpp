#include "ui/shell/banner.h"

#include "ui/shell/icon_label.h"
#include "ui/shell/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

namespace relata {

QString severityIcon(Message::Severity severity)
{
    switch (severity) {
    case Message::Severity::Success:
        return QStringLiteral("success");
    case Message::Severity::Warning:
        return QStringLiteral("warning");
    case Message::Severity::Error:
        return QStringLiteral("error");
    case Message::Severity::Info:
        break;
    }
    return QStringLiteral("info");
}

namespace {

QColor Palette::*softOf(Message::Severity severity)
{
    switch (severity) {
    case Message::Severity::Success:
        return &Palette::successSoft;
    case Message::Severity::Warning:
        return &Palette::warningSoft;
    case Message::Severity::Error:
        return &Palette::dangerSoft;
    case Message::Severity::Info:
        break;
    }
    return &Palette::accentSoft;
}

QColor Palette::*inkOf(Message::Severity severity)
{
    switch (severity) {
    case Message::Severity::Success:
        return &Palette::success;
    case Message::Severity::Warning:
        return &Palette::warning;
    case Message::Severity::Error:
        return &Palette::danger;
    case Message::Severity::Info:
        break;
    }
    return &Palette::link;
}

} // namespace

Banner::Banner(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_icon(new IconLabel(20, this))
    , m_text(new QLabel(this))
    , m_action(new QToolButton(this))
    , m_copy(new QToolButton(this))
{
    setAccessibleName(tr("Message"));
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_text->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_action->hide();
    m_action->setAutoRaise(true);
    m_copy->setText(tr("Copy details"));
    m_copy->setIcon(theme.icon(QStringLiteral("copy")));
    m_copy->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_copy->setAutoRaise(true);
    auto* close = new QToolButton(this);
    close->setIcon(theme.icon(QStringLiteral("close")));
    close->setAutoRaise(true);
    close->setToolTip(tr("Dismiss"));
    close->setAccessibleName(tr("Dismiss"));

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 6, 8, 6);
    layout->setSpacing(8);
    layout->addWidget(m_icon, 0, Qt::AlignTop);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_action, 0, Qt::AlignTop);
    layout->addWidget(m_copy, 0, Qt::AlignTop);
    layout->addWidget(close, 0, Qt::AlignTop);
    layout->setAlignment(m_icon, Qt::AlignVCenter);

    connect(m_copy, &QToolButton::clicked, this,
        [this] { QGuiApplication::clipboard()->setText(m_message.describe()); });
    connect(m_action, &QToolButton::clicked, this, [this] {
        hide();
        if (m_run)
            m_run();
    });
    connect(close, &QToolButton::clicked, this, [this] {
        hide();
        emit closed();
    });
    hide();
}

void Banner::show(const Message& message)
{
    m_message = message;
    m_run = {};
    m_action->hide();
    m_icon->setIcon(m_theme.icon(severityIcon(message.severity), inkOf(message.severity)));
    const QString title = message.title.toHtmlEscaped();
    m_text->setText(message.text.isEmpty()
            ? QStringLiteral("<b>%1</b>").arg(title)
            : QStringLiteral("<b>%1</b> %2").arg(title, message.text.toHtmlEscaped()));
    m_copy->setVisible(
        message.severity == Message::Severity::Error || message.severity == Message::Severity::Warning);
    setAccessibleDescription(message.describe());
    QWidget::show();
    update();
}

void Banner::setAction(const QString& text, std::function<void()> run)
{
    m_action->setText(text);
    m_run = std::move(run);
    m_action->show();
}

void Banner::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Palette& palette = m_theme.palette();
    painter.fillRect(rect(), palette.*softOf(m_message.severity));
    painter.fillRect(QRect(0, 0, 3, height()), palette.*inkOf(m_message.severity));
    painter.fillRect(QRect(0, height() - 1, width(), 1), palette.border);
}

} // namespace relata
