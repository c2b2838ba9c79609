// CellViewer: editing what is shown.
#include "ui/grid/cell_viewer.h"

#include "core/editing/cell_text.h"
#include "core/types/geometry_text.h"
#include "ui/grid/json_tree.h"
#include "ui/shell/theme.h"

#include <QFile>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSaveFile>
#include <QStackedWidget>
#include <QToolButton>
#include <QTreeView>
#include <QXmlStreamReader>

namespace relata {
namespace {

constexpr qint64 largestFile = 256ll << 20;
constexpr int bytesInLine = 16;

Error fileError(const QString& message, const QString& hint)
{
    Error error;
    error.kind = ErrorKind::Argument;
    error.message = message.toStdString();
    error.hint = hint.toStdString();
    return error;
}

bool isBinary(const Column& column)
{
    const TypeKind kind = baseType(column.type).kind;
    return kind == TypeKind::LargeBinary;
}

// Empty: well-formed.
QString xmlProblem(const QString& text)
{
    QXmlStreamReader reader(text);
    while (!reader.atEnd())
        reader.readNext();
    if (!reader.hasError() || text.trimmed().isEmpty())
        return {};
    return CellViewer::tr("Not XML at line %1: %2.").arg(reader.lineNumber()).arg(reader.errorString());
}

} // namespace

void CellViewer::buildEditing(QWidget* row)
{
    m_problem = new QLabel(this);
    m_problem->setObjectName(QStringLiteral("valueProblem"));
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->hide();
    m_theme.bindFont(m_problem, Theme::FontRole::Small);
    m_apply = new QPushButton(tr("Apply"), row);
    m_apply->setObjectName(QStringLiteral("applyValue"));
    m_apply->setToolTip(tr("Take the value into the pending changes (Ctrl+Return)"));
    m_revert = new QPushButton(tr("Revert"), row);
    m_revert->setObjectName(QStringLiteral("revertValue"));
    m_revert->setToolTip(tr("Show the cell's value again (Esc)"));
    m_bytes = new QPushButton(tr("Edit bytes"), row);
    m_bytes->setObjectName(QStringLiteral("editBytes"));
    connect(m_bytes, &QPushButton::clicked, this, [this] {
        m_typesBytes = true;
        render();
        m_text->setFocus();
    });
    m_more = new QToolButton(row);
    m_more->setIcon(m_theme.icon(QStringLiteral("more")));
    m_more->setToolTip(tr("File, NULL"));
    m_more->setAccessibleName(tr("More that can be done with the value"));
    m_more->setAutoRaise(true);
    auto* menu = new QMenu(m_more);
    QAction* load =
        menu->addAction(m_theme.icon(QStringLiteral("open-file")), tr("Load from a file …"), this, [this] {
            auto* dialog = new QFileDialog(window(), tr("Load a value"));
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            dialog->setFileMode(QFileDialog::ExistingFile);
            connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
                if (Result<void> done = loadFile(path); !done)
                    emit failed(done.error(), tr("The value was not loaded"));
            });
            dialog->open();
        });
    menu->addAction(m_theme.icon(QStringLiteral("save")), tr("Save to a file …"), this, [this] {
        auto* dialog = new QFileDialog(window(), tr("Save the value"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setAcceptMode(QFileDialog::AcceptSave);
        dialog->selectFile(m_column.name);
        connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
            if (Result<void> done = saveFile(path); !done)
                emit failed(done.error(), tr("The value was not saved"));
        });
        dialog->open();
    });
    menu->addSeparator();
    QAction* null = menu->addAction(tr("Set to NULL"), this, &CellViewer::setNull);
    null->setObjectName(QStringLiteral("valueNull"));
    connect(menu, &QMenu::aboutToShow, this, [this, load, null] {
        load->setEnabled(m_edit.has_value());
        null->setEnabled(m_edit && m_column.nullable && !m_content.value.isNull());
    });
    connect(m_more, &QToolButton::clicked, menu,
        [this, menu] { menu->popup(m_more->mapToGlobal(QPoint(0, m_more->height()))); });
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_apply);
    layout->addWidget(m_revert);
    layout->addWidget(m_bytes);
    layout->addStretch();
    layout->addWidget(m_more);
    connect(m_apply, &QPushButton::clicked, this, &CellViewer::apply);
    connect(m_revert, &QPushButton::clicked, this, &CellViewer::revert);
    connect(m_text, &QPlainTextEdit::textChanged, this, &CellViewer::noteTyped);
    connect(m_tree, &JsonTree::edited, this, &CellViewer::noteTyped);
    m_text->installEventFilter(this);
    m_treeView->installEventFilter(this);
    m_treeView->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_treeView, &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
        const QModelIndex index = m_treeView->indexAt(at);
        if (!m_edit || !index.isValid())
            return;
        auto* treeMenu = new QMenu(this);
        treeMenu->setAttribute(Qt::WA_DeleteOnClose);
        treeMenu->addAction(m_theme.icon(QStringLiteral("plus")), tr("Insert"), QKeySequence(Qt::Key_Insert),
            this, [this, at = QPersistentModelIndex(index)] { m_tree->insertAt(at); });
        treeMenu->addAction(m_theme.icon(QStringLiteral("trash")), tr("Remove"), QKeySequence(Qt::Key_Delete),
            this, [this, at = QPersistentModelIndex(index)] { m_tree->removeAt(at); });
        treeMenu->popup(m_treeView->viewport()->mapToGlobal(at));
    });
}

