// DataGrid: the lines above and below the rows.
#include "ui/datagrid/data_grid.h"

#include "ui/shell/theme.h"
#include "ui/shell/tool_button.h"
#include "ui/shell/workbench.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>

namespace relata {

QWidget* DataGrid::buildBar()
{
    Theme& theme = m_workbench.theme();
    auto* bar = new QWidget(this);
    bar->setAutoFillBackground(true);
    setGround(bar, &Palette::header);
    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins(8, 4, 8, 4);
    layout->setSpacing(4);
    m_back = toolButton(theme, QStringLiteral("chevron-left"), tr("Back (Alt+Left)"), bar);
    connect(m_back, &QToolButton::clicked, this, &DataGrid::goBack);
    m_refresh = toolButton(theme, QStringLiteral("refresh"), tr("Read the rows again (F5)"), bar);
    m_refresh->setObjectName(QStringLiteral("refresh"));
    connect(m_refresh, &QToolButton::clicked, this, &DataGrid::refresh);
    m_stop = toolButton(theme, QStringLiteral("stop"), tr("Stop reading (Esc)"), bar);
    connect(m_stop, &QToolButton::clicked, this, &DataGrid::stop);
    m_trailRow = new QWidget(bar);
    auto* trailLayout = new QHBoxLayout(m_trailRow);
    trailLayout->setContentsMargins(4, 0, 0, 0);
    trailLayout->setSpacing(0);
    m_clearFilters = toolButton(theme, QStringLiteral("close"), tr("Show all rows"), bar);
    m_clearFilters->setObjectName(QStringLiteral("clearFilters"));
    m_clearFilters->setText(tr("Clear filters"));
    m_clearFilters->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    connect(m_clearFilters, &QToolButton::clicked, this, &DataGrid::clearFilters);
    m_filterToggle =
        toolButton(theme, QStringLiteral("filter"), tr("Filter by column or condition (Ctrl+F)"), bar);
    m_filterToggle->setCheckable(true);
    connect(m_filterToggle, &QToolButton::clicked, this, &DataGrid::setFiltersVisible);
    m_valueToggle =
        toolButton(theme, QStringLiteral("panel-right"), tr("Value of the current cell (F4)"), bar);
    m_valueToggle->setObjectName(QStringLiteral("value"));
    m_valueToggle->setCheckable(true);
    connect(m_valueToggle, &QToolButton::clicked, this, &DataGrid::setValueVisible);
    m_relatedToggle =
        toolButton(theme, QStringLiteral("panel-bottom"), tr("What belongs to the row (F6)"), bar);
    m_relatedToggle->setObjectName(QStringLiteral("related"));
    m_relatedToggle->setCheckable(true);
    connect(m_relatedToggle, &QToolButton::clicked, this, &DataGrid::setRelatedVisible);
    m_formToggle = toolButton(theme, QStringLiteral("document"), tr("The row as a form (F7)"), bar);
    m_formToggle->setObjectName(QStringLiteral("form"));
    m_formToggle->setCheckable(true);
    connect(m_formToggle, &QToolButton::clicked, this, &DataGrid::setFormVisible);
    layout->addWidget(m_back);
    layout->addWidget(m_refresh);
    layout->addWidget(m_stop);
    m_search = new QLineEdit(bar);
    m_search->setObjectName(QStringLiteral("search"));
    m_search->setPlaceholderText(tr("Search all columns"));
    m_search->setAccessibleName(tr("Search all columns"));
    m_search->setToolTip(tr("Rows with this text in any column; Return looks for it (Ctrl+Shift+F)"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(theme.icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_search->setMaximumWidth(220);
    m_search->installEventFilter(this);
    connect(m_search, &QLineEdit::returnPressed, this, &DataGrid::search);
    connect(m_search, &QLineEdit::textEdited, this, [this](const QString& text) {
        if (text.isEmpty())
            search(); // nothing to wait for: also the clear button
    });
    layout->addWidget(m_trailRow, 1);
    layout->addWidget(m_clearFilters);
    layout->addWidget(m_search);
    layout->addWidget(m_filterToggle);
    layout->addWidget(m_relatedToggle);
    layout->addWidget(m_formToggle);
    layout->addWidget(m_valueToggle);
    return bar;
}

QWidget* DataGrid::buildStrip()
{
    auto* strip = new QWidget(this);
    strip->setAutoFillBackground(true);
    setGround(strip, &Palette::header);
    auto* layout = new QHBoxLayout(strip);
    layout->setContentsMargins(12, 4, 12, 4);
    layout->setSpacing(16);
    m_rowsLabel = new QLabel(strip);
    m_selectionLabel = new QLabel(strip);
    m_hintLabel = new QLabel(strip);
    m_hintLabel->setForegroundRole(QPalette::PlaceholderText);
    m_selectionLabel->setTextInteractionFlags(Qt::TextSelectableByMouse);
    for (QLabel* label : {m_rowsLabel, m_selectionLabel, m_hintLabel}) {
        label->setTextFormat(Qt::PlainText);
        m_workbench.theme().bindFont(label, Theme::FontRole::Small);
    }
    // Long statistics give way rather than widen the window.
    m_selectionLabel->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_selectionLabel->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    layout->addWidget(m_rowsLabel);
    layout->addWidget(m_hintLabel);
    layout->addWidget(m_selectionLabel, 1);
    return strip;
}

void DataGrid::updateTrail()
{
    m_back->setVisible(canGoBack());
    // Later: the click that leads here may be that of one of them.
    for (QWidget* step : m_trailRow->findChildren<QWidget*>(Qt::FindDirectChildrenOnly)) {
        step->hide();
        step->deleteLater();
    }
    QLayout* layout = m_trailRow->layout();
    while (QLayoutItem* item = layout->takeAt(0))
        delete item;
    if (m_trail.size() > 1) {
        for (qsizetype i = 0; i < m_trail.size(); ++i) {
            if (i > 0) {
                auto* arrow = new QLabel(QStringLiteral("›"), m_trailRow);
                arrow->setForegroundRole(QPalette::PlaceholderText);
                layout->addWidget(arrow);
            }
            bool last = i + 1 == m_trail.size();
            auto* step = new QToolButton(m_trailRow);
            step->setText(m_trail[i].label);
            step->setAutoRaise(true);
            step->setEnabled(!last);
            connect(step, &QToolButton::clicked, this, [this, i] {
                m_trail.resize(i + 2);
                goBack();
            });
            layout->addWidget(step);
        }
    }
    static_cast<QHBoxLayout*>(layout)->addStretch();
}

} // namespace relata
