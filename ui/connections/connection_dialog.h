// Opens a database, or edits what is remembered of one. Shown with open().
#pragma once

#include "ui/connections/connection_profile.h"
#include "ui/tasks/task_runner.h"

#include <QDialog>

class QLabel;
class QListWidget;
class QProgressBar;
class QPushButton;

namespace relata {

class ConnectionFormWidget;
class ConnectionManager;
class IconLabel;
class Theme;

class ConnectionDialog final : public QDialog
{
    Q_OBJECT

public:
    ConnectionDialog(ConnectionManager& manager, Theme& theme, QWidget* parent);
    ~ConnectionDialog() override;

    void edit(const ConnectionProfile& profile);
    ConnectionFormWidget& form() const { return *m_form; }
    bool isTesting() const { return m_test.isActive(); }

    void accept() override; // opens the database; stays, and says why, where that cannot even begin
    void done(int result) override;

private:
    QWidget* buildResult();
    void fillList();
    void startNew();
    void test();
    void stopTest();
    void showResult(const QString& icon, const QString& title, const QString& text);
    void clearResult();

    ConnectionManager& m_manager;
    Theme& m_theme;
    QListWidget* m_list = nullptr;
    ConnectionFormWidget* m_form = nullptr;
    QWidget* m_result = nullptr;
    IconLabel* m_resultIcon = nullptr;
    QLabel* m_resultTitle = nullptr;
    QLabel* m_resultText = nullptr;
    QProgressBar* m_progress = nullptr;
    QPushButton* m_testButton = nullptr;
    QPushButton* m_forget = nullptr;
    TaskHandle m_test;
    bool m_filling = false;
};

} // namespace relata
