#include "ui/transfer/import_file_page.h"

#include "ui/shell/settings.h"
#include "ui/shell/theme.h"
#include "ui/shell/workbench.h"
#include "ui/tasks/task_runner.h"
#include "ui/transfer/record_model.h"
#include "ui/transfer/transfer_text.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

namespace relata {
namespace {

constexpr int choicesWidth = 320;
constexpr int widestColumn = 260;
const QString area = QStringLiteral("transfer");

template <typename T>
std::optional<T> chosen(const QComboBox* box)
{
    const QVariant data = box->currentData();
    return data.isValid() ? std::optional<T>(static_cast<T>(data.toInt())) : std::nullopt;
}

} // namespace

ImportFilePage::ImportFilePage(Workbench& workbench, const QString& file, QWidget* parent)
    : QWidget(parent), m_workbench(workbench)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    m_file = new QLineEdit(QDir::toNativeSeparators(file), this);
    m_file->setObjectName(QStringLiteral("file"));
    m_file->setAccessibleName(tr("File"));
    m_file->setPlaceholderText(tr("A CSV, JSON or JSON lines file"));
    auto* browseButton = new QPushButton(tr("Browse"), this);
    auto* fileRow = new QHBoxLayout;
    auto* fileLabel = new QLabel(tr("File"), this);
    fileLabel->setBuddy(m_file);
    fileRow->addWidget(fileLabel);
    fileRow->addWidget(m_file, 1);
    fileRow->addWidget(browseButton);
    layout->addLayout(fileRow);
    auto* columns = new QHBoxLayout;
    columns->setSpacing(20);
    columns->addWidget(buildChoices());
    columns->addWidget(buildPreview(), 1);
    layout->addLayout(columns, 1);

    m_delay.setSingleShot(true);
    m_delay.setInterval(150);
    connect(&m_delay, &QTimer::timeout, this, &ImportFilePage::read);
    connect(browseButton, &QPushButton::clicked, this, &ImportFilePage::browse);
    connect(m_file, &QLineEdit::textChanged, this, [this] { readLater(true); });
    for (QComboBox* box : {m_format, m_encoding, m_separator, m_quote})
        connect(box, &QComboBox::currentIndexChanged, this, [this] {
            updateVisibility();
            readLater(false);
        });
    for (QCheckBox* box : {m_header, m_trim})
        connect(box, &QCheckBox::toggled, this, [this] { readLater(false); });
    connect(m_null, &QLineEdit::textChanged, this, [this] { readLater(false); });
    for (QComboBox* box : {m_dates, m_decimal})
        connect(box, &QComboBox::currentIndexChanged, this, &ImportFilePage::changed);
    updateVisibility();
    read();
}

