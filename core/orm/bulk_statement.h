// UPDATE and DELETE of many rows by a condition, and what becomes of the objects in memory.
#pragma once

#include "core/orm/query_builder.h"
#include "core/orm/session_impl.h"

namespace relata {

class BulkStatement
{
public:
    BulkStatement(SessionImpl& session, const QuerySpec& spec) : m_session(session), m_spec(spec)
    {
        m_spec.ownTable = true;
    }
    std::int64_t update(const std::vector<std::pair<std::string, Expression>>& values, Synchronize how);
    std::int64_t remove(Synchronize how);

private:
    void check(const char* what) const;
    struct Affected
    {
        InstanceState* state;
        bool certain; // false: it lacks values that the condition needs, and is to be read anew
    };
    // The objects in memory that the condition holds for.
    std::vector<Affected> affected(Synchronize how);
    std::optional<std::vector<Affected>> evaluated() const;
    std::vector<Affected> fetched();

    SessionImpl& m_session;
    QuerySpec m_spec;
};

} // namespace relata
