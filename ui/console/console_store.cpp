#include "ui/console/console_store.h"

#include "core/util/atomic_file.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>
#include <QUuid>

#include <algorithm>
#include <map>
#include <mutex>

namespace relata {
namespace {

constexpr int keptClosed = 50; // consoles of a connection whose tabs were closed

QString& chosenFolder()
{
    static QString folder;
    return folder;
}

QString folderOf(const QString& connectionId)
{
    QString folder = chosenFolder();
    if (folder.isEmpty())
        folder =
            QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/consoles");
    const QByteArray name = QCryptographicHash::hash(connectionId.toUtf8(), QCryptographicHash::Sha1).toHex();
    return folder + u'/' + QString::fromLatin1(name);
}

QString fileOf(const QString& connectionId, const QString& id)
{
    return folderOf(connectionId) + u'/' + id + QStringLiteral(".json");
}

// Ids come back from session files, which anybody may have written.
bool isSafeId(const QString& id)
{
    return !id.isEmpty() && id.size() <= 64
        && std::all_of(id.begin(), id.end(), [](QChar c) { return c.isLetterOrNumber() || c == u'-'; });
}

// Bytes that are not UTF-8 can stand in a console; JSON takes text alone.
QByteArray toJson(const ConsoleRecord& record)
{
    const QByteArray bytes(record.text.data(), qsizetype(record.text.size()));
    return QJsonDocument(
        QJsonObject{{QStringLiteral("connection"), record.connectionId}, {QStringLiteral("id"), record.id},
            {QStringLiteral("number"), record.number}, {QStringLiteral("text"), QString::fromUtf8(bytes)},
            {QStringLiteral("cursor"), record.cursor}, {QStringLiteral("autocommit"), record.autocommit},
            {QStringLiteral("open"), record.open}})
        .toJson();
}

std::optional<ConsoleRecord> fromFile(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const QJsonObject json = QJsonDocument::fromJson(file.readAll()).object();
    if (!isSafeId(json.value(QStringLiteral("id")).toString()))
        return std::nullopt;
    ConsoleRecord record;
    record.connectionId = json.value(QStringLiteral("connection")).toString();
    record.id = json.value(QStringLiteral("id")).toString();
    record.number = std::max(1, json.value(QStringLiteral("number")).toInt(1));
    record.text = json.value(QStringLiteral("text")).toString().toStdString();
    record.cursor = json.value(QStringLiteral("cursor")).toInteger();
    record.autocommit = json.value(QStringLiteral("autocommit")).toBool(true);
    record.open = json.value(QStringLiteral("open")).toBool(true);
    return record;
}

QList<ConsoleRecord> allOf(const QString& connectionId)
{
    QList<ConsoleRecord> records;
    const QDir folder(folderOf(connectionId));
    for (const QString& name : folder.entryList({QStringLiteral("*.json")}, QDir::Files)) {
        if (auto record = fromFile(folder.filePath(name)); record && record->connectionId == connectionId)
            records.append(std::move(*record));
    }
    return records;
}

// Two threads write: an older text must not come after a newer one. By id; process-wide, as the files are.
std::mutex writeMutex;
std::map<QString, quint64> writtenTurns;
quint64 lastTurn = 0; // GUI thread

Result<void> store(const ConsoleRecord& record, quint64 turn)
{
    const std::scoped_lock lock(writeMutex);
    quint64& written = writtenTurns[record.id];
    if (turn < written)
        return {};
    written = turn;
    const QString path = fileOf(record.connectionId, record.id);
    QDir().mkpath(folderOf(record.connectionId));
    Result<AtomicFile> file = AtomicFile::create(QFile::encodeName(path).toStdString());
    if (!file)
        return fail(file.error());
    if (Result<void> written = file->write(toJson(record).toStdString()); !written)
        return written;
    return file->commit();
}

// Closed consoles are kept for a while, the oldest go.
void thin(const QString& connectionId)
{
    const QDir folder(folderOf(connectionId));
    int closed = 0;
    for (const QFileInfo& info : folder.entryInfoList({QStringLiteral("*.json")}, QDir::Files, QDir::Time)) {
        const auto record = fromFile(info.filePath());
        if (record && !record->open && ++closed > keptClosed)
            QFile::remove(info.filePath());
    }
}

} // namespace

ConsoleStore& ConsoleStore::of(TaskRunner& tasks)
{
    auto* store = tasks.findChild<ConsoleStore*>(QString(), Qt::FindDirectChildrenOnly);
    return store ? *store : *new ConsoleStore(tasks);
}

void ConsoleStore::setFolder(const QString& folder)
{
    chosenFolder() = folder;
}

ConsoleStore::ConsoleStore(TaskRunner& tasks)
    : QObject(&tasks), m_tasks(tasks), m_lane(tasks.createLane(tr("Consoles")))
{ }

ConsoleRecord ConsoleStore::create(const QString& connectionId)
{
    ConsoleRecord record;
    record.connectionId = connectionId;
    record.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    QList<int> taken;
    for (const ConsoleRecord& other : openOnes(connectionId))
        taken.append(other.number);
    while (taken.contains(record.number))
        ++record.number;
    // On disk at once, so that the next one gets another number.
    writeNow(record);
    return record;
}

std::optional<ConsoleRecord> ConsoleStore::read(const QString& connectionId, const QString& id) const
{
    if (!isSafeId(id))
        return std::nullopt;
    auto record = fromFile(fileOf(connectionId, id));
    return record && record->connectionId == connectionId ? record : std::nullopt;
}

QList<ConsoleRecord> ConsoleStore::openOnes(const QString& connectionId) const
{
    QList<ConsoleRecord> records = allOf(connectionId);
    records.removeIf([](const ConsoleRecord& record) { return !record.open; });
    std::sort(records.begin(), records.end(),
        [](const ConsoleRecord& a, const ConsoleRecord& b) { return a.number < b.number; });
    return records;
}

void ConsoleStore::write(const ConsoleRecord& record)
{
    ++m_writing;
    m_tasks.run(
        tr("Keeping a console"), m_lane,
        [record, turn = ++lastTurn](TaskContext&) {
            Result<void> stored = store(record, turn);
            if (stored && !record.open)
                thin(record.connectionId);
            return stored;
        },
        this,
        [this](Result<void> stored) {
            --m_writing;
            if (stored) {
                m_told = false;
            } else if (!m_told) {
                m_told = true;
                emit failed(stored.error());
            }
        });
}

void ConsoleStore::writeNow(const ConsoleRecord& record)
{
    if (const Result<void> stored = store(record, ++lastTurn); !stored && !m_told) {
        m_told = true;
        emit failed(stored.error());
    }
}

} // namespace relata
