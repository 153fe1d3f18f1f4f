//! The parts pages are made of.

mod book_fields;
mod downloads;
mod failure_notice;
mod icon;
mod job_details;
mod job_list;
mod job_row;
mod moment;
mod page_footer;
mod page_header;
mod page_title;
mod preference_forms;
mod problem_note;
mod progress_panel;
mod report_lists;
mod report_section;
mod reused_note;
mod status_badge;
mod wiki_form;

pub use icon::Icon;
pub use job_details::JobDetails;
pub use job_list::JobList;
pub use page_footer::PageFooter;
pub use page_header::PageHeader;
pub use page_title::PageTitle;
pub use problem_note::ProblemNote;
pub use wiki_form::WikiForm;
