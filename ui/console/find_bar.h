// Finding and replacing in an editor's text, as a bar over it. Return finds the next place, Shift+Return the
// one before, Escape closes.
#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;
class QToolButton;

namespace relata {

class SqlEditor;
class Theme;

class FindBar final : public QWidget
{
    Q_OBJECT

public:
    FindBar(Theme& theme, SqlEditor& editor, QWidget* parent);

    void open(); // with what is selected
    void find(bool forward);
    void replace(); // what is found, then finds the next place
    int replaceAll(); // how many
    QLineEdit* findField() const { return m_find; }
    QLineEdit* replaceField() const { return m_replace; }
    QString note() const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void close();

    SqlEditor& m_editor;
    QLineEdit* m_find;
    QLineEdit* m_replace;
    QToolButton* m_case;
    QLabel* m_note;
};

} // namespace relata
