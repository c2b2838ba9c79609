#include "ui/shell/state_view.h"

#include "ui/shell/icon_label.h"
#include "ui/shell/message.h"
#include "ui/shell/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace relata {

namespace {

QLabel* wrappedLabel(QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setWordWrap(true);
    label->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    label->setTextFormat(Qt::PlainText);
    label->setMaximumWidth(480);
    return label;
}

} // namespace

StateView::StateView(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_icon(new IconLabel(40, this))
    , m_title(wrappedLabel(this))
    , m_text(wrappedLabel(this))
    , m_progress(new QProgressBar(this))
    , m_buttonRow(new QWidget(this))
{
    theme.bindFont(m_title, Theme::FontRole::Heading);
    m_text->setForegroundRole(QPalette::PlaceholderText); // the muted colour
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_progress->setFixedSize(240, 12);
    m_progress->setTextVisible(false);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 24);
    layout->setSpacing(8);
    layout->addStretch(2);
    layout->addWidget(m_icon, 0, Qt::AlignHCenter);
    layout->addSpacing(4);
    // A wrapped label that is centred by alignment gets its hint's narrow width; a row lets it take what it
    // needs.
    for (QLabel* label : {m_title, m_text}) {
        auto* row = new QHBoxLayout;
        row->addStretch(1);
        row->addWidget(label, 100);
        row->addStretch(1);
        layout->addLayout(row);
    }
    layout->addWidget(m_progress, 0, Qt::AlignHCenter);
    layout->addSpacing(8);
    auto* buttons = new QHBoxLayout(m_buttonRow);
    buttons->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_buttonRow, 0, Qt::AlignHCenter);
    layout->addStretch(3);
    reset({}, &Palette::icon);
}

void StateView::reset(const QString& icon, QColor Palette::*tone)
{
    m_loading = false;
    m_icon->setVisible(!icon.isEmpty());
    m_icon->setIcon(m_theme.icon(icon, tone));
    m_progress->hide();
    m_buttonRow->hide();
    qDeleteAll(m_buttonRow->findChildren<QPushButton*>(Qt::FindDirectChildrenOnly));
}

void StateView::showEmpty(const QString& icon, const QString& title, const QString& text)
{
    reset(icon, &Palette::iconFolder);
    m_title->setText(title);
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
}

void StateView::showLoading(const QString& title, std::function<void()> stop)
{
    reset({}, &Palette::icon);
    m_loading = true;
    m_title->setText(title);
    m_text->hide();
    m_progress->show();
    setProgress(0, 0);
    if (stop)
        addButton(tr("Stop"), QStringLiteral("stop"), std::move(stop));
}

void StateView::setProgress(qint64 done, qint64 total, const QString& text)
{
    if (!m_loading)
        return;
    // QProgressBar counts in int: a share of 1000 suffices.
    m_progress->setRange(0, total > 0 ? 1000 : 0);
    if (total > 0)
        m_progress->setValue(int(qBound(qint64(0), done, total) * 1000.0 / double(total)));
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
}

void StateView::showError(const Error& error, const QString& title, std::function<void()> retry)
{
    const Message message = Message::fromError(error, title);
    const bool stopped = error.kind == ErrorKind::Cancelled;
    reset(stopped ? QStringLiteral("stop") : QStringLiteral("error"),
        stopped ? &Palette::icon : &Palette::danger);
    m_title->setText(message.title);
    m_text->setText(message.text);
    m_text->setVisible(!message.text.isEmpty());
    if (retry) {
        QPushButton* button = addButton(tr("Try again"), QStringLiteral("refresh"), std::move(retry));
        setButtonKind(button, ButtonKind::Primary);
        button->setIcon(m_theme.icon(QStringLiteral("refresh"), &Palette::accentText));
    }
    if (!stopped)
        addButton(tr("Copy details"), QStringLiteral("copy"),
            [text = message.describe()] { QGuiApplication::clipboard()->setText(text); });
}

void StateView::addAction(const QString& text, const QString& icon, std::function<void()> run)
{
    const bool first = m_buttonRow->findChildren<QPushButton*>(Qt::FindDirectChildrenOnly).isEmpty();
    QPushButton* button = addButton(text, icon, std::move(run));
    if (first) {
        setButtonKind(button, ButtonKind::Primary);
        button->setIcon(m_theme.icon(icon, &Palette::accentText));
    }
}

QPushButton* StateView::addButton(const QString& text, const QString& icon, std::function<void()> run)
{
    auto* button = new QPushButton(m_theme.icon(icon), text, m_buttonRow);
    // Queued: what it runs may show another state, which deletes this button while it still handles the
    // click.
    connect(button, &QPushButton::clicked, this, std::move(run), Qt::QueuedConnection);
    m_buttonRow->layout()->addWidget(button);
    m_buttonRow->show();
    return button;
}

QString StateView::title() const
{
    return m_title->text();
}

QString StateView::text() const
{
    return m_text->text();
}

} // namespace relata
