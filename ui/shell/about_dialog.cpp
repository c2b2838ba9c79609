#include "ui/shell/about_dialog.h"

#include "ui/shell/icon_label.h"
#include "ui/shell/theme.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSysInfo>
#include <QVBoxLayout>

namespace relata {

QString AboutDialog::versionText()
{
    return QStringLiteral("Relata %1\nQt %2\n%3, %4, %5")
        .arg(QCoreApplication::applicationVersion(), QString::fromLatin1(qVersion()),
            QSysInfo::prettyProductName(), QSysInfo::currentCpuArchitecture(),
            QGuiApplication::platformName());
}

AboutDialog::AboutDialog(Theme& theme, QWidget* parent) : QDialog(parent)
{
    setWindowTitle(tr("About Relata"));
    setAttribute(Qt::WA_DeleteOnClose);

    auto* logo = new IconLabel(64, this);
    logo->setIcon(QIcon(QStringLiteral(":/relata/icons/relata.svg")));
    auto* name = new QLabel(QStringLiteral("Relata"), this);
    theme.bindFont(name, Theme::FontRole::Title);
    auto* version = new QLabel(tr("Version %1").arg(QCoreApplication::applicationVersion()), this);
    version->setForegroundRole(QPalette::PlaceholderText);
    auto* text = new QLabel(tr("Explores databases and designs their models.\n\n"
                               "Free software under the GNU General Public License, version 3 or later. "
                               "It comes with no warranty.\n\n"
                               "Built with Qt, SQLite, libpq, Graphviz, fmt, nlohmann/json and QtKeychain."),
        this);
    text->setWordWrap(true);
    text->setMinimumWidth(360);

    auto* copy = new QPushButton(theme.icon(QStringLiteral("copy")), tr("Copy version details"), this);
    connect(copy, &QPushButton::clicked, this, [] { QGuiApplication::clipboard()->setText(versionText()); });
    auto* close = new QPushButton(tr("Close"), this);
    setButtonKind(close, ButtonKind::Primary);
    close->setDefault(true);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 20);
    layout->setSizeConstraint(QLayout::SetFixedSize);
    auto* head = new QHBoxLayout;
    head->setSpacing(16);
    head->addWidget(logo);
    auto* headText = new QVBoxLayout;
    headText->setSpacing(0);
    headText->addWidget(name);
    headText->addWidget(version);
    head->addLayout(headText, 1);
    layout->addLayout(head);
    layout->addSpacing(12);
    layout->addWidget(text);
    layout->addSpacing(16);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(copy);
    buttons->addStretch(1);
    buttons->addWidget(close);
    layout->addLayout(buttons);
}

} // namespace relata
