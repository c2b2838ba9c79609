#include "ui/grid/cell_viewer.h"

#include "core/types/geometry_text.h"
#include "core/util/strings.h"
#include "ui/grid/cell_text.h"
#include "ui/grid/json_tree.h"
#include "ui/grid/value_text.h"
#include "ui/shell/theme.h"
#include "ui/tasks/task_runner.h"

#include <QBuffer>
#include <QButtonGroup>
#include <QHBoxLayout>
#include <QImageReader>
#include <QLabel>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScopeGuard>
#include <QStackedWidget>
#include <QSvgRenderer>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

namespace relata {
namespace {

constexpr std::size_t shownHexBytes = 64u << 10;
constexpr std::size_t shownTextBytes = 512u << 10;
constexpr qsizetype longestLine = 2000; // characters: laying out a line takes the square of its length
constexpr int vectorExtent = 1024; // px of the longer side of an SVG

bool looksLikeSvg(std::string_view bytes)
{
    std::string head = toLowerAscii(bytes.substr(0, 512));
    std::size_t start = head.find_first_not_of(" \t\r\n\xef\xbb\xbf");
    return start != std::string::npos && head[start] == '<' && head.find("<svg") != std::string::npos;
}

QString withoutLongLines(const QString& text)
{
    QString result;
    result.reserve(text.size() + text.size() / longestLine);
    qsizetype inLine = 0;
    for (QChar c : text) {
        inLine = c == u'\n' ? 0 : inLine + 1;
        if (inLine > longestLine && !c.isLowSurrogate()) {
            result += u'\n';
            inLine = 1;
        }
        result += c;
    }
    return result;
}

// A shape with a line for some of its points; between them, white space means nothing.
QString withShapeLines(const std::string& shape)
{
    constexpr qsizetype width = 60;
    QString text = QString::fromStdString(shape);
    qsizetype inLine = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (++inLine > width && text.at(i) == u',') {
            text.insert(i + 1, u'\n');
            inLine = 0;
        }
    }
    return text;
}

QImage decoded(const QByteArray& bytes)
{
    if (looksLikeSvg(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())))) {
        QSvgRenderer renderer(bytes);
        if (!renderer.isValid())
            return {};
        QSize size = renderer.defaultSize();
        if (size.isEmpty())
            size = QSize(vectorExtent, vectorExtent);
        size.scale(vectorExtent, vectorExtent, Qt::KeepAspectRatio);
        QImage image(size, QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::transparent);
        QPainter painter(&image);
        renderer.render(&painter);
        return image;
    }
    QByteArray data = bytes;
    QBuffer buffer(&data);
    QImageReader reader(&buffer);
    reader.setAutoTransform(true);
    return reader.read();
}

} // namespace

bool looksLikeImage(std::string_view bytes)
{
    using namespace std::string_view_literals;
    for (std::string_view magic : {"\x89PNG\r\n\x1a\n"sv, "\xff\xd8\xff"sv, "GIF87a"sv, "GIF89a"sv, "II*\0"sv,
             "MM\0*"sv, "\0\0\1\0"sv}) {
        if (bytes.starts_with(magic))
            return true;
    }
    if (bytes.starts_with("BM") && bytes.size() > 26)
        return true;
    if (bytes.starts_with("RIFF") && bytes.size() > 12 && bytes.substr(8, 4) == "WEBP")
        return true;
    return looksLikeSvg(bytes);
}

