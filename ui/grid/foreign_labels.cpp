#include "ui/grid/foreign_labels.h"

#include "core/editing/row_label.h"
#include "ui/tasks/task_context.h"

#include <algorithm>

namespace relata {
namespace {

constexpr int delayMs = 60;
constexpr qsizetype keysAtOnce = 400; // below every server's limit of parameters
constexpr qsizetype mostKnown = 50'000; // of one column

QString textOf(const ValueView& key)
{
    return QString::fromStdString(Value::copyOf(key).toText());
}

} // namespace

ForeignLabels::ForeignLabels(DatabaseConnection& connection, QObject* parent)
    : QObject(parent), m_connection(&connection)
{
    m_delay.setSingleShot(true);
    m_delay.setInterval(delayMs);
    connect(&m_delay, &QTimer::timeout, this, &ForeignLabels::read);
}

void ForeignLabels::setTable(TablePtr table, std::shared_ptr<const MetaData> metadata)
{
    ++m_generation;
    m_running = 0;
    m_delay.stop();
    m_links.clear();
    m_metadata = std::move(metadata);
    if (!table || !m_metadata)
        return;
    for (const ForeignKeyConstraint& key : table->foreignKeys) {
        const Table* referred = m_metadata->referredTable(*table, key);
        if (key.columns.size() != 1 || !referred || labelColumns(*referred).empty())
            continue;
        const auto column = std::find_if(table->columns.begin(), table->columns.end(),
            [&](const Column& candidate) { return candidate.name == key.columns.front(); });
        const std::vector<std::string>& target =
            key.referredColumns.empty() ? referred->primaryKey.columns : key.referredColumns;
        if (column != table->columns.end() && target.size() == 1)
            m_links[static_cast<int>(column - table->columns.begin())] = {referred, target.front(), {}, {}};
    }
}

QString ForeignLabels::label(int column, const ValueView& key)
{
    const auto link = m_links.find(column);
    if (link == m_links.end() || key.isNull() || key.truncated)
        return {};
    const QString text = textOf(key);
    const auto known = link->second.known.constFind(text);
    if (known != link->second.known.constEnd())
        return *known;
    if (!link->second.wanted.contains(text)) {
        link->second.wanted.insert(text, Value::copyOf(key));
        if (!m_delay.isActive())
            m_delay.start();
    }
    return {};
}

void ForeignLabels::forget()
{
    ++m_generation;
    m_running = 0;
    for (auto& [column, link] : m_links) {
        link.known.clear();
        link.wanted.clear();
    }
}

void ForeignLabels::read()
{
    if (!m_connection)
        return;
    using Labels = std::vector<std::pair<Value, std::string>>;
    for (auto& [column, link] : m_links) {
        while (!link.wanted.isEmpty()) {
            std::vector<Value> keys;
            QStringList asked;
            for (auto wanted = link.wanted.begin();
                 wanted != link.wanted.end() && asked.size() < keysAtOnce;) {
                asked.append(wanted.key());
                keys.push_back(*wanted);
                wanted = link.wanted.erase(wanted);
            }
            if (link.known.size() > mostKnown)
                link.known.clear();
            // Asked for once: a key without a row has no label, and a refusal is not repeated at each paint.
            for (const QString& key : asked)
                link.known.insert(key, {});
            ++m_running;
            m_connection->run<Labels>(
                tr("Reading what %1 are called").arg(QString::fromStdString(link.table->name)),
                [metadata = m_metadata, table = link.table, key = link.key, keys = std::move(keys)](
                    Connection& connection, TaskContext& task) {
                    return readRowLabels(connection, *table, key, keys, task.stopToken());
                },
                this,
                [this, generation = m_generation, column = column](const Result<Labels>& labels) {
                    const auto found = m_links.find(column);
                    if (generation != m_generation || found == m_links.end())
                        return;
                    --m_running;
                    if (!labels)
                        return; // the keys themselves are shown: labels are an addition
                    for (const auto& [key, label] : *labels)
                        found->second.known.insert(
                            textOf(key.view()), QString::fromStdString(label).simplified());
                    emit arrived();
                });
        }
    }
}

} // namespace relata
