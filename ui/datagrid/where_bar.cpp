#include "ui/datagrid/where_bar.h"

#include "ui/shell/theme.h"
#include "ui/shell/tool_button.h"
#include "ui/sqltext/condition_field.h"

#include <QHBoxLayout>
#include <QLabel>

namespace relata {

WhereBar::WhereBar(Theme& theme, QWidget* ground, QWidget* parent)
    : QWidget(parent)
    , m_field(new ConditionField(theme, ground, this))
    , m_saved(toolButton(theme, QStringLiteral("tag"), tr("Filters with a name"), this))
{
    setAutoFillBackground(true);
    setGround(this, &Palette::header);
    auto* label = new QLabel(tr("WHERE"), this);
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setBuddy(m_field);
    theme.bindFont(label, Theme::FontRole::Monospace);
    m_field->setAccessibleName(tr("Condition in SQL"));
    m_field->setPlaceholderText(tr("a condition in SQL; Return applies it, Ctrl+Space completes"));
    connect(m_saved, &QToolButton::clicked, this, &WhereBar::savedRequested);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 2, 8, 4);
    layout->setSpacing(8);
    layout->addWidget(label);
    layout->addWidget(m_field, 1);
    layout->addWidget(m_saved);
}

} // namespace relata
