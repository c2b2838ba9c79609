// What happened, newest last: errors with details that can be copied, warnings, notes.
#pragma once

#include "ui/shell/message.h"
#include "ui/shell/panel.h"

#include <QAbstractListModel>
#include <QList>

class QListView;
class QStackedWidget;

namespace relata {

class StateView;
class Theme;

class MessageModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role
    {
        TextRole = Qt::UserRole + 1,
        TimeRole, // QDateTime
        DescriptionRole, // everything, for the clipboard
    };

    static constexpr int maxMessages = 1000; // the oldest go

    MessageModel(Theme& theme, QObject* parent);
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    void add(const Message& message);
    void clear();
    const Message& at(int row) const { return m_messages.at(row); }

private:
    Theme& m_theme;
    QList<Message> m_messages;
};

class MessagesPanel final : public Panel
{
    Q_OBJECT

public:
    explicit MessagesPanel(Theme& theme, QWidget* parent = nullptr);

    void add(const Message& message);
    MessageModel* model() const { return m_model; }

private:
    void copySelected();
    void updatePage();

    MessageModel* m_model = nullptr;
    QListView* m_view = nullptr;
    StateView* m_empty = nullptr;
    QStackedWidget* m_pages = nullptr;
};

} // namespace relata
