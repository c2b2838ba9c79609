#include "ui/changes/changes_panel.h"

#include "ui/changes/change_model.h"
#include "ui/changes/merge_dialog.h"
#include "ui/connections/connection_list.h"
#include "ui/grid/version_columns.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/panel_registry.h"
#include "ui/shell/state_view.h"
#include "ui/shell/theme.h"
#include "ui/shell/tool_button.h"
#include "ui/shell/workbench.h"
#include "ui/sqltext/sql_view.h"
#include "ui/tasks/task_runner.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace relata {
namespace {

// The edits that a panel or a shortcut means: those of the tab in front, else of what is selected.
PendingEdits* editsInView(Workbench& workbench)
{
    QString id = workbench.selection().connectionId;
    if (Document* document = workbench.currentDocument())
        id = document->request().object.connectionId;
    DatabaseConnection* connection = workbench.connections().find(id);
    if (connection)
        return &PendingEdits::of(*connection, workbench.tasks());
    for (DatabaseConnection* other : workbench.connections().all()) {
        if (!PendingEdits::of(*other, workbench.tasks()).set().empty())
            return &PendingEdits::of(*other, workbench.tasks());
    }
    return nullptr;
}

QString effectsText(const std::vector<DeleteEffect>& effects, const QString& between)
{
    QStringList parts;
    for (const DeleteEffect& effect : effects)
        parts << QString::fromStdString(effect.text());
    return parts.join(between);
}

} // namespace

ChangesPanel::ChangesPanel(Workbench& workbench, QWidget* parent) : Panel(parent), m_workbench(workbench)
{
    Theme& theme = workbench.theme();
    m_empty = new StateView(theme, this);
    m_content = new QWidget(this);
    m_pages = new QStackedWidget(this);
    m_pages->addWidget(m_empty);
    m_pages->addWidget(m_content);
    buildBar();

    m_note = new QWidget(m_content);
    m_note->setObjectName(QStringLiteral("note"));
    m_note->setAutoFillBackground(true);
    auto* noteLayout = new QHBoxLayout(m_note);
    noteLayout->setContentsMargins(12, 4, 8, 4);
    m_noteText = new QLabel(m_note);
    m_noteText->setWordWrap(true);
    m_noteText->setSizePolicy(
        QSizePolicy::Ignored, QSizePolicy::Minimum); // a long message must not widen the window
    m_noteText->setTextFormat(Qt::PlainText);
    m_noteText->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_noteAction = new QPushButton(m_note);
    noteLayout->addWidget(m_noteText, 1);
    noteLayout->addWidget(m_noteAction);
    setGround(m_note, &Palette::dangerSoft);
    connect(m_noteAction, &QPushButton::clicked, this, [this] {
        if (m_edits && !m_edits->conflicts().empty())
            settleConflicts();
        else
            openSelected();
    });

    m_effects = new QWidget(m_content);
    m_effects->setObjectName(QStringLiteral("effects"));
    m_effects->setAutoFillBackground(true);
    setGround(m_effects, &Palette::warningSoft);
    auto* effectsLayout = new QHBoxLayout(m_effects);
    effectsLayout->setContentsMargins(12, 4, 8, 4);
    m_effectsText = new QLabel(m_effects);
    m_effectsText->setWordWrap(true);
    m_effectsText->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    m_effectsText->setTextFormat(Qt::PlainText);
    m_effectsText->setTextInteractionFlags(Qt::TextSelectableByMouse);
    effectsLayout->addWidget(m_effectsText, 1);

    m_model = new ChangeModel(theme, this);
    m_list = new QTreeView(m_content);
    m_list->setObjectName(QStringLiteral("changes"));
    m_list->setAccessibleName(tr("Pending changes, in the order of storing"));
    m_list->setModel(m_model);
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->header()->setStretchLastSection(true);
    m_list->header()->resizeSection(ChangeModel::Change, 180);
    m_list->header()->resizeSection(ChangeModel::Row, 140);
    m_list->header()->resizeSection(ChangeModel::Values, 260);
    m_sql = new SqlView(theme, m_content);
    m_sql->setAccessibleName(tr("SQL of the changes"));
    auto* splitter = new QSplitter(Qt::Horizontal, m_content);
    splitter->addWidget(m_list);
    splitter->addWidget(m_sql);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setChildrenCollapsible(false);
    auto* content = new QVBoxLayout(m_content);
    content->setContentsMargins(0, 0, 0, 0);
    content->setSpacing(0);
    content->addWidget(m_bar);
    content->addWidget(m_note);
    content->addWidget(m_effects);
    content->addWidget(splitter, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_pages);

    connect(
        m_list->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ChangesPanel::showSelected);
    connect(m_list, &QTreeView::activated, this, &ChangesPanel::openSelected);
    connect(&workbench, &Workbench::currentDocumentChanged, this, &ChangesPanel::follow);
    connect(&workbench, &Workbench::selectionChanged, this, &ChangesPanel::follow);
    connect(&workbench.connections(), &ConnectionList::connectionOpened, this,
        [this](DatabaseConnection* connection) {
            watch(*connection);
            follow();
        });
    for (DatabaseConnection* connection : workbench.connections().all())
        watch(*connection);
    connect(&workbench.connections(), &ConnectionList::connectionClosed, this, &ChangesPanel::follow);
    follow();
    update();
}

