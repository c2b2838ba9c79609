#include "ui/shell/shortcuts_page.h"

#include "ui/shell/action_registry.h"
#include "ui/shell/fuzzy_match.h"
#include "ui/shell/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace relata {

namespace {

constexpr int idRole = Qt::UserRole;

} // namespace

ShortcutsPage::ShortcutsPage(ActionRegistry& actions, QWidget* parent)
    : QWidget(parent)
    , m_actions(actions)
    , m_filter(new QLineEdit(this))
    , m_list(new QTreeWidget(this))
    , m_edit(new QKeySequenceEdit(this))
    , m_assign(new QPushButton(tr("Assign"), this))
    , m_reset(new QPushButton(tr("Reset"), this))
    , m_note(new QLabel(this))
{
    m_filter->setPlaceholderText(tr("Filter commands"));
    m_filter->setClearButtonEnabled(true);
    m_list->setColumnCount(2);
    m_list->setHeaderLabels({tr("Command"), tr("Shortcut")});
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_list->setAccessibleName(tr("Commands and their shortcuts"));
    m_edit->setAccessibleName(tr("New shortcut"));
    m_note->setWordWrap(true);
    m_note->setForegroundRole(QPalette::PlaceholderText);
    setButtonKind(m_assign, ButtonKind::Primary);

    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_filter);
    layout->addWidget(m_list, 1);
    auto* row = new QHBoxLayout;
    row->addWidget(new QLabel(tr("Press the new keys:"), this));
    row->addWidget(m_edit, 1);
    row->addWidget(m_assign);
    row->addWidget(m_reset);
    layout->addLayout(row);
    layout->addWidget(m_note);

    connect(m_filter, &QLineEdit::textChanged, this, &ShortcutsPage::filter);
    connect(m_list, &QTreeWidget::currentItemChanged, this, &ShortcutsPage::currentChanged);
    connect(m_edit, &QKeySequenceEdit::keySequenceChanged, this, &ShortcutsPage::describeConflict);
    connect(m_assign, &QPushButton::clicked, this, &ShortcutsPage::assign);
    connect(m_reset, &QPushButton::clicked, this, [this] {
        m_actions.resetShortcuts(currentId());
        currentChanged();
    });
    connect(&m_actions, &ActionRegistry::shortcutsChanged, this, [this](const QString& id) {
        for (int row = 0; row < m_list->topLevelItemCount(); ++row) {
            if (m_list->topLevelItem(row)->data(0, idRole).toString() == id)
                showShortcut(m_list->topLevelItem(row));
        }
    });
    connect(&m_actions, &ActionRegistry::added, this, &ShortcutsPage::fill);
    connect(&m_actions, &ActionRegistry::removed, this, &ShortcutsPage::fill);
    fill();
}

void ShortcutsPage::fill()
{
    m_list->clear();
    for (const QString& id : m_actions.ids()) {
        const ActionSpec& spec = *m_actions.spec(id);
        auto* item = new QTreeWidgetItem(m_list);
        item->setText(0,
            QStringLiteral("%1: %2").arg(
                QString(spec.category).replace(u'/', QStringLiteral(": ")), spec.text));
        item->setData(0, idRole, id);
        showShortcut(item);
    }
    m_list->sortItems(0, Qt::AscendingOrder);
    filter(m_filter->text());
    currentChanged();
}

void ShortcutsPage::showShortcut(QTreeWidgetItem* item)
{
    const QString id = item->data(0, idRole).toString();
    item->setText(1, QKeySequence::listToString(m_actions.shortcuts(id), QKeySequence::NativeText));
    QFont font = this->font();
    font.setBold(m_actions.hasOwnShortcuts(id)); // what the user changed stands out
    item->setFont(1, font);
}

void ShortcutsPage::filter(const QString& text)
{
    const FuzzyPattern pattern(text);
    for (int row = 0; row < m_list->topLevelItemCount(); ++row) {
        QTreeWidgetItem* item = m_list->topLevelItem(row);
        // By name, or by the keys themselves ("ctrl+p").
        const bool fits = pattern.score(item->text(0)) || item->text(1).contains(text, Qt::CaseInsensitive);
        item->setHidden(!fits);
    }
}

QString ShortcutsPage::currentId() const
{
    const QTreeWidgetItem* item = m_list->currentItem();
    return item ? item->data(0, idRole).toString() : QString();
}

void ShortcutsPage::currentChanged()
{
    const QString id = currentId();
    const QList<QKeySequence> shortcuts = m_actions.shortcuts(id);
    m_edit->setEnabled(!id.isEmpty());
    m_edit->setKeySequence(shortcuts.isEmpty() ? QKeySequence() : shortcuts.first());
    m_reset->setEnabled(m_actions.hasOwnShortcuts(id));
    describeConflict();
}

void ShortcutsPage::describeConflict()
{
    const QString id = currentId();
    const QKeySequence keys = m_edit->keySequence();
    const QList<QKeySequence> now = m_actions.shortcuts(id);
    m_assign->setEnabled(!id.isEmpty() && keys != (now.isEmpty() ? QKeySequence() : now.first()));
    m_assign->setText(keys.isEmpty() ? tr("Remove") : tr("Assign"));
    const QString other = keys.isEmpty() ? QString() : m_actions.idFor(keys);
    m_note->setText(id.isEmpty() ? tr("Choose a command to change its shortcut.")
            : other.isEmpty() || other == id
            ? QString()
            : tr("%1 now belongs to \"%2\", which would lose it.")
                  .arg(keys.toString(QKeySequence::NativeText), m_actions.spec(other)->text));
}

void ShortcutsPage::assign()
{
    const QKeySequence keys = m_edit->keySequence();
    m_actions.setShortcuts(currentId(), keys.isEmpty() ? QList<QKeySequence>() : QList{keys});
    currentChanged();
}

} // namespace relata
