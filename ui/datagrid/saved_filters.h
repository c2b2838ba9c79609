// Filters that a person has given a name, per table of a database, in the program's settings.
#pragma once

#include "ui/shell/object_ref.h"

#include <QJsonObject>
#include <QStringList>

namespace relata {

class Settings;

class SavedFilters
{
public:
    SavedFilters(Settings& settings, const ObjectRef& table);

    QStringList names() const; // in the order of the alphabet
    QJsonObject filter(const QString& name) const; // as filterStateToJson() writes it; empty: none
    void save(const QString& name, const QJsonObject& filter); // in place of one with the name
    void remove(const QString& name);

private:
    QJsonObject all() const;

    Settings& m_settings;
    QString m_key;
};

} // namespace relata
