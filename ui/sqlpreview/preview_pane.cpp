#include "ui/sqlpreview/preview_pane.h"

#include "core/engine/registry.h"
#include "ui/connections/schema_text.h"
#include "ui/shell/state_view.h"
#include "ui/shell/theme.h"
#include "ui/shell/workbench.h"
#include "ui/sqlpreview/note_model.h"
#include "ui/sqltext/sql_view.h"

#include <QButtonGroup>
#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QSaveFile>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace relata {

PreviewPane::PreviewPane(Workbench& workbench, const QString& dialect, QWidget* parent)
    : QWidget(parent), m_workbench(workbench), m_dialect(dialect)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    buildBar();
    layout->addLayout(m_bar);
    m_view = new SqlView(workbench.theme(), this);
    buildNotes();
    auto* splitter = new QSplitter(Qt::Horizontal, this);
    splitter->addWidget(m_view);
    splitter->addWidget(m_notes);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setChildrenCollapsible(false);
    m_state = new StateView(workbench.theme(), this);
    m_pages = new QStackedWidget(this);
    m_pages->addWidget(splitter);
    m_pages->addWidget(m_state);
    layout->addWidget(m_pages, 1);
    show(nullptr, {});
}

void PreviewPane::buildBar()
{
    m_bar = new QHBoxLayout;
    m_bar->setContentsMargins(8, 4, 8, 4);
    m_bar->setSpacing(2);
    m_dialects = new QButtonGroup(this);
    // All dialects as buttons where there is room, else a list: the bar never keeps a window from being
    // narrow.
    m_buttons = new QWidget(this);
    m_buttons->setMinimumWidth(1);
    auto* buttons = new QHBoxLayout(m_buttons);
    buttons->setContentsMargins(0, 0, 0, 0);
    buttons->setSpacing(2);
    m_list = new QComboBox(this);
    m_list->setAccessibleName(tr("Dialect"));
    m_list->hide();
    m_bar->addWidget(m_buttons);
    m_bar->addWidget(m_list);
    for (const auto& dialect : allDialects()) {
        auto* button = new QToolButton(m_buttons);
        const QString name = QString::fromStdString(dialect->traits().name);
        button->setObjectName(name);
        button->setText(QString::fromStdString(dialect->traits().displayName));
        button->setCheckable(true);
        button->setAutoRaise(true);
        button->setChecked(name == m_dialect);
        m_dialects->addButton(button);
        buttons->addWidget(button);
        m_list->addItem(button->text(), name);
        connect(button, &QToolButton::clicked, this, [this, name] { setDialect(name); });
    }
    m_list->setCurrentIndex(m_list->findData(m_dialect));
    connect(m_list, &QComboBox::activated, this,
        [this](int index) { setDialect(m_list->itemData(index).toString()); });
    m_summary = new QLabel(this);
    m_summary->setContentsMargins(8, 0, 0, 0);
    m_workbench.theme().bindFont(m_summary, Theme::FontRole::Small);
    m_bar->addWidget(m_summary, 1);
    const auto addTool = [this](const char* icon, const QString& toolTip, auto run) {
        auto* button = new QToolButton(this);
        button->setIcon(m_workbench.theme().icon(QString::fromLatin1(icon)));
        button->setToolTip(toolTip);
        button->setAccessibleName(toolTip);
        button->setAutoRaise(true);
        connect(button, &QToolButton::clicked, this, run);
        m_bar->addWidget(button);
    };
    addTool("copy", tr("Copy the whole script"), [this] { copy(); });
    addTool("save", tr("Save as a file…"), [this] { save(); });
}

void PreviewPane::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    int others = 0;
    for (int i = 0; i < m_bar->count(); ++i) {
        QWidget* widget = m_bar->itemAt(i)->widget();
        if (widget != m_buttons && widget != m_list)
            others += widget->sizeHint().width() + m_bar->spacing();
    }
    const bool wide = width() >= m_buttons->sizeHint().width() + others + 16;
    m_buttons->setVisible(wide);
    m_list->setVisible(!wide);
}

void PreviewPane::buildNotes()
{
    m_noteModel = new NoteModel(m_workbench.theme(), this);
    m_notes = new QTableView(this);
    m_notes->setModel(m_noteModel);
    m_notes->setAccessibleName(tr("What the translation changes"));
    m_notes->setFrameShape(QFrame::NoFrame);
    m_notes->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_notes->setSelectionMode(QAbstractItemView::SingleSelection);
    m_notes->setShowGrid(false);
    m_notes->setWordWrap(false);
    m_notes->setTabKeyNavigation(false);
    m_notes->verticalHeader()->hide();
    m_notes->verticalHeader()->setDefaultSectionSize(26);
    m_notes->horizontalHeader()->setStretchLastSection(true);
    m_notes->horizontalHeader()->setHighlightSections(false);
    for (int column = 0; column < 3; ++column)
        m_notes->setColumnWidth(column, 150);
    connect(m_notes->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        [this](const QModelIndex& current) { revealNote(current.row()); });
    connect(
        m_notes, &QTableView::clicked, this, [this](const QModelIndex& index) { revealNote(index.row()); });
}

