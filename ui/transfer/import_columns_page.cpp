#include "ui/transfer/import_columns_page.h"

#include "ui/connections/schema_text.h"
#include "ui/shell/theme.h"
#include "ui/shell/workbench.h"
#include "ui/tasks/task_runner.h"
#include "ui/transfer/import_column_model.h"
#include "ui/transfer/transfer_text.h"

#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace relata {
namespace {

enum Into
{
    ExistingTable,
    NewTable,
};

enum OnRefused
{
    KeepInFile,
    LeaveOut,
    StopAtFirst,
};

// "5: The row has 2 values; 5 are expected."
QString firstReason(const SampleFindings& findings, const FileSample& sample)
{
    for (std::size_t i = 0; i < findings.byRecord.size(); ++i) {
        if (!findings.byRecord[i].empty())
            return QStringLiteral("%1: %2")
                .arg(sample.records[i].line)
                .arg(QString::fromStdString(findings.byRecord[i]));
    }
    return {};
}

QString joined(const std::vector<std::string>& names)
{
    return nameList(names);
}

// Columns of the file that no column of the table takes.
std::vector<std::string> leftOut(const ImportPlan& plan, const FileSample& sample)
{
    std::vector<std::string> names;
    for (std::size_t field = 0; field < sample.columns.size(); ++field) {
        const bool taken =
            std::any_of(plan.columns.begin(), plan.columns.end(), [field](const ImportColumn& column) {
                return column.from == ImportColumn::From::Field && column.field == field;
            });
        if (!taken)
            names.push_back(sample.columns[field]);
    }
    return names;
}

} // namespace

ImportColumnsPage::ImportColumnsPage(
    Workbench& workbench, ImportTarget target, const ImportFilePage& file, QWidget* parent)
    : QWidget(parent), m_workbench(workbench), m_target(std::move(target)), m_file(file)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    layout->addWidget(buildTarget());
    m_columns = new ImportColumnModel(workbench.theme(), m_target.connection->dialect(), this);
    m_view = new QTableView(this);
    m_view->setObjectName(QStringLiteral("columns"));
    m_view->setAccessibleName(tr("Columns of the table"));
    m_view->setModel(m_columns);
    m_view->setItemDelegate(new ImportColumnDelegate(*m_columns, m_view));
    m_view->setEditTriggers(QAbstractItemView::EditKeyPressed | QAbstractItemView::AnyKeyPressed
        | QAbstractItemView::DoubleClicked);
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->setWordWrap(false);
    m_view->setTabKeyNavigation(false);
    m_view->verticalHeader()->hide();
    m_view->verticalHeader()->setDefaultSectionSize(m_view->fontMetrics().height() + 12);
    m_view->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_view->horizontalHeader()->setHighlightSections(false);
    m_view->horizontalHeader()->setStretchLastSection(true);
    const int widths[] = {180, 176, 44, 180, 180};
    for (int section = 0; section < int(std::size(widths)); ++section)
        m_view->setColumnWidth(section, widths[section]);
    layout->addWidget(m_view, 1);
    m_findings = new QLabel(this);
    m_findings->setObjectName(QStringLiteral("findings"));
    m_findings->setTextFormat(Qt::PlainText);
    m_findings->setWordWrap(true);
    workbench.theme().bindFont(m_findings, Theme::FontRole::Small);
    layout->addWidget(m_findings);
    layout->addWidget(buildOptions());

    // One click opens a list, as it would if every row had one; of a name it is the check box's.
    connect(m_view, &QTableView::clicked, this, [this](const QModelIndex& index) {
        if (index.column() != ImportColumnModel::NameSection && (index.flags() & Qt::ItemIsEditable))
            m_view->edit(index);
    });
    m_delay.setSingleShot(true);
    m_delay.setInterval(100);
    connect(&m_delay, &QTimer::timeout, this, &ImportColumnsPage::check);
    connect(m_columns, &ImportColumnModel::edited, this, [this] {
        m_typeProblem.clear();
        planChanged();
    });
    connect(m_columns, &ImportColumnModel::refused, this, [this](const QString& problem) {
        m_typeProblem = problem;
        planChanged();
    });
    connect(m_into, &QComboBox::currentIndexChanged, this, &ImportColumnsPage::adoptTarget);
    connect(m_table, &QComboBox::currentIndexChanged, this, &ImportColumnsPage::adoptTarget);
    for (QComboBox* box : {m_schema, m_mode, m_commit, m_onRefused})
        connect(box, &QComboBox::currentIndexChanged, this, &ImportColumnsPage::planChanged);
    for (QLineEdit* line : {m_name, m_rejected})
        connect(line, &QLineEdit::textChanged, this, &ImportColumnsPage::planChanged);
    connect(m_batch, &QSpinBox::valueChanged, this, &ImportColumnsPage::planChanged);
}

