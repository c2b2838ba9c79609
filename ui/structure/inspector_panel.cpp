#include "ui/structure/inspector_panel.h"

#include "ui/connections/connection_list.h"
#include "ui/connections/connection_profile.h"
#include "ui/shell/icon_label.h"
#include "ui/shell/state_view.h"
#include "ui/shell/theme.h"
#include "ui/shell/workbench.h"
#include "ui/structure/facts.h"

#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace relata {

InspectorPanel::InspectorPanel(Workbench& workbench, QWidget* parent) : Panel(parent), m_workbench(workbench)
{
    m_state = new StateView(workbench.theme(), this);
    m_state->showEmpty(
        QStringLiteral("info"), tr("Nothing is selected"), tr("Select an object to see its properties."));
    m_content = new QWidget(this);
    auto* layout = new QVBoxLayout(m_content);
    layout->setContentsMargins(16, 12, 16, 16);
    layout->setSpacing(12);
    auto* top = new QHBoxLayout;
    top->setSpacing(8);
    m_icon = new IconLabel(20, m_content);
    top->addWidget(m_icon, 0, Qt::AlignTop);
    auto* names = new QVBoxLayout;
    names->setSpacing(2);
    m_title = new QLabel(m_content);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setWordWrap(true);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    workbench.theme().bindFont(m_title, Theme::FontRole::Heading);
    m_kind = new QLabel(m_content);
    m_kind->setForegroundRole(QPalette::PlaceholderText);
    workbench.theme().bindFont(m_kind, Theme::FontRole::Small);
    names->addWidget(m_title);
    names->addWidget(m_kind);
    top->addLayout(names, 1);
    layout->addLayout(top);
    m_form = new QFormLayout;
    m_form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    m_form->setHorizontalSpacing(12);
    m_form->setVerticalSpacing(8);
    layout->addLayout(m_form);
    layout->addStretch();
    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(m_content);
    m_pages = new QStackedWidget(this);
    m_pages->addWidget(m_state);
    m_pages->addWidget(scroll);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_pages);
    connect(&workbench, &Workbench::selectionChanged, this, &InspectorPanel::follow);
    connect(&workbench.connections(), &ConnectionList::connectionClosed, this, &InspectorPanel::follow);
    follow();
}

void InspectorPanel::follow()
{
    DatabaseConnection* connection = m_workbench.connections().find(m_workbench.selection().connectionId);
    if (connection != m_connection) {
        if (m_connection)
            m_connection->disconnect(this);
        m_connection = connection;
        if (connection) {
            connect(connection, &DatabaseConnection::metadataChanged, this, &InspectorPanel::update);
            connect(connection, &DatabaseConnection::stateChanged, this, &InspectorPanel::update);
        }
    }
    update();
}

void InspectorPanel::update()
{
    const ObjectRef object = m_workbench.selection();
    const auto metadata = m_connection ? m_connection->metadata() : nullptr;
    ObjectFacts facts;
    if (metadata)
        facts = objectFacts(*metadata, object, m_connection->dialect());
    if (m_connection && object.kind == ObjectRef::Kind::Connection) {
        facts.found = true;
        facts.title = m_connection->name();
        facts.kind = tr("Connection");
        facts.icon = isFileUrl(m_connection->url()) ? QStringLiteral("database") : QStringLiteral("server");
        facts.facts.prepend({tr("Place"), displayPlace(m_connection->url()), {}, false});
    }
    m_pages->setCurrentIndex(facts.found ? 1 : 0);
    if (!facts.found)
        return;
    while (m_form->rowCount() > 0)
        m_form->removeRow(0);
    m_icon->setIcon(m_workbench.theme().icon(facts.icon));
    m_title->setText(facts.title);
    m_kind->setText(facts.kind);
    for (const Fact& fact : std::as_const(facts.facts)) {
        auto* name = new QLabel(fact.name, m_content);
        name->setForegroundRole(QPalette::PlaceholderText);
        if (fact.link.kind != ObjectRef::Kind::None) {
            auto* link = new QPushButton(fact.value, m_content);
            setButtonKind(link, ButtonKind::Quiet);
            link->setCursor(Qt::PointingHandCursor);
            // Queued: the new selection replaces this very button.
            connect(
                link, &QPushButton::clicked, this,
                [this, target = fact.link] {
                    m_workbench.openObject(target);
                    m_workbench.select(target);
                },
                Qt::QueuedConnection);
            m_form->addRow(name, link);
            continue;
        }
        auto* value = new QLabel(fact.value, m_content);
        value->setTextFormat(Qt::PlainText);
        value->setWordWrap(true);
        value->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        if (fact.code)
            m_workbench.theme().bindFont(value, Theme::FontRole::Monospace);
        m_form->addRow(name, value);
    }
}

} // namespace relata
