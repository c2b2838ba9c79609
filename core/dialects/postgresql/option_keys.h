// What PostgreSQL alone knows of an object: the keys of DialectOptions that its inspector sets and its DDL
// compiler writes. Values are SQL text where nothing else is said. Names as in SQLAlchemy's postgresql_*
// arguments where it has one.
#pragma once

namespace relata::postgresql::option {

// Tables, and views where it says so.
inline constexpr char unlogged[] = "postgresql.unlogged"; // true
inline constexpr char inherits[] = "postgresql.inherits"; // "a, public.b"
inline constexpr char partitionBy[] = "postgresql.partition_by"; // "RANGE (day)"
inline constexpr char partitionOf[] = "postgresql.partition_of"; // the parent
inline constexpr char partitionBound[] = "postgresql.partition_bound"; // "FOR VALUES IN (1)", "DEFAULT"
inline constexpr char ofType[] = "postgresql.of_type"; // CREATE TABLE ... OF type
inline constexpr char accessMethod[] = "postgresql.using"; // of tables, materialized views and indexes
inline constexpr char storageParameters[] =
    "postgresql.with"; // "fillfactor='70'"; tables, views, indexes, keys
inline constexpr char tablespace[] = "postgresql.tablespace"; // plain name; tables, indexes, keys
inline constexpr char replicaIdentity[] = "postgresql.replica_identity"; // "FULL", "NOTHING", "USING INDEX i"
inline constexpr char rowSecurity[] = "postgresql.row_security"; // true
inline constexpr char forceRowSecurity[] = "postgresql.force_row_security"; // true
inline constexpr char checkOption[] = "postgresql.check_option"; // of views: "LOCAL", "CASCADED"
inline constexpr char server[] = "postgresql.server"; // of foreign tables: plain name
inline constexpr char foreignOptions[] =
    "postgresql.options"; // of foreign tables and their columns: "filename 'a.csv', format 'csv'"
inline constexpr char withNoData[] = "postgresql.with_no_data"; // of materialized views: true

// Columns, checks and keys of a child table or partition.
inline constexpr char inherited[] = "postgresql.inherited"; // true: it comes from the parent alone
inline constexpr char ownDefault[] = "postgresql.own_default"; // true: inherited, with another default
inline constexpr char ownNotNull[] = "postgresql.own_not_null"; // true: inherited, NOT NULL here alone

// Columns with a default, checks and indexes: "true" where they call code over tables, which is made after
// these, "views" where it is code over views.
inline constexpr char late[] = "postgresql.late";

// Tables, and checks of domains, that can only be made after things which usually come later: a name a line,
// as objectName() and carriedName() write them.
inline constexpr char madeAfter[] = "postgresql.made_after";

// Columns.
inline constexpr char storage[] = "postgresql.storage"; // "EXTERNAL", where it is not the type's own
inline constexpr char compression[] = "postgresql.compression"; // "lz4"
inline constexpr char statistics[] = "postgresql.statistics"; // "500"
inline constexpr char attributeOptions[] = "postgresql.attribute_options"; // "n_distinct=5"

inline constexpr char notNullNoInherit[] = "postgresql.not_null_no_inherit"; // true
inline constexpr char notNullInherited[] = "postgresql.not_null_inherited"; // true: of a parent's constraint
inline constexpr char notNullNotValid[] = "postgresql.not_null_not_valid"; // true

// Constraints.
inline constexpr char noInherit[] = "postgresql.no_inherit"; // of checks: true
inline constexpr char notEnforced[] = "postgresql.not_enforced"; // true
inline constexpr char include[] = "postgresql.include"; // of primary keys: "a, b"
inline constexpr char withoutOverlaps[] = "postgresql.without_overlaps"; // of keys: true (last column)
inline constexpr char period[] = "postgresql.period"; // of foreign keys: true (last column)
inline constexpr char onDeleteColumns[] = "postgresql.on_delete_columns"; // "a, b"

// Indexes and the indexes of keys.
inline constexpr char nullsNotDistinct[] = "postgresql.nulls_not_distinct"; // of indexes: true
inline constexpr char attachedTo[] = "postgresql.attached_to"; // the index of the partitioned table
inline constexpr char clustered[] = "postgresql.clustered"; // true
inline constexpr char elementStatistics[] = "postgresql.element_statistics"; // "2=500, 3=100"
inline constexpr char onOnly[] = "postgresql.on_only"; // of indexes of partitioned tables: true

} // namespace relata::postgresql::option
