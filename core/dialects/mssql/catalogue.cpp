#include "core/dialects/mssql/catalogue.h"

namespace relata::mssql::catalogue {
namespace {

// The comment of an object: class, its id and the id of the part.
std::string comment(const char* objectClass, const char* major, const char* minor)
{
    return std::string("(SELECT TOP (1) CAST(x.value AS nvarchar(4000)) FROM sys.extended_properties x WHERE "
                       "x.class = ")
        + objectClass + " AND x.major_id = " + major + " AND x.minor_id = " + minor
        + " AND x.name = N'MS_Description')";
}

} // namespace

std::string session()
{
    return "SELECT CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128)), SCHEMA_NAME(), "
           "CAST(DATABASEPROPERTYEX(DB_NAME(), 'Collation') AS nvarchar(128))";
}

std::string schemaNames()
{
    // 16384 and above are the schemas of the fixed roles.
    return "SELECT name FROM sys.schemas WHERE schema_id < 16384 AND name NOT IN ('sys', "
           "'INFORMATION_SCHEMA', 'guest') ORDER BY name";
}

std::string tables()
{
    return "SELECT t.name, t.temporal_type, SCHEMA_NAME(h.schema_id), h.name, t.is_memory_optimized, "
           "t.durability_desc, (SELECT SUM(r.rows) FROM sys.partitions r WHERE r.object_id = t.object_id AND "
           "r.index_id IN (0, 1)), ps.name, pc.name, (SELECT TOP (1) d.data_compression_desc FROM "
           "sys.partitions d WHERE d.object_id = t.object_id AND d.index_id IN (0, 1)), "
        + comment("1", "t.object_id", "0")
        + " FROM sys.tables t LEFT JOIN sys.tables h ON h.object_id = t.history_table_id "
          "LEFT JOIN sys.indexes i ON i.object_id = t.object_id AND i.index_id IN (0, 1) "
          "LEFT JOIN sys.partition_schemes ps ON ps.data_space_id = i.data_space_id "
          "LEFT JOIN sys.index_columns ic ON ic.object_id = i.object_id AND ic.index_id = i.index_id AND "
          "ic.partition_ordinal = 1 "
          "LEFT JOIN sys.columns pc ON pc.object_id = ic.object_id AND pc.column_id = ic.column_id "
          "WHERE t.is_ms_shipped = 0 AND SCHEMA_NAME(t.schema_id) = ? ORDER BY t.name";
}

std::string columns()
{
    return "SELECT o.name, c.name, ty.name, CASE WHEN ty.is_user_defined = 1 THEN SCHEMA_NAME(ty.schema_id) "
           "END, bt.name, c.max_length, c.precision, c.scale, c.is_nullable, c.collation_name, "
           "c.is_identity, "
           "CAST(i.seed_value AS nvarchar(60)), CAST(i.increment_value AS nvarchar(60)), cc.definition, "
           "cc.is_persisted, d.name, d.definition, d.is_system_named, c.is_sparse, c.is_rowguidcol, "
           "c.generated_always_type, c.is_hidden, mc.masking_function, "
        + comment("1", "o.object_id", "c.column_id")
        + " FROM sys.objects o JOIN sys.columns c ON c.object_id = o.object_id "
          "JOIN sys.types ty ON ty.user_type_id = c.user_type_id "
          "LEFT JOIN sys.types bt ON bt.user_type_id = c.system_type_id "
          "LEFT JOIN sys.identity_columns i ON i.object_id = c.object_id AND i.column_id = c.column_id "
          "LEFT JOIN sys.computed_columns cc ON cc.object_id = c.object_id AND cc.column_id = c.column_id "
          "LEFT JOIN sys.default_constraints d ON d.object_id = c.default_object_id "
          "LEFT JOIN sys.masked_columns mc ON mc.object_id = c.object_id AND mc.column_id = c.column_id AND "
          "mc.is_masked = 1 "
          "WHERE o.type IN ('U', 'V') AND o.is_ms_shipped = 0 AND SCHEMA_NAME(o.schema_id) = ? "
          "ORDER BY o.name, c.column_id";
}

std::string indexes()
{
    return "SELECT o.name, i.name, i.type_desc, i.is_unique, i.is_primary_key, i.is_unique_constraint, "
           "i.filter_definition, i.fill_factor, i.is_padded, i.ignore_dup_key, i.is_disabled, "
           "k.is_system_named, c.name, ic.is_descending_key, ic.is_included_column, (SELECT TOP (1) "
           "p.data_compression_desc FROM sys.partitions p WHERE p.object_id = i.object_id AND p.index_id = "
           "i.index_id), CASE WHEN k.object_id IS NULL THEN "
        + comment("7", "i.object_id", "i.index_id") + " ELSE " + comment("1", "k.object_id", "0")
        + " END FROM sys.objects o JOIN sys.indexes i ON i.object_id = o.object_id AND i.index_id > 0 AND "
          "i.is_hypothetical = 0 "
          "LEFT JOIN sys.key_constraints k ON k.parent_object_id = i.object_id AND k.unique_index_id = "
          "i.index_id "
          "LEFT JOIN sys.index_columns ic ON ic.object_id = i.object_id AND ic.index_id = i.index_id AND "
          "(ic.key_ordinal > 0 OR ic.is_included_column = 1 OR i.type IN (5, 6)) "
          "LEFT JOIN sys.columns c ON c.object_id = ic.object_id AND c.column_id = ic.column_id "
          "WHERE o.type IN ('U', 'V') AND o.is_ms_shipped = 0 AND SCHEMA_NAME(o.schema_id) = ? "
          "ORDER BY o.name, i.index_id, ic.is_included_column, ic.key_ordinal, ic.index_column_id";
}

std::string foreignKeys()
{
    return "SELECT t.name, f.name, f.is_system_named, SCHEMA_NAME(rt.schema_id), rt.name, "
           "f.delete_referential_action_desc, f.update_referential_action_desc, f.is_disabled, "
           "f.is_not_trusted, pc.name, rc.name, "
        + comment("1", "f.object_id", "0")
        + " FROM sys.foreign_keys f JOIN sys.tables t ON t.object_id = f.parent_object_id "
          "JOIN sys.tables rt ON rt.object_id = f.referenced_object_id "
          "JOIN sys.foreign_key_columns fc ON fc.constraint_object_id = f.object_id "
          "JOIN sys.columns pc ON pc.object_id = fc.parent_object_id AND pc.column_id = fc.parent_column_id "
          "JOIN sys.columns rc ON rc.object_id = fc.referenced_object_id AND rc.column_id = "
          "fc.referenced_column_id "
          "WHERE f.is_ms_shipped = 0 AND SCHEMA_NAME(t.schema_id) = ? "
          "ORDER BY t.name, f.object_id, fc.constraint_column_id";
}

std::string checks()
{
    return "SELECT t.name, k.name, k.definition, k.is_system_named, k.is_disabled, k.is_not_trusted, "
        + comment("1", "k.object_id", "0")
        + " FROM sys.check_constraints k JOIN sys.tables t ON t.object_id = k.parent_object_id "
          "WHERE k.is_ms_shipped = 0 AND SCHEMA_NAME(t.schema_id) = ? ORDER BY t.name, k.object_id";
}

std::string notForReplication()
{
    // learn.microsoft.com: sys.identity_columns, sys.foreign_keys, sys.check_constraints.
    return "SELECT t.name, x.kind, x.name FROM (SELECT object_id AS table_id, 'identity' AS kind, name FROM "
           "sys.identity_columns WHERE is_not_for_replication = 1 "
           "UNION ALL SELECT parent_object_id, 'foreign key', name FROM sys.foreign_keys WHERE "
           "is_not_for_replication = 1 "
           "UNION ALL SELECT parent_object_id, 'check', name FROM sys.check_constraints WHERE "
           "is_not_for_replication = 1) x JOIN sys.tables t ON t.object_id = x.table_id "
           "WHERE t.is_ms_shipped = 0 AND SCHEMA_NAME(t.schema_id) = ? ORDER BY t.name, x.kind, x.name";
}

std::string fileGroups()
{
    // Index 0 is a table without a clustered index, 1 the table by its clustered index; -1 stands for what
    // TEXTIMAGE_ON says.
    return "SELECT o.name, x.index_id, x.name, g.name, g.is_default FROM (SELECT object_id, index_id, name, "
           "data_space_id FROM sys.indexes WHERE is_hypothetical = 0 "
           "UNION ALL SELECT object_id, -1, NULL, lob_data_space_id FROM sys.tables) x "
           "JOIN sys.objects o ON o.object_id = x.object_id "
           "JOIN sys.filegroups g ON g.data_space_id = x.data_space_id "
           "WHERE o.type IN ('U', 'V') AND o.is_ms_shipped = 0 AND SCHEMA_NAME(o.schema_id) = ? "
           "ORDER BY o.name, x.index_id";
}

std::string views()
{
    return "SELECT v.name, m.definition, m.is_schema_bound, v.with_check_option, "
        + comment("1", "v.object_id", "0")
        + " FROM sys.views v LEFT JOIN sys.sql_modules m ON m.object_id = v.object_id "
          "WHERE v.is_ms_shipped = 0 AND SCHEMA_NAME(v.schema_id) = ? ORDER BY v.name";
}

std::string viewNeeds()
{
    return "SELECT DISTINCT v.name, COALESCE(d.referenced_schema_name, SCHEMA_NAME(v.schema_id)), "
           "d.referenced_entity_name FROM sys.views v JOIN sys.sql_expression_dependencies d ON "
           "d.referencing_id = v.object_id AND d.referenced_minor_id = 0 AND d.referenced_database_name IS "
           "NULL "
           "WHERE v.is_ms_shipped = 0 AND SCHEMA_NAME(v.schema_id) = ? ORDER BY 1, 2, 3";
}

std::string sequences()
{
    return "SELECT s.name, ty.name, s.precision, CAST(s.start_value AS nvarchar(60)), CAST(s.increment AS "
           "nvarchar(60)), CAST(s.minimum_value AS nvarchar(60)), CAST(s.maximum_value AS nvarchar(60)), "
           "s.is_cycling, s.is_cached, s.cache_size, "
        + comment("1", "s.object_id", "0")
        + " FROM sys.sequences s JOIN sys.types ty ON ty.user_type_id = s.user_type_id "
          "WHERE SCHEMA_NAME(s.schema_id) = ? ORDER BY s.name";
}

std::string synonyms()
{
    return "SELECT s.name, s.base_object_name, " + comment("1", "s.object_id", "0")
        + " FROM sys.synonyms s WHERE SCHEMA_NAME(s.schema_id) = ? ORDER BY s.name";
}

std::string triggers()
{
    return "SELECT o.name, tr.name, tr.is_instead_of_trigger, tr.is_disabled, STUFF((SELECT ' OR ' + "
           "e.type_desc FROM sys.trigger_events e WHERE e.object_id = tr.object_id ORDER BY e.type FOR XML "
           "PATH('')), 1, 4, ''), m.definition, "
        + comment("1", "tr.object_id", "0")
        + " FROM sys.triggers tr JOIN sys.objects o ON o.object_id = tr.parent_id "
          "LEFT JOIN sys.sql_modules m ON m.object_id = tr.object_id "
          "WHERE tr.is_ms_shipped = 0 AND tr.parent_class = 1 AND SCHEMA_NAME(o.schema_id) = ? "
          "ORDER BY o.name, tr.object_id";
}

std::string routines()
{
    return "SELECT o.name, RTRIM(o.type), m.definition, " + comment("1", "o.object_id", "0")
        + " FROM sys.objects o LEFT JOIN sys.sql_modules m ON m.object_id = o.object_id "
          "WHERE o.type IN ('P', 'FN', 'IF', 'TF') AND o.is_ms_shipped = 0 AND SCHEMA_NAME(o.schema_id) = ? "
          "ORDER BY o.object_id";
}

std::string aliasTypes()
{
    return "SELECT ty.name, bt.name, ty.max_length, ty.precision, ty.scale, ty.is_nullable "
           "FROM sys.types ty JOIN sys.types bt ON bt.user_type_id = ty.system_type_id "
           "WHERE ty.is_user_defined = 1 AND ty.is_table_type = 0 AND ty.is_assembly_type = 0 AND "
           "SCHEMA_NAME(ty.schema_id) = ? ORDER BY ty.name";
}

std::string partitionFunctions()
{
    return "SELECT f.name, f.boundary_value_on_right, ty.name, p.max_length, p.precision, p.scale, "
           "CAST(v.value "
           "AS nvarchar(4000)) FROM sys.partition_functions f "
           "JOIN sys.partition_parameters p ON p.function_id = f.function_id AND p.parameter_id = 1 "
           "JOIN sys.types ty ON ty.user_type_id = p.system_type_id "
           "LEFT JOIN sys.partition_range_values v ON v.function_id = f.function_id "
           "WHERE f.is_system = 0 ORDER BY f.name, v.boundary_id";
}

std::string partitionSchemes()
{
    return "SELECT s.name, f.name, g.name FROM sys.partition_schemes s "
           "JOIN sys.partition_functions f ON f.function_id = s.function_id "
           "JOIN sys.destination_data_spaces d ON d.partition_scheme_id = s.data_space_id "
           "JOIN sys.data_spaces g ON g.data_space_id = d.data_space_id "
           "WHERE s.is_system = 0 AND d.destination_id <= f.fanout ORDER BY s.name, d.destination_id";
}

} // namespace relata::mssql::catalogue
