#pragma once

#include "ui/structure/fact_model.h"

#include <QWidget>

class QSortFilterProxyModel;
class QStackedWidget;
class QTableView;

namespace relata {

class SqlView;
class StateView;

// One FactTable as a grid: sorts, filters, copies; shows the whole of a long definition below.
class FactPage final : public QWidget
{
    Q_OBJECT

public:
    FactPage(Theme& theme, QWidget* parent);

    void setFacts(FactTable facts, const QString& dialect);
    void setFilter(const QString& text);
    void select(const ObjectRef& object);
    QTableView* table() const { return m_table; }

signals:
    void selected(const relata::ObjectRef& object);
    void linkActivated(const relata::ObjectRef& object);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void currentChanged();
    void activate(const QModelIndex& index, bool anywhere);
    void copy() const;
    void updateState();

    Theme& m_theme;
    FactModel* m_model = nullptr;
    QSortFilterProxyModel* m_proxy = nullptr;
    QStackedWidget* m_pages = nullptr;
    QTableView* m_table = nullptr;
    StateView* m_empty = nullptr;
    SqlView* m_definition = nullptr;
    QString m_dialect;
    QString m_filter;
};

} // namespace relata
