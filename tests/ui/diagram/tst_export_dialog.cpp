#include "ui/diagram/export_dialog.h"

#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace relata;

class TestExportDialog : public QObject
{
    Q_OBJECT

private slots:
    void proposesAFileAndFollowsTheFormat();
    void asksBeforeItReplaces();
    void refusesFoldersThatAreNot();
    void offersTheSelectionOnlyIfThereIsOne();

private:
    QPushButton* exportButton(const ExportDialog& dialog) const
    {
        for (QPushButton* button : dialog.findChildren<QPushButton*>()) {
            if (button->isDefault())
                return button;
        }
        return nullptr;
    }
    QTemporaryDir m_folder;
};

void TestExportDialog::proposesAFileAndFollowsTheFormat()
{
    ExportDialog dialog(m_folder.path(), QStringLiteral("Diagram of a/b: \"shop\""), true, false, nullptr);
    QCOMPARE(QFileInfo(dialog.request().fileName).fileName(), QStringLiteral("Diagram-of-a-b-shop-.svg"));
    QCOMPARE(dialog.request().options.palette, &darkPalette());
    auto* format = dialog.findChildren<QComboBox*>().first();
    format->setCurrentIndex(2);
    QCOMPARE(dialog.request().options.format, PictureFormat::Png);
    QVERIFY(dialog.request().fileName.endsWith(QStringLiteral(".png")));
}

void TestExportDialog::asksBeforeItReplaces()
{
    ExportDialog dialog(m_folder.path(), QStringLiteral("shop"), false, false, nullptr);
    QFile file(dialog.request().fileName);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.close();
    QSignalSpy requested(&dialog, &ExportDialog::exportRequested);
    dialog.open();
    QTest::mouseClick(exportButton(dialog), Qt::LeftButton);
    QCOMPARE(requested.count(), 0);
    QCOMPARE(exportButton(dialog)->text(), QStringLiteral("Replace"));
    QTest::mouseClick(exportButton(dialog), Qt::LeftButton);
    QCOMPARE(requested.count(), 1);
    QVERIFY(!dialog.isVisible());
}

void TestExportDialog::refusesFoldersThatAreNot()
{
    ExportDialog dialog(m_folder.path(), QStringLiteral("x"), false, false, nullptr);
    QSignalSpy requested(&dialog, &ExportDialog::exportRequested);
    dialog.open();
    auto* field = dialog.findChildren<QLineEdit*>().last();
    for (QLineEdit* edit : dialog.findChildren<QLineEdit*>()) {
        if (edit->text().endsWith(QStringLiteral(".svg")))
            field = edit;
    }
    field->setText(m_folder.filePath(QStringLiteral("nowhere/x.svg")));
    QTest::mouseClick(exportButton(dialog), Qt::LeftButton);
    field->setText(m_folder.path());
    QTest::mouseClick(exportButton(dialog), Qt::LeftButton);
    QCOMPARE(requested.count(), 0);
    QVERIFY(dialog.isVisible());
    field->clear();
    QVERIFY(!exportButton(dialog)->isEnabled());
}

void TestExportDialog::offersTheSelectionOnlyIfThereIsOne()
{
    const ExportDialog without(m_folder.path(), QStringLiteral("x"), false, false, nullptr);
    QVERIFY(!without.request().selectionOnly);
    const ExportDialog with(m_folder.path(), QStringLiteral("x"), false, true, nullptr);
    auto* scope = with.findChildren<QComboBox*>().at(1);
    QVERIFY(scope->isEnabled());
    scope->setCurrentIndex(1);
    QVERIFY(with.request().selectionOnly);
}

QTEST_MAIN(TestExportDialog)
#include "tst_export_dialog.moc"
