// What can be done with a row of the Explorer.
#pragma once

#include "ui/shell/object_ref.h"

#include <memory>

class QMenu;
class QWidget;

namespace relata {

class DatabaseConnection;
class Workbench;
struct ExplorerNode;

// Fills the menu for a row; leaves it empty where nothing can be done. What it does runs after the menu has
// closed, so that it asks for objects by name, not by row. `owner` guards what runs in the background.
void fillExplorerMenu(QMenu& menu, Workbench& workbench, const ExplorerNode& node, QWidget* owner);

// Put on the clipboard when they are ready, unless `owner` is gone by then.
void copyDdl(Workbench& workbench, const ObjectRef& object, QWidget* owner);
void copySelect(Workbench& workbench, const ObjectRef& object);

} // namespace relata
