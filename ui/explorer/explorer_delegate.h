#pragma once

#include <QStyledItemDelegate>

namespace relata {

class Theme;

// A row of the Explorer: icon, name with the found letters marked, and behind it what is secondary, muted.
class ExplorerDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    ExplorerDelegate(Theme& theme, QObject* parent);

    void paint(
        QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    Theme& m_theme;
};

} // namespace relata
