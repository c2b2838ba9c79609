#include "ui/transfer/export_format_page.h"

#include "core/engine/registry.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QSpinBox>

namespace relata {

ExportFormatPage::ExportFormatPage(const QString& ownDialect, QWidget* parent)
    : QWidget(parent)
    , m_form(new QFormLayout(this))
    , m_separator(new QComboBox(this))
    , m_quote(new QComboBox(this))
    , m_null(new QLineEdit(this))
    , m_encoding(new QComboBox(this))
    , m_lineEnding(new QComboBox(this))
    , m_bytes(new QComboBox(this))
    , m_header(new QCheckBox(tr("Column names in the first row"), this))
    , m_quoteAll(new QCheckBox(tr("Quote every value"), this))
    , m_mark(new QCheckBox(tr("Begin with a byte order mark"), this))
    , m_dialect(new QComboBox(this))
    , m_batch(new QSpinBox(this))
    , m_createTable(new QCheckBox(tr("Begin with the definition of the table"), this))
    , m_ownDialect(ownDialect)
{
    m_form->setContentsMargins(0, 0, 0, 0);
    for (const auto& [text, character] : {std::pair(tr("Comma  ,"), ','), {tr("Semicolon  ;"), ';'},
             {tr("Tab"), '\t'}, {tr("Pipe  |"), '|'}, {tr("Space"), ' '}})
        m_separator->addItem(text, QString(QLatin1Char(character)));
    m_quote->addItem(tr("Double  \""), QStringLiteral("\""));
    m_quote->addItem(tr("Single  '"), QStringLiteral("'"));
    m_null->setPlaceholderText(tr("nothing"));
    m_encoding->addItems({tr("UTF-8"), tr("UTF-16"), tr("Latin-1")});
    m_lineEnding->addItem(tr("LF  (Unix)"));
    m_lineEnding->addItem(tr("CR LF  (Windows)"));
    m_bytes->addItem(tr("Hexadecimal  \\x00ff"));
    m_bytes->addItem(tr("Base64"));
    for (const auto& dialect : allDialects()) {
        m_dialect->addItem(QString::fromStdString(dialect->traits().displayName),
            QString::fromStdString(dialect->traits().name));
    }
    m_batch->setRange(1, 10000);
    const std::pair<QWidget*, QString> rows[] = {{m_separator, tr("Separator")}, {m_quote, tr("Quotes")},
        {m_null, tr("NULL as")}, {m_encoding, tr("Encoding")}, {m_lineEnding, tr("Line ends")},
        {m_bytes, tr("Bytes as")}, {m_dialect, tr("SQL for")}, {m_batch, tr("Rows a statement")}};
    for (const auto& [widget, title] : rows) {
        widget->setAccessibleName(title);
        m_form->addRow(title, widget);
    }
    for (QCheckBox* box : {m_header, m_quoteAll, m_mark, m_createTable}) {
        m_form->addRow(QString(), box);
        connect(box, &QCheckBox::toggled, this, &ExportFormatPage::edited);
    }
    for (QComboBox* box : {m_separator, m_quote, m_encoding, m_lineEnding, m_bytes, m_dialect})
        connect(box, &QComboBox::currentIndexChanged, this, &ExportFormatPage::edited);
    connect(m_null, &QLineEdit::textChanged, this, &ExportFormatPage::edited);
    connect(m_batch, &QSpinBox::valueChanged, this, &ExportFormatPage::edited);
    // UTF-16 always has its mark, Latin-1 never.
    connect(m_encoding, &QComboBox::currentIndexChanged, this, [this] { updateVisibility(m_format); });
    m_separator->setObjectName(QStringLiteral("separator"));
    m_null->setObjectName(QStringLiteral("nullText"));
    m_encoding->setObjectName(QStringLiteral("encoding"));
    m_header->setObjectName(QStringLiteral("header"));
    m_dialect->setObjectName(QStringLiteral("dialect"));
    m_createTable->setObjectName(QStringLiteral("createTable"));
    m_bytes->setObjectName(QStringLiteral("bytes"));
}

void ExportFormatPage::updateVisibility(ExportFormat format)
{
    m_format = format;
    const bool csv = format == ExportFormat::Csv;
    const bool separated = csv || format == ExportFormat::TabSeparated;
    const bool json = format == ExportFormat::Json || format == ExportFormat::JsonLines;
    const bool sql = format == ExportFormat::Sql;
    const auto show = [this](QWidget* widget, bool visible) { m_form->setRowVisible(widget, visible); };
    show(m_separator, csv);
    for (QWidget* widget :
        std::initializer_list<QWidget*>{m_quote, m_null, m_encoding, m_lineEnding, m_quoteAll})
        show(widget, separated);
    show(m_mark, separated && m_encoding->currentIndex() == int(TextEncoding::Utf8));
    show(m_bytes, separated || json);
    show(m_header, separated || format == ExportFormat::Xlsx);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_dialect, m_batch, m_createTable})
        show(widget, sql);
}

void ExportFormatPage::setChoice(const ExportChoice& choice)
{
    const QSignalBlocker blocker(this);
    const CsvFormat& csv = choice.options.csv;
    const auto pick = [](QComboBox* box, const QString& data) {
        if (box->findData(data) < 0)
            box->addItem(data, data);
        box->setCurrentIndex(box->findData(data));
    };
    pick(m_separator, QString(QLatin1Char(csv.separator)));
    pick(m_quote, QString(QLatin1Char(csv.quote)));
    m_null->setText(QString::fromStdString(csv.nullText));
    m_encoding->setCurrentIndex(int(choice.options.encoding));
    m_lineEnding->setCurrentIndex(csv.lineEnding == "\r\n" ? 1 : 0);
    m_bytes->setCurrentIndex(int(choice.options.bytes));
    m_header->setChecked(csv.header);
    m_quoteAll->setChecked(csv.quoteAll);
    m_mark->setChecked(choice.options.byteOrderMark);
    const int dialect = m_dialect->findData(choice.dialect.isEmpty() ? m_ownDialect : choice.dialect);
    m_dialect->setCurrentIndex(std::max(0, dialect));
    m_batch->setValue(int(choice.options.sql.rowsPerStatement));
    m_createTable->setChecked(choice.createTable);
    updateVisibility(choice.options.format);
}

void ExportFormatPage::read(ExportChoice& choice) const
{
    CsvFormat& csv = choice.options.csv;
    csv.separator = m_separator->currentData().toString().at(0).toLatin1();
    csv.quote = m_quote->currentData().toString().at(0).toLatin1();
    csv.nullText = m_null->text().toStdString();
    csv.lineEnding = m_lineEnding->currentIndex() == 1 ? "\r\n" : "\n";
    csv.header = m_header->isChecked();
    csv.quoteAll = m_quoteAll->isChecked();
    choice.options.encoding = TextEncoding(m_encoding->currentIndex());
    choice.options.byteOrderMark = m_mark->isChecked() && choice.options.encoding == TextEncoding::Utf8;
    choice.options.bytes = BytesText(m_bytes->currentIndex());
    choice.dialect = m_dialect->currentData().toString();
    choice.options.sql.rowsPerStatement = static_cast<std::size_t>(m_batch->value());
    choice.createTable = m_createTable->isChecked();
}

} // namespace relata
