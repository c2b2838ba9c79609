// What a panel shows instead of content: empty, loading, or failed. Says what it is and offers the next step.
#pragma once

#include "core/util/error.h"
#include "ui/render/palette.h"

#include <QString>
#include <QWidget>

#include <functional>

class QLabel;
class QProgressBar;
class QPushButton;

namespace relata {

class IconLabel;
class Theme;

class StateView final : public QWidget
{
    Q_OBJECT

public:
    explicit StateView(Theme& theme, QWidget* parent = nullptr);

    // Nothing to show. `text` may be empty.
    void showEmpty(const QString& icon, const QString& title, const QString& text = {});
    // Something is on its way. `stop` adds a Stop button.
    void showLoading(const QString& title, std::function<void()> stop = {});
    // 0 of 0: not known how long.
    void setProgress(qint64 done, qint64 total, const QString& text = {});
    // It failed: the error's message, hint, and Copy details; `retry` adds a Try again button.
    void showError(const Error& error, const QString& title, std::function<void()> retry = {});

    // The next step, after showEmpty or showError. Up to two; the first is the primary one.
    void addAction(const QString& text, const QString& icon, std::function<void()> run);

    bool isLoading() const { return m_loading; }
    QString title() const;
    QString text() const;

private:
    void reset(const QString& icon, QColor Palette::*tone);
    QPushButton* addButton(const QString& text, const QString& icon, std::function<void()> run);

    Theme& m_theme;
    IconLabel* m_icon = nullptr;
    QLabel* m_title = nullptr;
    QLabel* m_text = nullptr;
    QProgressBar* m_progress = nullptr;
    QWidget* m_buttonRow = nullptr;
    bool m_loading = false;
};

} // namespace relata
