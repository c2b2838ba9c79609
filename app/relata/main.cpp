// The desktop program: builds the application object and the shell, nothing else.
#include "app/relata/options.h"
#include "app/relata/screenshot.h"
#include "core/builtin/builtin.h"
#include "ui/shell/banner.h"
#include "ui/shell/english_plurals.h"
#include "ui/shell/main_window.h"
#include "ui/shell/panel_registry.h"
#include "ui/shell/settings.h"
#include "ui/shell/theme.h"
#include "ui/tasks/task_runner.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>

#include <cstdlib>

using namespace relata;

namespace {

int run(QApplication& application, const Options& options, const QElapsedTimer& started)
{
    // A picture shows the program as it is at its first start, and leaves no trace in the user's settings.
    std::optional<QTemporaryDir> ownFolder;
    QString settingsFile;
    if (!options.screenshot.isEmpty()) {
        ownFolder.emplace();
        settingsFile = ownFolder->filePath(QStringLiteral("relata.ini"));
    }
    Settings settings(settingsFile);
    Theme theme(settings);
    if (options.theme)
        theme.overrideMode(*options.theme);
    theme.install();
    application.setWindowIcon(QIcon(QStringLiteral(":/relata/icons/relata.svg")));

    TaskRunner tasks;
    PanelRegistry panels;
    registerPanels(panels);
    int result = 0;
    {
        MainWindow window(theme, settings, tasks, panels);
        window.restoreWindow();
        // The desktop session ends: windows are not closed one by one then.
        QObject::connect(
            &application, &QGuiApplication::commitDataRequest, &window, &MainWindow::saveSession);
        if (!options.size.isEmpty())
            window.resize(options.size);
        window.show();
        std::optional<Screenshot> screenshot;
        if (!options.screenshot.isEmpty() || options.measure || !options.view.isEmpty())
            screenshot.emplace(window, options, started);
        // After the window's first paint: databases open while the user already sees where.
        QMetaObject::invokeMethod(
            &window,
            [&] {
                if (options.screenshot.isEmpty())
                    window.restoreSession();
                for (const QString& source : options.sources) {
                    if (!window.openSource(source) && !options.screenshot.isEmpty())
                        screenshot->fail(window.documents().banner()->message().describe());
                }
            },
            Qt::QueuedConnection);
        result = QApplication::exec();
    }
    if (!tasks.shutdown()) {
        // A client library does not return from a call. Everything of ours is saved and closed by now.
        settings.flush();
        std::_Exit(result);
    }
    return result;
}

} // namespace

int main(int argc, char** argv)
{
    QElapsedTimer started;
    started.start();
    int exitCode = 0;
    const std::optional<Options> options = parseOptions(argc, argv, exitCode);
    if (!options)
        return exitCode;

    QApplication::setHighDpiScaleFactorRoundingPolicy(Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
    int qtArgc = 1; // ours are not Qt's
    QApplication application(qtArgc, argv);
    QApplication::setApplicationName(QStringLiteral("relata"));
    QApplication::setApplicationDisplayName(QStringLiteral("Relata"));
    QApplication::setApplicationVersion(QStringLiteral(RELATA_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("org.relata.Relata"));
    QApplication::installTranslator(new EnglishPlurals(&application));
    registerBuiltins();
    return run(application, *options, started);
}
