#include "ui/shell/settings_dialog.h"

#include "ui/shell/settings.h"
#include "ui/shell/shortcuts_page.h"
#include "ui/shell/theme.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFontComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QTabWidget>
#include <QVBoxLayout>

namespace relata {

SettingsDialog::SettingsDialog(Settings& settings, Theme& theme, ActionRegistry& actions, QWidget* parent)
    : QDialog(parent), m_settings(settings), m_theme(theme), m_pages(new QTabWidget(this))
{
    setWindowTitle(tr("Settings"));
    resize(640, 520);
    m_pages->addTab(makeAppearance(), tr("Appearance"));
    m_pages->addTab(new ShortcutsPage(actions, m_pages), tr("Shortcuts"));
    m_pages->addTab(makeGeneral(), tr("Start"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_pages, 1);
    layout->addWidget(buttons);
}

QWidget* SettingsDialog::makeAppearance()
{
    auto* page = new QWidget(m_pages);
    auto* form = new QFormLayout(page);
    form->setContentsMargins(16, 20, 16, 16);
    form->setVerticalSpacing(14);
    form->setHorizontalSpacing(24);

    auto* modes = new QWidget(page);
    auto* modeLayout = new QVBoxLayout(modes);
    modeLayout->setContentsMargins(0, 0, 0, 0);
    auto* group = new QButtonGroup(modes);
    const auto addMode = [&](const QString& text, ThemeMode mode) {
        auto* button = new QRadioButton(text, modes);
        button->setChecked(m_theme.mode() == mode);
        group->addButton(button, int(mode));
        modeLayout->addWidget(button);
    };
    addMode(tr("Follow the system"), ThemeMode::System);
    addMode(tr("Light"), ThemeMode::Light);
    addMode(tr("Dark"), ThemeMode::Dark);
    connect(group, &QButtonGroup::idClicked, this, [this](int mode) { m_theme.setMode(ThemeMode(mode)); });
    connect(&m_settings, &Settings::themeModeChanged, group,
        [this, group] { group->button(int(m_theme.mode()))->setChecked(true); });
    form->addRow(tr("Theme"), modes);
    form->addRow(tr("Interface font"), makeFontRow(false));
    form->addRow(tr("Font of SQL and values"), makeFontRow(true));
    return page;
}

QWidget* SettingsDialog::makeFontRow(bool monospace)
{
    const auto read = [this, monospace] {
        return monospace ? m_settings.monospaceFont() : m_settings.uiFont();
    };
    const auto write = [this, monospace](const Settings::FontChoice& choice) {
        monospace ? m_settings.setMonospaceFont(choice) : m_settings.setUiFont(choice);
    };
    auto* row = new QWidget(m_pages);
    auto* family = new QFontComboBox(row);
    auto* size = new QSpinBox(row);
    auto* reset = new QPushButton(tr("Use the system's"), row);
    if (monospace)
        family->setFontFilters(QFontComboBox::MonospacedFonts);
    family->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    family->setAccessibleName(tr("Font family"));
    size->setRange(6, 48);
    size->setSuffix(tr(" pt"));
    size->setAccessibleName(tr("Font size"));
    const auto show = [=, this] {
        const QSignalBlocker familyBlocker(family);
        const QSignalBlocker sizeBlocker(size);
        const QFont font = m_theme.font(monospace ? Theme::FontRole::Monospace : Theme::FontRole::Ui);
        family->setCurrentFont(font);
        size->setValue(qRound(font.pointSizeF()));
        reset->setEnabled(!(read() == Settings::FontChoice{}));
    };
    show();
    connect(family, &QFontComboBox::currentFontChanged, this, [=](const QFont& font) {
        Settings::FontChoice choice = read();
        choice.family = font.family();
        write(choice);
    });
    connect(size, &QSpinBox::valueChanged, this, [=](int points) {
        Settings::FontChoice choice = read();
        choice.pointSize = points;
        write(choice);
    });
    connect(reset, &QPushButton::clicked, this, [=] { write({}); });
    connect(&m_theme, &Theme::changed, row, show);

    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(family, 1);
    layout->addWidget(size);
    layout->addWidget(reset);
    return row;
}

QWidget* SettingsDialog::makeGeneral()
{
    auto* page = new QWidget(m_pages);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(16, 20, 16, 16);
    auto* restore = new QCheckBox(tr("Open again what was open: databases, tabs and panels"), page);
    restore->setChecked(m_settings.restoreSession());
    connect(restore, &QCheckBox::toggled, this, [this](bool on) { m_settings.setRestoreSession(on); });
    auto* where = new QLabel(tr("Settings are kept in %1").arg(m_settings.file()), page);
    where->setWordWrap(true);
    where->setForegroundRole(QPalette::PlaceholderText);
    where->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout->addWidget(restore);
    layout->addStretch(1);
    layout->addWidget(where);
    return page;
}

} // namespace relata
