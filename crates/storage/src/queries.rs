//! The read models, for people and interfaces.

use std::collections::HashMap;

use async_trait::async_trait;
use relieur_application::ports::{JobQueries, StoreError};
use relieur_domain::export::ExportFile;
use relieur_domain::views::FileView;
use relieur_domain::{FileId, JobId, JobStatus, JobView, JobsPage};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::entities::{export_file, projection, wiki_job};
use crate::errors::{corrupt, failed, moment, unsigned, word};
use crate::store::SqlStore;

/// The longest page. Who asks for more goes on from its end.
const LONGEST_PAGE: u64 = 500;

#[async_trait]
impl JobQueries for SqlStore {
    #[tracing::instrument(name = "store.job", skip_all, fields(job = %id))]
    async fn job(&self, id: JobId) -> Result<Option<JobView>, StoreError> {
        let row = wiki_job::Entity::find_by_id(id.to_string()).one(&self.reader).await.map_err(failed)?;
        let Some(row) = row else { return Ok(None) };
        let mut view = parse_row(&row)?;
        self.add_files(std::slice::from_mut(&mut view)).await?;
        Ok(Some(view))
    }

    #[tracing::instrument(name = "store.jobs", skip_all)]
    async fn jobs(&self, before: Option<JobId>, limit: u64) -> Result<JobsPage, StoreError> {
        let limit = limit.clamp(1, LONGEST_PAGE);
        let mut find = wiki_job::Entity::find().select_only().column(wiki_job::Column::View);
        if let Some(before) = before {
            find = find.filter(wiki_job::Column::Id.lt(before.to_string()));
        }
        let mut rows: Vec<String> = find
            .order_by_desc(wiki_job::Column::Id)
            // One more than asked for tells whether there are more.
            .limit(limit + 1)
            .into_tuple()
            .all(&self.reader)
            .await
            .map_err(failed)?;
        let more = rows.len() as u64 > limit;
        rows.truncate(limit as usize);
        let mut jobs = rows.iter().map(|row| parse_view(row)).collect::<Result<Vec<_>, _>>()?;
        self.add_files(&mut jobs).await?;
        let next = jobs.last().filter(|_| more).map(|job| job.id);
        Ok(JobsPage { jobs, next })
    }

    #[tracing::instrument(name = "store.completed", skip_all)]
    async fn completed(&self, wiki: &str, limit: u64) -> Result<Vec<JobView>, StoreError> {
        let rows = wiki_job::Entity::find()
            .filter(wiki_job::Column::Wiki.eq(wiki))
            .filter(wiki_job::Column::Status.eq(JobStatus::Completed.as_str()))
            .order_by_desc(wiki_job::Column::Id)
            .limit(limit.clamp(1, LONGEST_PAGE))
            .all(&self.reader)
            .await
            .map_err(failed)?;
        let mut jobs = rows.iter().map(parse_row).collect::<Result<Vec<_>, _>>()?;
        self.add_files(&mut jobs).await?;
        Ok(jobs)
    }

    #[tracing::instrument(name = "store.file", skip_all, fields(file = %id))]
    async fn file(&self, id: FileId) -> Result<Option<ExportFile>, StoreError> {
        let row = export_file::Entity::find_by_id(id.to_string()).one(&self.reader).await.map_err(failed)?;
        row.as_ref().map(parse_file).transpose()
    }

    async fn check(&self) -> Result<(), StoreError> {
        // A real row, and not `SELECT 1`, which SQLite answers without its file.
        projection::Entity::find().one(&self.reader).await.map_err(failed)?;
        Ok(())
    }
}

impl SqlStore {
    /// Adds their files to all `jobs`, with one query.
    async fn add_files(&self, jobs: &mut [JobView]) -> Result<(), StoreError> {
        if jobs.is_empty() {
            return Ok(());
        }
        let rows = export_file::Entity::find()
            .filter(export_file::Column::JobId.is_in(jobs.iter().map(|job| job.id.to_string())))
            .order_by_asc(export_file::Column::Sequence)
            .all(&self.reader)
            .await
            .map_err(failed)?;
        let mut by_id: HashMap<String, &mut JobView> = jobs.iter_mut().map(|job| (job.id.to_string(), job)).collect();
        for row in &rows {
            let Some(job) = by_id.get_mut(&row.job_id) else { continue };
            // Files were read after the job and may be ahead of it. A follower who
            // goes on from the job's version would hear of them a second time.
            if unsigned::<u64>("sequence of a file", row.sequence)? <= job.version {
                job.files.push(FileView::from(&parse_file(row)?));
            }
        }
        Ok(())
    }
}

fn parse_row(row: &wiki_job::Model) -> Result<JobView, StoreError> {
    let mut view = parse_view(&row.view)?;
    if let Some(report) = &row.report {
        view.report = Some(serde_json::from_str(report).map_err(|cause| corrupt("report", cause))?);
    }
    Ok(view)
}

fn parse_view(json: &str) -> Result<JobView, StoreError> {
    serde_json::from_str(json).map_err(|cause| corrupt("job", cause))
}

fn parse_file(row: &export_file::Model) -> Result<ExportFile, StoreError> {
    Ok(ExportFile {
        id: FileId(word("id of a file", &row.id)?),
        job_id: word("job of a file", &row.job_id)?,
        format: word("format of a file", &row.format)?,
        name: row.name.clone(),
        storage_path: row.storage_path.clone(),
        bytes: unsigned("size of a file", row.bytes)?,
        sha256: row.sha256.clone(),
        created_at: moment("time of a file", row.created_at_ms)?,
    })
}
