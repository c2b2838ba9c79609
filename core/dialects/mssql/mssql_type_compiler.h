#pragma once

#include "core/sql/type_compiler.h"

namespace relata::mssql {

// National text is NVARCHAR; convert() makes text from Unicode databases national.
class MsSqlTypeCompiler final : public TypeCompiler
{
public:
    using TypeCompiler::TypeCompiler;

protected:
    std::string compileGeneric(const SqlType& type) const override;
};

} // namespace relata::mssql
