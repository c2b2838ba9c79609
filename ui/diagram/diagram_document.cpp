#include "ui/diagram/diagram_document.h"

#include "ui/connections/connection_list.h"
#include "ui/diagram/diagram_toolbar.h"
#include "ui/diagram/diagram_view.h"
#include "ui/diagram/minimap.h"
#include "ui/shell/panel_registry.h"
#include "ui/shell/state_view.h"
#include "ui/shell/theme.h"
#include "ui/shell/workbench.h"

#include <QClipboard>
#include <QDir>
#include <QGuiApplication>
#include <QJsonArray>
#include <QLineEdit>
#include <QMenu>
#include <QStackedLayout>
#include <QStandardPaths>
#include <QUndoCommand>
#include <QVBoxLayout>

namespace relata {

namespace {

const auto settingsArea = QStringLiteral("diagram");

// More are not worth the room that they take in the session file.
constexpr std::size_t maxSavedPlaces = 3000;

QString toQString(const std::string& text)
{
    return QString::fromStdString(text);
}

} // namespace

// Cards from one set of places to another. The first redo finds them there already.
struct DiagramDocument::Placement final : public QUndoCommand
{
    Placement(DiagramDocument& document, const QString& text, CardPlaces from, CardPlaces to)
        : QUndoCommand(text), document(document), before(std::move(from)), after(std::move(to))
    { }
    void undo() override { apply(before); }
    void redo() override
    {
        if (!m_first)
            apply(after);
        m_first = false;
    }
    void apply(const CardPlaces& places) const
    {
        std::vector<EdgeRouter::Move> moves;
        for (const auto& [name, place] : places) {
            const int card = document.m_view->scene().findCard(name.first, name.second);
            if (card >= 0) // tables may have been dropped since
                moves.push_back({std::size_t(card), place});
        }
        document.m_view->placeCards(moves);
    }

    DiagramDocument& document;
    CardPlaces before;
    CardPlaces after;

private:
    bool m_first = true;
};

DiagramDocument::DiagramDocument(Workbench& workbench, const DocumentRequest& request, QWidget* parent)
    : Document(parent)
    , m_workbench(workbench)
    , m_request(request)
    , m_toolbar(new DiagramToolbar(workbench.theme(), request.object.kind == ObjectRef::Kind::Table, this))
    , m_view(new DiagramView(this))
    , m_minimap(new Minimap(m_view))
    , m_state(new StateView(workbench.theme(), this))
    , m_stack(new QStackedLayout)
{
    m_request.state = {};
    m_query.subject = request.object;
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_toolbar);
    column->addLayout(m_stack, 1);
    m_stack->addWidget(m_state);
    m_stack->addWidget(m_view);
    setFocusProxy(m_view);

    connect(m_toolbar, &DiagramToolbar::optionsChanged, this, &DiagramDocument::optionsChanged);
    connect(m_toolbar, &DiagramToolbar::layoutRequested, this, &DiagramDocument::layOutAgain);
    connect(m_toolbar, &DiagramToolbar::fitRequested, m_view, &DiagramView::fitAll);
    connect(m_toolbar, &DiagramToolbar::zoomInRequested, m_view, &DiagramView::zoomIn);
    connect(m_toolbar, &DiagramToolbar::zoomOutRequested, m_view, &DiagramView::zoomOut);
    connect(m_toolbar, &DiagramToolbar::actualSizeRequested, m_view, [this] { m_view->zoomTo(1); });
    connect(m_toolbar, &DiagramToolbar::exportRequested, this, &DiagramDocument::exportPicture);
    connect(m_toolbar, &DiagramToolbar::copyRequested, this, &DiagramDocument::copyAsImage);
    connect(m_toolbar, &DiagramToolbar::searchChanged, this, &DiagramDocument::search);
    connect(m_toolbar, &DiagramToolbar::searchNext, this, &DiagramDocument::searchNext);
    connect(m_toolbar, &DiagramToolbar::searchLeft, m_view, [this] { m_view->setFocus(); });

