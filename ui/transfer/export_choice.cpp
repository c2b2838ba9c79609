#include "ui/transfer/export_choice.h"

#include "ui/shell/settings.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

#include <algorithm>

namespace relata {
namespace {

const QString area = QStringLiteral("transfer");

QString keyOf(ExportFormat format)
{
    return QStringLiteral("export.") + QLatin1String(info(format).name);
}

} // namespace

QJsonObject exportOptionsToJson(const ExportChoice& choice)
{
    const ExportOptions& options = choice.options;
    const CsvFormat& csv = options.csv;
    return {{"separator", QString(QLatin1Char(csv.separator))}, {"quote", QString(QLatin1Char(csv.quote))},
        {"header", csv.header}, {"quoteAll", csv.quoteAll}, {"null", QString::fromStdString(csv.nullText)},
        {"crlf", csv.lineEnding == "\r\n"}, {"encoding", int(options.encoding)},
        {"mark", options.byteOrderMark}, {"bytes", int(options.bytes)}, {"dialect", choice.dialect},
        {"rowsPerStatement", int(options.sql.rowsPerStatement)}, {"createTable", choice.createTable}};
}

void exportOptionsFromJson(const QJsonObject& json, ExportChoice& choice)
{
    ExportOptions& options = choice.options;
    const auto character = [&](const char* key, char& value) {
        const QString text = json[QLatin1String(key)].toString();
        if (text.size() == 1 && text[0].unicode() < 128 && text[0] != '\n' && text[0] != '\r')
            value = text[0].toLatin1();
    };
    character("separator", options.csv.separator);
    character("quote", options.csv.quote);
    options.csv.header = json[QStringLiteral("header")].toBool(options.csv.header);
    options.csv.quoteAll = json[QStringLiteral("quoteAll")].toBool(options.csv.quoteAll);
    options.csv.nullText = json[QStringLiteral("null")].toString().toStdString();
    options.csv.lineEnding = json[QStringLiteral("crlf")].toBool() ? "\r\n" : "\n";
    options.encoding = TextEncoding(std::clamp(json[QStringLiteral("encoding")].toInt(), 0, 2));
    options.byteOrderMark = json[QStringLiteral("mark")].toBool();
    options.bytes = json[QStringLiteral("bytes")].toInt() == 1 ? BytesText::Base64 : BytesText::Hex;
    choice.dialect = json[QStringLiteral("dialect")].toString();
    options.sql.rowsPerStatement =
        static_cast<std::size_t>(std::clamp(json[QStringLiteral("rowsPerStatement")].toInt(100), 1, 10000));
    choice.createTable = json[QStringLiteral("createTable")].toBool();
}

ExportChoice exportChoiceFor(const Settings& settings, ExportFormat format)
{
    ExportChoice choice;
    exportOptionsFromJson(settings.value(area, keyOf(format)).toObject(), choice);
    choice.options.format = format;
    return choice;
}

ExportChoice lastExportChoice(const Settings& settings)
{
    const QString last = settings.value(area, QStringLiteral("export.format")).toString();
    for (const ExportFormatInfo& entry : exportFormats()) {
        if (last == QLatin1String(entry.name))
            return exportChoiceFor(settings, entry.format);
    }
    return exportChoiceFor(settings, ExportFormat::Csv);
}

void rememberExportChoice(Settings& settings, const ExportChoice& choice)
{
    settings.setValue(area, keyOf(choice.options.format), exportOptionsToJson(choice));
    settings.setValue(
        area, QStringLiteral("export.format"), QString::fromLatin1(info(choice.options.format).name));
    if (!choice.fileName.isEmpty())
        settings.setValue(area, QStringLiteral("folder"), QFileInfo(choice.fileName).absolutePath());
}

QString lastExportFolder(const Settings& settings)
{
    const QString folder = settings.value(area, QStringLiteral("folder")).toString();
    if (!folder.isEmpty() && QDir(folder).exists())
        return folder;
    const QString documents = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    return QDir(documents).exists() ? documents : QDir::homePath();
}

} // namespace relata
