// Makes Mappers of mappings: classes first (registry_builder.cpp), then what connects them
// (relationship_configuration.cpp).
#pragma once

#include "core/orm/mapper_registry.h"

namespace relata {

class RegistryBuilder
{
public:
    RegistryBuilder(MetaData metadata, ModelMappings mappings);
    Result<MapperRegistry> build();

private:
    // A join as it follows from foreign keys or as it was said, in attributes.
    struct Join
    {
        Direction direction = Direction::OneToMany;
        std::vector<int> local;
        std::vector<int> remote;
        TablePtr secondary;
        std::vector<std::string> secondaryLocal;
        std::vector<std::string> secondaryRemote;
    };
    struct Candidate // a foreign key between two classes
    {
        const Table* table = nullptr;
        const ForeignKeyConstraint* key = nullptr;
        const Table* referred = nullptr;
        std::vector<std::string> referredColumns;
        bool fromLocal = false;
        bool inheritance = false;
    };

    Result<std::vector<std::size_t>> sortedByInheritance() const;
    Result<ClassMapping> withMixins(const ClassMapping& mapping) const;
    Result<void> addClass(const ClassMapping& mapping);
    Result<void> addTable(Mapper& mapper, const ClassMapping& mapping, TablePtr table);
    Result<void> addColumns(Mapper& mapper, const ClassMapping& mapping, std::size_t tableNumber);
    Result<void> addKey(Mapper& mapper, const ClassMapping& mapping);
    Result<void> addInheritedKey(Mapper& mapper, MappedTable& mapped);
    Result<void> addPolymorphism(Mapper& mapper, const ClassMapping& mapping);
    Result<void> addOtherAttributes(Mapper& mapper, const ClassMapping& mapping);
    Result<void> checkProxies() const;
    Result<void> addName(Mapper& mapper, const std::string& name, AttributeName what);

    Result<void> addRelationship(Mapper& mapper, const RelationshipMapping& mapping);
    Result<void> finish(Relationship& relationship, const RelationshipMapping& mapping);
    Result<void> addBackref(const Relationship& relationship, const RelationshipMapping& mapping);
    Result<void> connectBackPopulates();
    Result<void> checkCascades(const Relationship& relationship);
    void shareWithSubclasses();
    void warnOfOverlaps();
    void sortMappers();
    Result<Join> findJoin(
        const Mapper& parent, const Mapper& target, const RelationshipMapping& mapping) const;
    Result<Join> findSecondaryJoin(
        const Mapper& parent, const Mapper& target, const RelationshipMapping& mapping) const;
    Result<Join> explicitJoin(
        const Mapper& parent, const Mapper& target, const RelationshipMapping& mapping) const;
    std::vector<Candidate> candidates(const Mapper& parent, const Mapper& target) const;
    // The keys of `from` that refer to a table of `to`.
    void collectKeys(const Table& from, const Mapper& to, bool fromLocal, std::vector<Candidate>& into) const;
    TablePtr findTable(const TableName& name) const;
    static int attributeOfColumn(const Mapper& mapper, std::string_view column);
    static int attributeOfAnyTable(const Mapper& mapper, const Table& table, std::string_view column);

    std::shared_ptr<MapperRegistry::Data> m_data;
    std::unordered_map<std::string, Mapper*> m_mappers;
    struct Configured
    {
        std::shared_ptr<Relationship> relationship;
        RelationshipMapping mapping;
    };
    std::vector<Configured> m_relationships;
};

} // namespace relata
