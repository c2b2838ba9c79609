// The base classes of everything that the window holds: dock panels at its sides and documents in its tabs.
#pragma once

#include "ui/shell/object_ref.h"

#include <QJsonObject>
#include <QString>
#include <QWidget>

namespace relata {

// What opens a document, and what brings it back at the next start.
struct DocumentRequest
{
    QString kind; // of the document factory: "data", "structure", "diagram"
    ObjectRef object; // what it shows; may be of kind None
    QJsonObject state; // from Panel::saveState(); empty when opened anew

    // The same document: opening it again brings its tab to the front.
    bool isSame(const DocumentRequest& other) const { return kind == other.kind && object == other.object; }
};

class Panel : public QWidget
{
    Q_OBJECT

public:
    using QWidget::QWidget;

    // Kept over a restart (splitter positions, the current page ...). Restored before the panel is first
    // shown.
    virtual QJsonObject saveState() const { return {}; }
    virtual void restoreState(const QJsonObject& state) { Q_UNUSED(state); }

    // False while something that the user will see is still to come: loading, laying out, animating. A
    // screenshot waits for it.
    virtual bool isSettled() const { return true; }
};

class Document : public Panel
{
    Q_OBJECT

public:
    using Panel::Panel;

    // What would open this document again (without state).
    virtual DocumentRequest request() const = 0;
    virtual QString title() const = 0; // on the tab: short
    virtual QString description() const { return title(); } // tool tip: the full name and where it is
    virtual QString iconName() const = 0;
    // At the right of the status bar while the document is current: "1,204 rows", "100 %".
    virtual QString statusText() const { return {}; }

    // Asked before the document's tab or the window is closed by hand. False: closing would lose something,
    // and the document has begun to ask about it (without waiting); it closes itself when that is settled.
    virtual bool prepareToClose() { return true; }

    virtual bool canRefresh() const { return false; }
    virtual void refresh() { }

signals:
    void titleChanged(); // also icon and description
    void statusTextChanged();
};

} // namespace relata
