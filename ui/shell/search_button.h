// Looks like a search field and opens the command palette: the visible door to Ctrl+P.
#pragma once

#include <QAbstractButton>

class QAction;

namespace relata {

class Theme;

class SearchButton final : public QAbstractButton
{
    Q_OBJECT

public:
    SearchButton(Theme& theme, QAction& action, QWidget* parent);
    QSize sizeHint() const override { return {340, 28}; }
    QSize minimumSizeHint() const override { return {160, 28}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme& m_theme;
    QAction& m_action;
};

} // namespace relata
