// Parameters as PQsendQueryParams wants them.
#pragma once

#include "core/types/value.h"

#include <libpq-fe.h>

#include <span>
#include <string>
#include <vector>

namespace relata::libpq {

// Text without a type, so that the server infers what fits; bytes in binary form. Valid as long as the values
// that were assigned.
class BoundParameters
{
public:
    BoundParameters() = default;
    explicit BoundParameters(std::span<const Value> values) { assign(values); }
    BoundParameters(const BoundParameters&) = delete;
    BoundParameters& operator=(const BoundParameters&) = delete;
    void assign(std::span<const Value> values);

    std::vector<std::string> texts;
    std::vector<const char*> pointers;
    std::vector<int> lengths;
    std::vector<int> formats;
    std::vector<Oid> types;
};

} // namespace relata::libpq
