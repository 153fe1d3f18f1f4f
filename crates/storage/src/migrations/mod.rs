//! How the tables came to be. A migration that was released is never edited: what
//! has to change is a new one.

mod m0001_tables;
mod m0002_tokens;

use sea_orm_migration::{MigrationTrait, MigratorTrait};

pub(crate) struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(m0001_tables::Migration), Box::new(m0002_tokens::Migration)]
    }
}
