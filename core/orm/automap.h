// Classes and relationships for a reflected database, named as a person would name them (SQLAlchemy's
// automap, with English plurals):
//
//     table authors, books.author_id -> authors   =>   Author.books, Book.author
//     flights.origin_id, flights.destination_id   =>   Flight.origin, Airport.flights_as_origin ...
//     genres.parent_id -> genres                  =>   Genre.parent, Genre.children
//     post_tags(post_id, tag_id) and no more      =>   Post.tags, Tag.posts
//     a key that is unique                        =>   Author.author_profile, one object
#pragma once

#include "core/orm/mapper_registry.h"

namespace relata {

// The mappings alone, for a model file or a designer. Tables without a key that tells rows apart are left
// out.
ModelMappings automapMappings(const MetaData& metadata);
// Configured. Throws DatabaseError only if the metadata contradicts itself.
MapperRegistry automap(const MetaData& metadata);

} // namespace relata