QWidget* ImportFilePage::buildChoices()
{
    auto* box = new QWidget(this);
    box->setFixedWidth(choicesWidth);
    m_form = new QFormLayout(box);
    m_form->setContentsMargins(0, 0, 0, 0);
    m_format = new QComboBox(box);
    m_format->addItems({tr("CSV and other separated text"), tr("JSON array"), tr("JSON lines")});
    m_encoding = new QComboBox(box);
    for (const InputEncoding encoding :
        {InputEncoding::Utf8, InputEncoding::Utf16Le, InputEncoding::Utf16Be, InputEncoding::Latin1})
        m_encoding->addItem(QLatin1String(toString(encoding)), int(encoding));
    m_separator = new QComboBox(box);
    for (const auto& [text, character] : {std::pair(tr("Comma  ,"), ','), {tr("Semicolon  ;"), ';'},
             {tr("Tab"), '\t'}, {tr("Pipe  |"), '|'}, {tr("Space"), ' '}, {tr("Colon  :"), ':'}})
        m_separator->addItem(text, int(character));
    m_quote = new QComboBox(box);
    m_quote->addItem(tr("Double  \""), int('"'));
    m_quote->addItem(tr("Single  '"), int('\''));
    m_quote->addItem(tr("None"), 0);
    m_header = new QCheckBox(tr("Column names in the first row"), box);
    m_trim = new QCheckBox(tr("Leave out blanks around values"), box);
    m_null = new QLineEdit(box);
    m_null->setPlaceholderText(tr("nothing"));
    m_null->setToolTip(
        tr("Values without quotes that mean NULL. Where a column holds no text, nothing is always NULL."));
    m_dates = new QComboBox(box);
    m_dates->addItem(tr("As they look"));
    m_dates->addItem(tr("Year first  2024-02-29"), int(DateOrder::YearFirst));
    m_dates->addItem(tr("Day first  29.02.2024"), int(DateOrder::DayFirst));
    m_dates->addItem(tr("Month first  02/29/2024"), int(DateOrder::MonthFirst));
    m_decimal = new QComboBox(box);
    m_decimal->addItem(tr("As they look"));
    m_decimal->addItem(tr("Point  1234.56"), 0);
    m_decimal->addItem(tr("Comma  1.234,56"), 1);
    const std::tuple<QWidget*, QString, const char*> rows[] = {{m_format, tr("Format"), "format"},
        {m_encoding, tr("Encoding"), "encoding"}, {m_separator, tr("Separator"), "separator"},
        {m_quote, tr("Quotes"), "quote"}, {m_null, tr("NULL is"), "nullText"},
        {m_dates, tr("Dates"), "dates"}, {m_decimal, tr("Decimals"), "decimal"}};
    for (const auto& [widget, title, name] : rows) {
        widget->setAccessibleName(title);
        widget->setObjectName(QLatin1String(name));
        m_form->addRow(title, widget);
    }
    m_header->setObjectName(QStringLiteral("header"));
    m_trim->setObjectName(QStringLiteral("trim"));
    m_form->addRow(QString(), m_header);
    m_form->addRow(QString(), m_trim);
    return box;
}

QWidget* ImportFilePage::buildPreview()
{
    auto* box = new QWidget(this);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    m_note = new QLabel(box);
    m_note->setObjectName(QStringLiteral("note"));
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_workbench.theme().bindFont(m_note, Theme::FontRole::Small);
    m_rows = new RecordModel(m_workbench.theme(), this);
    m_table = new QTableView(box);
    m_table->setObjectName(QStringLiteral("preview"));
    m_table->setAccessibleName(tr("First rows of the file"));
    m_table->setModel(m_rows);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->verticalHeader()->setDefaultSectionSize(m_table->fontMetrics().height() + 8);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->horizontalHeader()->setMaximumSectionSize(600);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_warning = new QLabel(box);
    m_warning->setObjectName(QStringLiteral("warning"));
    m_warning->setTextFormat(Qt::PlainText);
    m_warning->setWordWrap(true);
    m_warning->hide();
    layout->addWidget(m_note);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_warning);
    return box;
}

QString ImportFilePage::fileName() const
{
    const QString text = QDir::fromNativeSeparators(m_file->text().trimmed());
    return text.isEmpty() ? QString() : QFileInfo(text).absoluteFilePath();
}

QString ImportFilePage::nullText() const
{
    return m_null->text();
}

QString ImportFilePage::noteText() const
{
    return m_note->text();
}

std::optional<DateOrder> ImportFilePage::dates() const
{
    return chosen<DateOrder>(m_dates);
}

std::optional<bool> ImportFilePage::decimalComma() const
{
    return chosen<bool>(m_decimal);
}

FileFormat ImportFilePage::chosenFormat() const
{
    FileFormat format = m_sample ? m_sample->format : FileFormat();
    format.format = ImportFormat(m_format->currentIndex());
    format.encoding = InputEncoding(m_encoding->currentData().toInt());
    format.csv.separator = char(m_separator->currentData().toInt());
    format.csv.quote = char(m_quote->currentData().toInt());
    format.csv.header = m_header->isChecked();
    format.csv.trim = m_trim->isChecked();
    return format;
}

