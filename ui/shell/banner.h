// A message at the top of a document: what happened, to what, what to do next, with Copy details. Does not
// block.
#pragma once

#include "ui/shell/message.h"

#include <QWidget>

#include <functional>

class QLabel;
class QToolButton;

namespace relata {

class IconLabel;
class Theme;

class Banner final : public QWidget
{
    Q_OBJECT

public:
    explicit Banner(Theme& theme, QWidget* parent = nullptr);

    void show(const Message& message);
    // One further button, for the next step ("Try again"); gone with the next message.
    void setAction(const QString& text, std::function<void()> run);
    const Message& message() const { return m_message; }

signals:
    void closed();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme& m_theme;
    Message m_message;
    IconLabel* m_icon = nullptr;
    QLabel* m_text = nullptr;
    QToolButton* m_action = nullptr;
    QToolButton* m_copy = nullptr;
    std::function<void()> m_run;
};

// The icon and colours of a severity.
QString severityIcon(Message::Severity severity);

} // namespace relata
