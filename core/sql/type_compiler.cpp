#include "core/sql/type_compiler.h"

#include "core/types/type_decorator.h"

namespace relata {

std::string TypeCompiler::compile(const SqlType& type) const
{
    if (!type.variants.empty() || !type.decorator.empty())
        return compile(dialectType(type, m_traits.name, m_traits.family));
    if (type.native && (type.native->dialect == m_traits.name || type.native->dialect == m_traits.family))
        return type.native->text;
    return compileGeneric(type);
}

std::string withModifiers(std::string name, std::optional<int> first, std::optional<int> second)
{
    if (!first)
        return name;
    name += "(" + std::to_string(*first);
    if (second)
        name += ", " + std::to_string(*second);
    return name + ")";
}

} // namespace relata
