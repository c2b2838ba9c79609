// The whole value of one cell, read only: as text, indented JSON, a hex dump, or a picture.
#pragma once

#include "core/editing/row_window.h"
#include "ui/datagrid/grid_source.h"

#include <QImage>
#include <QWidget>

class QButtonGroup;
class QLabel;
class QPlainTextEdit;
class QPushButton;
class QStackedWidget;
class QToolButton;

namespace relata {

class TaskRunner;
class Theme;

class CellViewer final : public QWidget
{
    Q_OBJECT

public:
    enum class Mode
    {
        Text,
        Json,
        Hex,
        Image,
    };

    CellViewer(Theme& theme, TaskRunner& tasks, QWidget* parent);

    void showNothing(const QString& why);
    // A value, whole or a prefix of it.
    void showValue(const GridColumn& column, CellContent content);
    // While a whole value is on its way, and when it did not come.
    void showFetching();
    void showError(const Error& error);

    Mode mode() const { return m_mode; }
    void setMode(Mode mode); // by hand; the next value picks its own again
    const CellContent& content() const { return m_content; }
    QString shownText() const;
    QImage shownImage() const { return m_image; } // null unless a picture is shown

signals:
    void wholeValueRequested();
    void closeRequested();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    Mode fittingMode() const;
    void render();
    void decodeImage();
    void fitImage();
    QString sizeText() const;

    Theme& m_theme;
    TaskRunner& m_tasks;
    QLabel* m_name;
    QLabel* m_facts;
    QWidget* m_modeRow;
    QButtonGroup* m_modes;
    QPushButton* m_load;
    QStackedWidget* m_pages;
    QPlainTextEdit* m_text;
    QLabel* m_picture;
    QLabel* m_note;
    GridColumn m_column;
    CellContent m_content;
    QImage m_image;
    Mode m_mode = Mode::Text;
    bool m_hasValue = false;
};

// What the first bytes say: PNG, JPEG, GIF, BMP, WebP, TIFF, ICO or SVG.
bool looksLikeImage(std::string_view bytes);

} // namespace relata
