// Finds places for the cards of a diagram.
//
// Graphviz does the drawing, in a child process (it has global state and cannot be interrupted): connected
// components one by one, small ones in several ways of which the best is taken, then all are packed into a
// pleasing rectangle. Only numbers go to the child ("n0 -> n1"), so no name can be mistaken for its syntax.
// The same graph always gives the same places (with the same Graphviz).
#pragma once

#include "core/layout/placement.h"
#include "core/util/result.h"

#include <stop_token>
#include <string>

namespace relata {

enum class LayoutStyle
{
    Automatic, // whatever suits each component
    Layered, // what is referred to stands left of what refers to it
    Organic, // neighbours stand close, in all directions
};

struct LayoutOptions
{
    LayoutStyle style = LayoutStyle::Automatic;
    double aspectRatio = 1.5; // of the whole, width / height
    double horizontalGap = 76; // px between cards, room for edges and their end marks
    double verticalGap = 44;
    std::string graphviz = "dot"; // the program: a path, or a name in PATH
    std::stop_token stop;
};

struct LayoutOutcome
{
    std::vector<ScenePoint> positions; // of each card's top left corner; the whole begins at 0, 0
    bool usedGraphviz = true;
    std::string note; // why Graphviz was not used and what to do about it; empty if it was
};

// No two cards overlap in the result, and the gaps hold. Without Graphviz the cards are laid out by a plain
// layered method of our own, and the note says so. Errors: Cancelled. Any thread; blocks.
Result<LayoutOutcome> autoLayout(const CardGraph& graph, const LayoutOptions& options = {});

} // namespace relata
