// A wide flat button with an icon, a title and a second, muted line: the rows of the welcome page.
#pragma once

#include <QAbstractButton>
#include <QString>

namespace relata {

class Theme;

class ChoiceCard final : public QAbstractButton
{
    Q_OBJECT

public:
    ChoiceCard(
        Theme& theme, const QString& icon, const QString& title, const QString& detail, QWidget* parent);

    void setTrailing(const QString& text); // a shortcut, a date; at the right
    void setMark(const QColor& color); // a thin bar at the left; invalid = none
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {200, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    Theme& m_theme;
    QString m_icon;
    QString m_detail;
    QString m_trailing;
    QColor m_mark;
    bool m_hover = false;
};

} // namespace relata
