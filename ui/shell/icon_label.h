// Shows one icon; follows the theme and the screen's pixel ratio, which a QLabel with a pixmap does not.
#pragma once

#include <QIcon>
#include <QWidget>

namespace relata {

class IconLabel final : public QWidget
{
    Q_OBJECT

public:
    explicit IconLabel(int size, QWidget* parent = nullptr);
    void setIcon(const QIcon& icon);
    QSize sizeHint() const override { return {m_size, m_size}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QIcon m_icon;
    int m_size;
};

} // namespace relata
