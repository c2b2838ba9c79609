#pragma once

#include "ui/structure/facts.h"

#include <QAbstractTableModel>

namespace relata {

class Theme;

// A FactTable for a view.
class FactModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    static constexpr int SortRole = Qt::UserRole + 1;

    FactModel(Theme& theme, QObject* parent);

    void setFacts(FactTable facts);
    const FactTable& facts() const { return m_facts; }
    const FactRow& row(int row) const { return m_facts.rows.at(row); }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    Theme& m_theme;
    FactTable m_facts;
};

} // namespace relata
