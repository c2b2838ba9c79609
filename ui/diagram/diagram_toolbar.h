#pragma once

#include "ui/diagram/diagram_job.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QSpinBox;
class QToolButton;

namespace relata {

class Theme;

// The row of controls above a diagram. Holds no state but what its controls show.
class DiagramToolbar final : public QWidget
{
    Q_OBJECT

public:
    DiagramToolbar(Theme& theme, bool aroundOneTable, QWidget* parent);

    void read(DiagramQuery& query) const; // detail, notation, views, distance
    void show(const DiagramQuery& query); // without signals
    void showScale(double scale);
    void showMatches(int current, int count); // current from 1; count -1: nothing is searched for
    void setContentEnabled(bool enabled); // whether there is a diagram
    QLineEdit* searchField() const { return m_search; }

signals:
    void optionsChanged();
    void layoutRequested(relata::LayoutStyle style);
    void fitRequested();
    void zoomInRequested();
    void zoomOutRequested();
    void actualSizeRequested();
    void exportRequested();
    void copyRequested();
    void searchChanged(const QString& text);
    void searchNext();
    void searchLeft(); // Escape

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QToolButton* addButton(const QString& icon, const QString& text, const QString& keys = {});

    Theme& m_theme;
    QComboBox* m_detail;
    QComboBox* m_notation;
    QToolButton* m_views;
    QSpinBox* m_distance;
    QLabel* m_distanceLabel;
    QToolButton* m_scale;
    QLineEdit* m_search;
    QLabel* m_matches;
    QList<QWidget*> m_needContent;
};

} // namespace relata
