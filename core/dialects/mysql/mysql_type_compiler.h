#pragma once

#include "core/sql/type_compiler.h"

namespace relata::mysql {

// Text and LargeBinary take the smallest type of their family that holds their length (bytes); without a
// length they are TEXT and BLOB, as SQLAlchemy writes them.
class MySqlTypeCompiler final : public TypeCompiler
{
public:
    using TypeCompiler::TypeCompiler;

protected:
    std::string compileGeneric(const SqlType& type) const override;
};

} // namespace relata::mysql
