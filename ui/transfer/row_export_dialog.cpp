#include "ui/transfer/row_export_dialog.h"

#include "core/transfer/export_rows.h"
#include "core/transfer/tab_separated.h"
#include "ui/shell/settings.h"
#include "ui/shell/theme.h"
#include "ui/shell/workbench.h"
#include "ui/tasks/task_context.h"
#include "ui/transfer/export_format_page.h"
#include "ui/transfer/row_export.h"
#include "ui/transfer/transfer_text.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>

namespace relata {
namespace {

constexpr std::int64_t previewRows = 20;
constexpr std::size_t previewLength = 200; // characters of a long value
constexpr qsizetype previewText = 20000; // characters in all

QString withSuffix(const QString& path, ExportFormat format)
{
    const QFileInfo file(path);
    for (const ExportFormatInfo& entry : exportFormats()) {
        if (file.suffix().compare(QLatin1String(entry.suffix), Qt::CaseInsensitive) == 0)
            return path.chopped(file.suffix().size()) + QLatin1String(info(format).suffix);
    }
    return path;
}

// The first rows without what is not asked for: long values come as prefixes, which stand for themselves.
RowChunkPtr firstColumnsOf(const RowChunk& rows, const std::vector<std::size_t>& columns)
{
    RowChunkBuilder builder(columns.size());
    for (std::size_t row = 0; row < rows.rowCount(); ++row) {
        for (std::size_t column : columns) {
            ValueView value = rows.at(row, column);
            value.truncated = false;
            builder.add(value);
        }
    }
    return builder.take();
}

} // namespace

RowExportDialog::RowExportDialog(Workbench& workbench, ExportSubject subject, QWidget* parent)
    : QDialog(parent), m_workbench(workbench), m_subject(std::move(subject))
{
    setObjectName(QStringLiteral("rowExportDialog"));
    setWindowTitle(tr("Export %1").arg(m_subject.name));
    setModal(true);
    resize(960, 560);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(12);
    auto* columns = new QHBoxLayout;
    columns->setSpacing(20);
    columns->addWidget(buildChoices());
    columns->addWidget(buildPreview(), 1);
    layout->addLayout(columns, 1);

    m_file = new QLineEdit(this);
    m_file->setObjectName(QStringLiteral("file"));
    m_file->setAccessibleName(tr("File"));
    auto* browseButton = new QPushButton(tr("Browse"), this);
    auto* fileRow = new QHBoxLayout;
    auto* fileLabel = new QLabel(tr("File"), this);
    fileLabel->setBuddy(m_file);
    fileRow->addWidget(fileLabel);
    fileRow->addWidget(m_file, 1);
    fileRow->addWidget(browseButton);
    layout->addLayout(fileRow);
    m_problem = new QLabel(this);
    m_problem->setObjectName(QStringLiteral("problem"));
    m_problem->setWordWrap(true);
    layout->addWidget(m_problem);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_export = buttons->addButton(tr("Export"), QDialogButtonBox::AcceptRole);
    m_export->setObjectName(QStringLiteral("export"));
    m_export->setDefault(true);
    setButtonKind(m_export, ButtonKind::Primary);
    layout->addWidget(buttons);

    m_previewDelay.setSingleShot(true);
    m_previewDelay.setInterval(50);
    connect(&m_previewDelay, &QTimer::timeout, this, &RowExportDialog::readPreview);
    connect(browseButton, &QPushButton::clicked, this, &RowExportDialog::browse);
    connect(buttons, &QDialogButtonBox::accepted, this, &RowExportDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_file, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_export->setEnabled(!text.trimmed().isEmpty());
        m_export->setText(tr("Export"));
        m_replace.clear();
        showProblem({});
    });

    const ExportChoice last = lastExportChoice(workbench.settings());
    QString stem = m_subject.name;
    stem.replace(QRegularExpression(QStringLiteral("[^\\w.-]+")), QStringLiteral("-"));
    if (stem.isEmpty() || stem == u"-")
        stem = QStringLiteral("rows");
    m_file->setText(QDir::toNativeSeparators(
        QDir(lastExportFolder(workbench.settings()))
            .filePath(stem + u'.' + QLatin1String(info(last.options.format).suffix))));
    m_format->setCurrentIndex(m_format->findData(int(last.options.format)));
    m_page->setChoice(last);
    showProblem({});
    readPreview();
    connect(m_format, &QComboBox::currentIndexChanged, this, &RowExportDialog::formatChanged);
    connect(m_page, &ExportFormatPage::edited, this, &RowExportDialog::showPreview);
    connect(m_scope, &QComboBox::currentIndexChanged, this, [this] { m_previewDelay.start(); });
    connect(m_visibleOnly, &QCheckBox::toggled, this, [this] { m_previewDelay.start(); });
    m_format->setFocus();
}

