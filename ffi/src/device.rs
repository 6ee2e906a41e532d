//! The device as the host holds it.

use std::sync::Arc;

use client_core::incarnation::IncarnationFile;
use client_core::proof::KeptReceipt;
use client_core::visits::{NotAccepted, OutboxView};
use client_core::{DeviceConfig, Host, Identity, NetworkSwitch};
use model::id::DocumentId;
use model::seal::certificate::Certificate;
use model::seal::key::{DeviceKey, PublicKey};
use model::time::Timestamp;

use crate::complaints::Complaints;
use crate::days::Days;
use crate::failures::FieldError;
use crate::host_key::{HostBackedKey, HostKey};
use crate::listener::{DeviceListener, Subscription};
use crate::old_parts::OldParts;
use crate::records::goods::VanStockLines;
use crate::reference::Reference;
use crate::repairs::Repairs;
use crate::visits::Visits;

/// A technician's device: one file. Open it once and share it; every method may be called from any thread. The methods that do
/// not wait for a network touch the disk: keep them off the thread that draws.
#[derive(uniffi::Object)]
pub struct Device {
    pub(crate) core: client_core::Device,
}

#[uniffi::export]
impl Device {
    /// Opens the device's file at `path`, or makes a new one. Never deletes or recreates a file. `application` is the name and
    /// version that the server's support sees. `key` keeps the device's key; without one, a software key is kept in the file.
    ///
    /// # Errors
    /// [`FieldError::Storage`] if the file is damaged, full or unsafe, [`FieldError::Upgrade`] if a newer version wrote it,
    /// [`FieldError::Unusable`] if it belongs to another application or key. The file is then as it was.
    #[uniffi::constructor(default(key = None))]
    pub fn open(path: String, application: String, key: Option<Arc<dyn HostKey>>) -> Result<Arc<Self>, FieldError> {
        let core = client_core::Device::open(DeviceConfig { path: path.into(), application }, host(key)?)?;
        Ok(Arc::new(Self { core }))
    }

    /// Opens the device's file as [`Device::open`], and looks whether it is a copy of another one (a backup that was played back, a telephone
    /// that was set up from another): the small file at `place`, in a folder that backups skip (`noBackupFilesDir`), then says something
    /// else, or is not there ([`Device::copied_at`]).
    ///
    /// # Errors
    /// As [`Device::open`]; [`FieldError::Storage`] with the code `incarnation` if `place` cannot be used.
    #[uniffi::constructor(default(key = None))]
    pub fn open_beside(path: String, application: String, place: String, key: Option<Arc<dyn HostKey>>) -> Result<Arc<Self>, FieldError> {
        let place = IncarnationFile::at(place.into());
        let core = client_core::Device::open_beside(DeviceConfig { path: path.into(), application }, host(key)?, &place)?;
        Ok(Arc::new(Self { core }))
    }

    /// When it was found that this file is a copy, until [`Device::acknowledge_copy`].
    ///
    /// # Errors
    /// [`FieldError::Storage`].
    pub fn copied_at(&self) -> Result<Option<Timestamp>, FieldError> {
        Ok(self.core.copied_at()?)
    }

    /// A person has read that this file is a copy.
    ///
    /// # Errors
    /// [`FieldError::Storage`].
    pub fn acknowledge_copy(&self) -> Result<(), FieldError> {
        Ok(self.core.acknowledge_copy()?)
    }

    /// What was entered here and does not stand because the server did not take it, until a person has read it
    /// ([`Device::acknowledge`]).
    ///
    /// # Errors
    /// [`FieldError::Storage`].
    pub fn not_accepted(&self) -> Result<Vec<NotAccepted>, FieldError> {
        Ok(self.core.not_accepted()?)
    }

    /// A person has read the entry `id` of [`Device::not_accepted`]. The saved copy stays.
    ///
    /// # Errors
    /// [`FieldError::Storage`].
    pub fn acknowledge(&self, id: i64) -> Result<(), FieldError> {
        Ok(self.core.acknowledge(id)?)
    }

    /// Who this device is, once it is enrolled.
    ///
    /// # Errors
    /// [`FieldError::Storage`].
    pub fn identity(&self) -> Result<Option<Identity>, FieldError> {
        Ok(self.core.identity()?)
    }