void ChangesPanel::buildBar()
{
    Theme& theme = m_workbench.theme();
    m_bar = new QWidget(m_content);
    m_bar->setAutoFillBackground(true);
    setGround(m_bar, &Palette::header);
    auto* layout = new QHBoxLayout(m_bar);
    layout->setContentsMargins(8, 4, 8, 4);
    layout->setSpacing(4);
    m_commit = new QPushButton(theme.icon(QStringLiteral("commit")), tr("Commit"), m_bar);
    m_commit->setObjectName(QStringLiteral("commit"));
    m_commit->setToolTip(tr("Store all changes of this database in one transaction (Ctrl+S)"));
    connect(m_commit, &QPushButton::clicked, this, &ChangesPanel::commit);
    m_commitAndKeep = new QPushButton(tr("Commit and keep editing"), m_bar);
    m_commitAndKeep->setObjectName(QStringLiteral("commitAndKeep"));
    m_commitAndKeep->setToolTip(
        tr("The same, but a cell that is being typed into stays open and is not stored (Ctrl+Shift+S)"));
    connect(m_commitAndKeep, &QPushButton::clicked, this, &ChangesPanel::commitAndKeepEditing);
    m_stop = new QPushButton(theme.icon(QStringLiteral("stop")), tr("Stop"), m_bar);
    connect(m_stop, &QPushButton::clicked, this, [this] {
        if (m_edits)
            m_workbench.tasks().requestStop(m_edits->savingTask());
    });
    m_count = new QLabel(m_bar);
    m_count->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_undo = toolButton(theme, QStringLiteral("undo"), tr("Undo"), m_bar);
    connect(m_undo, &QToolButton::clicked, this, [this] {
        if (m_edits)
            m_edits->undo();
    });
    m_redo = toolButton(theme, QStringLiteral("redo"), tr("Redo"), m_bar);
    connect(m_redo, &QToolButton::clicked, this, [this] {
        if (m_edits)
            m_edits->redo();
    });
    m_drop = toolButton(theme, QStringLiteral("close"), tr("Take the selected changes back"), m_bar);
    m_drop->setObjectName(QStringLiteral("drop"));
    connect(m_drop, &QToolButton::clicked, this, &ChangesPanel::dropSelected);
    m_copy = toolButton(theme, QStringLiteral("copy"), tr("Copy as a script"), m_bar);
    m_copy->setObjectName(QStringLiteral("copyScript"));
    connect(m_copy, &QToolButton::clicked, this, &ChangesPanel::copyScript);
    m_discard = new QPushButton(theme.icon(QStringLiteral("trash")), tr("Discard all"), m_bar);
    m_discard->setObjectName(QStringLiteral("discard"));
    connect(m_discard, &QPushButton::clicked, this, &ChangesPanel::discardAll);
    layout->addWidget(m_commit);
    layout->addWidget(m_commitAndKeep);
    layout->addWidget(m_stop);
    layout->addSpacing(8);
    layout->addWidget(m_count, 1);
    layout->addWidget(m_undo);
    layout->addWidget(m_redo);
    layout->addWidget(m_drop);
    layout->addWidget(m_copy);
    layout->addSpacing(8);
    layout->addWidget(m_discard);
}

