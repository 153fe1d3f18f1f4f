//! Sealed tokens of jobs, and an index to find a wiki's earlier exports.

use sea_orm::DbBackend;
use sea_orm_migration::prelude::*;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0002_tokens"
    }
}

#[derive(DeriveIden)]
enum JobTokens {
    Table,
    JobId,
    Sealed,
}

#[derive(DeriveIden)]
enum WikiJobs {
    Table,
    Id,
    Wiki,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let postgres = manager.get_database_backend() == DbBackend::Postgres;
        let collation = if postgres { "COLLATE \"C\"" } else { "COLLATE BINARY" };
        let tokens = Table::create()
            .table(JobTokens::Table)
            .col(ColumnDef::new(JobTokens::JobId).text().not_null().extra(collation).primary_key())
            .col(ColumnDef::new(JobTokens::Sealed).blob().not_null())
            .take();
        manager.create_table(tokens).await?;
        let by_wiki = Index::create()
            .name("wiki_jobs_by_wiki")
            .table(WikiJobs::Table)
            .col(WikiJobs::Wiki)
            .col(WikiJobs::Id)
            .take();
        manager.create_index(by_wiki).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("wiki_jobs_by_wiki").table(WikiJobs::Table).to_owned()).await?;
        manager.drop_table(Table::drop().table(JobTokens::Table).take()).await
    }
}
