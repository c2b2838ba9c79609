// The bookshop with its rows, fewer of them, on each server.
#pragma once

#include "core/engine/create_all.h"
#include "core/engine/engine.h"

#include <QString>

#include <map>
#include <memory>

namespace relata::test {

class BookshopCopies
{
public:
    explicit BookshopCopies(QString folder) : m_folder(std::move(folder)) { }

    // A copy of its own under that name, with triggers in the server's own words. nullptr and `why` where the
    // server is missing.
    std::unique_ptr<Connection> make(const QString& server, const QString& name, QString* why);

private:
    const QString& source(); // the file of the SQLite original with few rows
    QString m_folder;
    QString m_source;
};

// The rows of a table by the values of the columns that are asked for: one text a row, sorted. Numbers are
// told without trailing zeros.
std::vector<std::string> rowsOf(
    Connection& connection, const Table& table, const std::vector<std::string>& columns);

// The rows of all tables by what stays of them from one model to the other (by ids): the same texts before
// and after a migration that keeps its promise.
using KeptRows = std::map<std::string, std::vector<std::string>>;
KeptRows keptRows(Connection& connection, const MetaData& model, const MetaData& other);

} // namespace relata::test
