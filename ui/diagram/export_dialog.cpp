#include "ui/diagram/export_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>

namespace relata {

namespace {

QString endingOf(PictureFormat format)
{
    switch (format) {
    case PictureFormat::Png:
        return QStringLiteral("png");
    case PictureFormat::Pdf:
        return QStringLiteral("pdf");
    case PictureFormat::Svg:
        break;
    }
    return QStringLiteral("svg");
}

} // namespace

ExportDialog::ExportDialog(
    const QString& folder, const QString& name, bool dark, bool hasSelection, QWidget* parent)
    : QDialog(parent)
    , m_format(new QComboBox(this))
    , m_scope(new QComboBox(this))
    , m_colors(new QComboBox(this))
    , m_scale(new QDoubleSpinBox(this))
    , m_scaleLabel(new QLabel(tr("Scale"), this))
    , m_transparent(new QCheckBox(tr("Transparent background"), this))
    , m_file(new QLineEdit(this))
    , m_problem(new QLabel(this))
{
    setObjectName(QStringLiteral("diagramExportDialog"));
    setWindowTitle(tr("Export the diagram"));
    m_format->addItem(tr("SVG, vector picture with text"), int(PictureFormat::Svg));
    m_format->addItem(tr("PDF, one page"), int(PictureFormat::Pdf));
    m_format->addItem(tr("PNG, pixels"), int(PictureFormat::Png));
    m_scope->addItem(tr("Whole diagram"));
    m_scope->addItem(tr("Selected tables"));
    m_scope->setEnabled(hasSelection);
    m_colors->addItem(tr("Light"));
    m_colors->addItem(tr("Dark"));
    m_colors->setCurrentIndex(dark ? 1 : 0);
    m_scale->setRange(0.25, 8);
    m_scale->setSingleStep(0.5);
    m_scale->setValue(2);
    m_scale->setSuffix(QStringLiteral(" \u00D7"));
    m_problem->setWordWrap(true);
    m_problem->hide();
    for (const auto& [widget, title] : {std::pair<QWidget*, QString>(m_format, tr("Format")),
             {m_scope, tr("What")}, {m_colors, tr("Colours")}, {m_scale, tr("Scale")}, {m_file, tr("File")}})
        widget->setAccessibleName(title);

    QString stem = name;
    stem.replace(QRegularExpression(QStringLiteral("[^\\w.-]+")), QStringLiteral("-"));
    if (stem.isEmpty() || stem == u"-")
        stem = QStringLiteral("diagram");
    m_file->setText(QDir::toNativeSeparators(QDir(folder).filePath(stem + QStringLiteral(".svg"))));
    m_file->setMinimumWidth(320);
    auto* browseButton = new QPushButton(tr("Browse"), this);
    auto* fileRow = new QHBoxLayout;
    fileRow->addWidget(m_file, 1);
    fileRow->addWidget(browseButton);

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_export = buttons->addButton(tr("Export"), QDialogButtonBox::AcceptRole);
    m_export->setDefault(true);
    auto* form = new QFormLayout(this);
    form->addRow(tr("Format"), m_format);
    form->addRow(tr("What"), m_scope);
    form->addRow(tr("Colours"), m_colors);
    form->addRow(m_scaleLabel, m_scale);
    form->addRow(QString(), m_transparent);
    form->addRow(tr("File"), fileRow);
    form->addRow(m_problem);
    form->addRow(buttons);

    connect(m_format, &QComboBox::currentIndexChanged, this, &ExportDialog::formatChanged);
    connect(m_file, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_export->setEnabled(!text.trimmed().isEmpty());
        m_export->setText(tr("Export"));
        m_replace.clear();
        m_problem->hide();
    });
    connect(browseButton, &QPushButton::clicked, this, &ExportDialog::browse);
    connect(buttons, &QDialogButtonBox::accepted, this, &ExportDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    formatChanged();
}

DiagramExportRequest ExportDialog::request() const
{
    DiagramExportRequest request;
    request.fileName = QDir::fromNativeSeparators(m_file->text().trimmed());
    request.options.format = PictureFormat(m_format->currentData().toInt());
    request.options.palette = m_colors->currentIndex() == 1 ? &darkPalette() : &lightPalette();
    request.options.scale = m_scale->value();
    request.options.background =
        !(m_transparent->isChecked() && request.options.format != PictureFormat::Pdf);
    request.selectionOnly = m_scope->isEnabled() && m_scope->currentIndex() == 1;
    return request;
}

void ExportDialog::formatChanged()
{
    const auto format = PictureFormat(m_format->currentData().toInt());
    m_scale->setVisible(format == PictureFormat::Png);
    m_scaleLabel->setVisible(format == PictureFormat::Png);
    m_transparent->setEnabled(format != PictureFormat::Pdf);
    const QString path = m_file->text();
    if (pictureFormatOf(path)) { // another ending of ours: follow the format
        const QFileInfo info(path);
        m_file->setText(path.chopped(info.suffix().size()) + endingOf(format));
    }
}

void ExportDialog::browse()
{
    const auto format = PictureFormat(m_format->currentData().toInt());
    auto* dialog = new QFileDialog(this, tr("Export the diagram"), m_file->text());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(endingOf(format));
    dialog->setNameFilter(QStringLiteral("*.%1").arg(endingOf(format)));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
        m_file->setText(file);
        m_replace = file; // that dialog has asked
    });
    dialog->open();
}

void ExportDialog::accept()
{
    const DiagramExportRequest wanted = request();
    const QFileInfo info(wanted.fileName);
    QString problem;
    if (info.isDir())
        problem = tr("%1 is a folder. Give the name of a file.").arg(info.filePath());
    else if (!info.dir().exists())
        problem = tr("There is no folder %1.").arg(QDir::toNativeSeparators(info.absolutePath()));
    else if (info.exists() && m_replace != wanted.fileName) {
        problem = tr("%1 exists. Press Replace to write over it.").arg(info.fileName());
        m_replace = wanted.fileName;
        m_export->setText(tr("Replace"));
    }
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    if (!problem.isEmpty())
        return;
    emit exportRequested(wanted);
    QDialog::accept();
}

} // namespace relata
