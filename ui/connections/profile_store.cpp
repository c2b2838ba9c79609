#include "ui/connections/profile_store.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>
#include <QStandardPaths>

namespace relata {

ProfileStore::ProfileStore(QString file) : m_file(std::move(file))
{ }

QString ProfileStore::defaultFile()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation)
        + QStringLiteral("/connections.json");
}

Result<ProfileList> ProfileStore::load() const
{
    QFile file(m_file);
    if (!file.exists())
        return ProfileList();
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::File,
            QObject::tr("The list of connections, %1, cannot be read: %2.")
                .arg(m_file, file.errorString())
                .toStdString());
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll(), &problem);
    file.close();
    if (!document.isObject() || !document["connections"].isArray()) {
        const QString aside = m_file + QStringLiteral(".broken");
        QFile::remove(aside);
        QFile::rename(m_file, aside);
        return fail(ErrorKind::File,
            QObject::tr("The list of connections is damaged, so it begins anew.").toStdString(),
            QObject::tr("The damaged file was kept as %1.").arg(aside).toStdString());
    }
    ProfileList list;
    for (const QJsonValue& value : document["connections"].toArray()) {
        if (std::optional<ConnectionProfile> profile = ConnectionProfile::fromJson(value.toObject()))
            list.profiles.append(std::move(*profile));
    }
    for (const QJsonValue& id : document["open"].toArray())
        list.open.append(id.toString());
    return list;
}

Result<void> ProfileStore::save(const ProfileList& list) const
{
    QJsonArray profiles;
    for (const ConnectionProfile& profile : list.profiles)
        profiles.append(profile.toJson());
    const QJsonObject object{
        {"version", 1}, {"connections", profiles}, {"open", QJsonArray::fromStringList(list.open)}};

    QDir().mkpath(QFileInfo(m_file).absolutePath());
    QSaveFile file(m_file);
    if (file.open(QIODevice::WriteOnly)) {
        file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
        file.write(QJsonDocument(object).toJson());
        if (file.commit())
            return {};
    }
    return fail(ErrorKind::File,
        QObject::tr("The list of connections could not be saved in %1: %2.")
            .arg(m_file, file.errorString())
            .toStdString(),
        QObject::tr("Check the folder's permissions and the free space.").toStdString());
}

} // namespace relata