CellViewer::CellViewer(Theme& theme, TaskRunner& tasks, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_tasks(tasks)
{
    setAccessibleName(tr("Value of the current cell"));
    m_name = new QLabel(this);
    m_name->setTextFormat(Qt::PlainText);
    theme.bindFont(m_name, Theme::FontRole::Heading);
    m_facts = new QLabel(this);
    m_facts->setTextFormat(Qt::PlainText);
    m_facts->setWordWrap(true);
    theme.bindFont(m_facts, Theme::FontRole::Small);
    auto* close = new QToolButton(this);
    close->setIcon(theme.icon(QStringLiteral("close")));
    close->setToolTip(tr("Close the value pane"));
    close->setAccessibleName(close->toolTip());
    close->setAutoRaise(true);
    connect(close, &QToolButton::clicked, this, &CellViewer::closeRequested);

    m_modeRow = new QWidget(this);
    auto* modeLayout = new QHBoxLayout(m_modeRow);
    modeLayout->setContentsMargins(0, 0, 0, 0);
    modeLayout->setSpacing(4);
    m_modes = new QButtonGroup(this);
    const std::pair<Mode, QString> modes[] = {{Mode::Text, tr("Text")}, {Mode::Json, tr("JSON")},
        {Mode::Tree, tr("Tree")}, {Mode::Hex, tr("Hex")}, {Mode::Image, tr("Image")}};
    for (const auto& [mode, title] : modes) {
        auto* button = new QToolButton(m_modeRow);
        button->setText(title);
        button->setCheckable(true);
        button->setAutoRaise(true);
        m_modes->addButton(button, static_cast<int>(mode));
        modeLayout->addWidget(button);
    }
    modeLayout->addStretch();
    connect(m_modes, &QButtonGroup::idClicked, this, [this](int id) { setMode(static_cast<Mode>(id)); });

    m_load = new QPushButton(this);
    connect(m_load, &QPushButton::clicked, this, &CellViewer::wholeValueRequested);

    m_pages = new QStackedWidget(this);
    m_text = new QPlainTextEdit(m_pages);
    m_text->setReadOnly(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setAccessibleName(tr("Value"));
    theme.bindFont(m_text, Theme::FontRole::Monospace);
    m_tree = new JsonTree(this);
    m_treeView = new QTreeView(m_pages);
    m_treeView->setModel(m_tree);
    m_treeView->setFrameShape(QFrame::NoFrame);
    m_treeView->setAccessibleName(tr("Value as a tree"));
    m_treeView->setUniformRowHeights(true);
    theme.bindFont(m_treeView, Theme::FontRole::Monospace);
    m_picture = new QLabel(m_pages);
    m_picture->setAlignment(Qt::AlignCenter);
    m_picture->setMinimumSize(1, 1);
    m_picture->setAccessibleName(tr("Picture"));
    m_note = new QLabel(m_pages);
    m_note->setAlignment(Qt::AlignCenter);
    m_note->setWordWrap(true);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setMargin(12);
    m_pages->addWidget(m_text);
    m_pages->addWidget(m_treeView);
    m_pages->addWidget(m_picture);
    m_pages->addWidget(m_note);

    auto* titleRow = new QHBoxLayout;
    titleRow->addWidget(m_name, 1);
    titleRow->addWidget(close);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 8, 8, 8);
    layout->setSpacing(4);
    layout->addLayout(titleRow);
    layout->addWidget(m_facts);
    layout->addWidget(m_modeRow);
    layout->addWidget(m_pages, 1);
    layout->addWidget(m_load);
    m_editRow = new QWidget(this);
    buildEditing(m_editRow);
    layout->addWidget(m_problem);
    layout->addWidget(m_editRow);
    setMinimumWidth(180);
    setFocusProxy(m_text);
    showNothing(tr("No cell is selected."));
    connect(&theme, &Theme::changed, this, [this] {
        if (m_hasValue)
            render();
    });
}

void CellViewer::showNothing(const QString& why)
{
    m_hasValue = false;
    m_edit.reset();
    m_edited = false;
    updateEditing();
    m_content = {};
    m_image = {};
    m_name->clear();
    m_facts->clear();
    m_modeRow->hide();
    m_load->hide();
    m_note->setText(why);
    m_pages->setCurrentWidget(m_note);
}

QString CellViewer::sizeText() const
{
    const Value& value = m_content.value;
    switch (value.tag()) {
    case ValueTag::Null:
        return QStringLiteral("NULL");
    case ValueTag::Text:
    case ValueTag::Binary:
    case ValueTag::Other: {
        quint64 size = m_content.truncated ? m_content.fullSize : value.bytes().size();
        if (m_content.truncated)
            return tr("first %1 of %2").arg(byteSizeText(value.bytes().size()), byteSizeText(size));
        return size == 0 ? tr("empty") : byteSizeText(size);
    }
    default:
        return {};
    }
}

void CellViewer::showValue(const GridColumn& column, CellContent content)
{
    // The same cell anew keeps its way of being shown.
    const bool same =
        m_hasValue && m_column.name == column.name && m_content.value.tag() == content.value.tag();
    m_column = column;
    m_content = std::move(content);
    m_hasValue = true;
    m_edit.reset();
    m_edited = false;
    m_typesBytes = false;
    m_image = {};
    const Mode fitting = fittingMode();
    m_mode = same && m_mode == Mode::Tree && fitting == Mode::Json ? m_mode : fitting;
    render();
}

bool CellViewer::isShape() const
{
    return !m_content.truncated && geometryText(m_content.value.view(), m_column.type, 1).has_value();
}

CellViewer::Mode CellViewer::fittingMode() const
{
    const Value& value = m_content.value;
    std::string_view bytes = value.bytes();
    if (isShape())
        return Mode::Text;
    if (value.tag() == ValueTag::Binary)
        return looksLikeImage(bytes) ? Mode::Image : Mode::Hex;
    if (value.tag() == ValueTag::Null || value.tag() == ValueTag::Integer || value.tag() == ValueTag::Real
        || value.tag() == ValueTag::Boolean)
        return Mode::Text;
    ValueView view = value.view();
    view.truncated = m_content.truncated;
    if (!textOf(view))
        return Mode::Hex;
    std::string_view start = trimmed(bytes);
    bool mayBeJson = !start.empty() && (start.front() == '{' || start.front() == '[');
    if (mayBeJson && !m_content.truncated && indentedJson(bytes.substr(0, shownTextBytes + 1)))
        return Mode::Json;
    return Mode::Text;
}

void CellViewer::setMode(Mode mode)
{
    // What is typed goes along, unless it is no value yet.
    if (m_edited && !apply()) {
        m_modes->button(static_cast<int>(m_mode))->setChecked(true);
        return;
    }
    m_mode = mode;
    m_typesBytes = false;
    if (m_hasValue)
        render();
}

void CellViewer::render()
{
    m_name->setText(m_column.name);
    QStringList facts;
    if (!m_column.typeName.isEmpty())
        facts << m_column.typeName;
    if (QString size = sizeText(); !size.isEmpty())
        facts << size;
    if (m_mode == Mode::Image && !m_image.isNull())
        facts << tr("%1 × %2 px").arg(m_image.width()).arg(m_image.height());
    m_facts->setText(facts.join(QStringLiteral(" · ")));
    m_facts->setForegroundRole(QPalette::PlaceholderText);
    m_modeRow->show();
    m_modes->button(static_cast<int>(m_mode))->setChecked(true);
    m_load->setVisible(m_content.truncated);
    m_load->setEnabled(true);
    m_load->setText(tr("Load all %1").arg(byteSizeText(m_content.fullSize)));
    m_complete = false;
    m_canShowBytes = false;
    const QScopeGuard guard([this] { updateEditing(); });

    const Value& value = m_content.value;
    std::string bytes = value.tag() == ValueTag::Text || value.tag() == ValueTag::Binary
            || value.tag() == ValueTag::Other || value.tag() == ValueTag::Temporal
            || value.tag() == ValueTag::Number
        ? value.bytes()
        : value.toText();
    if (value.isNull() && m_edit && m_mode != Mode::Image && m_mode != Mode::Tree) {
        m_filling = true;
        m_text->setPlaceholderText(QStringLiteral("NULL"));
        m_text->clear();
        m_filling = false;
        m_complete = true;
        m_pages->setCurrentWidget(m_text);
        return;
    }
    m_text->setPlaceholderText({});
    if (value.isNull()) {
        m_note->setText(tr("NULL: there is no value."));
        m_pages->setCurrentWidget(m_note);
        return;
    }
    if (m_mode == Mode::Image) {
        decodeImage();
        return;
    }
    if (m_mode == Mode::Text && isShape()) {
        if (const auto shape = geometryText(value.view(), m_column.type))
            bytes = withShapeLines(*shape).toStdString();
    }
    m_text->setLineWrapMode(m_mode == Mode::Text ? QPlainTextEdit::WidgetWidth : QPlainTextEdit::NoWrap);
    QString text;
    if (m_mode == Mode::Tree) {
        if (m_content.truncated || !m_tree->setText(bytes)) {
            m_note->setText(m_content.truncated ? tr("Load the whole value to see it as a tree.")
                                                : tr("This is not valid JSON."));
            m_pages->setCurrentWidget(m_note);
            return;
        }
        m_complete = true;
        m_treeView->expandToDepth(1);
        m_treeView->resizeColumnToContents(JsonTree::Name);
        m_pages->setCurrentWidget(m_treeView);
        return;
    }
    m_canShowBytes = m_mode == Mode::Hex && bytes.size() <= shownHexBytes && !m_content.truncated;
    if (m_typesBytes && m_canShowBytes) {
        text = shownBytes();
        m_complete = true;
    } else if (m_mode == Mode::Hex) {
        text = QString::fromLatin1(hexDump(bytes, shownHexBytes).c_str());
        if (bytes.size() > shownHexBytes)
            text += tr("… %1 more").arg(byteSizeText(bytes.size() - shownHexBytes));
    } else {
        std::optional<std::string> indented;
        if (m_mode == Mode::Json)
            indented = indentedJson(bytes);
        if (m_mode == Mode::Json && !indented) {
            m_note->setText(m_content.truncated ? tr("Load the whole value to see it as JSON.")
                                                : tr("This is not valid JSON."));
            m_pages->setCurrentWidget(m_note);
            return;
        }
        ValueView view;
        view.tag = ValueTag::Text;
        std::string_view whole = indented ? std::string_view(*indented) : std::string_view(bytes);
        view.bytes = whole.substr(0, shownTextBytes);
        view.truncated = m_content.truncated || view.bytes.size() < whole.size();
        std::optional<QString> decodedText = textOf(view);
        if (!decodedText) {
            m_note->setText(tr("These bytes are no text. Hex shows them."));
            m_pages->setCurrentWidget(m_note);
            return;
        }
        text = withoutLongLines(*decodedText);
        m_complete = !view.truncated && text == *decodedText && !decodedText->contains(u'\r');
        if (view.bytes.size() < whole.size())
            text += u'\n' + tr("… %1 more").arg(byteSizeText(whole.size() - view.bytes.size()));
    }
    m_filling = true;
    m_text->setPlainText(text);
    m_filling = false;
    m_pages->setCurrentWidget(m_text);
}

void CellViewer::decodeImage()
{
    if (!m_image.isNull())
        return fitImage();
    if (m_content.truncated) {
        m_note->setText(tr("Load the whole value to see the picture."));
        m_pages->setCurrentWidget(m_note);
        return;
    }
    m_note->setText(tr("Decoding …"));
    m_pages->setCurrentWidget(m_note);
    TaskOptions options;
    options.title = tr("Decoding a picture");
    options.channel = QStringLiteral("picture");
    const std::string& bytes = m_content.value.bytes();
    m_tasks.run(
        options,
        [data = QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size()))](
            TaskContext&) { return decoded(data); },
        this,
        [this](Result<QImage> image) {
            if (!m_hasValue || m_mode != Mode::Image)
                return;
            if (!image || image->isNull()) {
                m_note->setText(tr("This is no picture that can be shown. Hex shows its bytes."));
                return;
            }
            m_image = std::move(*image);
            render();
        });
}

