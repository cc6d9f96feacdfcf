using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Switchyard.Configuration.Reloading;
using Switchyard.Model.Proxying;
using Switchyard.Model.Server;
using Switchyard.Storage.Proxying;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Proxying;

/// <summary>Reads the authorities of the forward proxy, and what it decrypts by the configuration in force.</summary>
internal sealed class ProxyAuthorityQueries(Database database, ConfigurationStatus configuration)
{
    /// <summary>All authorities, the newest first.</summary>
    public async Task<IReadOnlyList<ProxyAuthorityView>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await database.ReadAsync(ProxyAuthorityTable.ListAsync, cancellationToken)).Reverse().Select(View)];

    /// <summary>PEM text of what clients are to trust: the active authority, and behind it the next one while a rotation is under way.</summary>
    public async Task<string> ExportAsync(CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(ProxyAuthorityTable.ListAsync, cancellationToken);
        return string.Concat(rows.Where(static row => row.State != ProxyAuthorityStates.Retired).OrderBy(static row => row.State, StringComparer.Ordinal).Select(static row => row.Certificate));
    }

    /// <summary>Which hosts are decrypted for whom.</summary>
    public ProxyHostsView Hosts()
    {
        var model = configuration.Current;
        var table = ProxyHostTable.Of(model?.Providers ?? []);
        return new ProxyHostsView(
            model?.Revision ?? 0,
            (model?.Server ?? ServerConfig.Default).Proxy.RefusesOthers ? "refuse" : "tunnel",
            [.. table.Hosts.Select(static host => new ProxyHostView(host.Name, host.Port, host.Provider))],
            [.. table.Findings.Select(static finding => new ProxyFindingView(finding.Provider, finding.Reason, finding.Detail))]);
    }

    public static ProxyAuthorityView View(ProxyAuthorityRow row)
    {
        using var certificate = X509Certificate2.CreateFromPem(row.Certificate);
        return new ProxyAuthorityView
        {
            Id = row.Id,
            State = row.State,
            Subject = certificate.Subject,
            Fingerprint = certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant(),
            NotAfter = row.NotAfter,
            CreatedAt = row.CreatedAt,
            ChangedAt = row.ChangedAt,
            Certificate = row.Certificate,
        };
    }
}