    connect(m_view, &DiagramView::viewChanged, this, [this] {
        m_toolbar->showScale(m_view->scale());
        emit statusTextChanged();
    });
    connect(m_view, &DiagramView::selectionChanged, this, &DiagramDocument::selectionChanged);
    connect(m_view, &DiagramView::cardActivated, this,
        [this](int card) { m_workbench.openObject(objectOf(std::size_t(card))); });
    connect(m_view, &DiagramView::menuRequested, this, &DiagramDocument::showMenu);
    connect(m_view, &DiagramView::findRequested, this, &DiagramDocument::find);
    connect(m_view, &DiagramView::copyRequested, this, &DiagramDocument::copyAsImage);
    connect(m_view, &DiagramView::undoRequested, &m_undo, &QUndoStack::undo);
    connect(m_view, &DiagramView::redoRequested, &m_undo, &QUndoStack::redo);
    connect(m_view, &DiagramView::cardsMoved, this, [this](const auto& before, const auto& after) {
        CardPlaces from;
        CardPlaces to;
        for (std::size_t i = 0; i < before.size(); ++i) {
            const DiagramCard& card = m_view->scene().cards[before[i].card];
            from[{card.tableSchema, card.tableName}] = before[i].topLeft;
            to[{card.tableSchema, card.tableName}] = after[i].topLeft;
        }
        m_arranged = true;
        m_undo.push(new Placement(*this, tr("Move tables"), std::move(from), std::move(to)));
    });
    connect(&workbench.theme(), &Theme::changed, this, &DiagramDocument::applyTheme);
    connect(&workbench, &Workbench::selectionChanged, this, &DiagramDocument::followSelection);
    connect(&workbench.connections(), &ConnectionList::connectionChanged, this,
        [this](DatabaseConnection* connection) {
            if (connection->id() == m_request.object.connectionId)
                connectionChanged();
        });
    connect(&workbench.connections(), &ConnectionList::connectionOpened, this,
        [this](DatabaseConnection* connection) {
            if (connection->id() == m_request.object.connectionId)
                connectionChanged();
        });

    const QJsonValue notation =
        workbench.settings().value(settingsArea, QStringLiteral("notation"), int(NotationKind::CrowsFoot));
    m_query.notation = NotationKind(std::clamp(notation.toInt(), 0, int(NotationKind::Idef1x)));
    m_toolbar->show(m_query);
    applyTheme();
    if (!request.state.isEmpty())
        restoreState(request.state);
    // The state may be restored after this; it must be there before the first drawing.
    QMetaObject::invokeMethod(this, &DiagramDocument::connectionChanged, Qt::QueuedConnection);
    showState();
}

void DiagramDocument::applyTheme()
{
    m_view->setColors(m_workbench.theme().palette());
    m_minimap->setColors(m_workbench.theme().palette());
    const DiagramStyle style = DiagramStyle::with(m_workbench.theme().font(Theme::FontRole::Ui));
    const bool otherFont = !(style == m_query.style);
    m_query.style = style;
    if (otherFont && m_shown)
        draw(Places::Keep);
}

QString DiagramDocument::title() const
{
    const ObjectRef& object = m_request.object;
    if (object.kind == ObjectRef::Kind::Table)
        return tr("Around %1").arg(object.name);
    if (object.kind == ObjectRef::Kind::Schema && !object.schema.isEmpty())
        return tr("Diagram of %1").arg(object.schema);
    return m_connection ? tr("Diagram of %1").arg(m_connection->name()) : tr("Diagram");
}

QString DiagramDocument::description() const
{
    const QString where = m_connection ? m_connection->name() : QString();
    return where.isEmpty() ? title() : QStringLiteral("%1\n%2").arg(title(), where);
}

QString DiagramDocument::statusText() const
{
    if (!m_shown)
        return {};
    const DiagramScene& scene = m_view->scene();
    return tr("%n table(s)", nullptr, int(scene.cards.size())) + QStringLiteral(", ")
        + tr("%n relationship(s)", nullptr, int(scene.edges.size()));
}

