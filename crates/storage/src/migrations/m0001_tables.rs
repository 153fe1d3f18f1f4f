//! The first tables: events, tasks, read models.

use sea_orm::DbBackend;
use sea_orm_migration::prelude::*;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0001_tables"
    }
}

#[derive(DeriveIden)]
enum Events {
    Table,
    Position,
    StreamKind,
    StreamId,
    Sequence,
    Name,
    SchemaVersion,
    Payload,
    AtMs,
}

#[derive(DeriveIden)]
enum Tasks {
    Table,
    JobId,
    Kind,
    State,
    RunAtMs,
    Attempt,
    MaxAttempts,
    LeaseToken,
    LeaseOwner,
    LeaseExpiresAtMs,
    CreatedMs,
}

#[derive(DeriveIden)]
enum WikiJobs {
    Table,
    Id,
    Wiki,
    Status,
    Percent,
    Attempts,
    CreatedAtMs,
    UpdatedAtMs,
    CompletedAtMs,
    Version,
    View,
    Report,
}

#[derive(DeriveIden)]
enum ExportFiles {
    Table,
    Id,
    JobId,
    Sequence,
    Format,
    Name,
    StoragePath,
    Bytes,
    #[sea_orm(iden = "sha256")]
    Sha256,
    CreatedAtMs,
}

#[derive(DeriveIden)]
enum Projections {
    Table,
    Name,
    Version,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        create_events(manager, backend).await?;
        create_tasks(manager, backend).await?;
        create_wiki_jobs(manager, backend).await?;
        create_export_files(manager, backend).await?;
        let projections = Table::create()
            .table(Projections::Table)
            .col(text(Projections::Name).primary_key())
            .col(number(Projections::Version))
            .take();
        manager.create_table(projections).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(Projections::Table).take()).await?;
        manager.drop_table(Table::drop().table(ExportFiles::Table).take()).await?;
        manager.drop_table(Table::drop().table(WikiJobs::Table).take()).await?;
        manager.drop_table(Table::drop().table(Tasks::Table).take()).await?;
        manager.drop_table(Table::drop().table(Events::Table).take()).await
    }
}

async fn create_events(manager: &SchemaManager<'_>, backend: DbBackend) -> Result<(), DbErr> {
    let events = Table::create()
        .table(Events::Table)
        .col(number(Events::Position).auto_increment().primary_key())
        .col(text(Events::StreamKind))
        .col(id(Events::StreamId, backend))
        .col(number(Events::Sequence))
        .col(text(Events::Name))
        .col(number(Events::SchemaVersion))
        .col(text(Events::Payload))
        .col(number(Events::AtMs))
        .take();
    manager.create_table(events).await?;
    let by_stream = Index::create()
        .name("events_by_stream")
        .table(Events::Table)
        .col(Events::StreamId)
        .col(Events::Sequence)
        .unique()
        .take();
    manager.create_index(by_stream).await
}

async fn create_tasks(manager: &SchemaManager<'_>, backend: DbBackend) -> Result<(), DbErr> {
    let tasks = Table::create()
        .table(Tasks::Table)
        .col(id(Tasks::JobId, backend).primary_key())
        .col(text(Tasks::Kind))
        .col(text(Tasks::State))
        .col(number(Tasks::RunAtMs))
        .col(number(Tasks::Attempt))
        .col(number(Tasks::MaxAttempts))
        .col(ColumnDef::new(Tasks::LeaseToken).text())
        .col(ColumnDef::new(Tasks::LeaseOwner).text())
        .col(ColumnDef::new(Tasks::LeaseExpiresAtMs).big_integer())
        .col(number(Tasks::CreatedMs))
        .take();
    manager.create_table(tasks).await?;
    // Finished tasks stay in the table; the state comes first so that a claim never
    // walks over them.
    let to_claim = Index::create()
        .name("tasks_to_claim")
        .table(Tasks::Table)
        .col(Tasks::State)
        .col(Tasks::RunAtMs)
        .col(Tasks::JobId)
        .take();
    manager.create_index(to_claim).await
}

async fn create_wiki_jobs(manager: &SchemaManager<'_>, backend: DbBackend) -> Result<(), DbErr> {
    let wiki_jobs = Table::create()
        .table(WikiJobs::Table)
        .col(id(WikiJobs::Id, backend).primary_key())
        .col(text(WikiJobs::Wiki))
        .col(text(WikiJobs::Status))
        .col(number(WikiJobs::Percent))
        .col(number(WikiJobs::Attempts))
        .col(number(WikiJobs::CreatedAtMs))
        .col(number(WikiJobs::UpdatedAtMs))
        .col(ColumnDef::new(WikiJobs::CompletedAtMs).big_integer())
        .col(number(WikiJobs::Version))
        .col(text(WikiJobs::View))
        .col(ColumnDef::new(WikiJobs::Report).text())
        .take();
    manager.create_table(wiki_jobs).await?;
    let by_status = Index::create()
        .name("wiki_jobs_by_status")
        .table(WikiJobs::Table)
        .col(WikiJobs::Status)
        .col(WikiJobs::Id)
        .take();
    manager.create_index(by_status).await
}

async fn create_export_files(manager: &SchemaManager<'_>, backend: DbBackend) -> Result<(), DbErr> {
    let export_files = Table::create()
        .table(ExportFiles::Table)
        .col(id(ExportFiles::Id, backend).primary_key())
        .col(id(ExportFiles::JobId, backend))
        .col(number(ExportFiles::Sequence))
        .col(text(ExportFiles::Format))
        .col(text(ExportFiles::Name))
        .col(text(ExportFiles::StoragePath))
        .col(number(ExportFiles::Bytes))
        .col(text(ExportFiles::Sha256))
        .col(number(ExportFiles::CreatedAtMs))
        .take();
    manager.create_table(export_files).await?;
    let by_job = Index::create()
        .name("export_files_by_job")
        .table(ExportFiles::Table)
        .col(ExportFiles::JobId)
        .col(ExportFiles::Sequence)
        .take();
    manager.create_index(by_job).await
}

/// An id that sorts by its bytes, whatever the language of the database.
fn id(column: impl IntoIden, backend: DbBackend) -> ColumnDef {
    let collation = if backend == DbBackend::Postgres { "COLLATE \"C\"" } else { "COLLATE BINARY" };
    text(column).extra(collation).take()
}

fn text(column: impl IntoIden) -> ColumnDef {
    ColumnDef::new(column).text().not_null().take()
}

fn number(column: impl IntoIden) -> ColumnDef {
    ColumnDef::new(column).big_integer().not_null().take()
}