void ChangesPanel::watch(DatabaseConnection& connection)
{
    PendingEdits& edits = PendingEdits::of(connection, m_workbench.tasks());
    edits.setVersionColumns(VersionColumns(m_workbench.settings(), connection.id()).all());
    connect(&edits, &PendingEdits::restored, this, [this, &edits](int rows, int damagedLines) {
        Message message;
        message.severity = damagedLines > 0 ? Message::Severity::Warning : Message::Severity::Info;
        message.title = rows == 1
            ? tr("One edited row of %1 that was not committed is back").arg(edits.connection().name())
            : tr("%1 edited rows of %2 that were not committed are back")
                  .arg(rows)
                  .arg(edits.connection().name());
        message.text = tr("They wait in Pending changes, to be committed or discarded.");
        if (damagedLines > 0)
            message.text +=
                u' ' + tr("%1 lines of their journal were damaged; it is kept beside.").arg(damagedLines);
        m_workbench.showBanner(message);
        follow();
    });
    // Whatever asked for the commit: why nothing was stored must be seen.
    connect(&edits, &PendingEdits::savingChanged, this, [this, &edits] {
        if (!edits.isSaving() && edits.lastFailure())
            m_workbench.revealPanel(QStringLiteral("changes"));
    });
    connect(&edits, &PendingEdits::keepingFailed, this, [this, &edits](const Error& error) {
        m_workbench.showBanner(Message::fromError(error,
            tr("Edits of %1 are not kept on disk until they are committed").arg(edits.connection().name())));
    });
}

void ChangesPanel::follow()
{
    setEdits(editsInView(m_workbench));
}

void ChangesPanel::setEdits(PendingEdits* edits)
{
    if (edits == m_edits)
        return;
    if (m_edits)
        m_edits->disconnect(this);
    m_edits = edits;
    if (edits) {
        connect(edits, &PendingEdits::changed, this, &ChangesPanel::update);
        connect(edits, &PendingEdits::savingChanged, this, &ChangesPanel::update);
        connect(edits, &PendingEdits::effectsChanged, this, &ChangesPanel::showEffects);
        connect(edits, &QObject::destroyed, this, [this] {
            m_edits = nullptr;
            update();
        });
    }
    update();
}

void ChangesPanel::update()
{
    ++m_revision;
    if (!m_edits || m_edits->set().empty() || !m_edits->connection().metadata()) {
        m_previewing = false;
        m_model->show(nullptr, {});
        m_sql->setSql({});
        m_empty->showEmpty(QStringLiteral("commit"), tr("No pending changes"),
            tr("Edit cells, add or delete rows in a Data tab: the changes wait here until they are "
               "committed."));
        m_pages->setCurrentWidget(m_empty);
        updateState();
        return;
    }
    m_pages->setCurrentWidget(m_content);
    updateState();
    showEffects();
    if (!m_edits->effectsAreCurrent() && !m_edits->isSaving())
        m_edits->countEffects();
    m_previewing = true;
    m_workbench.tasks().run(
        TaskOptions{tr("Writing the SQL of pending changes"), {}, QStringLiteral("changes")},
        [set = m_edits->set(), versions = m_edits->versionColumns(),
            metadata = m_edits->connection().metadata(),
            dialect = &m_edits->connection().dialect()](TaskContext&) {
            FlushOptions options;
            options.versionColumns = versions;
            return previewFlush(set, *metadata, *dialect, options);
        },
        this,
        [this, revision = m_revision](Result<FlushPreview> preview) {
            if (revision != m_revision)
                return;
            m_previewing = false;
            if (!m_edits || !preview)
                return;
            const EditId selected = m_model->editAt(m_list->currentIndex().row());
            m_model->show(m_edits, std::move(*preview));
            int row = m_model->rowOf(m_edits->lastFailure() ? m_edits->lastFailure()->edit : selected);
            if (row < 0)
                row = m_model->rowOf(selected);
            if (row >= 0)
                m_list->setCurrentIndex(m_model->index(row, 0));
            showSelected();
        });
}

void ChangesPanel::updateState()
{
    const bool any = m_edits && !m_edits->set().empty();
    const bool saving = m_edits && m_edits->isSaving();
    const std::size_t rows = any ? m_edits->set().size() : 0;
    QString count = rows == 1 ? tr("1 row in %1") : tr("%2 rows in %1");
    if (any) {
        count = count.arg(m_edits->connection().name());
        if (rows != 1)
            count = count.arg(rows);
    }
    m_count->setText(saving ? tr("Storing %1 …").arg(count) : any ? count : QString());
    m_commit->setEnabled(any && !saving);
    m_commitAndKeep->setEnabled(any && !saving);
    m_stop->setVisible(saving);
    m_discard->setEnabled(any && !saving);
    m_undo->setEnabled(m_edits && m_edits->set().canUndo());
    m_redo->setEnabled(m_edits && m_edits->set().canRedo());
    if (m_edits) {
        m_undo->setToolTip(tr("Undo: %1").arg(QString::fromStdString(m_edits->set().undoText())));
        m_redo->setToolTip(tr("Redo: %1").arg(QString::fromStdString(m_edits->set().redoText())));
    }
    const bool failed = m_edits && m_edits->lastFailure();
    m_note->setVisible(failed);
    if (failed) {
        const FlushFailure& failure = *m_edits->lastFailure();
        QString text = QString::fromStdString(failure.message);
        if (!failure.error.hint.empty())
            text += u' ' + QString::fromStdString(failure.error.hint);
        m_noteText->setText(tr("Nothing was stored. %1").arg(text));
        m_noteAction->setText(m_edits->conflicts().empty() ? tr("Go to the row") : tr("Merge …"));
        m_noteAction->setVisible(!m_edits->conflicts().empty() || failure.edit != 0);
    }
    m_workbench.actions().updateEnablement();
}

