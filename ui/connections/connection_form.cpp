#include "ui/connections/connection_form.h"

#include "core/engine/registry.h"
#include "ui/connections/schema_text.h"
#include "ui/shell/theme.h"

#include <QAction>
#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QSpinBox>
#include <QToolButton>

#include <algorithm>

namespace relata {
namespace {

constexpr const char* colours[] = {"#c0392b", "#d68910", "#2e8b57", "#2874a6", "#7d3c98", "#5d6d7e"};

QIcon swatch(const QColor& colour)
{
    QPixmap pixmap(14, 14);
    pixmap.fill(colour.isValid() ? colour : QColor(Qt::transparent));
    return QIcon(pixmap);
}

} // namespace

ConnectionFormWidget::ConnectionFormWidget(Theme& theme, QWidget* parent) : QWidget(parent)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(16);
    buildKinds(layout, theme);
    m_form = new QFormLayout;
    m_form->setHorizontalSpacing(16);
    m_form->setVerticalSpacing(8);
    m_form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    layout->addLayout(m_form);

    m_fileRow = new QWidget(this);
    auto* fileLayout = new QHBoxLayout(m_fileRow);
    fileLayout->setContentsMargins(0, 0, 0, 0);
    m_file = new QLineEdit(m_fileRow);
    m_file->setObjectName("file");
    m_file->setAccessibleName(tr("Database file"));
    m_file->setPlaceholderText(tr("Path of the file"));
    auto* browseButton = new QPushButton(theme.icon(QStringLiteral("open-file")), tr("Browse…"), m_fileRow);
    connect(browseButton, &QPushButton::clicked, this, &ConnectionFormWidget::browse);
    fileLayout->addWidget(m_file, 1);
    fileLayout->addWidget(browseButton);
    addRow(tr("File"), m_fileRow);

    buildServerFields(theme);
    m_url = new QLineEdit(this);
    m_url->setObjectName("url");
    m_url->setAccessibleName(tr("URL"));
    theme.bindFont(m_url, Theme::FontRole::Monospace);
    addRow(tr("URL"), m_url);
    m_urlProblem = new QLabel(this);
    m_urlProblem->setObjectName("urlProblem");
    m_urlProblem->setWordWrap(true);
    QPalette red = m_urlProblem->palette();
    red.setColor(QPalette::WindowText, theme.palette().danger);
    m_urlProblem->setPalette(red);
    m_form->addRow(QString(), m_urlProblem);
    m_urlProblem->hide();
    buildCommonFields();

    for (QLineEdit* field : {m_file, m_host, m_database, m_user, m_password})
        connect(field, &QLineEdit::textEdited, this, &ConnectionFormWidget::fieldEdited);
    connect(m_port, &QSpinBox::valueChanged, this, &ConnectionFormWidget::fieldEdited);
    connect(m_tls, &QComboBox::currentIndexChanged, this, &ConnectionFormWidget::fieldEdited);
    connect(m_url, &QLineEdit::textEdited, this, &ConnectionFormWidget::urlEdited);
    connect(m_url, &QLineEdit::editingFinished, this, [this] {
        if (m_urlProblem->text().isEmpty()) // a typed password moves to its own field, out of sight
            m_url->setText(fromUtf8(urlFromFields().toString(Url::Password::Omit)));
    });
    if (!m_kinds->buttons().isEmpty())
        m_kinds->buttons().first()->click();
}

void ConnectionFormWidget::buildKinds(QLayout* layout, Theme& theme)
{
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    m_kinds = new QButtonGroup(this);
    for (const auto& dialect : allDialects()) {
        if (!dialect->connectionForm().supported)
            continue;
        auto* button = new QToolButton(this);
        button->setText(fromUtf8(dialect->traits().displayName));
        button->setIcon(theme.icon(
            dialect->connectionForm().isFile ? QStringLiteral("database") : QStringLiteral("server")));
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setCheckable(true);
        button->setObjectName(fromUtf8(dialect->traits().name));
        m_kinds->addButton(button);
        row->addWidget(button);
        connect(button, &QToolButton::clicked, this, [this, dialect] {
            if (m_dialect == dialect)
                return;
            setKind(dialect);
            m_parameters.clear();
            fieldEdited();
        });
    }
    row->addStretch();
    static_cast<QVBoxLayout*>(layout)->addLayout(row);
}