bool CellViewer::eventFilter(QObject* watched, QEvent* event)
{
    if ((watched != m_text && watched != m_treeView)
        || (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride))
        return QWidget::eventFilter(watched, event);
    auto* key = static_cast<QKeyEvent*>(event);
    const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    const bool applies = m_edit && enter && (key->modifiers() & Qt::ControlModifier);
    const bool reverts = m_edited && key->key() == Qt::Key_Escape;
    const bool tree = m_edit && watched == m_treeView
        && (key->key() == Qt::Key_Insert || key->key() == Qt::Key_Delete)
        && key->modifiers() == Qt::NoModifier;
    // The field's own undo comes before that of the pending changes.
    const bool letters = m_edit && watched == m_text
        && (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)
            || key->key() == Qt::Key_Delete);
    if (event->type() == QEvent::ShortcutOverride) {
        if (applies || reverts || tree || letters)
            event->accept();
        return false;
    }
    if (applies)
        apply();
    else if (reverts)
        revert();
    else if (tree && key->key() == Qt::Key_Insert)
        m_treeView->setCurrentIndex(m_tree->insertAt(m_treeView->currentIndex()));
    else if (tree)
        m_tree->removeAt(m_treeView->currentIndex());
    else
        return false;
    return true;
}

void CellViewer::setEdit(std::optional<CellEdit> edit)
{
    m_edit = std::move(edit);
    m_edited = false;
    if (m_hasValue)
        render();
}

bool CellViewer::canType() const
{
    return m_edit && m_complete && !m_content.truncated && m_mode != Mode::Image;
}

void CellViewer::updateEditing()
{
    if (!m_editRow)
        return;
    m_text->setReadOnly(!canType());
    m_tree->setEditable(canType());
    m_editRow->setVisible(m_hasValue && !m_content.truncated);
    m_bytes->setVisible(m_edit && m_canShowBytes && !m_typesBytes);
    m_apply->setVisible(m_edited);
    m_revert->setVisible(m_edited);
    QString problem;
    if (m_edited) {
        Result<PendingValue> value = typedValue();
        problem = value ? m_edit->problemOf(*value) : wordsOf(value.error());
    }
    m_apply->setEnabled(problem.isEmpty());
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    QPalette colors = m_problem->palette();
    colors.setColor(QPalette::WindowText, m_theme.palette().danger);
    m_problem->setPalette(colors);
    m_text->setAccessibleDescription(problem);
}

void CellViewer::noteTyped()
{
    if (m_filling || !canType())
        return;
    m_edited = true;
    updateEditing();
}

QString CellViewer::shownBytes() const
{
    const std::string value =
        m_content.value.tag() == ValueTag::Binary ? m_content.value.bytes() : m_content.value.toText();
    const QByteArray hex =
        QByteArray::fromRawData(value.data(), static_cast<qsizetype>(value.size())).toHex(' ');
    QString text;
    const qsizetype line = bytesInLine * 3;
    for (qsizetype at = 0; at < hex.size(); at += line)
        text += QString::fromLatin1(hex.mid(at, line).trimmed()) + u'\n';
    text.chop(1);
    return text;
}