void ChangesPanel::showSelected()
{
    const auto& writes = m_model->preview().writes;
    std::string text;
    const QModelIndexList rows = m_list->selectionModel()->selectedRows();
    m_drop->setEnabled(!rows.isEmpty() && m_edits && !m_edits->isSaving());
    for (const QModelIndex& index : rows) {
        const EditId edit = m_model->editAt(index.row());
        for (const SentWrite& write : writes) {
            if (write.edit == edit)
                text += write.literalSql + ";\n\n";
        }
    }
    if (rows.isEmpty())
        text = m_model->preview().script;
    const std::string dialect = m_edits ? m_edits->connection().dialect().traits().name : std::string();
    m_sql->setSql(prepareSql(text, dialect));
}

void ChangesPanel::openSelected()
{
    if (!m_edits)
        return;
    EditId edit = m_model->editAt(m_list->currentIndex().row());
    if (edit == 0 && m_edits->lastFailure())
        edit = m_edits->lastFailure()->edit;
    const PendingRow* row = m_edits->set().find(edit);
    if (!row)
        return;
    DocumentRequest request;
    request.kind = QStringLiteral("data");
    request.object = {m_edits->connection().id(), QString::fromStdString(row->table.schema),
        QString::fromStdString(row->table.name), {}, ObjectRef::Kind::Table};
    m_workbench.openDocument(request);
    m_edits->goTo(edit);
}

void ChangesPanel::showEffects()
{
    const bool any =
        m_edits && m_edits->effectsAreCurrent() && !m_edits->effects().empty() && !m_edits->set().empty();
    m_effects->setVisible(any);
    if (any)
        m_effectsText->setText(
            tr("By its foreign keys: %1.").arg(effectsText(m_edits->effects(), QStringLiteral("; "))));
}

void ChangesPanel::commit()
{
    if (m_edits)
        commitEdits(m_workbench, *m_edits, WhatIsTyped::IsCommitted);
}

void ChangesPanel::commitAndKeepEditing()
{
    if (m_edits)
        commitEdits(m_workbench, *m_edits, WhatIsTyped::Stays);
}

void ChangesPanel::dropSelected()
{
    if (!m_edits || m_edits->isSaving())
        return;
    std::vector<EditId> selected;
    for (const QModelIndex& index : m_list->selectionModel()->selectedRows())
        selected.push_back(m_model->editAt(index.row()));
    // The newest first: rows that wait for the key of another go before it.
    std::sort(selected.rbegin(), selected.rend());
    Result<void> result =
        m_edits->editTogether(tr("take changes back"), [&](PendingSet& set) -> Result<void> {
            for (EditId edit : selected) {
                if (Result<void> dropped = set.drop(edit); !dropped)
                    return dropped;
            }
            return {};
        });
    if (!result)
        m_workbench.showBanner(Message::fromError(result.error(), tr("The changes were not taken back")));
}

void ChangesPanel::discardAll()
{
    if (!m_edits || m_edits->isSaving())
        return;
    auto* question = new QMessageBox(QMessageBox::Question, tr("Discard all changes"),
        tr("Discard all pending changes of %1?").arg(m_edits->connection().name()), QMessageBox::Cancel,
        m_workbench.window());
    question->setInformativeText(tr("The database stays as it is. Undo brings the changes back."));
    question->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton* discard = question->addButton(tr("Discard"), QMessageBox::DestructiveRole);
    question->setDefaultButton(QMessageBox::Cancel);
    connect(discard, &QPushButton::clicked, this, [this] {
        if (m_edits)
            m_edits->discardAll();
    });
    question->open();
}

void ChangesPanel::copyScript()
{
    QApplication::clipboard()->setText(QString::fromStdString(m_model->preview().script));
}

