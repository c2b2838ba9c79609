// The tabs below a console's text: messages first, then one tab for each result, closable and kept by choice.
// GUI thread only.
#pragma once

#include <QTabWidget>

namespace relata {

class ResultView;
class Theme;

class ConsoleResults final : public QTabWidget
{
    Q_OBJECT

public:
    // A result whose rows take more memory than this is not fetched further.
    static constexpr std::size_t mostBytes = 256u << 20;

    // `messages` is the first tab, which stays.
    ConsoleResults(Theme& theme, QWidget* messages, QWidget* parent);

    // The tab is named after the view's objectName(); its tool tip is the statement.
    void add(ResultView* view);
    void updateTab(ResultView* view); // after its rows or its pin changed
    QList<ResultView*> views() const;
    ResultView* viewOf(quint64 cursor) const; // null: none reads from it
    ResultView* current() const; // null: messages
    void showMessages() { setCurrentIndex(0); }
    void closeUnpinned();

signals:
    void closing(relata::ResultView* view); // by hand; it is deleted after

private:
    void closeTab(int tab);
    void showTabMenu(const QPoint& position);

    Theme& m_theme;
};

} // namespace relata
