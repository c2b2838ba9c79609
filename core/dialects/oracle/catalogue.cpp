#include "core/dialects/oracle/catalogue.h"

namespace relata::oracle::catalogue {

std::string session()
{
    return "SELECT SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') FROM dual";
}

std::string schemaNames()
{
    return "SELECT DISTINCT o.owner FROM all_objects o JOIN all_users u ON u.username = o.owner "
           "WHERE u.oracle_maintained = 'N' AND o.object_type IN ('TABLE', 'VIEW', 'MATERIALIZED VIEW', "
           "'SEQUENCE') ORDER BY o.owner";
}

std::string tables()
{
    return "SELECT t.table_name, t.tablespace_name, t.compression, t.compress_for, t.temporary, t.duration, "
           "t.iot_type, t.partitioned, t.num_rows, c.comments FROM all_tables t "
           "LEFT JOIN all_tab_comments c ON c.owner = t.owner AND c.table_name = t.table_name "
           "WHERE t.owner = ? AND t.nested = 'NO' AND t.secondary = 'N' AND t.dropped = 'NO' "
           "AND (t.iot_type IS NULL OR t.iot_type = 'IOT') "
           "AND NOT EXISTS (SELECT 1 FROM all_mviews m WHERE m.owner = t.owner AND m.container_name = "
           "t.table_name) "
           "AND NOT EXISTS (SELECT 1 FROM all_external_tables e WHERE e.owner = t.owner AND e.table_name = "
           "t.table_name) ORDER BY t.table_name";
}

std::string columns()
{
    return "SELECT c.table_name, c.column_name, c.data_type, c.data_type_owner, c.data_length, "
           "c.char_length, "
           "c.char_used, c.data_precision, c.data_scale, c.nullable, c.virtual_column, c.hidden_column, "
           "c.default_on_null, CASE WHEN c.collation <> 'USING_NLS_COMP' THEN c.collation END, "
           "i.generation_type, i.identity_options, m.comments, c.data_default FROM all_tab_cols c "
           "LEFT JOIN all_tab_identity_cols i ON i.owner = c.owner AND i.table_name = c.table_name AND "
           "i.column_name = c.column_name "
           "LEFT JOIN all_col_comments m ON m.owner = c.owner AND m.table_name = c.table_name AND "
           "m.column_name = c.column_name "
           "WHERE c.owner = ? AND c.user_generated = 'YES' ORDER BY c.table_name, c.internal_column_id";
}

std::string constraints()
{
    return "SELECT k.table_name, k.constraint_name, k.constraint_type, k.generated, k.deferrable, "
           "k.deferred, "
           "k.status, k.validated, k.index_name, c.column_name, k.search_condition_vc FROM all_constraints k "
           "LEFT JOIN all_cons_columns c ON c.owner = k.owner AND c.constraint_name = k.constraint_name AND "
           "c.table_name = k.table_name "
           "WHERE k.owner = ? AND k.constraint_type IN ('P', 'U', 'C') "
           "ORDER BY k.table_name, k.constraint_type, k.constraint_name, c.position";
}

std::string foreignKeys()
{
    return "SELECT k.table_name, k.constraint_name, k.generated, k.delete_rule, k.deferrable, k.deferred, "
           "k.status, k.validated, r.owner, r.table_name, c.column_name, rc.column_name FROM all_constraints "
           "k JOIN all_constraints r ON r.owner = k.r_owner AND r.constraint_name = k.r_constraint_name "
           "JOIN all_cons_columns c ON c.owner = k.owner AND c.constraint_name = k.constraint_name "
           "JOIN all_cons_columns rc ON rc.owner = r.owner AND rc.constraint_name = r.constraint_name AND "
           "rc.position = c.position "
           "WHERE k.owner = ? AND k.constraint_type = 'R' ORDER BY k.table_name, k.constraint_name, "
           "c.position";
}

std::string indexes()
{
    return "SELECT i.table_name, i.index_name, i.index_type, i.uniqueness, i.tablespace_name, i.compression, "
           "i.prefix_length, i.visibility, i.partitioned, c.column_name, c.descend, e.column_expression "
           "FROM all_indexes i JOIN all_ind_columns c ON c.index_owner = i.owner AND c.index_name = "
           "i.index_name "
           "LEFT JOIN all_ind_expressions e ON e.index_owner = c.index_owner AND e.index_name = c.index_name "
           "AND e.column_position = c.column_position "
           "WHERE i.table_owner = ? AND i.index_type <> 'LOB' AND i.dropped = 'NO' "
           "ORDER BY i.table_name, i.index_name, c.column_position";
}

std::string views()
{
    return "SELECT v.view_name, v.read_only, c.comments, v.text FROM all_views v "
           "LEFT JOIN all_tab_comments c ON c.owner = v.owner AND c.table_name = v.view_name "
           "WHERE v.owner = ? ORDER BY v.view_name";
}

std::string materializedViews()
{
    return "SELECT m.mview_name, m.refresh_mode, m.refresh_method, m.build_mode, m.rewrite_enabled, "
           "c.comments, m.query FROM all_mviews m "
           "LEFT JOIN all_mview_comments c ON c.owner = m.owner AND c.mview_name = m.mview_name "
           "WHERE m.owner = ? ORDER BY m.mview_name";
}

std::string viewNeeds()
{
    return "SELECT d.name, d.referenced_owner, d.referenced_name FROM all_dependencies d "
           "WHERE d.owner = ? AND d.type IN ('VIEW', 'MATERIALIZED VIEW') AND d.referenced_type IN ('TABLE', "
           "'VIEW', 'MATERIALIZED VIEW') AND NOT (d.referenced_owner = d.owner AND d.referenced_name = "
           "d.name) "
           "ORDER BY d.name, d.referenced_owner, d.referenced_name";
}

std::string sequences()
{
    // Numbers as text: the limits of a sequence have up to 28 digits. ISEQ$$ belong to identity columns.
    return "SELECT s.sequence_name, TO_CHAR(s.min_value), TO_CHAR(s.max_value), TO_CHAR(s.increment_by), "
           "s.cycle_flag, s.order_flag, TO_CHAR(s.cache_size) FROM all_sequences s "
           "WHERE s.sequence_owner = ? AND s.sequence_name NOT LIKE 'ISEQ$$%' ORDER BY s.sequence_name";
}

std::string synonyms()
{
    return "SELECT s.synonym_name, s.table_owner, s.table_name, s.db_link FROM all_synonyms s "
           "WHERE s.owner = ? ORDER BY s.synonym_name";
}

std::string triggers()
{
    return "SELECT t.table_name, t.trigger_name, t.trigger_type, t.triggering_event, t.status, "
           "t.description, "
           "t.when_clause, t.trigger_body FROM all_triggers t "
           "WHERE t.owner = ? AND t.table_owner = t.owner AND t.base_object_type IN ('TABLE', 'VIEW') "
           "ORDER BY t.table_name, t.trigger_name";
}

std::string sources()
{
    return "SELECT s.name, s.type, s.text FROM all_source s WHERE s.owner = ? AND s.type IN ('FUNCTION', "
           "'PROCEDURE', 'PACKAGE', 'PACKAGE BODY', 'TYPE', 'TYPE BODY') "
           "ORDER BY CASE s.type WHEN 'TYPE' THEN 1 WHEN 'TYPE BODY' THEN 2 WHEN 'PACKAGE' THEN 3 WHEN "
           "'FUNCTION' THEN 4 WHEN 'PROCEDURE' THEN 5 ELSE 6 END, s.name, s.line";
}

std::string partitions()
{
    return "SELECT p.table_name, t.partitioning_type, t.interval, p.partition_name, p.tablespace_name, "
           "p.high_value, t.ref_ptn_constraint_name FROM all_tab_partitions p JOIN all_part_tables t ON "
           "t.owner = p.table_owner AND "
           "t.table_name = p.table_name WHERE p.table_owner = ? ORDER BY p.table_name, p.partition_position";
}

std::string partitionColumns()
{
    return "SELECT k.name, k.column_name FROM all_part_key_columns k WHERE k.owner = ? AND k.object_type = "
           "'TABLE' ORDER BY k.name, k.column_position";
}

std::string subpartitions()
{
    return "SELECT p.table_name, t.subpartitioning_type, p.partition_name, p.subpartition_name, "
           "p.high_value FROM all_tab_subpartitions p JOIN all_part_tables t ON t.owner = p.table_owner AND "
           "t.table_name = p.table_name WHERE p.table_owner = ? "
           "ORDER BY p.table_name, p.partition_name, p.subpartition_position";
}

std::string subpartitionColumns()
{
    return "SELECT k.name, k.column_name FROM all_subpart_key_columns k WHERE k.owner = ? AND k.object_type "
           "= 'TABLE' ORDER BY k.name, k.column_position";
}

} // namespace relata::oracle::catalogue
