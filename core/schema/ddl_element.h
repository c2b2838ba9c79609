// SQLAlchemy's DDL() with execute_if(): a statement of the program's own that is run before or after an
// object is made or dropped.
#pragma once

#include "core/schema/info.h"

#include <functional>
#include <string>
#include <vector>

namespace relata {

enum class DdlMoment
{
    BeforeCreate,
    AfterCreate,
    BeforeDrop,
    AfterDrop,
};

struct Table;

// What a condition may look at. `table` is nullptr where the target is the whole MetaData.
struct DdlContext
{
    std::string dialect;
    DdlMoment moment;
    const Table* table = nullptr;
};

struct DdlElement
{
    DdlMoment moment = DdlMoment::AfterCreate;
    // %(table)s, %(schema)s and %(fullname)s stand for the target's quoted names, %% for a percent sign.
    std::string statement;
    std::vector<std::string> dialects; // execute_if(dialect=...); empty = all
    std::string condition; // execute_if(callable_=...): registered under this name; "" = none
    std::vector<std::pair<std::string, std::string>> context; // further %(name)s tokens

    bool operator==(const DdlElement&) const = default;
};

// Before other threads start; replaces one of the same name.
void registerDdlCondition(std::string name, std::function<bool(const DdlContext&)> condition);
// Whether it is to run. Throws DatabaseError (Argument) for a condition that nobody registered.
bool applies(const DdlElement& element, const DdlContext& context);

} // namespace relata
