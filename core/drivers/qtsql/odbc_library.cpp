#include "core/drivers/qtsql/odbc_library.h"

#include <dlfcn.h>

namespace relata::qtsql {
namespace {

template <typename Function>
bool find(void* library, const char* name, Function& function)
{
    function = reinterpret_cast<Function>(dlsym(library, name));
    return function != nullptr;
}

bool load(OdbcLibrary& odbc)
{
    void* library = dlopen("libodbc.so.2", RTLD_NOW | RTLD_GLOBAL);
    return library && find(library, "SQLCancel", odbc.cancel) && find(library, "SQLGetData", odbc.getData)
        && find(library, "SQLGetDiagRecW", odbc.getDiagRec)
        && find(library, "SQLColAttributeW", odbc.colAttribute) && find(library, "SQLGetInfoW", odbc.getInfo);
}

} // namespace

const OdbcLibrary* OdbcLibrary::instance()
{
    static OdbcLibrary odbc;
    static const bool loaded = load(odbc);
    return loaded ? &odbc : nullptr;
}

} // namespace relata::qtsql
