// The profiles on disk: one JSON file in the configuration folder, replaced as a whole (a crash or a full
// disk leaves the old one).
#pragma once

#include "core/util/result.h"
#include "ui/connections/connection_profile.h"

#include <QList>
#include <QStringList>

namespace relata {

struct ProfileList
{
    QList<ConnectionProfile> profiles; // most recently used first
    QStringList open; // ids of those that were open, in the order of their opening
};

class ProfileStore
{
public:
    explicit ProfileStore(QString file);

    static QString defaultFile(); // connections.json in QStandardPaths::AppConfigLocation

    // A missing file is an empty list. A file that cannot be understood is moved aside as FILE.broken, so
    // that the next save does not destroy it, and reported (ErrorKind::File).
    Result<ProfileList> load() const;
    Result<void> save(const ProfileList& list) const;

private:
    QString m_file;
};

} // namespace relata
