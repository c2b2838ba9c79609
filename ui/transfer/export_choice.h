// What was chosen in the export dialog, and how it is remembered: the options of each format by themselves.
#pragma once

#include "core/transfer/export_options.h"

#include <QJsonObject>
#include <QString>

namespace relata {

class Settings;

enum class ExportScope
{
    Shown, // under the filter, as sorted
    All, // every row
    Selected,
};

struct ExportChoice
{
    ExportOptions options; // with schema, table, dialect and CREATE TABLE left to the export itself
    QString dialect; // of SQL; "" = the connection's own
    bool createTable = false;
    ExportScope scope = ExportScope::Shown;
    bool visibleColumnsOnly = true;
    QString fileName;
};

QJsonObject exportOptionsToJson(const ExportChoice& choice);
// Unknown and damaged entries keep the defaults of the format.
void exportOptionsFromJson(const QJsonObject& json, ExportChoice& choice);

// The format that was used last, with its options.
ExportChoice lastExportChoice(const Settings& settings);
// Another format, with the options it was last used with.
ExportChoice exportChoiceFor(const Settings& settings, ExportFormat format);
void rememberExportChoice(Settings& settings, const ExportChoice& choice); // and the folder of its file
QString lastExportFolder(const Settings& settings);

} // namespace relata
