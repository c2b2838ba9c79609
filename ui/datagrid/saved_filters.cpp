#include "ui/datagrid/saved_filters.h"

#include "ui/shell/settings.h"

#include <QUrl>

#include <algorithm>

namespace relata {
namespace {

const QString area = QStringLiteral("datagrid");

// A key of the settings, in which a slash opens a group.
QString keyPart(const QString& text)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text));
}

} // namespace

SavedFilters::SavedFilters(Settings& settings, const ObjectRef& table)
    : m_settings(settings)
    , m_key(QStringLiteral("filters.%1.%2.%3")
                .arg(keyPart(table.connectionId), keyPart(table.schema), keyPart(table.name)))
{ }

QJsonObject SavedFilters::all() const
{
    return m_settings.value(area, m_key).toObject();
}

QStringList SavedFilters::names() const
{
    QStringList names = all().keys();
    std::sort(names.begin(), names.end(),
        [](const QString& a, const QString& b) { return a.localeAwareCompare(b) < 0; });
    return names;
}

QJsonObject SavedFilters::filter(const QString& name) const
{
    return all().value(name).toObject();
}

void SavedFilters::save(const QString& name, const QJsonObject& filter)
{
    QJsonObject filters = all();
    filters.insert(name, filter);
    m_settings.setValue(area, m_key, filters);
}

void SavedFilters::remove(const QString& name)
{
    QJsonObject filters = all();
    filters.remove(name);
    m_settings.setValue(area, m_key, filters);
}

} // namespace relata