bool DiagramDocument::isSettled() const
{
    return !m_drawing.isActive() && !m_view->isAnimating() && m_view->isComplete()
        && !(m_connection && m_connection->state() == DatabaseConnection::State::Reflecting && !m_shown);
}

void DiagramDocument::refresh()
{
    if (m_connection)
        m_connection->refresh();
}

void DiagramDocument::connectionChanged()
{
    DatabaseConnection* connection = m_workbench.connections().find(m_request.object.connectionId);
    if (connection != m_connection) {
        m_connection = connection;
        emit titleChanged();
    }
    if (m_connection && m_connection->metadata() && m_connection->metadata() != m_metadata) {
        m_metadata = m_connection->metadata();
        draw(Places::Keep);
    }
    if (!m_shown)
        showState();
}

void DiagramDocument::showState()
{
    m_toolbar->setContentEnabled(false);
    m_stack->setCurrentWidget(m_state);
    if (!m_connection) {
        m_state->showEmpty(
            QStringLiteral("disconnect"), tr("The database is not open"), tr("Open it to see its diagram."));
    } else if (m_drawing.isActive()) {
        m_state->showLoading(tr("Laying out the diagram"), [this] { m_drawing.requestStop(); });
    } else if (m_connection->state() == DatabaseConnection::State::Failed) {
        m_state->showError(m_connection->error(), tr("The schema could not be read"), [this] {
            if (m_connection)
                m_connection->retry();
        });
    } else if (!m_metadata) {
        m_state->showLoading(tr("Reading the schema of %1").arg(m_connection->name()));
    }
}

void DiagramDocument::draw(Places places)
{
    if (!m_metadata)
        return;
    DiagramQuery query = m_query;
    query.metadata = m_metadata;
    if (places == Places::Keep)
        query.places = m_shown ? placesOf(m_view->scene()) : m_restored;
    const bool anew = places == Places::Anew;
    m_drawing = m_workbench.tasks().run(
        TaskOptions{tr("Laying out %1").arg(title()), {}, QStringLiteral("diagram")},
        [query](TaskContext& task) { return drawDiagram(query, task.stopToken()); }, this,
        [this, anew](Result<DrawnDiagram> drawn) {
            if (drawn) {
                const bool sameCards = m_shown && anew
                    && drawn->scene.cards.size() == m_view->scene().cards.size()
                    && drawn->scene.detail == m_view->scene().detail
                    && drawn->scene.notation == m_view->scene().notation;
                if (!sameCards) {
                    show(std::move(*drawn));
                    return;
                }
                m_undo.push(
                    new Placement(*this, tr("Lay out"), placesOf(m_view->scene()), placesOf(drawn->scene)));
                m_view->animateTo(std::move(drawn->router));
                m_view->fitAll();
            } else if (!m_shown) {
                const bool stopped = drawn.error().kind == ErrorKind::Cancelled;
                if (stopped)
                    m_state->showEmpty(QStringLiteral("stop"), tr("The layout was stopped"));
                else
                    m_state->showError(drawn.error(), tr("The diagram could not be laid out"));
                m_state->addAction(tr("Lay out"), QStringLiteral("layout"), [this] {
                    draw(Places::Keep);
                    showState();
                });
            } else if (drawn.error().kind != ErrorKind::Cancelled) {
                m_workbench.showBanner(
                    Message::fromError(drawn.error(), tr("The diagram could not be laid out")));
            }
        });
}