QWidget* RowExportDialog::buildChoices()
{
    auto* box = new QWidget(this);
    box->setFixedWidth(360);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    auto* form = new QFormLayout;
    m_scope = new QComboBox(box);
    m_scope->setObjectName(QStringLiteral("scope"));
    m_scope->setAccessibleName(tr("Rows"));
    m_visibleOnly = new QCheckBox(tr("Shown columns only, in their order"), box);
    m_visibleOnly->setObjectName(QStringLiteral("visibleOnly"));
    m_visibleOnly->setChecked(true);
    m_format = new QComboBox(box);
    m_format->setObjectName(QStringLiteral("format"));
    m_format->setAccessibleName(tr("Format"));
    for (const ExportFormatInfo& entry : exportFormats())
        m_format->addItem(QString::fromUtf8(entry.title), int(entry.format));
    form->addRow(tr("Rows"), m_scope);
    form->addRow(QString(), m_visibleOnly);
    form->addRow(tr("Format"), m_format);
    form->setRowVisible(m_visibleOnly,
        m_subject.query.isEmpty() && !m_subject.visibleColumns.empty()
            && m_subject.visibleColumns.size() < m_subject.target.columns.size());
    fillScopes();
    layout->addLayout(form);
    m_page = new ExportFormatPage(m_subject.connection
            ? QString::fromStdString(m_subject.connection->dialect().traits().name)
            : QString(),
        box);
    layout->addWidget(m_page);
    layout->addStretch();
    if (m_subject.pendingRows > 0) {
        auto* note = new QLabel(
            tr("%n edited row(s) of this table are not committed yet. The file gets what the database has.",
                nullptr, m_subject.pendingRows),
            box);
        note->setObjectName(QStringLiteral("pendingNote"));
        note->setWordWrap(true);
        m_workbench.theme().bindFont(note, Theme::FontRole::Small);
        layout->addWidget(note);
    }
    return box;
}

void RowExportDialog::fillScopes()
{
    if (!m_subject.query.isEmpty()) {
        m_scope->addItem(tr("All rows of the query"), int(ExportScope::All));
        return;
    }
    const QString known = m_subject.rows >= 0 ? rowsText(m_subject.rows) : tr("All rows");
    if (!m_subject.conditions.empty()) {
        m_scope->addItem(tr("%1 under the filter").arg(known), int(ExportScope::Shown));
        m_scope->addItem(tr("All rows of the table"), int(ExportScope::All));
    } else if (!m_subject.sort.empty()) {
        m_scope->addItem(tr("%1, as sorted").arg(known), int(ExportScope::Shown));
    } else {
        m_scope->addItem(m_subject.rows >= 0 ? tr("All %1").arg(known) : known, int(ExportScope::Shown));
    }
    if (m_subject.window && m_subject.selectedCount() > 0) {
        m_scope->addItem(
            tr("%1 selected").arg(rowsText(m_subject.selectedCount())), int(ExportScope::Selected));
    }
}

QWidget* RowExportDialog::buildPreview()
{
    auto* box = new QWidget(this);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    m_previewNote = new QLabel(box);
    m_workbench.theme().bindFont(m_previewNote, Theme::FontRole::Small);
    m_preview = new QPlainTextEdit(box);
    m_preview->setObjectName(QStringLiteral("preview"));
    m_preview->setAccessibleName(tr("Preview"));
    m_preview->setReadOnly(true);
    m_preview->setTabChangesFocus(true);
    m_preview->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_workbench.theme().bindFont(m_preview, Theme::FontRole::Monospace);
    layout->addWidget(m_previewNote);
    layout->addWidget(m_preview, 1);
    return box;
}

ExportChoice RowExportDialog::choice() const
{
    ExportChoice choice;
    choice.options.format = ExportFormat(m_format->currentData().toInt());
    m_page->read(choice);
    choice.scope = ExportScope(m_scope->currentData().toInt());
    choice.visibleColumnsOnly = m_visibleOnly->isChecked();
    choice.fileName = QDir::fromNativeSeparators(m_file->text().trimmed());
    return choice;
}

QString RowExportDialog::previewText() const
{
    return m_preview->toPlainText();
}

QString RowExportDialog::problemText() const
{
    return m_problem->isHidden() ? QString() : m_problem->text();
}

void RowExportDialog::showProblem(const QString& text)
{
    m_problem->setText(text);
    m_problem->setVisible(!text.isEmpty());
}

void RowExportDialog::formatChanged()
{
    const auto format = ExportFormat(m_format->currentData().toInt());
    m_page->setChoice(exportChoiceFor(m_workbench.settings(), format));
    m_file->setText(withSuffix(m_file->text(), format));
    showPreview();
}

