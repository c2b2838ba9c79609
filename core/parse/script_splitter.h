// Cuts a script into statements as the dialect's own command-line client does: strings, quoted names, dollar
// quotes and comments are passed over, and so are the semicolons inside the bodies of triggers and routines.
//
// What a client understands beside SQL is told apart (ScriptPiece::Kind::Command): psql's backslash commands,
// SQL*Plus's settings. Rules, by dialect:
//   SQLite      ; but a CREATE TRIGGER ends at END; (sqlite3_complete)
//   PostgreSQL  ; outside brackets and BEGIN ATOMIC ... END; COPY ... FROM stdin takes the lines up to \.
//               (psql)
//   MySQL       ; or what DELIMITER says; /*! */ is a statement, not a comment (mysql)
//   Oracle      ; but PL/SQL ends at a line that is / alone (SQL*Plus)
//   SQL Server  batches end at a line that is GO, with a count or not (sqlcmd)
//
// Any input is safe: what is not closed reaches to the end. Linear time.
#pragma once

#include "core/parse/tokenizer.h"

#include <optional>

namespace relata {

struct ScriptRules
{
    bool semicolons = true;
    bool triggerBodies = false; // CREATE TRIGGER ... END;
    bool atomicBodies = false; // BEGIN ATOMIC ... END
    bool copyData = false; // COPY ... FROM stdin
    bool backslashCommands = false;
    bool delimiterCommand = false;
    bool executableComments = false; // /*! */ and /*M! */
    bool slashLines = false; // / ends PL/SQL
    bool sqlPlusCommands = false;
    bool goLines = false;

    static const ScriptRules& of(std::string_view dialect); // semicolons alone for "" and unknown names
};

struct ScriptPiece
{
    enum class Kind
    {
        Statement,
        Command, // of the client: not for the server
    };

    Kind kind = Kind::Statement;
    std::string_view text; // without blanks and comments around it and without its terminator; never empty
    std::size_t offset = 0; // of `text`, in bytes
    std::size_t line = 1; // of `text`, from 1
    std::size_t end = 0; // offset after the terminator
    std::string_view data; // PostgreSQL: the lines that a COPY ... FROM stdin takes, without \.
    int repetitions = 1; // SQL Server: of GO 5
};

class ScriptSplitter
{
public:
    // The script must outlive the splitter and its pieces.
    ScriptSplitter(std::string_view script, std::string_view dialect);
    std::optional<ScriptPiece> next();

private:
    struct Statement; // what has been seen of the one that is being read

    std::optional<ScriptPiece> finish(ScriptPiece piece, std::size_t textEnd, std::size_t end);
    bool atLineStart(std::size_t offset) const;
    std::string_view lineFrom(std::size_t offset) const; // without its line break
    std::optional<ScriptPiece> command(const Token& first);
    void takeCopyData(ScriptPiece& piece);
    bool isDelimiter(std::size_t offset) const;
    std::optional<int> goCount(const Token& token) const;
    Token nextToken();

    std::string_view m_script;
    const LexicalRules& m_lexical;
    const ScriptRules& m_rules;
    std::string_view m_delimiter = ";";
    std::size_t m_position = 0;
    std::size_t m_line = 1; // of m_counted
    std::size_t m_counted = 0;
};

std::vector<ScriptPiece> splitScript(std::string_view script, std::string_view dialect);

} // namespace relata
