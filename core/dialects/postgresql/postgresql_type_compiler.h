#pragma once

#include "core/sql/type_compiler.h"

namespace relata::postgresql {

class PostgresqlTypeCompiler final : public TypeCompiler
{
public:
    using TypeCompiler::TypeCompiler;

protected:
    std::string compileGeneric(const SqlType& type) const override;
};

} // namespace relata::postgresql