void RowExportDialog::readPreview()
{
    const ExportChoice wanted = choice();
    if (!m_subject.query.isEmpty()) {
        m_columns = m_subject.queryColumns;
        m_rows = m_subject.queryRows;
        return showPreview();
    }
    if (!m_subject.connection)
        return;
    const std::vector<std::size_t> columns = exportedColumns(m_subject, wanted);
    BrowseOptions options;
    options.prefixLength = previewLength;
    if (wanted.scope != ExportScope::All) {
        options.sort = m_subject.sort;
        options.conditions = m_subject.conditions;
    }
    RowRange range;
    range.limit = previewRows;
    if (wanted.scope == ExportScope::Selected) {
        range.offset = m_subject.selectedRows.front().first;
        range.limit = std::min<qint64>(previewRows, m_subject.selectedRows.front().second);
    }
    m_reading = true;
    showPreview();
    m_subject.connection->run<RowChunkPtr>(
        tr("Reading the first rows of %1").arg(m_subject.name),
        [target = m_subject.target, options, range, columns](Connection& connection, TaskContext& task) {
            const SqlStatement statement = BrowseSelect(target, options, connection.dialect()).rows(range);
            ExecutionOptions execution;
            execution.stop = task.stopToken();
            execution.maxCellBytes = previewLength * 4;
            execution.buffered = true;
            CursorResult rows = connection.execute(statement.sql, statement.parameters, execution);
            const RowChunkPtr chunk = rows.fetch(previewRows);
            return chunk ? firstColumnsOf(*chunk, columns) : RowChunkPtr();
        },
        this,
        [this, columns, generation = ++m_generation](Result<RowChunkPtr> rows) {
            if (generation != m_generation)
                return;
            m_reading = false;
            m_columns.clear();
            for (std::size_t column : columns)
                m_columns.emplace_back().name = m_subject.target.columns[column].name;
            m_rows = rows ? *rows : nullptr;
            m_previewError = rows ? QString() : QString::fromStdString(rows.error().message);
            showPreview();
        });
}

void RowExportDialog::showPreview()
{
    if (m_reading) {
        m_previewNote->setText(tr("Preview: reading the first rows …"));
        return;
    }
    if (!m_previewError.isEmpty()) {
        m_previewNote->setText(tr("No preview"));
        m_preview->setPlainText(m_previewError);
        return;
    }
    const ExportChoice wanted = choice();
    ExportOptions options = completeOptions(m_subject, wanted);
    // On the screen there is one encoding.
    options.encoding = TextEncoding::Utf8;
    options.byteOrderMark = false;
    std::string text;
    const ByteSink sink = [&text](std::string_view bytes) -> Result<void> {
        text += bytes;
        return {};
    };
    std::unique_ptr<RowWriter> writer = options.format == ExportFormat::Xlsx
        ? std::make_unique<TabSeparatedWriter>(sink, options.csv.header)
        : textWriter(options, sink, std::make_shared<std::int64_t>(0));
    if (writer->begin(m_columns) && (!m_rows || writer->write(*m_rows)) && writer->end())
        m_preview->setPlainText(QString::fromStdString(text).left(relata::previewText));
    const qint64 shown = m_rows ? static_cast<qint64>(m_rows->rowCount()) : 0;
    m_previewNote->setText(shown == 0 ? tr("Preview: there are no rows")
            : options.format == ExportFormat::Xlsx
            ? tr("Preview: the cells of the first %1").arg(rowsText(shown))
            : tr("Preview: the first %1, long values cut").arg(rowsText(shown)));
}

void RowExportDialog::browse()
{
    const auto format = ExportFormat(m_format->currentData().toInt());
    auto* dialog = new QFileDialog(this, windowTitle(), m_file->text());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QLatin1String(info(format).suffix));
    dialog->setNameFilters(
        {QStringLiteral("%1 (*.%2)")
                .arg(QString::fromUtf8(info(format).title), QLatin1String(info(format).suffix)),
            tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
        m_file->setText(QDir::toNativeSeparators(file));
        m_replace = file; // that dialog has asked
    });
    dialog->open();
}

void RowExportDialog::accept()
{
    ExportChoice wanted = choice();
    const QFileInfo file(wanted.fileName);
    QString problem;
    if (!m_subject.connection)
        problem = tr("The database was closed meanwhile.");
    else if (file.isDir())
        problem = tr("%1 is a folder. Give the name of a file.").arg(file.filePath());
    else if (!file.dir().exists())
        problem = tr("There is no folder %1.").arg(QDir::toNativeSeparators(file.absolutePath()));
    else if (!QFileInfo(file.absolutePath()).isWritable())
        problem = tr("The folder %1 cannot be written to. Choose another one.")
                      .arg(QDir::toNativeSeparators(file.absolutePath()));
    else if (file.exists() && m_replace != wanted.fileName) {
        problem = tr("%1 exists. Press Replace to write over it.").arg(file.fileName());
        m_replace = wanted.fileName;
        m_export->setText(tr("Replace"));
    }
    showProblem(problem);
    if (!problem.isEmpty())
        return;
    wanted.fileName = file.absoluteFilePath();
    rememberExportChoice(m_workbench.settings(), wanted);
    emit exportStarted(startExport(m_workbench, m_subject, wanted));
    QDialog::accept();
}

} // namespace relata
