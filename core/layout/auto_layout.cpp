#include "core/layout/auto_layout.h"

#include "core/layout/child_process.h"
#include "core/layout/components.h"
#include "core/layout/layout_quality.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>

namespace relata {

namespace {

constexpr double pixelsPerInch = 72; // Graphviz's own unit is the inch; its points are our pixels

struct Candidate
{
    enum class Engine
    {
        Dot,
        Stress, // neato
        Spring, // sfdp
    };

    std::size_t component = 0;
    Engine engine = Engine::Dot;
};

std::string graphvizSource(const CardGraph& graph, Candidate::Engine engine, const LayoutOptions& options)
{
    std::string text = "digraph g {\n";
    auto out = std::back_inserter(text);
    double meanSide = 0;
    for (const SceneRect& card : graph.cards)
        meanSide += (card.width + card.height) / 2 / double(graph.cards.size());
    switch (engine) {
    case Candidate::Engine::Dot:
        fmt::format_to(out, "graph [layout=dot, rankdir=LR, nodesep={:.4f}, ranksep={:.4f}, splines=none];\n",
            options.verticalGap / pixelsPerInch, options.horizontalGap / pixelsPerInch);
        break;
    case Candidate::Engine::Stress:
        fmt::format_to(out,
            "graph [layout=neato, start=7, overlap=prism, splines=none, sep=\"+{:.0f},{:.0f}\"];\n"
            "edge [len={:.4f}];\n",
            options.horizontalGap / 2, options.verticalGap / 2, meanSide * 1.25 / pixelsPerInch);
        break;
    case Candidate::Engine::Spring:
        fmt::format_to(out,
            "graph [layout=sfdp, start=7, overlap=prism, splines=none, sep=\"+{:.0f},{:.0f}\", K={:.4f}];\n",
            options.horizontalGap / 2, options.verticalGap / 2, meanSide / pixelsPerInch);
        break;
    }
    text += "node [shape=box, fixedsize=true, label=\"\"];\n";
    for (std::size_t i = 0; i < graph.cards.size(); ++i)
        fmt::format_to(out, "n{} [width={:.4f}, height={:.4f}];\n", i, graph.cards[i].width / pixelsPerInch,
            graph.cards[i].height / pixelsPerInch);
    for (const CardEdge& edge : graph.edges)
        fmt::format_to(out, "n{} -> n{};\n", edge.to, edge.from);
    text += "}\n";
    return text;
}

// Takes the next space-separated word off the line.
std::string_view nextWord(std::string_view& line)
{
    const std::size_t start = line.find_first_not_of(' ');
    if (start == std::string_view::npos)
        return {};
    const std::size_t end = std::min(line.find(' ', start), line.size());
    const std::string_view word = line.substr(start, end - start);
    line.remove_prefix(end);
    return word;
}

bool readNumber(std::string_view word, double& into)
{
    return std::from_chars(word.data(), word.data() + word.size(), into).ec == std::errc();
}

// One graph of "plain" output (https://graphviz.org/docs/outputs/plain/): "node n3 x y width height ..." with
// the node's centre in inches, y upwards, up to "stop". False if it is not as it should be.
bool readPlain(std::string_view& output, CardGraph& graph)
{
    std::size_t nodes = 0;
    while (!output.empty()) {
        const std::size_t end = std::min(output.find('\n'), output.size());
        std::string_view line = output.substr(0, end);
        output.remove_prefix(std::min(end + 1, output.size()));
        const std::string_view kind = nextWord(line);
        if (kind == "stop")
            return nodes == graph.cards.size();
        if (kind != "node")
            continue;
        const std::string_view name = nextWord(line);
        double x = 0;
        double y = 0;
        std::size_t card = 0;
        if (name.size() < 2
            || std::from_chars(name.data() + 1, name.data() + name.size(), card).ec != std::errc()
            || card >= graph.cards.size() || !readNumber(nextWord(line), x) || !readNumber(nextWord(line), y)
            || !std::isfinite(x) || !std::isfinite(y))
            return false;
        SceneRect& rect = graph.cards[card];
        rect.x = x * pixelsPerInch - rect.width / 2;
        rect.y = -y * pixelsPerInch - rect.height / 2;
        ++nodes;
    }
    return false;
}

std::vector<Candidate> candidatesFor(
    const CardGraph& graph, std::size_t component, const LayoutOptions& options)
{
    using Engine = Candidate::Engine;
    const std::size_t size = graph.cards.size();
    std::vector<Candidate> candidates;
    // dot takes more than a second from about 600 cards on.
    if (options.style == LayoutStyle::Layered || (options.style == LayoutStyle::Automatic && size <= 250))
        candidates.push_back({component, Engine::Dot});
    if (options.style != LayoutStyle::Layered && size > 2)
        candidates.push_back({component, Engine::Spring});
    if (options.style != LayoutStyle::Layered && size > 2 && size <= 80)
        candidates.push_back({component, Engine::Stress});
    if (candidates.empty())
        candidates.push_back({component, Engine::Dot});
    return candidates;
}

// Whole pixels on a grid of four, so that cards and lines are crisp.
void snapToGrid(std::vector<ScenePoint>& positions)
{
    for (ScenePoint& position : positions) {
        position.x = std::round(position.x / 4) * 4;
        position.y = std::round(position.y / 4) * 4;
    }
}

// Puts the laid-out components side by side.
std::vector<ScenePoint> packComponents(const CardGraph& graph,
    const std::vector<std::vector<std::size_t>>& components, const std::vector<CardGraph>& parts,
    const LayoutOptions& options)
{
    std::vector<SceneRect> boxes;
    for (const CardGraph& part : parts)
        boxes.push_back(boundsOf(part.cards));
    const double gap = std::max(options.horizontalGap, options.verticalGap) * 0.75;
    const std::vector<ScenePoint> corners = packBoxes(boxes, options.aspectRatio, gap);
    std::vector<ScenePoint> positions(graph.cards.size());
    for (std::size_t component = 0; component < components.size(); ++component) {
        for (std::size_t i = 0; i < components[component].size(); ++i) {
            const SceneRect& card = parts[component].cards[i];
            positions[components[component][i]] = {corners[component].x + card.x - boxes[component].x,
                corners[component].y + card.y - boxes[component].y};
        }
    }
    return positions;
}

class Layout
{
public:
    Layout(const CardGraph& graph, const LayoutOptions& options)
        : m_graph(graph), m_options(options), m_components(connectedComponents(graph))
    {
        for (const auto& component : m_components)
            m_parts.push_back(subgraph(graph, component));
    }