void DiagramDocument::show(DrawnDiagram drawn)
{
    const bool first = !m_shown;
    m_shown = true;
    m_restored.clear();
    if (drawn.scene.cards.empty()) {
        m_view->setDiagram(std::move(drawn.scene), std::move(drawn.router));
        m_shown = false;
        m_toolbar->setContentEnabled(false);
        m_stack->setCurrentWidget(m_state);
        const bool gone = m_request.object.kind == ObjectRef::Kind::Table;
        m_state->showEmpty(QStringLiteral("diagram"),
            gone ? tr("There is no table %1 any more").arg(m_request.object.name)
                 : tr("There are no tables to draw"),
            gone ? QString() : tr("Tables that are created appear here after a refresh (F5)."));
        return;
    }
    const bool otherCards = drawn.scene.cards.size() != m_view->scene().cards.size()
        || drawn.scene.detail != m_view->scene().detail;
    m_view->setDiagram(std::move(drawn.scene), std::move(drawn.router));
    m_toolbar->setContentEnabled(true);
    m_stack->setCurrentWidget(m_view);
    if (first || otherCards)
        m_view->fitAll();
    if (!drawn.note.isEmpty()) {
        Message message;
        message.severity = Message::Severity::Warning;
        message.title = drawn.note;
        m_workbench.addMessage(message);
    }
    search(m_searched);
    followSelection(m_workbench.selection());
    emit statusTextChanged();
}

void DiagramDocument::optionsChanged()
{
    m_toolbar->read(m_query);
    m_workbench.settings().setValue(settingsArea, QStringLiteral("notation"), int(m_query.notation));
    // What a person arranged stays; what was laid out automatically is laid out for the new sizes.
    draw(m_arranged ? Places::Keep : Places::Anew);
}

void DiagramDocument::layOutAgain(LayoutStyle style)
{
    m_query.layout = style;
    m_arranged = false;
    draw(Places::Anew);
}

QJsonObject DiagramDocument::saveState() const
{
    QJsonObject state{{QStringLiteral("detail"), int(m_query.detail)},
        {QStringLiteral("notation"), int(m_query.notation)}, {QStringLiteral("views"), m_query.views},
        {QStringLiteral("distance"), m_query.distance}, {QStringLiteral("arranged"), m_arranged}};
    QJsonArray cards;
    const CardPlaces places = m_shown ? placesOf(m_view->scene()) : m_restored;
    if (places.size() <= maxSavedPlaces) {
        for (const auto& [name, place] : places)
            cards.append(QJsonArray{toQString(name.first), toQString(name.second), place.x, place.y});
    }
    state.insert(QStringLiteral("cards"), cards);
    return state;
}

void DiagramDocument::restoreState(const QJsonObject& state)
{
    const auto choice = [&state](const char* key, int largest, int fallback) {
        const int value = state.value(QLatin1String(key)).toInt(fallback);
        return value < 0 || value > largest ? fallback : value;
    };
    m_query.detail = DetailLevel(choice("detail", 2, int(m_query.detail)));
    m_query.notation = NotationKind(choice("notation", 2, int(m_query.notation)));
    m_query.views = state.value(QStringLiteral("views")).toBool();
    m_query.distance = std::max(1, choice("distance", 6, 1));
    m_arranged = state.value(QStringLiteral("arranged")).toBool();
    for (const QJsonValue& value : state.value(QStringLiteral("cards")).toArray()) {
        const QJsonArray card = value.toArray();
        const double x = card.at(2).toDouble();
        const double y = card.at(3).toDouble();
        if (std::abs(x) < 1e6 && std::abs(y) < 1e6)
            m_restored[{card.at(0).toString().toStdString(), card.at(1).toString().toStdString()}] = {x, y};
    }
    m_toolbar->show(m_query);
}

DiagramScene DiagramDocument::partOf(bool selectionOnly) const
{
    const DiagramScene& whole = m_view->scene();
    const std::set<std::size_t>& selected = m_view->selectedCards();
    if (!selectionOnly || selected.empty())
        return whole;
    DiagramScene part = whole;
    part.cards.clear();
    part.edges.clear();
    std::map<std::size_t, std::size_t> numbers;
    for (const std::size_t card : selected) {
        numbers[card] = part.cards.size();
        part.cards.push_back(whole.cards[card]);
    }
    for (DiagramEdge edge : whole.edges) {
        if (!selected.count(edge.from) || !selected.count(edge.to))
            continue;
        edge.from = numbers[edge.from];
        edge.to = numbers[edge.to];
        part.edges.push_back(std::move(edge));
    }
    return part;
}

