#include "ui/transfer/row_import_dialog.h"

#include "ui/shell/icon_label.h"
#include "ui/shell/theme.h"
#include "ui/shell/workbench.h"
#include "ui/tasks/task_runner.h"
#include "ui/transfer/import_columns_page.h"
#include "ui/transfer/import_file_page.h"

#include <QDesktopServices>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QUrl>
#include <QVBoxLayout>

namespace relata {
namespace {

constexpr int progressSteps = 1000;

} // namespace

RowImportDialog::RowImportDialog(
    Workbench& workbench, ImportTarget target, const QString& file, QWidget* parent)
    : QDialog(parent), m_workbench(workbench), m_target(std::move(target))
{
    setObjectName(QStringLiteral("rowImportDialog"));
    setWindowTitle(m_target.table.isEmpty() ? tr("Import rows into %1").arg(m_target.connection->name())
                                            : tr("Import rows into %1").arg(m_target.table));
    setModal(true);
    resize(1000, 640);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(12);
    m_heading = new QLabel(this);
    m_heading->setObjectName(QStringLiteral("heading"));
    workbench.theme().bindFont(m_heading, Theme::FontRole::Heading);
    layout->addWidget(m_heading);
    m_pages = new QStackedWidget(this);
    m_filePage = new ImportFilePage(workbench, file, m_pages);
    m_columnsPage = new ImportColumnsPage(workbench, m_target, *m_filePage, m_pages);
    m_pages->addWidget(m_filePage);
    m_pages->addWidget(m_columnsPage);
    m_pages->addWidget(buildRun());
    layout->addWidget(m_pages, 1);
    m_problem = new QLabel(this);
    m_problem->setObjectName(QStringLiteral("problem"));
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    layout->addWidget(m_problem);
    auto* buttons = new QHBoxLayout;
    m_openTable = new QPushButton(workbench.theme().icon(QStringLiteral("data")), tr("Show the table"), this);
    m_openTable->setObjectName(QStringLiteral("openTable"));
    m_openRefused = new QPushButton(
        workbench.theme().icon(QStringLiteral("document")), tr("Open the refused rows"), this);
    m_openRefused->setObjectName(QStringLiteral("openRefused"));
    m_cancel = new QPushButton(this);
    m_cancel->setObjectName(QStringLiteral("cancel"));
    m_back = new QPushButton(this);
    m_back->setObjectName(QStringLiteral("back"));
    m_next = new QPushButton(this);
    m_next->setObjectName(QStringLiteral("next"));
    m_next->setDefault(true);
    setButtonKind(m_next, ButtonKind::Primary);
    buttons->addWidget(m_openTable);
    buttons->addWidget(m_openRefused);
    buttons->addStretch();
    for (QPushButton* button : {m_cancel, m_back, m_next}) {
        button->setAutoDefault(false);
        buttons->addWidget(button);
    }
    layout->addLayout(buttons);

    connect(m_filePage, &ImportFilePage::changed, this, [this] {
        m_columnsPage->fileChanged();
        update();
    });
    connect(m_columnsPage, &ImportColumnsPage::changed, this, &RowImportDialog::update);
    connect(m_next, &QPushButton::clicked, this, &RowImportDialog::next);
    connect(m_back, &QPushButton::clicked, this, [this] {
        if (m_task) // still running: from now on the status bar shows it
            return accept();
        goTo(step() == Step::Run ? Step::Columns : Step::File);
    });
    connect(m_cancel, &QPushButton::clicked, this, &RowImportDialog::reject);
    connect(m_openRefused, &QPushButton::clicked, this, [this] {
        if (m_outcome)
            QDesktopServices::openUrl(QUrl::fromLocalFile(m_outcome->rejectedFile));
    });
    connect(m_openTable, &QPushButton::clicked, this, [this] {
        m_workbench.openObject(m_object);
        accept();
    });
    connect(&workbench.tasks(), &TaskRunner::taskChanged, this, &RowImportDialog::showProgress);
    goTo(Step::File);
    m_filePage->findChild<QLineEdit*>(QStringLiteral("file"))->setFocus();
}

RowImportDialog::~RowImportDialog()
{
    m_filePage->disconnect(this);
    m_columnsPage->disconnect(this);
}

QWidget* RowImportDialog::buildRun()
{
    auto* page = new QWidget(this);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    auto* head = new QHBoxLayout;
    m_icon = new IconLabel(20, page);
    m_title = new QLabel(page);
    m_title->setObjectName(QStringLiteral("outcomeTitle"));
    m_title->setTextFormat(Qt::PlainText);
    m_title->setWordWrap(true);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    head->addWidget(m_icon);
    head->addWidget(m_title, 1);
    m_progress = new QProgressBar(page);
    m_progress->setObjectName(QStringLiteral("progress"));
    m_progress->setTextVisible(false);
    m_text = new QLabel(page);
    m_text->setObjectName(QStringLiteral("outcomeText"));
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_details = new QPlainTextEdit(page);
    m_details->setObjectName(QStringLiteral("reasons"));
    m_details->setAccessibleName(tr("Why rows were refused"));
    m_details->setReadOnly(true);
    m_details->setTabChangesFocus(true);
    m_details->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    m_workbench.theme().bindFont(m_details, Theme::FontRole::Monospace);
    layout->addLayout(head);
    layout->addWidget(m_progress);
    layout->addWidget(m_text);
    layout->addWidget(m_details, 1);
    layout->addStretch();
    return page;
}

RowImportDialog::Step RowImportDialog::step() const
{
    return Step(m_pages->currentIndex());
}

bool RowImportDialog::isSettled() const
{
    return !m_filePage->isReading() && !m_columnsPage->isChecking();
}

QString RowImportDialog::problemText() const
{
    if (!m_target.connection)
        return tr("The database was closed meanwhile.");
    return step() == Step::Columns ? m_columnsPage->problemText() : QString();
}

void RowImportDialog::goTo(Step step)
{
    if (step == Step::Columns)
        m_outcome.reset();
    m_pages->setCurrentIndex(int(step));
    update();
}

void RowImportDialog::update()
{
    const Step at = step();
    const bool running = m_task != 0;
    const QString headings[] = {tr("1 of 3  The file"), tr("2 of 3  The columns"), tr("3 of 3  The import")};
    m_heading->setText(headings[int(at)]);
    const QString problem = problemText();
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    const bool finished = at == Step::Run && !running;
    m_next->setText(at == Step::File ? tr("Next") : at == Step::Columns ? tr("Import") : tr("Close"));
    m_next->setVisible(!running);
    m_next->setEnabled(finished || (m_filePage->sample() && problem.isEmpty()));
    m_back->setText(running ? tr("Go on in the background") : tr("Back"));
    m_back->setVisible(running || at == Step::Columns || (finished && m_outcome && m_outcome->failed));
    m_cancel->setText(running ? tr("Stop") : tr("Cancel"));
    m_cancel->setVisible(!finished);
    m_openTable->setVisible(finished && m_outcome && !m_outcome->failed);
    m_openRefused->setVisible(finished && m_outcome && !m_outcome->rejectedFile.isEmpty());
}

void RowImportDialog::next()
{
    if (step() == Step::File) {
        m_columnsPage->fileChanged();
        goTo(Step::Columns);
    } else if (step() == Step::Columns) {
        start();
    } else {
        accept();
    }
}

void RowImportDialog::start()
{
    if (!m_target.connection || !m_filePage->sample() || m_task)
        return;
    const ImportPlan plan = m_columnsPage->plan();
    m_object = {m_target.connection->id(), QString::fromStdString(plan.table->schema),
        QString::fromStdString(plan.table->name), {}, ObjectRef::Kind::Table};
    m_icon->setIcon(m_workbench.theme().icon(QStringLiteral("import")));
    m_title->setText(
        tr("Importing %1 into %2").arg(QFileInfo(m_filePage->fileName()).fileName(), m_object.name));
    m_text->clear();
    m_progress->setRange(0, 0);
    m_progress->show();
    m_details->hide();
    m_outcome.reset();
    m_task = startImport(m_workbench, *m_target.connection, plan, this, [this](const ImportOutcome& outcome) {
        m_task = 0;
        showOutcome(outcome);
        return isVisible();
    });
    goTo(Step::Run);
}

void RowImportDialog::showProgress(quint64 task)
{
    if (task != m_task || task == 0)
        return;
    const TaskInfo info = m_workbench.tasks().info(task);
    m_text->setText(info.phase == TaskPhase::Stopping ? tr("Stopping; what is not committed is rolled back …")
                                                      : info.text);
    if (info.total > 0) {
        m_progress->setRange(0, progressSteps);
        m_progress->setValue(int(info.done * progressSteps / info.total));
    }
}

void RowImportDialog::showOutcome(const ImportOutcome& outcome)
{
    m_outcome = outcome;
    const bool worth = !outcome.details.isEmpty();
    m_icon->setIcon(m_workbench.theme().icon(outcome.failed && !outcome.stopped ? QStringLiteral("error")
            : outcome.failed || worth                                           ? QStringLiteral("warning")
                                                                                : QStringLiteral("success")));
    m_title->setText(outcome.title);
    m_text->setText(outcome.text);
    m_progress->hide();
    m_details->setPlainText(outcome.details);
    m_details->setVisible(worth);
    update();
    m_next->setFocus();
}

void RowImportDialog::reject()
{
    if (m_task)
        m_workbench.tasks().requestStop(m_task);
    else
        QDialog::reject();
}

} // namespace relata
