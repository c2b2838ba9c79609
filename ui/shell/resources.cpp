#include "ui/shell/resources.h"

#include <QDir>
#include <QtGlobal>

// Must stand outside any namespace (documentation of Q_INIT_RESOURCE).
static void initShellResources()
{
    Q_INIT_RESOURCE(relata_shell);
}

namespace relata {

void initResources()
{
    static const bool done = [] {
        initShellResources();
        return true;
    }();
    Q_UNUSED(done);
}

} // namespace relata
