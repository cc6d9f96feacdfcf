using System.CommandLine;
using Switchyard.Host.CommandLine;
using Switchyard.Model.Validation;

namespace Switchyard.Host.Listeners.Tls;

/// <summary>The options that name the certificate of <c>https</c> addresses.</summary>
internal sealed class TlsFlags(FlagValues values)
{
    private const string CertificateVariable = "SWITCHYARD_TLS_CERTIFICATE";
    private const string KeyVariable = "SWITCHYARD_TLS_KEY";

    private readonly Option<string?> _certificate = FlagValues.Option(
        "--tls-certificate", CertificateVariable, "none", "PEM file with the certificate (and its chain) of all https addresses. Followed: a new one holds from the next handshake on.", "FILE");

    private readonly Option<string?> _key = FlagValues.Option("--tls-key", KeyVariable, "none", "PEM file with the certificate's private key, not encrypted.", "FILE");

    public void AddTo(Command command)
    {
        command.Options.Add(_certificate);
        command.Options.Add(_key);
    }

    /// <summary>The files, or null when none are given; a fault when one of two is, or when an address needs them.</summary>
    public TlsFiles? Read(ParseResult parsed, FaultList faults, params ReadOnlySpan<Uri> addresses)
    {
        var (certificate, key) = (values.Read(parsed, _certificate, CertificateVariable), values.Read(parsed, _key, KeyVariable));
        if (certificate.Text is not null && key.Text is not null)
        {
            return new TlsFiles(certificate.Text, key.Text);
        }

        if (certificate.Text is not null || key.Text is not null)
        {
            var missing = certificate.Text is null ? _certificate.Name : _key.Name;
            faults.Add(missing, $"{_certificate.Name} and {_key.Name} are needed together.");
            return null;
        }

        foreach (var address in addresses)
        {
            if (address.Scheme == Uri.UriSchemeHttps)
            {
                faults.Add(_certificate.Name, $"{address} needs a certificate: {_certificate.Name} FILE and {_key.Name} FILE.");
            }
        }

        return null;
    }
}
