// The fields of one database address, for one kind of database at a time, and the same address as a URL; a
// change of either changes the other.
#pragma once

#include "ui/connections/connection_profile.h"

#include <QWidget>

class QButtonGroup;
class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace relata {

class Dialect;
class Theme;

class ConnectionFormWidget final : public QWidget
{
    Q_OBJECT

public:
    ConnectionFormWidget(Theme& theme, QWidget* parent);

    void setProfile(const ConnectionProfile& profile);
    // The address as it stands, without secrets; with the profile's other fields.
    ConnectionProfile profile() const;
    UrlSecrets secrets() const; // empty where no password is typed
    // The first thing that is missing or wrong, for people; its field gets the keyboard. "" = all is well.
    QString problem(bool focus) const;
    void setFile(const QString& path);

signals:
    void edited();

private:
    void buildKinds(QLayout* layout, Theme& theme);
    void buildServerFields(Theme& theme);
    void buildCommonFields();
    void addRow(const QString& label, QWidget* field);
    void setRowVisible(QWidget* field, bool visible);
    void setKind(const std::shared_ptr<const Dialect>& dialect);
    Url urlFromFields() const;
    void fieldsFromUrl(const Url& url);
    void fieldEdited();
    void urlEdited();
    void browse();

    QButtonGroup* m_kinds = nullptr;
    QFormLayout* m_form = nullptr;
    QWidget* m_fileRow = nullptr;
    QLineEdit* m_file = nullptr;
    QWidget* m_hostRow = nullptr;
    QLineEdit* m_host = nullptr;
    QSpinBox* m_port = nullptr;
    QLineEdit* m_database = nullptr;
    QLineEdit* m_user = nullptr;
    QLineEdit* m_password = nullptr;
    QCheckBox* m_remember = nullptr;
    QComboBox* m_tls = nullptr;
    QLineEdit* m_url = nullptr;
    QLabel* m_urlProblem = nullptr;
    QLineEdit* m_name = nullptr;
    QComboBox* m_environment = nullptr;
    QComboBox* m_colour = nullptr;
    QCheckBox* m_readOnly = nullptr;

    ConnectionProfile m_profile;
    std::shared_ptr<const Dialect> m_dialect;
    std::vector<std::pair<std::string, std::string>> m_parameters; // of the URL, beyond what has a field
    bool m_filling = false;
};

} // namespace relata