void ImportFilePage::showFormat(const FileFormat& format)
{
    const auto pick = [](QComboBox* box, int data) {
        const QSignalBlocker blocker(box);
        if (box->findData(data) < 0)
            box->addItem(QString(QLatin1Char(char(data))), data);
        box->setCurrentIndex(box->findData(data));
    };
    const QSignalBlocker blockers[] = {
        QSignalBlocker(m_format), QSignalBlocker(m_header), QSignalBlocker(m_trim)};
    m_format->setCurrentIndex(int(format.format));
    pick(m_encoding, int(format.encoding));
    pick(m_separator, int(format.csv.separator));
    pick(m_quote, int(format.csv.quote));
    m_header->setChecked(format.csv.header);
    m_trim->setChecked(format.csv.trim);
    updateVisibility();
}

void ImportFilePage::updateVisibility()
{
    const bool csv = m_format->currentIndex() == int(ImportFormat::Csv);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_separator, m_quote, m_null, m_header, m_trim})
        m_form->setRowVisible(widget, csv);
}

void ImportFilePage::readLater(bool detect)
{
    m_detect = m_detect || detect;
    ++m_generation;
    m_sample = nullptr;
    m_delay.start();
    emit changed();
}

void ImportFilePage::read()
{
    const quint64 generation = ++m_generation;
    m_sample = nullptr;
    m_error.clear();
    const QString file = fileName();
    if (file.isEmpty()) {
        m_rows->setSample(nullptr);
        m_note->setText(tr("Choose a file, or drop one on a table of the explorer."));
        m_warning->hide();
        emit changed();
        return;
    }
    m_reading = true;
    m_note->setText(tr("Reading the first rows …"));
    std::optional<FileFormat> format;
    if (!m_detect)
        format = chosenFormat();
    TaskOptions options;
    options.title = tr("Reading %1").arg(QFileInfo(file).fileName());
    options.channel = QStringLiteral("import.sample");
    m_workbench.tasks().run(
        options,
        [path = QFile::encodeName(file).toStdString(), format, null = m_null->text().toStdString()](
            TaskContext&) { return readImportSample(path, format, null); },
        this,
        [this, generation](Result<ImportSample> sample) {
            m_reading = false;
            if (generation == m_generation)
                showSample(std::move(sample));
        });
    emit changed();
}

void ImportFilePage::showSample(Result<ImportSample> sample)
{
    QStringList warnings;
    if (sample) {
        if (m_detect)
            showFormat(sample->format);
        m_detect = false;
        for (const std::string& warning : sample->warnings)
            warnings << QString::fromStdString(warning);
        m_sample = std::make_shared<const ImportSample>(std::move(*sample));
        m_rows->setSample(m_sample);
        const QString rows = rowsText(qint64(m_sample->rows.records.size()));
        m_note->setText(m_sample->whole ? tr("All %1 of the file, %2").arg(rows, sizeText(m_sample->size))
                                        : tr("The first %1 of %2").arg(rows, sizeText(m_sample->size)));
        if (const int problems = m_rows->problemCount(); problems > 0)
            warnings
                << tr("%1 cannot be read: those in red. Point at one to see why.").arg(rowsText(problems));
        m_table->resizeColumnsToContents();
        for (int column = 0; column < m_rows->columnCount(); ++column)
            m_table->setColumnWidth(column, std::min(m_table->columnWidth(column) + 8, widestColumn));
        m_workbench.settings().setValue(
            area, QStringLiteral("importFolder"), QFileInfo(fileName()).absolutePath());
    } else {
        m_error = QString::fromStdString(sample.error().message);
        if (!sample.error().hint.empty())
            m_error += u' ' + QString::fromStdString(sample.error().hint);
        m_rows->setSample(nullptr);
        m_note->setText(tr("No rows can be shown."));
        warnings << m_error;
    }
    m_warning->setText(warnings.join(u'\n'));
    m_warning->setVisible(!warnings.isEmpty());
    emit changed();
}

void ImportFilePage::browse()
{
    QString start = m_file->text();
    if (start.isEmpty())
        start = m_workbench.settings().value(area, QStringLiteral("importFolder")).toString();
    auto* dialog = new QFileDialog(this, tr("Import rows"), start);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters(
        {tr("Rows (*.csv *.tsv *.tab *.psv *.txt *.json *.jsonl *.ndjson)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this,
        [this](const QString& file) { m_file->setText(QDir::toNativeSeparators(file)); });
    dialog->open();
}

} // namespace relata
