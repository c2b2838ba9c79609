#pragma once

#include "ui/sqltext/prepared_sql.h"

#include <QPlainTextEdit>

namespace relata {

class Theme;

// Shows SQL, highlighted, to be read and copied. Only the lines that come into sight are coloured, so that a
// long script costs no more than a short one.
class SqlView final : public QPlainTextEdit
{
    Q_OBJECT

public:
    SqlView(Theme& theme, QWidget* parent);

    void setSql(PreparedSql sql);
    const PreparedSql& sql() const { return m_sql; }
    // Marks and shows a part of the text; UTF-16 code units.
    void reveal(int start, int length);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void colourVisibleLines();
    void recolour();

    Theme& m_theme;
    PreparedSql m_sql;
    std::vector<bool> m_coloured; // by line
};

} // namespace relata