void ConnectionFormWidget::buildServerFields(Theme& theme)
{
    m_hostRow = new QWidget(this);
    auto* layout = new QHBoxLayout(m_hostRow);
    layout->setContentsMargins(0, 0, 0, 0);
    m_host = new QLineEdit(m_hostRow);
    m_host->setObjectName("host");
    m_host->setAccessibleName(tr("Host"));
    m_host->setPlaceholderText(QStringLiteral("localhost"));
    m_port = new QSpinBox(m_hostRow);
    m_port->setObjectName("port");
    m_port->setAccessibleName(tr("Port"));
    m_port->setRange(0, 65535); // 0: not said, the client library's own
    m_port->setButtonSymbols(QSpinBox::NoButtons);
    m_port->setMinimumWidth(72);
    layout->addWidget(m_host, 1);
    layout->addWidget(new QLabel(tr("Port"), m_hostRow));
    layout->addWidget(m_port);
    addRow(tr("Host"), m_hostRow);
    m_database = new QLineEdit(this);
    m_database->setObjectName("database");
    addRow(tr("Database"), m_database);
    m_user = new QLineEdit(this);
    m_user->setObjectName("user");
    addRow(tr("User"), m_user);
    m_password = new QLineEdit(this);
    m_password->setObjectName("password");
    m_password->setEchoMode(QLineEdit::Password);
    m_password->setPlaceholderText(tr("Asked for when it is needed"));
    QAction* show = m_password->addAction(theme.icon(QStringLiteral("eye")), QLineEdit::TrailingPosition);
    show->setCheckable(true);
    show->setToolTip(tr("Show the password"));
    connect(show, &QAction::toggled, this,
        [this](bool shown) { m_password->setEchoMode(shown ? QLineEdit::Normal : QLineEdit::Password); });
    addRow(tr("Password"), m_password);
    m_remember = new QCheckBox(tr("Keep it in the system's keyring"), this);
    m_remember->setObjectName("remember");
    addRow(QString(), m_remember);
    m_tls = new QComboBox(this);
    m_tls->setObjectName("tls");
    // PostgreSQL manual 34.19.3, "SSL Mode Descriptions".
    m_tls->addItem(tr("If the server offers it"), QString());
    m_tls->addItem(tr("Never"), QStringLiteral("disable"));
    m_tls->addItem(tr("Only if the server insists"), QStringLiteral("allow"));
    m_tls->addItem(tr("Always"), QStringLiteral("require"));
    m_tls->addItem(tr("Always, and check the certificate"), QStringLiteral("verify-ca"));
    m_tls->addItem(tr("Always, and check certificate and host"), QStringLiteral("verify-full"));
    addRow(tr("Encryption"), m_tls);
}

void ConnectionFormWidget::buildCommonFields()
{
    m_name = new QLineEdit(this);
    m_name->setObjectName("name");
    addRow(tr("Name"), m_name);
    m_environment = new QComboBox(this);
    m_environment->setObjectName("environment");
    m_environment->addItems({tr("Not set"), tr("Development"), tr("Staging"), tr("Production")});
    m_colour = new QComboBox(this);
    m_colour->setObjectName("colour");
    m_colour->setAccessibleName(tr("Colour"));
    m_colour->addItem(tr("No colour"));
    const QStringList names{tr("Red"), tr("Orange"), tr("Green"), tr("Blue"), tr("Purple"), tr("Grey")};
    for (int i = 0; i < int(std::size(colours)); ++i)
        m_colour->addItem(swatch(QColor(colours[i])), names[i], QString::fromLatin1(colours[i]));
    auto* row = new QWidget(this);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_environment, 1);
    layout->addWidget(m_colour, 1);
    addRow(tr("Environment"), row);
    m_readOnly = new QCheckBox(tr("Read only: nothing can be changed, no lock is taken"), this);
    m_readOnly->setObjectName("readOnly");
    addRow(QString(), m_readOnly);
}

