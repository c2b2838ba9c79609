// What is selected or asked for: an object of an open connection, by name.
#pragma once

#include <QString>

namespace relata {

struct ObjectRef
{
    enum class Kind
    {
        None,
        Connection,
        Schema,
        Table,
        View,
        Column,
        Index,
        Constraint,
        Trigger,
        Sequence,
        Enum,
        Domain,
        Routine,
    };

    QString connectionId;
    QString schema; // as in MetaData: "" = the default schema
    QString name; // of the table, view, sequence ...
    QString member; // of the column, index, constraint, trigger inside `name`
    Kind kind = Kind::None;

    bool operator==(const ObjectRef&) const = default;
};

} // namespace relata
