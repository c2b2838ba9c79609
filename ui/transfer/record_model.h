// The first rows of a file, as they were read.
#pragma once

#include "core/transfer/import_sample.h"

#include <QAbstractTableModel>

#include <memory>

namespace relata {

class Theme;

class RecordModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    static constexpr int shownLength = 200; // characters of a value

    RecordModel(Theme& theme, QObject* parent);

    // May be null.
    void setSample(std::shared_ptr<const ImportSample> sample);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    int problemCount() const { return m_problemCount; }

private:
    QString cellText(const Record& record, std::size_t column) const;

    Theme& m_theme;
    std::shared_ptr<const ImportSample> m_sample;
    std::vector<QString> m_problems; // by rows; "" = none
    int m_problemCount = 0;
};

} // namespace relata