    /// The public half of this device's key.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        self.core.public_key()
    }

    /// The server's receipts for work on `document`, oldest first. Work without one is on this phone only, or was received by a server
    /// that gives none.
    ///
    /// # Errors
    /// [`FieldError::Storage`].
    pub fn receipts(&self, document: DocumentId) -> Result<Vec<KeptReceipt>, FieldError> {
        Ok(self.core.receipts(document)?)
    }

    /// The organisation's certificate of this device, if it has one; its text goes into every seal made here.
    ///
    /// # Errors
    /// [`FieldError::Storage`].
    pub fn certificate(&self) -> Result<Option<Certificate>, FieldError> {
        Ok(self.core.certificate()?)
    }

    /// The technician's visits.
    #[must_use]
    pub fn visits(&self) -> Arc<Visits> {
        Arc::new(Visits { core: self.core.visits() })
    }

    /// Goods that were taken along for repair.
    #[must_use]
    pub fn repairs(&self) -> Arc<Repairs> {
        Arc::new(Repairs { core: self.core.repairs() })
    }

    /// Parts that swaps took out.
    #[must_use]
    pub fn old_parts(&self) -> Arc<OldParts> {
        Arc::new(OldParts { core: self.core.old_parts() })
    }

    /// Complaints that were received on this device, or that its person owns.
    #[must_use]
    pub fn complaints(&self) -> Arc<Complaints> {
        Arc::new(Complaints { core: self.core.complaints() })
    }

    /// The technician's days: internal work and daily reports.
    #[must_use]
    pub fn days(&self) -> Arc<Days> {
        Arc::new(Days { core: self.core.days() })
    }

    /// What only the desk changes: catalogue, prices, checklists, roster, files of products.
    #[must_use]
    pub fn reference(&self) -> Arc<Reference> {
        Arc::new(Reference { core: self.core.reference() })
    }

    /// What is in the van: what the desk moved and what this device's documents say was used.
    ///
    /// # Errors
    /// [`FieldError::Storage`].
    pub fn van_stock(&self) -> Result<VanStockLines, FieldError> {
        Ok(self.core.van_stock()?.into())
    }

    /// What waits on this device, and how the last contact went.
    ///
    /// # Errors
    /// [`FieldError::Storage`].
    pub fn outbox(&self) -> Result<OutboxView, FieldError> {
        Ok(self.core.outbox()?)
    }

    /// Offers a parked document to the server again.
    ///
    /// # Errors
    /// [`FieldError::Storage`].
    pub fn try_again(&self, document: DocumentId) -> Result<(), FieldError> {
        Ok(self.core.try_again(document)?)
    }

    /// Moves the network switch. In airplane mode no request leaves the device, and one that is under way is dropped. Not kept:
    /// a device starts connected.
    pub fn set_network(&self, to: NetworkSwitch) {
        self.core.set_network(to);
    }

    /// Where the network switch stands.
    #[must_use]
    pub fn network(&self) -> NetworkSwitch {
        self.core.network()
    }

    /// The server has moved to another address; the device stays enrolled.
    ///
    /// # Errors
    /// [`FieldError::Unusable`] if this is not an address, [`FieldError::NotEnrolled`], [`FieldError::Storage`].
    pub fn use_server(&self, server_url: &str) -> Result<(), FieldError> {
        Ok(self.core.use_server(server_url)?)
    }

    /// Tells `listener` what changes from now on, for as long as the answer is held and not cancelled.
    ///
    /// # Errors
    /// [`FieldError::TryAgain`] if the system has no thread to spare.
    pub fn observe(&self, listener: Arc<dyn DeviceListener>) -> Result<Arc<Subscription>, FieldError> {
        Subscription::begin(self.core.observe(), listener)
    }
}

fn host(key: Option<Arc<dyn HostKey>>) -> Result<Host, FieldError> {
    let key = key.map(HostBackedKey::ask).transpose()?;
    Ok(Host { key: key.map(|key| Arc::new(key) as Arc<dyn DeviceKey>), ..Host::system() })
}
