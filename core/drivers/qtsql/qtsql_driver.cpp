#include "core/drivers/qtsql/qtsql_driver.h"

#include "core/drivers/qtsql/odbc_error.h"
#include "core/drivers/qtsql/qtsql_connection.h"
#include "core/util/strings.h"

#include <algorithm>
#include <charconv>

namespace relata {
namespace {

using namespace qtsql;

const std::string* find(const ConnectArguments& arguments, std::string_view key)
{
    for (const auto& [name, value] : arguments.parameters) {
        if (name == key)
            return &value;
    }
    return nullptr;
}

bool isKeyword(const std::string& key)
{
    return !key.empty() && key.front() != ' ' && key.back() != ' '
        && std::all_of(key.begin(), key.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'
                   || c == ' ';
           });
}

std::string escaped(const std::string& value)
{
    bool plain =
        value.find_first_of("[]{}(),;?*=!@") == std::string::npos && trimmed(value).size() == value.size();
    return plain ? value : "{" + replaceAll(value, "}", "}}") + "}";
}

int loginTimeout(const ConnectArguments& arguments)
{
    int seconds = 30;
    if (const std::string* text = find(arguments, "@login_timeout"))
        std::from_chars(text->data(), text->data() + text->size(), seconds);
    return seconds;
}

} // namespace

Result<std::string> odbcConnectionString(const ConnectArguments& arguments)
{
    std::string text;
    for (const auto& [key, value] : arguments.parameters) {
        if (key.starts_with('@'))
            continue;
        if (value.find('\0') != std::string::npos)
            return fail(ErrorKind::Argument, "The value of " + key + " contains a NUL character.");
        if (key == "odbc_connect")
            return value;
        if (!isKeyword(key))
            return fail(ErrorKind::Argument, "“" + key + "” is no keyword of an ODBC connection string.",
                "Keywords are letters, digits, blanks and underscores.");
        text += (text.empty() ? "" : ";") + key + "=" + escaped(value);
    }
    return text;
}

std::unique_ptr<DriverConnection> QtSqlDriver::connect(
    const ConnectArguments& arguments, std::stop_token stop) const
{
    Result<std::string> text = odbcConnectionString(arguments);
    if (!text)
        raise(text.error());
    auto session = std::make_shared<OdbcSession>();
    auto worker = std::make_shared<Worker>([session] { session->close(); });
    std::stop_callback stopping(stop, [worker = worker.get()] { worker->stop(); });
    Worker::Outcome outcome = worker->run(
        [session, connectionString = *text, readOnly = arguments.readOnly,
            seconds = loginTimeout(arguments)] { session->open(connectionString, readOnly, seconds); },
        {});
    if (outcome == Worker::Outcome::Abandoned || stop.stop_requested())
        raise(cancelled({}, false));
    TransactionWords words;
    if (const std::string* word = find(arguments, "@begin"))
        words.begin = *word;
    if (const std::string* word = find(arguments, "@commit"))
        words.commit = *word;
    if (const std::string* word = find(arguments, "@rollback"))
        words.rollback = *word;
    return std::make_unique<QtSqlConnection>(std::move(session), std::move(worker), std::move(words));
}

} // namespace relata
