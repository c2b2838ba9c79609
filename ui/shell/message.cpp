#include "ui/shell/message.h"

#include <QStringList>

namespace relata {

Message Message::fromError(const Error& error, const QString& what)
{
    Message message;
    message.severity = error.kind == ErrorKind::Cancelled ? Severity::Info : Severity::Error;
    const QString said = QString::fromStdString(error.message);
    message.title = what.isEmpty() ? said : what;
    QStringList next;
    if (!what.isEmpty())
        next << said;
    if (!error.hint.empty())
        next << QString::fromStdString(error.hint);
    message.text = next.join(u' ');

    QStringList details;
    if (!error.detail.empty())
        details << QString::fromStdString(error.detail);
    if (!error.sqlState.empty())
        details << QStringLiteral("SQLSTATE %1").arg(QString::fromStdString(error.sqlState));
    if (error.nativeCode != 0)
        details << QStringLiteral("Code %1").arg(error.nativeCode);
    if (!error.statement.empty())
        details << QString::fromStdString(error.statement);
    details << QString::fromLatin1(toString(error.kind));
    message.details = details.join(u'\n');
    return message;
}

QString Message::describe() const
{
    QStringList lines{title};
    if (!text.isEmpty())
        lines << text;
    if (!details.isEmpty())
        lines << details;
    return lines.join(u'\n');
}

} // namespace relata