void DiagramDocument::exportPicture()
{
    if (!m_shown)
        return;
    const QString home = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
    QString folder =
        m_workbench.settings().value(settingsArea, QStringLiteral("exportFolder"), home).toString();
    if (!QDir(folder).exists())
        folder = QDir::homePath();
    auto* dialog = new ExportDialog(folder, title(), m_workbench.theme().isDark(),
        !m_view->selectedCards().empty(), m_workbench.window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ExportDialog::exportRequested, this, &DiagramDocument::writePicture);
    dialog->open();
}

void DiagramDocument::writePicture(const DiagramExportRequest& request)
{
    m_workbench.settings().setValue(
        settingsArea, QStringLiteral("exportFolder"), QFileInfo(request.fileName).absolutePath());
    DiagramExportRequest wanted = request;
    wanted.options.title = title();
    m_workbench.tasks().run(
        tr("Writing %1").arg(QFileInfo(request.fileName).fileName()),
        [scene = partOf(request.selectionOnly), wanted](TaskContext&) -> Result<void> {
            return exportDiagram(scene, wanted.options).and_then([&wanted](const QByteArray& bytes) {
                return relata::writePicture(wanted.fileName, bytes);
            });
        },
        this,
        [this, file = request.fileName](Result<void> written) {
            if (!written) {
                m_workbench.showBanner(
                    Message::fromError(written.error(), tr("The diagram could not be exported")));
                return;
            }
            Message message;
            message.severity = Message::Severity::Success;
            message.title = tr("The diagram was written to %1").arg(QDir::toNativeSeparators(file));
            m_workbench.addMessage(message);
        });
}

void DiagramDocument::copyAsImage()
{
    if (!m_shown)
        return;
    DiagramExportOptions options;
    options.format = PictureFormat::Png;
    options.palette = &m_workbench.theme().palette();
    const bool part = !m_view->selectedCards().empty();
    m_workbench.tasks().run(
        tr("Copying the diagram"),
        [scene = partOf(part), options](TaskContext&) mutable {
            Result<QImage> image = diagramImage(scene, options);
            while (!image && options.scale > 0.1) { // a large diagram in less detail rather than not at all
                options.scale /= 2;
                image = diagramImage(scene, options);
            }
            return image;
        },
        this,
        [this, part](Result<QImage> image) {
            if (!image) {
                m_workbench.showBanner(
                    Message::fromError(image.error(), tr("The diagram could not be copied")));
                return;
            }
            QGuiApplication::clipboard()->setImage(*image);
            Message message;
            message.severity = Message::Severity::Success;
            message.title = part ? tr("The selected tables were copied as an image")
                                 : tr("The diagram was copied as an image");
            m_workbench.addMessage(message);
        });
}

void DiagramDocument::find()
{
    m_toolbar->searchField()->setFocus();
    m_toolbar->searchField()->selectAll();
}

void DiagramDocument::search(const QString& text)
{
    m_searched = text;
    m_matches.clear();
    m_match = 0;
    const QString wanted = text.trimmed();
    std::vector<std::size_t> byColumn;
    const auto& cards = m_view->scene().cards;
    for (std::size_t i = 0; i < cards.size() && !wanted.isEmpty(); ++i) {
        if (cards[i].name.contains(wanted, Qt::CaseInsensitive)) {
            m_matches.push_back(i);
        } else if (std::any_of(cards[i].rows.begin(), cards[i].rows.end(), [&wanted](const DiagramRow& row) {
                       return row.name.contains(wanted, Qt::CaseInsensitive);
                   })) {
            byColumn.push_back(i);
        }
    }
    m_matches.insert(m_matches.end(), byColumn.begin(), byColumn.end());
    m_view->setMatches({m_matches.begin(), m_matches.end()});
    m_toolbar->showMatches(m_matches.empty() ? 0 : 1, wanted.isEmpty() ? -1 : int(m_matches.size()));
    if (!m_matches.empty())
        m_view->showCard(m_matches.front());
}

