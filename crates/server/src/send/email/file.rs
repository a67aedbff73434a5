//! A folder of mails, each a file that mail programs open.

use std::path::Path;

use idp::model::message::MessageId;
use idp::model::sender::Folder;
use idp::sender::Tried;
use tokio::fs;

use super::form::Formed;

/// Writes a mail. Whoever watches the folder finds it whole: it has its name only once it is.
pub(super) async fn send(folder: &Folder, id: MessageId, mail: &Formed) -> Tried {
    let folder = Path::new(&folder.folder);
    let (under_way, whole) = (format!(".{}.part", id.text()), format!("{}.eml", id.text()));
    let written = async {
        fs::write(folder.join(&under_way), &mail.bytes).await?;
        fs::rename(folder.join(&under_way), folder.join(&whole)).await
    };
    match written.await {
        Ok(()) => Tried::Delivered,
        Err(error) => Tried::Failed(format!("the folder cannot be written to: {error}")),
    }
}
