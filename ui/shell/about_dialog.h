#pragma once

#include <QDialog>

namespace relata {

class Theme;

// What this program is, which version, under which licence, and with which libraries. Deletes itself when
// closed.
class AboutDialog final : public QDialog
{
    Q_OBJECT

public:
    AboutDialog(Theme& theme, QWidget* parent);

    // The same as text, for a report about an error.
    static QString versionText();
};

} // namespace relata