void PreviewPane::setDialect(const QString& name)
{
    if (auto* button = findChild<QToolButton*>(name))
        button->setChecked(true);
    m_list->setCurrentIndex(m_list->findData(name));
    if (m_dialect == name)
        return;
    m_dialect = name;
    m_conversion = nullptr;
    write();
    emit dialectChanged();
}

void PreviewPane::show(std::shared_ptr<const MetaData> metadata, const ObjectRef& object)
{
    if (m_metadata == metadata && m_object == object && metadata)
        return;
    if (m_metadata != metadata)
        m_conversion = nullptr;
    m_metadata = std::move(metadata);
    m_object = object;
    write();
}

void PreviewPane::write()
{
    m_task.drop();
    if (!m_metadata || m_object.kind == ObjectRef::Kind::None) {
        m_preview = {};
        m_summary->clear();
        m_state->showEmpty(QStringLiteral("sql"), tr("Nothing is selected"),
            tr("Select a table, a view, a schema or a database to see its SQL."));
        m_pages->setCurrentWidget(m_state);
        return;
    }
    const auto dialect = findDialect(m_dialect.toStdString());
    if (!dialect)
        return;
    m_task = m_workbench.tasks().run(
        TaskOptions{tr("Writing the SQL of %1").arg(m_object.name), {}, QStringLiteral("preview")},
        [metadata = m_metadata, object = m_object, dialect, known = m_conversion](
            TaskContext& task) { return makePreview(*metadata, object, *dialect, task.stopToken(), known); },
        this,
        [this](Result<Preview> preview) {
            if (preview) {
                take(std::move(*preview));
            } else {
                m_state->showError(preview.error(), tr("The SQL could not be written"), [this] { write(); });
                m_pages->setCurrentWidget(m_state);
            }
        });
}

void PreviewPane::take(Preview preview)
{
    m_preview = std::move(preview);
    if (m_preview.conversion)
        m_conversion = m_preview.conversion;
    if (!m_preview.found) {
        m_summary->clear();
        m_state->showEmpty(QStringLiteral("sql"), tr("No statement makes this"),
            tr("It has no definition of its own in this dialect."));
        m_pages->setCurrentWidget(m_state);
        return;
    }
    m_pages->setCurrentIndex(0);
    m_view->setSql(m_preview.sql);
    m_noteModel->setNotes(m_preview.notes);
    m_notes->setVisible(!m_preview.notes.empty());
    QStringList summary;
    if (!m_preview.notes.empty())
        summary.append(countText(qint64(m_preview.notes.size()), tr("note"), tr("notes")));
    if (m_preview.sql.isCut())
        summary.append(tr("the first %1 of %2 lines; Copy and Save take all")
                           .arg(m_preview.sql.lines)
                           .arg(m_preview.sql.allLines));
    m_summary->setText(summary.join(QStringLiteral("  ·  ")));
}

void PreviewPane::revealNote(int row)
{
    if (row < 0 || row >= m_noteModel->rowCount())
        return;
    if (const Preview::Statement* statement = m_preview.statementOf(m_noteModel->note(row).object))
        m_view->reveal(statement->start, statement->length);
}

void PreviewPane::copy()
{
    QGuiApplication::clipboard()->setText(QString::fromStdString(m_preview.script));
}

void PreviewPane::save()
{
    if (!m_preview.found)
        return;
    const QString name = m_object.name.isEmpty() ? QStringLiteral("schema") : m_object.name;
    auto* dialog = new QFileDialog(this, tr("Save the SQL"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("sql"));
    dialog->setNameFilters({tr("SQL scripts (*.sql)"), tr("All files (*)")});
    dialog->selectFile(name + QStringLiteral(".sql"));
    connect(dialog, &QFileDialog::fileSelected, this, [this, script = m_preview.script](const QString& path) {
        m_workbench.tasks().run(
            tr("Saving %1").arg(path),
            [script, path](TaskContext&) -> Result<void> {
                QSaveFile file(path);
                if (file.open(QIODevice::WriteOnly) && file.write(QByteArray::fromStdString(script)) >= 0
                    && file.commit())
                    return {};
                return fail(ErrorKind::File,
                    QObject::tr("%1 could not be written: %2.").arg(path, file.errorString()).toStdString());
            },
            this,
            [this, path](Result<void> saved) {
                if (!saved) {
                    m_workbench.showBanner(Message::fromError(saved.error()));
                    return;
                }
                Message message;
                message.severity = Message::Severity::Success;
                message.title = tr("The SQL was saved as %1.").arg(path);
                m_workbench.addMessage(message);
            });
    });
    dialog->open();
}

} // namespace relata