Result<PendingValue> CellViewer::typedValue() const
{
    if (m_mode == Mode::Hex) {
        QString digits = m_text->toPlainText().simplified();
        digits.remove(u' ');
        Column bytes;
        bytes.type = SqlType::of(TypeKind::LargeBinary);
        Result<Value> value = parseCell(digits.isEmpty() ? "" : "0x" + digits.toStdString(), bytes);
        if (!value)
            return fail(value.error());
        if (isBinary(m_edit->column))
            return PendingValue(std::move(*value));
        if (isMySqlGeometry(baseType(m_edit->column.type))) {
            Result<std::string> shape = geometryText(value->bytes(), GeometryLayout::MySql);
            return shape ? Result<PendingValue>(PendingValue(std::move(*value))) : fail(shape.error());
        }
        // Letters by their bytes.
        Result<Value> text = parseCell(value->bytes(), m_edit->column);
        return text ? Result<PendingValue>(PendingValue(std::move(*text)))
                    : Result<PendingValue>(fail(text.error()));
    }
    const QString typed =
        m_mode == Mode::Tree ? QString::fromStdString(m_tree->text()) : m_text->toPlainText();
    if (m_mode == Mode::Json || m_mode == Mode::Tree) {
        if (Result<void> json = checkJson(typed.toStdString()); !json)
            return fail(json.error());
    }
    if (baseType(m_edit->column.type).kind == TypeKind::Xml) {
        if (const QString problem = xmlProblem(typed); !problem.isEmpty())
            return fail(fileError(problem, {}));
    }
    Result<Value> value = parseCell(typed.toStdString(), m_edit->column);
    if (!value)
        return fail(value.error());
    return PendingValue(std::move(*value));
}

bool CellViewer::apply()
{
    if (!m_edited || !m_edit)
        return true;
    Result<PendingValue> value = typedValue();
    const CellEdit edit = *m_edit;
    Result<void> stored = value ? edit.store(*value) : Result<void>(fail(value.error()));
    if (!stored) {
        updateEditing();
        m_problem->setText(wordsOf(stored.error()));
        m_problem->show();
        return false;
    }
    m_edited = false;
    m_content.value = value->value;
    updateEditing();
    return true;
}

void CellViewer::revert()
{
    m_edited = false;
    if (m_hasValue)
        render();
}

void CellViewer::setNull()
{
    if (!m_edit)
        return;
    m_edited = false;
    const CellEdit edit = *m_edit;
    if (Result<void> stored = edit.store(PendingValue::null()); !stored)
        emit failed(stored.error(), tr("The value was not set to NULL"));
}

Result<void> CellViewer::loadFile(const QString& path)
{
    if (!m_edit)
        return fail(fileError(tr("This cell cannot be edited."), {}));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(
            fileError(tr("%1 cannot be read: %2").arg(path, file.errorString()), tr("Nothing has changed.")));
    if (file.size() > largestFile) {
        return fail(fileError(tr("%1 has more than 256 MB.").arg(path),
            tr("A value of this size is better loaded by a program.")));
    }
    const QByteArray bytes = file.readAll();
    if (file.error() != QFile::NoError)
        return fail(
            fileError(tr("%1 cannot be read: %2").arg(path, file.errorString()), tr("Nothing has changed.")));
    const CellEdit edit = *m_edit;
    m_edited = false;
    if (isBinary(edit.column))
        return edit.store(PendingValue(Value::binary(bytes.toStdString())));
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString text = decoder(bytes);
    if (decoder.hasError())
        return fail(fileError(tr("%1 is not UTF-8 text.").arg(path), tr("Nothing has changed.")));
    return edit.store(std::optional<QString>(text));
}

Result<void> CellViewer::saveFile(const QString& path)
{
    const Value& value = m_content.value;
    const bool raw =
        value.tag() == ValueTag::Binary || value.tag() == ValueTag::Text || value.tag() == ValueTag::Other;
    const std::string bytes = raw ? value.bytes() : value.toText();
    QSaveFile file(path);
    const bool written = file.open(QIODevice::WriteOnly)
        && file.write(bytes.data(), static_cast<qint64>(bytes.size())) == static_cast<qint64>(bytes.size())
        && file.commit();
    if (!written) {
        return fail(fileError(tr("%1 cannot be written: %2").arg(path, file.errorString()),
            tr("What was there before is still there.")));
    }
    return {};
}

QString CellViewer::problem() const
{
    return m_problem->isHidden() ? QString() : m_problem->text();
}

} // namespace relata