void ConnectionFormWidget::addRow(const QString& label, QWidget* field)
{
    if (field->accessibleName().isEmpty())
        field->setAccessibleName(label);
    // A label is as high as its field, so that both have one middle.
    auto* text = new QLabel(label, this);
    text->setBuddy(field->focusProxy() ? field->focusProxy() : field);
    text->setMinimumHeight(field->sizeHint().height());
    m_form->addRow(text, field);
}

void ConnectionFormWidget::setRowVisible(QWidget* field, bool visible)
{
    if (QWidget* label = m_form->labelForField(field))
        label->setVisible(visible);
    field->setVisible(visible);
}

void ConnectionFormWidget::setKind(const std::shared_ptr<const Dialect>& dialect)
{
    if (!dialect)
        return;
    m_dialect = dialect;
    const ConnectionForm form = dialect->connectionForm();
    setRowVisible(m_fileRow, form.isFile);
    for (QWidget* field :
        {static_cast<QWidget*>(m_hostRow), static_cast<QWidget*>(m_database), static_cast<QWidget*>(m_user),
            static_cast<QWidget*>(m_password), static_cast<QWidget*>(m_remember)})
        setRowVisible(field, !form.isFile);
    setRowVisible(m_tls, !form.tlsModeParameter.empty());
    if (auto* label = qobject_cast<QLabel*>(m_form->labelForField(m_database)))
        label->setText(fromUtf8(form.databaseLabel));
    const QScopedValueRollback filling(m_filling, true);
    m_port->setSpecialValueText(
        form.defaultPort > 0 ? QString::number(form.defaultPort) : QStringLiteral(" "));
    if (auto* button = findChild<QToolButton*>(fromUtf8(dialect->traits().name)))
        button->setChecked(true);
}

void ConnectionFormWidget::setProfile(const ConnectionProfile& profile)
{
    m_profile = profile;
    setKind(findDialect(profile.url.dialect));
    fieldsFromUrl(profile.url);
    const QScopedValueRollback filling(m_filling, true);
    m_password->clear();
    m_remember->setChecked(profile.rememberPassword);
    m_name->setText(profile.givenName);
    m_environment->setCurrentIndex(int(profile.environment));
    m_colour->setCurrentIndex(
        profile.colour.isValid() ? std::max(0, m_colour->findData(profile.colour.name())) : 0);
    m_readOnly->setChecked(profile.readOnly);
    m_url->setText(fromUtf8(urlFromFields().toString(Url::Password::Omit)));
    m_urlProblem->clear();
    m_urlProblem->hide();
    m_name->setPlaceholderText(displayName(urlFromFields()));
}

ConnectionProfile ConnectionFormWidget::profile() const
{
    ConnectionProfile profile = m_profile;
    profile.url = withAbsolutePath(urlFromFields());
    profile.givenName = m_name->text().trimmed();
    profile.environment = Environment(m_environment->currentIndex());
    profile.colour = QColor(m_colour->currentData().toString());
    profile.readOnly = m_readOnly->isChecked();
    profile.rememberPassword = m_remember->isChecked();
    return profile;
}

UrlSecrets ConnectionFormWidget::secrets() const
{
    UrlSecrets secrets;
    if (m_dialect && !m_dialect->connectionForm().isFile && !m_password->text().isEmpty())
        secrets.password = m_password->text().toStdString();
    return secrets;
}

QString ConnectionFormWidget::problem(bool focus) const
{
    const auto blame = [focus](QLineEdit* field, const QString& text) {
        if (focus) {
            field->setFocus();
            field->selectAll();
        }
        return text;
    };
    if (!m_dialect)
        return tr("This build of Relata has no database drivers.");
    if (!m_urlProblem->text().isEmpty())
        return blame(m_url, m_urlProblem->text());
    if (m_dialect->connectionForm().isFile && m_file->text().trimmed().isEmpty())
        return blame(m_file, tr("Choose a database file."));
    if (Result<ConnectArguments> arguments = m_dialect->connectArguments(urlFromFields()); !arguments)
        return blame(m_url, fromUtf8(arguments.error().message));
    return {};
}

