// The whole value of one cell: as text (shapes too), indented JSON, a tree, bytes, or a picture. Where its
// cell can be edited, the value can be: typed, loaded from a file, or set to NULL; Ctrl+Return applies.
// Nothing is stored before the pending changes are committed.
#pragma once

#include "core/editing/row_window.h"
#include "ui/grid/cell_edit.h"

#include <QImage>
#include <QWidget>

class QButtonGroup;
class QLabel;
class QPlainTextEdit;
class QPushButton;
class QStackedWidget;
class QToolButton;
class QTreeView;

namespace relata {

class JsonTree;
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
        Tree, // of JSON
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

    // After showValue(): how it is edited. Nothing: read only.
    void setEdit(std::optional<CellEdit> edit);
    bool isEdited() const { return m_edited; } // typed, and not applied yet
    // False: what was typed cannot be stored; why is said below it, and it stays.
    bool apply();
    void revert();
    void setNull();
    // Errors: the file cannot be read or written. A file is put in place whole or not at all.
    Result<void> loadFile(const QString& path);
    Result<void> saveFile(const QString& path);
    QString problem() const;

    Mode mode() const { return m_mode; }
    void setMode(Mode mode); // by hand; the next value picks its own again
    const CellContent& content() const { return m_content; }
    QString shownText() const;
    QImage shownImage() const { return m_image; } // null unless a picture is shown

signals:
    void wholeValueRequested();
    void failed(const relata::Error& error, const QString& title); // of a file
    void closeRequested();

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    Mode fittingMode() const;
    bool isShape() const; // points, lines, polygons: their text is not what is stored
    void render();
    void buildEditing(QWidget* row);
    void updateEditing();
    void noteTyped();
    bool canType() const; // in this mode
    Result<PendingValue> typedValue() const;
    QString shownBytes() const; // as they are typed
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
    JsonTree* m_tree;
    QTreeView* m_treeView;
    QWidget* m_editRow = nullptr;
    QPushButton* m_apply;
    QPushButton* m_revert;
    QPushButton* m_bytes;
    QToolButton* m_more;
    QLabel* m_problem;
    QLabel* m_picture;
    QLabel* m_note;
    GridColumn m_column;
    CellContent m_content;
    QImage m_image;
    Mode m_mode = Mode::Text;
    std::optional<CellEdit> m_edit;
    bool m_edited = false;
    bool m_filling = false; // by the program, not by typing
    bool m_typesBytes = false; // rather than shows a dump of them
    bool m_canShowBytes = false;
    bool m_complete = false; // the page shows all of the value
    bool m_hasValue = false;
};

// What the first bytes say: PNG, JPEG, GIF, BMP, WebP, TIFF, ICO or SVG.
bool looksLikeImage(std::string_view bytes);

} // namespace relata