void DiagramDocument::searchNext()
{
    if (m_matches.empty())
        return;
    // The first Return goes to what is shown already.
    const std::size_t current = m_matches[m_match];
    if (m_view->selectedCards() == std::set<std::size_t>{current})
        m_match = (m_match + 1) % m_matches.size();
    m_view->select({m_matches[m_match]});
    m_view->showCard(m_matches[m_match]);
    m_toolbar->showMatches(int(m_match) + 1, int(m_matches.size()));
}

ObjectRef DiagramDocument::objectOf(std::size_t card, int row) const
{
    const DiagramCard& shown = m_view->scene().cards[card];
    ObjectRef object;
    object.connectionId = m_request.object.connectionId;
    object.schema = toQString(shown.tableSchema);
    object.name = toQString(shown.tableName);
    object.kind = shown.isView ? ObjectRef::Kind::View : ObjectRef::Kind::Table;
    const Table* table = m_metadata ? m_metadata->findTable(shown.tableSchema, shown.tableName) : nullptr;
    if (row >= 0 && table) {
        // Rows show names made visible; the column's own name is what others need.
        const QString name = shown.rows[std::size_t(row)].name;
        for (const Column& column : table->columns) {
            if (visibleText(column.name) == name) {
                object.kind = ObjectRef::Kind::Column;
                object.member = toQString(column.name);
                break;
            }
        }
    }
    return object;
}

void DiagramDocument::selectionChanged()
{
    if (m_selecting || m_view->selectedCards().empty())
        return;
    m_selecting = true;
    m_workbench.select(objectOf(*m_view->selectedCards().begin(), m_view->selectedRow()));
    m_selecting = false;
}

void DiagramDocument::followSelection(const ObjectRef& object)
{
    if (m_selecting || !m_shown || object.connectionId != m_request.object.connectionId)
        return;
    const int card = m_view->scene().findCard(object.schema.toStdString(), object.name.toStdString());
    if (card < 0)
        return;
    m_selecting = true;
    m_view->select({std::size_t(card)});
    m_selecting = false;
}

void DiagramDocument::showMenu(const QPoint& position, int card)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (card >= 0) {
        const ObjectRef object = objectOf(std::size_t(card));
        for (const DocumentFactory* factory : m_workbench.panels().documentsFor(object)) {
            const bool around = factory->kind == m_request.kind;
            if (around && object == m_request.object)
                continue;
            menu->addAction(m_workbench.theme().icon(factory->icon),
                around ? tr("Diagram of this and its neighbours") : factory->title, this,
                [this, kind = factory->kind, object] {
                    m_workbench.openDocument({kind, object, {}});
                });
        }
        menu->addSeparator();
        menu->addAction(m_workbench.theme().icon(QStringLiteral("copy")), tr("Copy the name"), this,
            [name = object.name] { QGuiApplication::clipboard()->setText(name); });
        menu->addAction(tr("Fit the selection"), m_view, &DiagramView::fitSelection);
    } else {
        menu->addAction(m_workbench.theme().icon(QStringLiteral("fit")), tr("Fit everything"), m_view,
            &DiagramView::fitAll);
        menu->addAction(m_workbench.theme().icon(QStringLiteral("layout")), tr("Lay out again"), this,
            [this] { layOutAgain(LayoutStyle::Automatic); });
    }
    menu->addSeparator();
    QAction* undo = menu->addAction(m_workbench.theme().icon(QStringLiteral("undo")),
        m_undo.canUndo() ? tr("Undo: %1").arg(m_undo.undoText()) : tr("Undo"), &m_undo, &QUndoStack::undo);
    undo->setEnabled(m_undo.canUndo());
    menu->addAction(m_workbench.theme().icon(QStringLiteral("copy")), tr("Copy as image"), this,
        &DiagramDocument::copyAsImage);
    menu->addAction(m_workbench.theme().icon(QStringLiteral("export")), tr("Export"), this,
        &DiagramDocument::exportPicture);
    menu->popup(position);
}

} // namespace relata
