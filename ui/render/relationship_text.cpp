#include "ui/render/relationship_text.h"

#include <QCoreApplication>

namespace relata {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Diagram", text);
}

QString columnsOf(const Table& table, const std::vector<std::string>& columns)
{
    QStringList names;
    for (const std::string& column : columns)
        names << visibleText(column);
    const QString list = names.join(QStringLiteral(", "));
    return visibleText(table.qualifiedName())
        + (names.size() == 1 ? QStringLiteral(".%1") : QStringLiteral(" (%1)")).arg(list);
}

} // namespace

QString relationshipText(const Table& table, const Table& referred, const ForeignKeyConstraint& key,
    Cardinality tableCardinality, Cardinality referredCardinality)
{
    const auto& referredColumns =
        key.referredColumns.empty() ? referred.primaryKey.columns : key.referredColumns;
    QStringList lines;
    lines << tr("%1 refers to %2").arg(columnsOf(table, key.columns), columnsOf(referred, referredColumns));
    const bool many = tableCardinality == Cardinality::ZeroOrMany;
    const bool optional = referredCardinality == Cardinality::ZeroOrOne;
    const QString text = many ? (optional ? tr("many rows of %1 to one row of %2, or to none")
                                          : tr("many rows of %1 to one row of %2"))
                              : (optional ? tr("at most one row of %1 to one row of %2, or to none")
                                          : tr("at most one row of %1 to one row of %2"));
    lines << text.arg(visibleText(table.name), visibleText(referred.name));
    QStringList rules;
    if (key.onDelete != ReferentialAction::NoAction)
        rules << QStringLiteral("ON DELETE %1").arg(QLatin1String(toString(key.onDelete)));
    if (key.onUpdate != ReferentialAction::NoAction)
        rules << QStringLiteral("ON UPDATE %1").arg(QLatin1String(toString(key.onUpdate)));
    if (!key.validated)
        rules << tr("not validated");
    if (!rules.isEmpty())
        lines << rules.join(QStringLiteral(", "));
    if (!key.name.empty())
        lines << visibleText(key.name);
    return lines.join(u'\n');
}

} // namespace relata
