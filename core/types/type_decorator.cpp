#include "core/types/type_decorator.h"

#include "core/util/error.h"

#include <map>

namespace relata {
namespace {

std::map<std::string, TypeDecorator, std::less<>>& decorators()
{
    static std::map<std::string, TypeDecorator, std::less<>> all;
    return all;
}

const SqlType& variantOf(const SqlType& type, std::string_view dialect, std::string_view family)
{
    for (std::string_view wanted : {dialect, family}) {
        for (const TypeVariant& variant : type.variants) {
            if (!wanted.empty() && variant.dialect == wanted)
                return *variant.type;
        }
    }
    return type;
}

} // namespace

void registerTypeDecorator(TypeDecorator decorator)
{
    std::string name = decorator.name;
    decorators().insert_or_assign(std::move(name), std::move(decorator));
}

const TypeDecorator* findTypeDecorator(std::string_view name)
{
    auto found = decorators().find(name);
    return found == decorators().end() ? nullptr : &found->second;
}

SqlType decoratedType(std::string_view name)
{
    const TypeDecorator* decorator = findTypeDecorator(name);
    if (!decorator) {
        Error error;
        error.kind = ErrorKind::Argument;
        error.message = "There is no type decorator named " + std::string(name) + ".";
        raise(std::move(error));
    }
    SqlType type = decorator->impl;
    type.decorator = decorator->name;
    return type;
}

SqlType dialectType(const SqlType& type, std::string_view dialect, std::string_view family)
{
    SqlType result = variantOf(type, dialect, family);
    if (!result.decorator.empty()) {
        const TypeDecorator* decorator = findTypeDecorator(result.decorator);
        std::optional<SqlType> special =
            decorator && decorator->dialectImpl ? decorator->dialectImpl(dialect) : std::nullopt;
        if (special)
            result = *special;
    }
    result.decorator.clear();
    result.variants.clear();
    return result;
}

const TypeDecorator* decoratorOf(const SqlType& type, std::string_view dialect, std::string_view family)
{
    if (!mayHaveHooks(type))
        return nullptr;
    const SqlType& actual = variantOf(type, dialect, family);
    return actual.decorator.empty() ? nullptr : findTypeDecorator(actual.decorator);
}

Value processBind(const SqlType& type, Value value, std::string_view dialect, std::string_view family)
{
    const TypeDecorator* decorator = decoratorOf(type, dialect, family);
    return decorator && decorator->processBind ? decorator->processBind(value, dialect) : std::move(value);
}

Value processResult(const SqlType& type, Value value, std::string_view dialect, std::string_view family)
{
    const TypeDecorator* decorator = decoratorOf(type, dialect, family);
    return decorator && decorator->processResult ? decorator->processResult(value, dialect)
                                                 : std::move(value);
}

} // namespace relata