ImportColumnsPage::~ImportColumnsPage()
{
    // A cell that is being edited is given up with the view, which outlives this part of the page.
    m_columns->disconnect(this);
}

QWidget* ImportColumnsPage::buildTarget()
{
    auto* box = new QWidget(this);
    auto* layout = new QHBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    m_into = new QComboBox(box);
    m_into->setObjectName(QStringLiteral("into"));
    m_into->setAccessibleName(tr("Into"));
    m_into->addItems({tr("A table that exists"), tr("A new table")});
    m_table = new QComboBox(box);
    m_table->setObjectName(QStringLiteral("table"));
    m_table->setAccessibleName(tr("Table"));
    m_table->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_table->setMinimumContentsLength(30);
    m_schema = new QComboBox(box);
    m_schema->setObjectName(QStringLiteral("schema"));
    m_schema->setAccessibleName(tr("Schema"));
    m_schema->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_schema->setMinimumContentsLength(16);
    m_name = new QLineEdit(box);
    m_name->setObjectName(QStringLiteral("name"));
    m_name->setAccessibleName(tr("Name of the new table"));
    m_name->setPlaceholderText(tr("Name of the new table"));
    auto* label = new QLabel(tr("Into"), box);
    label->setBuddy(m_into);
    layout->addWidget(label);
    layout->addWidget(m_into);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_schema);
    layout->addWidget(m_name, 1);
    fillTables();
    return box;
}

void ImportColumnsPage::fillTables()
{
    const auto metadata = m_target.connection->metadata();
    if (!metadata)
        return;
    for (const TablePtr& table : metadata->tables()) {
        const ObjectRef ref = refOf({}, *table);
        m_table->addItem(m_workbench.theme().icon(QLatin1String(iconOf(table->kind))), qualifiedText(ref),
            QStringList{ref.schema, ref.name});
    }
    for (const std::string& schema : metadata->schemas)
        m_schema->addItem(schemaTitle(*metadata, schema), QString::fromStdString(schema));
    if (m_schema->count() == 0)
        m_schema->addItem(schemaTitle(*metadata, {}), QString());
    m_schema->setCurrentIndex(std::max(0, m_schema->findData(m_target.schema)));
    m_into->setCurrentIndex(m_target.table.isEmpty() || m_table->count() == 0 ? NewTable : ExistingTable);
    for (int i = 0; i < m_table->count(); ++i) {
        if (m_table->itemData(i).toStringList() == QStringList{m_target.schema, m_target.table})
            m_table->setCurrentIndex(i);
    }
}

