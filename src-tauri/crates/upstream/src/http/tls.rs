//! Whom TLS trusts: the system's certificates and those of an account's own file, and who issued a
//! certificate that neither knows.
//!
//! Knows no account: a path comes in.

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, OtherError, SignatureScheme};
use rustls_platform_verifier::Verifier;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Once};
use x509_parser::prelude::{FromDer, X509Certificate};

/// Why nobody can be trusted.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoTrust {
    /// The account's file cannot be read, or is not PEM.
    #[error("the account's ca_file `{}` cannot be read as PEM: {source}", path.display())]
    File {
        path: PathBuf,
        #[source]
        source: pem::Error,
    },
    /// The account's file holds no certificate.
    #[error("the account's ca_file `{}` holds no certificate", .0.display())]
    Empty(PathBuf),
    /// Neither the system nor a file has a certificate that can be used.
    #[error("no certificates to trust: install the system's (ca-certificates) or give a ca_file")]
    None(#[source] rustls::Error),
    /// The crypto library knows no version of TLS.
    #[error("TLS cannot be set up")]
    Versions(#[source] rustls::Error),
}

/// Makes ring the process's crypto.
pub(crate) fn install_crypto() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // Fails only when the process has a provider already, which then serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}

/// TLS that trusts the system's certificates and those of `ca_file`, read now.
///
/// # Errors
/// `File` and `Empty` for the file, `None` where there is no certificate at all.
pub(crate) fn config(ca_file: Option<&Path>) -> Result<ClientConfig, NoTrust> {
    let crypto = Arc::new(rustls::crypto::ring::default_provider());
    let own = ca_file.map(certificates).transpose()?.unwrap_or_default();
    let verifier =
        Verifier::new_with_extra_roots(own, Arc::clone(&crypto)).map_err(NoTrust::None)?;
    let verifier = Arc::new(Telling { verifier });
    let mut config = ClientConfig::builder_with_provider(crypto)
        .with_safe_default_protocol_versions()
        .map_err(NoTrust::Versions)?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, NoTrust> {
    let wrong = |source| NoTrust::File {
        path: path.to_owned(),
        source,
    };
    let found: Vec<_> = CertificateDer::pem_file_iter(path)
        .map_err(wrong)?
        .collect::<Result<_, _>>()
        .map_err(wrong)?;
    if found.is_empty() {
        return Err(NoTrust::Empty(path.to_owned()));
    }
    Ok(found)
}

/// A certificate whose issuer nobody here trusts.
#[derive(Debug, thiserror::Error)]
#[error("its issuer `{issuer}` is not trusted")]
pub(crate) struct Untrusted {
    /// What the issuer calls itself.
    pub(crate) issuer: String,
}

/// The platform's verdict, with the issuer's name where that is what it stumbles over. Softens
/// nothing: every refusal stays one.
#[derive(Debug)]
struct Telling {
    verifier: Verifier,
}

impl ServerCertVerifier for Telling {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        self.verifier
            .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
            .map_err(|error| match error {
                rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer) => {
                    let top = intermediates.last().unwrap_or(end_entity);
                    match issuer(top).or_else(|| issuer(end_entity)) {
                        Some(issuer) => rustls::Error::InvalidCertificate(CertificateError::Other(
                            OtherError(Arc::new(Untrusted { issuer })),
                        )),
                        None => error,
                    }
                }
                other => other,
            })
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.verifier.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.verifier.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.verifier.supported_verify_schemes()
    }
}

/// The longest name that is told; a stranger wrote it.
const LONGEST: usize = 100;

/// What the issuer of a certificate calls itself: its common name, else its organisation, else all
/// it says. Printable characters only.
fn issuer(certificate: &CertificateDer<'_>) -> Option<String> {
    let (_, read) = X509Certificate::from_der(certificate).ok()?;
    let name = read.issuer();
    let one = name
        .iter_common_name()
        .chain(name.iter_organization())
        .find_map(|part| part.as_str().ok())
        .map_or_else(|| name.to_string(), str::to_owned);
    let plain: String = one
        .chars()
        .filter(|c| !c.is_control() && *c != '`')
        .take(LONGEST)
        .collect();
    (!plain.trim().is_empty()).then_some(plain)
}
