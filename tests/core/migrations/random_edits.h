// Edits of a model that a person could make in the designer, chosen by a seed.
#pragma once

#include "core/migrations/operations.h"
#include "core/sql/sql_dialect.h"

#include <random>
#include <string>
#include <vector>

namespace relata::test {

class RandomEdits
{
public:
    explicit RandomEdits(unsigned seed) : m_random(seed) { }

    // The model with one to three changes; objects keep their ids. `words`: what was done.
    MetaData edit(const MetaData& model, const SqlDialect& dialect, std::vector<std::string>& words);

private:
    std::size_t below(std::size_t count);
    bool oneChange(MetaData& model, const SqlDialect& dialect, std::string& words);
    const Table& anyTable(const MetaData& model);
    std::string newName(const std::string& kind);

    bool addTable(MetaData& model, const SqlDialect& dialect, std::string& words);
    bool dropTable(MetaData& model, std::string& words);
    bool renameTable(MetaData& model, std::string& words);
    bool addColumn(MetaData& model, const SqlDialect& dialect, std::string& words);
    bool dropColumn(MetaData& model, std::string& words);
    bool renameColumn(MetaData& model, std::string& words);
    bool swapColumns(MetaData& model, std::string& words);
    bool widenColumn(MetaData& model, std::string& words);
    bool allowNull(MetaData& model, std::string& words);
    bool changeDefault(MetaData& model, const SqlDialect& dialect, std::string& words);
    bool changeCheck(MetaData& model, const SqlDialect& dialect, std::string& words);
    bool changeUnique(MetaData& model, std::string& words);
    bool changeIndex(MetaData& model, std::string& words);
    bool changeForeignKey(MetaData& model, const SqlDialect& dialect, std::string& words);
    bool changeView(MetaData& model, std::string& words);
    bool changeComment(MetaData& model, const SqlDialect& dialect, std::string& words);

    std::mt19937 m_random;
    int m_number = 0;
};

} // namespace relata::test