QWidget* ImportColumnsPage::buildOptions()
{
    auto* box = new QWidget(this);
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(8);
    m_mode = new QComboBox(box);
    m_mode->setObjectName(QStringLiteral("mode"));
    m_mode->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_mode->setMinimumContentsLength(28);
    m_commit = new QComboBox(box);
    m_commit->setObjectName(QStringLiteral("commit"));
    m_commit->addItems({tr("All rows together, or none"), tr("In portions, which stay")});
    m_batch = new QSpinBox(box);
    m_batch->setObjectName(QStringLiteral("batch"));
    m_batch->setRange(1, 10'000'000);
    m_batch->setSingleStep(1000);
    m_batch->setValue(10'000);
    m_batch->setGroupSeparatorShown(true);
    m_batch->setSuffix(tr(" rows"));
    m_batch->setAccessibleName(tr("Rows of a portion"));
    m_onRefused = new QComboBox(box);
    m_onRefused->setObjectName(QStringLiteral("onRefused"));
    m_onRefused->addItems({tr("Keep them in a file"), tr("Leave them out"), tr("Stop at the first")});
    m_rejected = new QLineEdit(box);
    m_rejected->setObjectName(QStringLiteral("rejected"));
    m_rejected->setAccessibleName(tr("File of refused rows"));
    const std::tuple<QString, QComboBox*, QWidget*> rows[] = {
        {tr("Rows that are there already"), m_mode, nullptr}, {tr("Commit"), m_commit, m_batch},
        {tr("Refused rows"), m_onRefused, m_rejected}};
    int row = 0;
    for (const auto& [title, choice, more] : rows) {
        choice->setAccessibleName(title);
        auto* label = new QLabel(title, box);
        label->setBuddy(choice);
        grid->addWidget(label, row, 0);
        grid->addWidget(choice, row, 1);
        if (more)
            grid->addWidget(more, row, 2);
        ++row;
    }
    grid->setColumnStretch(2, 1);
    grid->addItem(new QSpacerItem(0, m_batch->sizeHint().height()), 0, 2);
    return box;
}

QString ImportColumnsPage::rejectedFile() const
{
    // A name of its own, so that the rows of an earlier import stay.
    const QFileInfo file(m_file.fileName());
    const QString suffix = file.suffix().isEmpty() ? QString() : u'.' + file.suffix();
    for (int copy = 1;; ++copy) {
        const QString name = file.completeBaseName() + QStringLiteral(".refused")
            + (copy == 1 ? QString() : QStringLiteral("-%1").arg(copy)) + suffix;
        const QString path = file.dir().filePath(name);
        if (!QFileInfo::exists(path) || copy == 1000)
            return QDir::toNativeSeparators(path);
    }
}

void ImportColumnsPage::fileChanged()
{
    if (!m_file.sample())
        return;
    m_columns->setReadings(m_file.dates(), m_file.decimalComma());
    const bool same = m_sample && m_sample->rows.columns == m_file.sample()->rows.columns
        && m_sample->rows.records == m_file.sample()->rows.records;
    if (same)
        return planChanged();
    const bool first = !m_sample;
    m_sample = m_file.sample();
    const QSignalBlocker blocker(m_rejected);
    m_rejected->setText(rejectedFile());
    if (first || m_name->text().isEmpty()) {
        const QSignalBlocker nameBlocker(m_name);
        m_name->setText(QFileInfo(m_file.fileName()).completeBaseName());
    }
    adoptTarget();
}

void ImportColumnsPage::adoptTarget()
{
    const bool fresh = m_into->currentIndex() == NewTable;
    m_table->setVisible(!fresh);
    m_schema->setVisible(fresh && m_schema->count() > 1);
    m_name->setVisible(fresh);
    m_view->setColumnHidden(ImportColumnModel::KeySection, !fresh);
    m_view->horizontalHeader()->setVisible(true);
    m_typeProblem.clear();
    if (!m_sample || !m_target.connection)
        return;
    const auto metadata = m_target.connection->metadata();
    if (fresh) {
        m_columns->setNew(m_schema->currentData().toString(), m_sample);
    } else {
        const QStringList name = m_table->currentData().toStringList();
        const TablePtr table = metadata && name.size() == 2
            ? metadata->tablePtr(name[0].toStdString(), name[1].toStdString())
            : nullptr;
        if (table)
            m_columns->setExisting(table, m_sample);
        else
            m_columns->clear();
    }
    fillModes();
    planChanged();
}

void ImportColumnsPage::fillModes()
{
    const QSignalBlocker blocker(m_mode);
    m_mode->clear();
    m_keys = {{}};
    m_mode->addItem(tr("Are refused"), int(ImportMode::Insert));
    const bool fresh = m_columns->isNew();
    const TablePtr table = m_columns->table({}, {});
    if (table && !fresh) {
        for (const ImportMode mode : {ImportMode::SkipDuplicates, ImportMode::Update}) {
            for (const std::vector<std::string>& key : importKeys(*table)) {
                m_mode->addItem(mode == ImportMode::Update ? tr("Are updated, by %1").arg(joined(key))
                                                           : tr("Stay as they are, by %1").arg(joined(key)),
                    int(mode));
                m_keys.push_back(key);
            }
        }
    }
    m_mode->setEnabled(m_mode->count() > 1);
}

ImportPlan ImportColumnsPage::plan() const
{
    ImportPlan plan;
    plan.path = QFile::encodeName(m_file.fileName()).toStdString();
    if (m_file.sample())
        plan.format = m_file.sample()->format;
    plan.nullText = m_file.nullText().toStdString();
    plan.table = m_columns->table(m_schema->currentData().toString(), m_name->text().trimmed());
    plan.metadata = m_target.connection ? m_target.connection->metadata() : nullptr;
    plan.createTable = m_columns->isNew();
    plan.columns = m_columns->columns();
    plan.mode = ImportMode(m_mode->currentData().toInt());
    const auto key = static_cast<std::size_t>(std::max(m_mode->currentIndex(), 0));
    if (key < m_keys.size())
        plan.key = m_keys[key];
    plan.commitEvery = m_commit->currentIndex() == 1 ? m_batch->value() : 0;
    plan.maxRejected = m_onRefused->currentIndex() == StopAtFirst ? 0 : -1;
    if (m_onRefused->currentIndex() == KeepInFile)
        plan.rejectedPath = QFile::encodeName(
            QFileInfo(QDir::fromNativeSeparators(m_rejected->text().trimmed())).absoluteFilePath())
                                .toStdString();
    return plan;
}

void ImportColumnsPage::planChanged()
{
    m_batch->setVisible(m_commit->currentIndex() == 1);
    m_rejected->setVisible(m_onRefused->currentIndex() == KeepInFile);
    m_problem.clear();
    const std::shared_ptr<const ImportSample> sample = m_file.sample();
    if (!sample || !m_target.connection)
        return;
    const ImportPlan plan = this->plan();
    std::vector<std::string> problems;
    if (plan.createTable && plan.table && plan.metadata)
        problems = newTableProblems(*plan.table, *plan.metadata);
    for (std::string& problem : planProblems(plan, sample->rows.columns.size()))
        problems.push_back(std::move(problem));
    if (!m_typeProblem.isEmpty())
        m_problem = m_typeProblem;
    else if (!problems.empty())
        m_problem = QString::fromStdString(problems.front());
    const QFileInfo rejected(QFile::decodeName(plan.rejectedPath.c_str()));
    if (m_problem.isEmpty() && m_onRefused->currentIndex() == KeepInFile) {
        if (m_rejected->text().trimmed().isEmpty() || rejected.isDir())
            m_problem = tr("Give the name of a file for refused rows, or leave them out.");
        else if (!QFileInfo(rejected.absolutePath()).isDir()
            || !QFileInfo(rejected.absolutePath()).isWritable())
            m_problem = tr("Refused rows cannot be kept in %1. Choose another folder, or leave them out.")
                            .arg(QDir::toNativeSeparators(rejected.absolutePath()));
        else if (rejected.exists())
            m_problem =
                tr("%1 exists already. Choose another name for the refused rows.").arg(rejected.fileName());
    }
    ++m_generation;
    m_delay.start();
    emit changed();
}

void ImportColumnsPage::check()
{
    const std::shared_ptr<const ImportSample> sample = m_file.sample();
    const ImportPlan plan = this->plan();
    if (!sample || !plan.table || plan.columns.size() != plan.table->columns.size())
        return;
    m_checking = true;
    const quint64 generation = ++m_generation;
    TaskOptions options;
    options.title = tr("Checking the first rows");
    options.channel = QStringLiteral("import.check");
    m_workbench.tasks().run(
        options, [plan, sample](TaskContext&) { return checkSample(plan, sample->rows); }, this,
        [this, generation, sample, left = leftOut(plan, sample->rows)](Result<SampleFindings> findings) {
            m_checking = false;
            if (generation != m_generation || !findings)
                return;
            m_columns->setFindings(*findings);
            const QString all = rowsText(qint64(sample->rows.records.size()));
            m_findings->setText(
                findings->refused == 0 ? tr(
                    "All of the first %1 fit the columns. The database itself checks keys and constraints.")
                                             .arg(all)
                                       : tr("%1 of the first %2 would be refused; the first by line %3")
                                             .arg(QLocale().toString(qlonglong(findings->refused)), all,
                                                 firstReason(*findings, sample->rows)));
            if (!left.empty())
                m_findings->setText(
                    tr("%1 Nothing takes %2 of the file.").arg(m_findings->text(), joined(left)));
            emit changed();
        });
}

QString ImportColumnsPage::findingText() const
{
    return m_findings->text();
}

} // namespace relata
