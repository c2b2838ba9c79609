// Which columns of a connection count the versions of their rows: a person says so once, it is remembered,
// and whoever stores an edit compares and raises the number (FlushOptions::versionColumns). GUI thread only.
#pragma once

#include "core/schema/table_name.h"

#include <QString>

#include <map>
#include <string>

namespace relata {

struct Column;
class Settings;

class VersionColumns
{
public:
    // `settings` must outlive it.
    VersionColumns(Settings& settings, const QString& connectionId);

    std::map<TableName, std::string> all() const;
    void choose(const TableName& table, const std::string& column);
    void forget(const TableName& table);

    // A whole number that is no key and never NULL, and that nobody but the writer fills.
    static bool canCount(const Column& column, bool inPrimaryKey);

private:
    void keep(const std::map<TableName, std::string>& columns);

    Settings& m_settings;
    QString m_key;
};

} // namespace relata