void CellViewer::fitImage()
{
    QSize room = m_pages->size() - QSize(8, 8);
    QSize size = m_image.size();
    if (size.width() > room.width() || size.height() > room.height())
        size.scale(room, Qt::KeepAspectRatio);
    qreal ratio = devicePixelRatioF();
    QImage scaled =
        m_image.scaled((QSizeF(size) * ratio).toSize(), Qt::KeepAspectRatio, Qt::SmoothTransformation);
    scaled.setDevicePixelRatio(ratio);
    m_picture->setPixmap(QPixmap::fromImage(scaled));
    m_pages->setCurrentWidget(m_picture);
}

void CellViewer::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    if (m_pages->currentWidget() == m_picture && !m_image.isNull())
        fitImage();
}

void CellViewer::showFetching()
{
    m_load->setEnabled(false);
    m_load->setText(tr("Loading …"));
}

void CellViewer::showError(const Error& error)
{
    m_load->setEnabled(true);
    m_load->setText(tr("Try again"));
    m_load->setVisible(true);
    m_note->setText(QString::fromStdString(error.message + "\n" + error.hint));
    m_pages->setCurrentWidget(m_note);
}

QString CellViewer::shownText() const
{
    if (m_pages->currentWidget() != m_text)
        return m_note->text();
    return m_text->document()->isEmpty() ? m_text->placeholderText() : m_text->toPlainText();
}

} // namespace relata
