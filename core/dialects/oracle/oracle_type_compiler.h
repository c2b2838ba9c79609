#pragma once

#include "core/sql/type_compiler.h"

namespace relata::oracle {

// Lengths of text are in characters (VARCHAR2(n CHAR)), as the other dialects count them. Floating-point
// types are the binary ones, which alone hold every IEEE value.
class OracleTypeCompiler final : public TypeCompiler
{
public:
    using TypeCompiler::TypeCompiler;

protected:
    std::string compileGeneric(const SqlType& type) const override;
};

} // namespace relata::oracle