void ConnectionFormWidget::setFile(const QString& path)
{
    m_file->setText(path);
    fieldEdited();
}

Url ConnectionFormWidget::urlFromFields() const
{
    Url url;
    if (!m_dialect)
        return url;
    url.dialect = m_dialect->traits().name;
    url.query = m_parameters;
    if (m_dialect->connectionForm().isFile) {
        url.database = m_file->text().trimmed().toStdString();
        if (url.database.starts_with("~/"))
            url.database.replace(0, 1, QDir::homePath().toStdString());
        return url;
    }
    url.host = m_host->text().trimmed().toStdString();
    if (m_port->value() > 0)
        url.port = m_port->value();
    url.database = m_database->text().toStdString();
    url.username = m_user->text().toStdString();
    const std::string tlsKey = m_dialect->connectionForm().tlsModeParameter;
    if (const QString tls = m_tls->currentData().toString(); !tlsKey.empty() && !tls.isEmpty())
        url.query.emplace_back(tlsKey, tls.toStdString());
    return url;
}

void ConnectionFormWidget::fieldsFromUrl(const Url& url)
{
    const QScopedValueRollback filling(m_filling, true);
    UrlSecrets secrets;
    const Url bare = withoutSecrets(url, &secrets);
    m_parameters = bare.query;
    if (m_dialect && m_dialect->connectionForm().isFile) {
        m_file->setText(fromUtf8(bare.database));
        return;
    }
    m_host->setText(fromUtf8(bare.host));
    m_port->setValue(bare.port.value_or(0));
    m_database->setText(fromUtf8(bare.database));
    m_user->setText(fromUtf8(bare.username));
    if (secrets.password)
        m_password->setText(fromUtf8(*secrets.password));
    const std::string tlsKey = m_dialect ? m_dialect->connectionForm().tlsModeParameter : std::string();
    const std::string* tls = tlsKey.empty() ? nullptr : bare.queryValue(tlsKey);
    const int known = tls ? m_tls->findData(fromUtf8(*tls)) : 0;
    m_tls->setCurrentIndex(std::max(0, known));
    if (known >= 0)
        std::erase_if(m_parameters, [&](const auto& entry) { return entry.first == tlsKey; });
}

void ConnectionFormWidget::fieldEdited()
{
    if (m_filling)
        return;
    const Url url = urlFromFields();
    m_url->setText(fromUtf8(url.toString(Url::Password::Omit)));
    m_urlProblem->clear();
    m_urlProblem->hide();
    m_name->setPlaceholderText(displayName(url));
    emit edited();
}

void ConnectionFormWidget::urlEdited()
{
    QString problem;
    const Result<Url> url = Url::parse(m_url->text().trimmed().toStdString());
    if (!url) {
        problem = fromUtf8(url.error().message);
    } else if (const auto dialect = findDialect(url->dialect); !dialect) {
        problem = tr("“%1” is not a database system that Relata knows.").arg(fromUtf8(url->dialect));
    } else if (!dialect->connectionForm().supported) {
        problem = tr("Relata cannot connect to %1 yet.").arg(fromUtf8(dialect->traits().displayName));
    } else {
        setKind(dialect);
        fieldsFromUrl(*url);
        m_name->setPlaceholderText(displayName(urlFromFields()));
    }
    m_urlProblem->setText(problem);
    m_urlProblem->setVisible(!problem.isEmpty());
    emit edited();
}

void ConnectionFormWidget::browse()
{
    auto* dialog =
        new QFileDialog(this, tr("Open a database file"), QFileInfo(m_file->text()).absolutePath());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters(
        {tr("SQLite databases (*.db *.db3 *.sqlite *.sqlite3 *.s3db *.sl3)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, &ConnectionFormWidget::setFile);
    dialog->open();
}

} // namespace relata
