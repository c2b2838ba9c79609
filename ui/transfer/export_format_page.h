// What the chosen format lets one choose: separator, NULL, encoding, dialect ... Fields that a format does
// not have are hidden.
#pragma once

#include "ui/transfer/export_choice.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLineEdit;
class QSpinBox;

namespace relata {

class ExportFormatPage final : public QWidget
{
    Q_OBJECT

public:
    // `ownDialect`: of the connection, the default for SQL.
    ExportFormatPage(const QString& ownDialect, QWidget* parent);

    void setChoice(const ExportChoice& choice);
    void read(ExportChoice& choice) const; // everything but format, scope and file

signals:
    void edited();

private:
    void updateVisibility(ExportFormat format);

    QFormLayout* m_form;
    QComboBox* m_separator;
    QComboBox* m_quote;
    QLineEdit* m_null;
    QComboBox* m_encoding;
    QComboBox* m_lineEnding;
    QComboBox* m_bytes;
    QCheckBox* m_header;
    QCheckBox* m_quoteAll;
    QCheckBox* m_mark;
    QComboBox* m_dialect;
    QSpinBox* m_batch;
    QCheckBox* m_createTable;
    QString m_ownDialect;
    ExportFormat m_format = ExportFormat::Csv;
};

} // namespace relata
