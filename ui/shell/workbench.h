// What a panel sees of the window that holds it. Panels get it at their creation, it outlives them, and they
// include neither the main window nor each other. GUI thread only.
#pragma once

#include "ui/shell/message.h"
#include "ui/shell/object_ref.h"
#include "ui/shell/panel.h"

#include <QList>
#include <QObject>

#include <memory>

namespace relata {

class ActionRegistry;
class ConnectionList;
class ObjectProvider;
class PanelRegistry;
class Settings;
class TaskRunner;
class Theme;

class Workbench : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    virtual Theme& theme() = 0;
    virtual Settings& settings() = 0;
    virtual TaskRunner& tasks() = 0;
    virtual ActionRegistry& actions() = 0;
    virtual const PanelRegistry& panels() const = 0;
    virtual ConnectionList& connections() = 0;

    // The window: parent of dialogs (show them with QDialog::open()).
    virtual QWidget* window() = 0;

    // Brings the tab of the same kind and object to the front, or makes one. nullptr if no kind of that name
    // can show the object. The document is owned by its tab.
    virtual Document* openDocument(const DocumentRequest& request) = 0;
    // What a double click on the object does: the first kind of document that can show it.
    Document* openObject(const ObjectRef& object);
    virtual void closeDocument(Document* document) = 0;
    virtual QList<Document*> documents() const = 0; // in the order of the tabs
    virtual Document* currentDocument() const = 0; // nullptr on the welcome page

    // Shows a dock panel by its id and gives it the keyboard.
    virtual void revealPanel(const QString& id) = 0;

    // What the user is looking at. The inspector and the SQL preview follow it; whoever shows objects sets
    // it.
    virtual ObjectRef selection() const = 0;
    virtual void select(const ObjectRef& object) = 0;

    // A line in the messages panel; a warning or an error also marks the panel's tab.
    virtual void addMessage(const Message& message) = 0;
    // The same, and a banner over the current document. For what the user must see now and no panel can show
    // in its own place (a panel that fails to load shows the error itself, with a StateView).
    virtual void showBanner(const Message& message) = 0;

    // Objects for Ctrl+P. The provider must live as long as the workbench, or until removed.
    virtual void addObjectProvider(ObjectProvider* provider) = 0;
    virtual void removeObjectProvider(ObjectProvider* provider) = 0;

signals:
    void selectionChanged(const relata::ObjectRef& object);
    void currentDocumentChanged(relata::Document* document); // nullptr: the welcome page
    void documentOpened(relata::Document* document);
    void documentClosing(relata::Document* document);
};

} // namespace relata
