#pragma once

#include "ui/render/diagram_export.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace relata {

struct DiagramExportRequest
{
    QString fileName;
    DiagramExportOptions options;
    bool selectionOnly = false;
};

// Asks how and where to write a diagram. Show it with open(); exportRequested comes once, on Export.
class ExportDialog final : public QDialog
{
    Q_OBJECT

public:
    // `folder`: where the last picture went; `name`: of the diagram, for the file.
    ExportDialog(const QString& folder, const QString& name, bool dark, bool hasSelection, QWidget* parent);

    DiagramExportRequest request() const;

signals:
    void exportRequested(const relata::DiagramExportRequest& request);

private:
    void formatChanged();
    void browse();
    void accept() override;

    QComboBox* m_format;
    QComboBox* m_scope;
    QComboBox* m_colors;
    QDoubleSpinBox* m_scale;
    QLabel* m_scaleLabel;
    QCheckBox* m_transparent;
    QLineEdit* m_file;
    QLabel* m_problem;
    QPushButton* m_export;
    QString m_replace; // the existing file that may be written over
};

} // namespace relata
