namespace Switchyard.Admin.Proxying;

/// <summary>A certificate authority of the forward proxy as the API shows it. Its private key is shown to nobody.</summary>
internal sealed record ProxyAuthorityView
{
    public required Guid Id { get; init; }

    /// <summary><c>next</c>: known, not used yet; <c>active</c>: certificates are minted from it; <c>retired</c>.</summary>
    public required string State { get; init; }

    /// <summary>As trust stores show it.</summary>
    public required string Subject { get; init; }

    /// <summary>SHA-256 of the certificate, hexadecimal.</summary>
    public required string Fingerprint { get; init; }

    public required DateTimeOffset NotAfter { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it came into its state.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>PEM text of the certificate.</summary>
    public required string Certificate { get; init; }
}
