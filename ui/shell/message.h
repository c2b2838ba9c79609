// Something to tell the user without stopping him: a line of the messages panel, or a banner.
#pragma once

#include "core/util/error.h"

#include <QDateTime>
#include <QString>

namespace relata {

struct Message
{
    enum class Severity
    {
        Info,
        Success,
        Warning,
        Error,
    };

    Severity severity = Severity::Info;
    QString title; // what happened, to what: one sentence
    QString text; // what to do next; may be empty
    QString details; // for "Copy details": the server's words, the statement; may be empty
    QDateTime time = QDateTime::currentDateTime();

    // `what` names the attempt ("The rows of public.books could not be read"); without it the error's own
    // words lead.
    static Message fromError(const Error& error, const QString& what = {});

    // Everything as lines, for the clipboard.
    QString describe() const;
};

} // namespace relata
