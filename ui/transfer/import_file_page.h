// Which file, and how it is read: encoding, format, separator, quotes, header. The first rows stand beside it
// as they are read that way; a change reads them anew on a worker.
#pragma once

#include "core/transfer/import_sample.h"

#include <QTimer>
#include <QWidget>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QTableView;

namespace relata {

class RecordModel;
class Workbench;

class ImportFilePage final : public QWidget
{
    Q_OBJECT

public:
    ImportFilePage(Workbench& workbench, const QString& file, QWidget* parent);

    QString fileName() const; // "" = none is given
    // Null while nothing can be imported: no file, an error, or still being read.
    std::shared_ptr<const ImportSample> sample() const { return m_sample; }
    QString nullText() const;
    // Where the file's dates or numbers are to be read otherwise than they look.
    std::optional<DateOrder> dates() const;
    std::optional<bool> decimalComma() const;
    bool isReading() const { return m_reading || m_delay.isActive(); }
    QString noteText() const; // what stands over the rows
    RecordModel* rows() const { return m_rows; }

signals:
    void changed(); // sample(), or what it says

private:
    QWidget* buildChoices();
    QWidget* buildPreview();
    FileFormat chosenFormat() const;
    void showFormat(const FileFormat& format);
    void updateVisibility();
    void readLater(bool detect);
    void read();
    void showSample(Result<ImportSample> sample);
    void browse();

    Workbench& m_workbench;
    QLineEdit* m_file = nullptr;
    QFormLayout* m_form = nullptr;
    QComboBox* m_format = nullptr;
    QComboBox* m_encoding = nullptr;
    QComboBox* m_separator = nullptr;
    QComboBox* m_quote = nullptr;
    QCheckBox* m_header = nullptr;
    QCheckBox* m_trim = nullptr;
    QLineEdit* m_null = nullptr;
    QComboBox* m_dates = nullptr;
    QComboBox* m_decimal = nullptr;
    QLabel* m_note = nullptr;
    QLabel* m_warning = nullptr;
    QTableView* m_table = nullptr;
    RecordModel* m_rows = nullptr;
    QTimer m_delay;
    std::shared_ptr<const ImportSample> m_sample;
    QString m_error;
    quint64 m_generation = 0; // of read(); an older answer is dropped
    bool m_detect = true; // the file's own form is wanted, not what is chosen
    bool m_reading = false;
};

} // namespace relata
