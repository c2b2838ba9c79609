// The few calls of ODBC that Qt Sql has no words for, on the handles that Qt Sql made: cancelling from
// another thread, values as the driver writes them, diagnostics with their SQLSTATE.
//
// Source: Microsoft's "ODBC API Reference".
#pragma once

#include <sql.h>
#include <sqlext.h>
#include <sqlucode.h>

namespace relata::qtsql {

struct OdbcLibrary
{
    decltype(&::SQLCancel) cancel = nullptr;
    decltype(&::SQLGetData) getData = nullptr;
    decltype(&::SQLGetDiagRecW) getDiagRec = nullptr;
    decltype(&::SQLColAttributeW) colAttribute = nullptr;
    decltype(&::SQLGetInfoW) getInfo = nullptr;

    // The driver manager that Qt's plugin uses, loaded once. nullptr if it is not installed. Thread-safe.
    static const OdbcLibrary* instance();
};

} // namespace relata::qtsql
