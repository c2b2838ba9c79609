#include "ui/diagram/diagram_toolbar.h"

#include "ui/shell/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>

#include <cmath>

namespace relata {

DiagramToolbar::DiagramToolbar(Theme& theme, bool aroundOneTable, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_detail(new QComboBox(this))
    , m_notation(new QComboBox(this))
    , m_views(new QToolButton(this))
    , m_distance(new QSpinBox(this))
    , m_distanceLabel(new QLabel(tr("Distance"), this))
    , m_scale(new QToolButton(this))
    , m_search(new QLineEdit(this))
    , m_matches(new QLabel(this))
{
    setObjectName(QStringLiteral("diagramToolbar"));
    setAutoFillBackground(true);
    setGround(this, &Palette::header);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 4, 8, 4);
    row->setSpacing(4);

    m_detail->setAccessibleName(tr("Columns shown"));
    m_detail->setToolTip(tr("Which columns the cards show"));
    m_detail->addItem(tr("All columns"), int(DetailLevel::AllColumns));
    m_detail->addItem(tr("Keys only"), int(DetailLevel::KeysOnly));
    m_detail->addItem(tr("Names only"), int(DetailLevel::NamesOnly));
    m_notation->setAccessibleName(tr("Notation"));
    m_notation->setToolTip(tr("How relationships are drawn"));
    m_notation->addItem(tr("Crow's foot"), int(NotationKind::CrowsFoot));
    m_notation->addItem(tr("UML"), int(NotationKind::Uml));
    m_notation->addItem(tr("IDEF1X"), int(NotationKind::Idef1x));
    row->addWidget(m_detail);
    row->addWidget(m_notation);

    m_views->setIcon(theme.icon(QStringLiteral("view")));
    m_views->setCheckable(true);
    m_views->setToolTip(tr("Show views"));
    m_views->setAccessibleName(tr("Show views"));
    setButtonKind(m_views, ButtonKind::Quiet);
    m_views->setAutoRaise(true);
    row->addWidget(m_views);
    m_views->setVisible(!aroundOneTable);
    m_distance->setRange(1, 6);
    m_distance->setAccessibleName(tr("Distance"));
    m_distance->setToolTip(tr("How many references away from the table in the middle"));
    m_distanceLabel->setBuddy(m_distance);
    row->addWidget(m_distanceLabel);
    row->addWidget(m_distance);
    m_distanceLabel->setVisible(aroundOneTable);
    m_distance->setVisible(aroundOneTable);
    row->addSpacing(8);

    QToolButton* layout = addButton(QStringLiteral("layout"), tr("Lay out again"));
    auto* menu = new QMenu(layout);
    const auto addStyle = [&](const QString& text, LayoutStyle style) {
        menu->addAction(text, this, [this, style] { emit layoutRequested(style); });
    };
    addStyle(tr("Best fit"), LayoutStyle::Automatic);
    addStyle(tr("Layered"), LayoutStyle::Layered);
    addStyle(tr("Organic"), LayoutStyle::Organic);
    layout->setMenu(menu);
    layout->setPopupMode(QToolButton::MenuButtonPopup);
    connect(layout, &QToolButton::clicked, this, [this] { emit layoutRequested(LayoutStyle::Automatic); });
    connect(addButton(QStringLiteral("fit"), tr("Fit everything"), QStringLiteral("F")),
        &QToolButton::clicked, this, &DiagramToolbar::fitRequested);
    connect(addButton(QStringLiteral("zoom-out"), tr("Smaller"), QStringLiteral("-")), &QToolButton::clicked,
        this, &DiagramToolbar::zoomOutRequested);
    m_scale->setToolTip(tr("Actual size (%1)").arg(QStringLiteral("0")));
    m_scale->setAccessibleName(tr("Scale"));
    m_scale->setMinimumWidth(52);
    setButtonKind(m_scale, ButtonKind::Quiet);
    m_scale->setAutoRaise(true);
    row->addWidget(m_scale);
    connect(m_scale, &QToolButton::clicked, this, &DiagramToolbar::actualSizeRequested);
    connect(addButton(QStringLiteral("zoom-in"), tr("Larger"), QStringLiteral("+")), &QToolButton::clicked,
        this, &DiagramToolbar::zoomInRequested);
    row->addSpacing(8);
    connect(addButton(QStringLiteral("export"), tr("Export as SVG, PDF or PNG")), &QToolButton::clicked, this,
        &DiagramToolbar::exportRequested);
    connect(addButton(QStringLiteral("copy"), tr("Copy as image"),
                QKeySequence(QKeySequence::Copy).toString(QKeySequence::NativeText)),
        &QToolButton::clicked, this, &DiagramToolbar::copyRequested);
    row->addStretch(1);

    row->addWidget(m_matches);
    theme.bindFont(m_matches, Theme::FontRole::Small);
    m_search->setPlaceholderText(tr("Find a table or column"));
    m_search->setAccessibleName(tr("Find in the diagram"));
    m_search->setClearButtonEnabled(true);
    m_search->setMinimumWidth(120);
    m_search->setMaximumWidth(220);
    m_search->installEventFilter(this);
    row->addWidget(m_search, 1);
    m_needContent << m_scale << m_search;

    connect(m_detail, &QComboBox::currentIndexChanged, this, &DiagramToolbar::optionsChanged);
    connect(m_notation, &QComboBox::currentIndexChanged, this, &DiagramToolbar::optionsChanged);
    connect(m_views, &QToolButton::toggled, this, &DiagramToolbar::optionsChanged);
    connect(m_distance, &QSpinBox::valueChanged, this, &DiagramToolbar::optionsChanged);
    connect(m_search, &QLineEdit::textChanged, this, &DiagramToolbar::searchChanged);
    connect(m_search, &QLineEdit::returnPressed, this, &DiagramToolbar::searchNext);
    showScale(1);
}

QToolButton* DiagramToolbar::addButton(const QString& icon, const QString& text, const QString& keys)
{
    auto* button = new QToolButton(this);
    button->setIcon(m_theme.icon(icon));
    button->setToolTip(keys.isEmpty() ? text : QStringLiteral("%1 (%2)").arg(text, keys));
    button->setAccessibleName(text);
    button->setObjectName(QStringLiteral("diagram-") + icon);
    setButtonKind(button, ButtonKind::Quiet);
    button->setAutoRaise(true);
    layout()->addWidget(button);
    m_needContent << button;
    return button;
}

void DiagramToolbar::read(DiagramQuery& query) const
{
    query.detail = DetailLevel(m_detail->currentData().toInt());
    query.notation = NotationKind(m_notation->currentData().toInt());
    query.views = m_views->isChecked();
    query.distance = m_distance->value();
}

void DiagramToolbar::show(const DiagramQuery& query)
{
    const QSignalBlocker quiet(this);
    m_detail->setCurrentIndex(m_detail->findData(int(query.detail)));
    m_notation->setCurrentIndex(m_notation->findData(int(query.notation)));
    m_views->setChecked(query.views);
    m_distance->setValue(query.distance);
}

void DiagramToolbar::showScale(double scale)
{
    const double percent = scale * 100;
    m_scale->setText(percent < 10 ? QStringLiteral("%1 %").arg(percent, 0, 'f', 1)
                                  : QStringLiteral("%1 %").arg(std::lround(percent)));
}

void DiagramToolbar::showMatches(int current, int count)
{
    m_matches->setText(count < 0 ? QString()
            : count == 0         ? tr("nothing found")
                                 : tr("%1 of %2").arg(current).arg(count));
}

void DiagramToolbar::setContentEnabled(bool enabled)
{
    for (QWidget* widget : m_needContent)
        widget->setEnabled(enabled);
}

bool DiagramToolbar::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_search && event->type() == QEvent::KeyPress
        && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        m_search->clear();
        emit searchLeft();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace relata
