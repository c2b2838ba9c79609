#include "core/types/type_decorator.h"

#include "core/types/array_text.h"
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
    if (result.kind == TypeKind::Array && result.element && mayHaveHooks(*result.element))
        result.element = std::make_shared<const SqlType>(dialectType(*result.element, dialect, family));
    return result;
}

const TypeDecorator* decoratorOf(const SqlType& type, std::string_view dialect, std::string_view family)
{
    if (!mayHaveHooks(type))
        return nullptr;
    const SqlType& actual = variantOf(type, dialect, family);
    return actual.decorator.empty() ? nullptr : findTypeDecorator(actual.decorator);
}

bool hasResultHook(const SqlType& type, std::string_view dialect, std::string_view family)
{
    if (!mayHaveHooks(type))
        return false;
    const SqlType& actual = variantOf(type, dialect, family);
    if (const TypeDecorator* decorator = decoratorOf(actual, dialect, family))
        return bool(decorator->processResult);
    return actual.kind == TypeKind::Array && actual.element
        && hasResultHook(*actual.element, dialect, family);
}

namespace {

using Process = Value (*)(const SqlType&, Value, std::string_view, std::string_view);
using Hook = std::function<Value(const Value&, std::string_view)>;

Value processed(const SqlType& type, Value value, std::string_view dialect, std::string_view family,
    Hook TypeDecorator::*hook, Process process)
{
    if (!mayHaveHooks(type))
        return value;
    const SqlType& actual = variantOf(type, dialect, family);
    if (const TypeDecorator* decorator = decoratorOf(actual, dialect, family))
        return decorator->*hook ? (decorator->*hook)(value, dialect) : value;
    if (actual.kind != TypeKind::Array || !actual.element || !mayHaveHooks(*actual.element))
        return value;
    if (value.tag() != ValueTag::Other && value.tag() != ValueTag::Text)
        return value;
    const SqlType element = dialectType(*actual.element, dialect, family);
    std::optional<std::string> changed = withChangedElements(value.bytes(), element,
        [&](const Value& one) { return process(*actual.element, one, dialect, family); });
    return changed ? Value::tagged(value.tag(), *std::move(changed)) : value;
}

} // namespace

Value processBind(const SqlType& type, Value value, std::string_view dialect, std::string_view family)
{
    return processed(
        type, std::move(value), dialect, family, &TypeDecorator::processBind, &relata::processBind);
}

Value processResult(const SqlType& type, Value value, std::string_view dialect, std::string_view family)
{
    return processed(
        type, std::move(value), dialect, family, &TypeDecorator::processResult, &relata::processResult);
}

} // namespace relata
