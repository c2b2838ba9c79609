// Expressions over attributes of mapped classes, for queries, hybrids, validators and bulk updates:
//
//     attr("name") == "Ursula"           // of the class that is asked for
//     attr("Book.title").like("L%")      // of a joined class, or of a join's alias
//     any("books", attr("title") == "x"), has("author", attr("name") == "y")
//     isRelated("author", author)
//
// They are core/sql's expressions with names in the place of columns; resolve() puts the columns in.
#pragma once

#include "core/orm/instance.h"
#include "core/sql/expression.h"

#include <functional>
#include <optional>

namespace relata {

Expression attr(std::string name);
// EXISTS over a relationship; the criterion's names are the target's.
Expression any(std::string relationship); // there is one at all
Expression any(std::string relationship, const Expression& criterion);
Expression has(std::string relationship); // the same; reads well for one object
Expression has(std::string relationship, const Expression& criterion);
// The same for those objects that are of this subclass; the criterion's names are its own.
Expression anyOfType(std::string relationship, const std::string& className, const Expression& criterion);
// The relationship leads to this object (or contains it); null: to none.
Expression isRelated(std::string relationship, const Instance& object);

// What a leaf of an expression stands for.
bool isAttribute(const ast::Expr& expr);
bool isRelationshipTest(const ast::Expr& expr); // any, has and isRelated
bool isRelatedTest(const ast::Expr& expr); // isRelated alone
std::string_view testedType(const ast::Expr& expr); // the class of anyOfType(), "" for the others

// A copy in which `replace` decides on each node, parents before children; nothing = goes on below. Operators
// over replaced nodes are built anew, because types decide what + means and what a bound value is.
Expression rewritten(const Expression& expression,
    const std::function<std::optional<Expression>(const ast::ExprPtr&)>& replace);

} // namespace relata