    Result<LayoutOutcome> run()
    {
        LayoutOutcome outcome;
        if (Result<void> drawn = drawWithGraphviz(); !drawn) {
            if (drawn.error().kind == ErrorKind::Cancelled)
                return fail(drawn.error());
            for (CardGraph& part : m_parts)
                layeredLayout(part, m_options.horizontalGap, m_options.verticalGap);
            outcome.usedGraphviz = false;
            outcome.note = drawn.error().message + " A simple layout was used instead."
                + (drawn.error().hint.empty() ? "" : " " + drawn.error().hint);
        }
        outcome.positions = packComponents(m_graph, m_components, m_parts, m_options);
        snapToGrid(outcome.positions);
        if (m_options.stop.stop_requested())
            return fail(ErrorKind::Cancelled, "The layout was stopped.");
        return outcome;
    }

private:
    Result<void> drawWithGraphviz()
    {
        std::vector<Candidate> candidates;
        std::string source;
        for (std::size_t i = 0; i < m_parts.size(); ++i) {
            if (m_parts[i].cards.size() < 2)
                continue;
            for (const Candidate& candidate : candidatesFor(m_parts[i], i, m_options)) {
                candidates.push_back(candidate);
                source += graphvizSource(m_parts[i], candidate.engine, m_options);
            }
        }
        if (candidates.empty())
            return {};
        const Result<std::string> output =
            runChildProcess({m_options.graphviz, "-Tplain", "-q"}, source, m_options.stop);
        if (!output)
            return fail(output.error());

        m_bestCost.assign(m_parts.size(), std::numeric_limits<double>::infinity());
        std::string_view rest = *output;
        for (const Candidate& candidate : candidates) {
            if (m_options.stop.stop_requested())
                return fail(ErrorKind::Cancelled, "The layout was stopped.");
            CardGraph drawn = m_parts[candidate.component];
            if (!readPlain(rest, drawn))
                return fail(ErrorKind::Operational,
                    "The program " + m_options.graphviz + " did not answer as Graphviz does.");
            const bool inColumns = candidate.engine == Candidate::Engine::Dot;
            if (inColumns) {
                CardGraph stacked = drawn;
                stackColumns(stacked, m_options.verticalGap);
                propose(candidate.component, std::move(stacked), true);
            }
            propose(candidate.component, std::move(drawn), inColumns);
        }
        for (const std::size_t component : ownCandidates()) {
            CardGraph drawn = m_parts[component];
            layeredLayout(drawn, m_options.horizontalGap, m_options.verticalGap);
            propose(component, std::move(drawn), true);
        }
        return {};
    }

    // Our own layered method keeps a pleasing shape where a few tables are referred to by very many.
    std::vector<std::size_t> ownCandidates() const
    {
        std::vector<std::size_t> components;
        for (std::size_t i = 0; i < m_parts.size(); ++i) {
            if (m_parts[i].cards.size() > 2 && m_parts[i].cards.size() <= 250
                && m_options.style != LayoutStyle::Organic)
                components.push_back(i);
        }
        return components;
    }

    // Takes a drawing of a component if it is better than what there is.
    void propose(std::size_t component, CardGraph drawn, bool inColumns)
    {
        if (inColumns)
            straightenColumns(drawn, m_options.verticalGap);
        removeOverlaps(drawn.cards, m_options.horizontalGap, m_options.verticalGap, m_options.stop);
        closeBands(drawn.cards, m_options.horizontalGap, m_options.verticalGap);
        const double cost = layoutCost(drawn, m_options.aspectRatio);
        if (cost < m_bestCost[component]) {
            m_bestCost[component] = cost;
            m_parts[component] = std::move(drawn);
        }
    }

    const CardGraph& m_graph;
    const LayoutOptions& m_options;
    std::vector<std::vector<std::size_t>> m_components;
    std::vector<CardGraph> m_parts;
    std::vector<double> m_bestCost;
};

} // namespace

Result<LayoutOutcome> autoLayout(const CardGraph& graph, const LayoutOptions& options)
{
    return Layout(graph, options).run();
}

} // namespace relata