void ChangesPanel::settleConflicts()
{
    auto* dialog = new MergeDialog(m_workbench.theme(), *m_edits, m_workbench.window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

bool ChangesPanel::isSettled() const
{
    return !m_previewing && !(m_edits && (m_edits->isSaving() || m_edits->isCounting()));
}

void commitEdits(Workbench& workbench, PendingEdits& edits, WhatIsTyped typed)
{
    if (edits.isSaving() || (typed == WhatIsTyped::IsCommitted && !edits.finishTyping())
        || edits.set().empty())
        return;
    if (!edits.effectsAreCurrent() && edits.connection().metadata()) {
        QObject::connect(
            &edits, &PendingEdits::effectsChanged, &edits,
            [&workbench, &edits] { commitEdits(workbench, edits, WhatIsTyped::Stays); },
            Qt::SingleShotConnection);
        edits.countEffects();
        return;
    }
    // Rows that still refer to a deleted one are the database's to refuse, unless they leave by the same
    // commit.
    std::vector<DeleteEffect> reached = edits.effects();
    std::erase_if(reached, [](const DeleteEffect& effect) { return effect.blocks() || effect.rows == 0; });
    if (reached.empty())
        return edits.save();
    // Asked for twice while the effects were counted: one question is enough.
    if (workbench.window()->findChild<QMessageBox*>(QStringLiteral("deletions")))
        return;
    auto* question = new QMessageBox(QMessageBox::Warning, ChangesPanel::tr("Commit deletions"),
        ChangesPanel::tr("Deleting reaches rows of other tables. Commit all the same?"), QMessageBox::Cancel,
        workbench.window());
    question->setObjectName(QStringLiteral("deletions"));
    question->setInformativeText(effectsText(reached, QStringLiteral("\n")));
    question->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton* commit = question->addButton(ChangesPanel::tr("Commit"), QMessageBox::AcceptRole);
    commit->setObjectName(QStringLiteral("commitDeletions"));
    question->setDefaultButton(QMessageBox::Cancel);
    QObject::connect(commit, &QPushButton::clicked, &edits, &PendingEdits::save);
    question->open();
}

void registerChanges(PanelRegistry& registry)
{
    DockFactory factory;
    factory.id = QStringLiteral("changes");
    factory.title = QObject::tr("Pending changes");
    factory.icon = QStringLiteral("commit");
    factory.area = DockFactory::Area::Bottom;
    factory.order = 5;
    factory.create = [](Workbench& workbench, QWidget* parent) {
        return new ChangesPanel(workbench, parent);
    };
    registry.addDock(std::move(factory));

    registry.addFeature([](Workbench& workbench) {
        auto add = [&](const char* id, const QString& text, const QString& icon, QList<QKeySequence> keys,
                       void (*run)(Workbench&, PendingEdits&), bool (*enabled)(const PendingEdits&)) {
            ActionSpec spec;
            spec.id = QString::fromLatin1(id);
            spec.text = text;
            spec.category = ChangesPanel::tr("Data");
            spec.group = QStringLiteral("changes");
            spec.icon = icon;
            spec.shortcuts = std::move(keys);
            spec.run = [&workbench, run] {
                if (PendingEdits* edits = editsInView(workbench))
                    run(workbench, *edits);
            };
            spec.enabled = [&workbench, enabled] {
                const PendingEdits* edits = editsInView(workbench);
                return edits && enabled(*edits);
            };
            workbench.actions().add(std::move(spec));
        };
        add(
            "changes.commit", ChangesPanel::tr("Commit pending changes"), QStringLiteral("commit"),
            {QKeySequence(QKeySequence::Save)},
            [](Workbench& window, PendingEdits& edits) {
                commitEdits(window, edits, WhatIsTyped::IsCommitted);
            },
            [](const PendingEdits& edits) {
                return (!edits.set().empty() || edits.isTyping()) && !edits.isSaving();
            });
        add(
            "changes.commitAndKeep", ChangesPanel::tr("Commit and keep editing"), QStringLiteral("commit"),
            {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S)},
            [](Workbench& window, PendingEdits& edits) { commitEdits(window, edits, WhatIsTyped::Stays); },
            [](const PendingEdits& edits) { return !edits.set().empty() && !edits.isSaving(); });
        add(
            "changes.undo", ChangesPanel::tr("Undo the last edit"), QStringLiteral("undo"),
            {QKeySequence(QKeySequence::Undo)}, [](Workbench&, PendingEdits& edits) { edits.undo(); },
            [](const PendingEdits& edits) { return edits.set().canUndo(); });
        add(
            "changes.redo", ChangesPanel::tr("Redo the edit"), QStringLiteral("redo"),
            {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z)},
            [](Workbench&, PendingEdits& edits) { edits.redo(); },
            [](const PendingEdits& edits) { return edits.set().canRedo(); });
    });
}

} // namespace relata
