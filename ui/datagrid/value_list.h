// The values of a column with the number of rows that have each, to be ticked. GUI thread only.
#pragma once

#include "core/types/sql_type.h"
#include "core/types/value.h"

#include <QAbstractListModel>
#include <QString>

#include <vector>

namespace relata {

// A value and how often it occurs.
struct CountedValue
{
    Value value;
    qint64 rows = 0;
};

class ValueList final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role
    {
        RowsRole = Qt::UserRole, // qint64
        ItalicRole, // bool: NULL, empty text
    };

    using QAbstractListModel::QAbstractListModel;
    void setValues(std::vector<CountedValue> values, const SqlType& type);
    const std::vector<CountedValue>& values() const { return m_values; }
    bool isTicked(int row) const { return m_ticked.at(static_cast<std::size_t>(row)); }
    void setTicked(const std::vector<int>& rows, bool ticked);
    void tickOnly(int row);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

signals:
    void ticksChanged();

private:
    std::vector<CountedValue> m_values;
    std::vector<bool> m_ticked;
    QStringList m_texts;
    std::vector<bool> m_italic;
};

} // namespace relata
