#include "ui/shell/welcome_page.h"

#include "ui/connections/connection_list.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/choice_card.h"
#include "ui/shell/environment_bar.h"
#include "ui/shell/icon_label.h"
#include "ui/shell/style_painting.h"
#include "ui/shell/theme.h"

#include <QDragEnterEvent>
#include <QFile>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMimeData>
#include <QPainter>
#include <QScrollArea>
#include <QUrl>
#include <QVBoxLayout>

namespace relata {

namespace {

constexpr int maxRecent = 8;

// What each way in says below its title. Actions that are not registered are not offered.
struct Way
{
    const char* actionId;
    const char* detail;
};
const Way ways[] = {
    {"connection.new", QT_TRANSLATE_NOOP("WelcomePage", "PostgreSQL by address, or a SQLite file")},
    {"file.open", QT_TRANSLATE_NOOP("WelcomePage", "SQLite, from this machine")},
    {"file.openSample", QT_TRANSLATE_NOOP("WelcomePage", "A bookshop with 100,000 rows, to look around in")},
    {"palette.commands", QT_TRANSLATE_NOOP("WelcomePage", "Everything that Relata can do, by name")},
};

// "today", "yesterday", else a date: enough to tell entries apart.
QString dayText(const QDateTime& time)
{
    if (!time.isValid())
        return {};
    const qint64 days = time.toLocalTime().date().daysTo(QDate::currentDate());
    if (days == 0)
        return WelcomePage::tr("today");
    if (days == 1)
        return WelcomePage::tr("yesterday");
    return QLocale().toString(time.toLocalTime().date(), QLocale::ShortFormat);
}

// A SQLite file says so in its first 16 bytes (https://www.sqlite.org/fileformat2.html#magic_header_string);
// an empty file is an empty database.
bool looksLikeDatabase(const QString& path)
{
    QFile file(path);
    if (!QFileInfo(path).isFile() || !file.open(QIODevice::ReadOnly))
        return false;
    const QByteArray head = file.read(16);
    return head.isEmpty() || head == QByteArray("SQLite format 3\0", 16);
}

} // namespace

QStringList droppedDatabases(const QMimeData& data)
{
    QStringList paths;
    for (const QUrl& url : data.urls()) {
        if (url.isLocalFile() && looksLikeDatabase(url.toLocalFile()))
            paths << url.toLocalFile();
    }
    return paths;
}

WelcomePage::WelcomePage(Theme& theme, ActionRegistry& actions, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_actions(actions)
{
    setAcceptDrops(true);
    setFocusPolicy(Qt::StrongFocus); // where the keyboard is at the start: no control looks chosen
    setAccessibleName(tr("Welcome"));

    auto* logo = new IconLabel(56, this);
    logo->setIcon(QIcon(QStringLiteral(":/relata/icons/relata.svg")));
    auto* title = new QLabel(QStringLiteral("Relata"), this);
    theme.bindFont(title, Theme::FontRole::Title);
    auto* claim = new QLabel(tr("See a database as it is, and shape it as it should be."), this);
    claim->setForegroundRole(QPalette::PlaceholderText);

    auto* head = new QHBoxLayout;
    head->setSpacing(16);
    head->addWidget(logo);
    auto* headText = new QVBoxLayout;
    headText->setSpacing(0);
    headText->addWidget(title);
    headText->addWidget(claim);
    head->addLayout(headText, 1);

    const auto sectionTitle = [&](const QString& text) {
        auto* label = new QLabel(text, this);
        theme.bindFont(label, Theme::FontRole::Heading);
        label->setContentsMargins(12, 0, 0, 0);
        return label;
    };
    m_ways = new QVBoxLayout;
    m_ways->setSpacing(2);
    m_ways->addWidget(sectionTitle(tr("Start")));
    m_ways->addSpacing(4);
    m_recent = new QVBoxLayout;
    m_recent->setSpacing(2);
    m_recentTitle = sectionTitle(tr("Recent"));

    auto* columns = new QHBoxLayout;
    columns->setSpacing(40);
    auto* left = new QVBoxLayout;
    left->addLayout(m_ways);
    left->addStretch(1);
    auto* right = new QVBoxLayout;
    right->setSpacing(2);
    right->addWidget(m_recentTitle);
    right->addSpacing(4);
    right->addLayout(m_recent);
    right->addStretch(1);
    columns->addLayout(left, 1);
    columns->addLayout(right, 1);

    // In a scroll area, so that a low window is not forced to grow.
    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto* page = new QWidget(scroll);
    page->setAutoFillBackground(false);
    scroll->viewport()->setAutoFillBackground(false);
    auto* content = new QWidget(page);
    content->setMaximumWidth(860);
    auto* contentLayout = new QVBoxLayout(content);
    contentLayout->setContentsMargins(32, 32, 32, 32);
    contentLayout->addStretch(1);
    contentLayout->addLayout(head);
    contentLayout->addSpacing(32);
    contentLayout->addLayout(columns);
    contentLayout->addStretch(2);

    auto* centred = new QHBoxLayout(page);
    centred->setContentsMargins(0, 0, 0, 0);
    centred->addStretch(1);
    centred->addWidget(content, 100);
    centred->addStretch(1);
    scroll->setWidget(page);
    page->setAutoFillBackground(false);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(scroll);
}

void WelcomePage::setUp(ConnectionList& connections)
{
    m_connections = &connections;
    for (const Way& way : ways) {
        const QString id = QString::fromLatin1(way.actionId);
        QAction* action = m_actions.find(id);
        if (!action)
            continue;
        auto* card = new ChoiceCard(m_theme, m_actions.spec(id)->icon, action->text(),
            QCoreApplication::translate("WelcomePage", way.detail), this);
        if (!action->shortcut().isEmpty())
            card->setTrailing(action->shortcut().toString(QKeySequence::NativeText));
        card->setEnabled(action->isEnabled());
        connect(card, &QAbstractButton::clicked, action, &QAction::trigger);
        connect(action, &QAction::changed, card, [card, action] {
            card->setEnabled(action->isEnabled());
            card->setTrailing(action->shortcut().toString(QKeySequence::NativeText));
        });
        m_ways->addWidget(card);
    }
    connect(&connections, &ConnectionList::recentChanged, this, &WelcomePage::fillRecent);
    connect(&m_theme, &Theme::changed, this, &WelcomePage::fillRecent); // marks keep colours
    fillRecent();
    setFocus();
}

void WelcomePage::fillRecent()
{
    while (QLayoutItem* item = m_recent->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater(); // it may be the one that was clicked
        delete item;
    }
    const QList<RecentConnection> recent = m_connections->recent();
    for (const RecentConnection& entry : recent.first(qMin(qsizetype(maxRecent), recent.size()))) {
        auto* card = new ChoiceCard(m_theme, entry.icon, entry.name, entry.place, this);
        card->setTrailing(dayText(entry.lastUsed));
        card->setMark(environmentColor(m_theme.palette(), entry.environment));
        connect(card, &QAbstractButton::clicked, this,
            [this, source = entry.source] { emit sourceChosen(source); });
        m_recent->addWidget(card);
    }
    if (recent.isEmpty()) {
        auto* hint = new QLabel(tr("Databases that you open are listed here. Drop a database file anywhere "
                                   "on this page to open it."),
            this);
        hint->setWordWrap(true);
        hint->setForegroundRole(QPalette::PlaceholderText);
        hint->setContentsMargins(12, 4, 12, 0);
        m_recent->addWidget(hint);
    }
}

void WelcomePage::dragEnterEvent(QDragEnterEvent* event)
{
    if (droppedDatabases(*event->mimeData()).isEmpty())
        return;
    event->acceptProposedAction();
    m_dropping = true;
    update();
}

void WelcomePage::dragLeaveEvent(QDragLeaveEvent*)
{
    m_dropping = false;
    update();
}

void WelcomePage::dropEvent(QDropEvent* event)
{
    m_dropping = false;
    update();
    const QStringList paths = droppedDatabases(*event->mimeData());
    event->acceptProposedAction();
    for (const QString& path : paths)
        emit sourceChosen(path);
}

void WelcomePage::paintEvent(QPaintEvent*)
{
    if (!m_dropping)
        return;
    QPainter painter(this);
    paintRounded(&painter, QRectF(rect()).adjusted(12, 12, -12, -12), 8, m_theme.palette().accentSoft,
        m_theme.palette().accent, 2);
}

} // namespace relata
