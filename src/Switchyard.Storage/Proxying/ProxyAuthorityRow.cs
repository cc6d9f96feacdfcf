namespace Switchyard.Storage.Proxying;

/// <summary>A row of <c>proxy_authorities</c>: a certificate authority of the forward proxy.</summary>
public sealed record ProxyAuthorityRow
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>One of <see cref="ProxyAuthorityStates"/>.</summary>
    public required string State { get; init; }

    /// <summary>PEM text of the certificate. It is no secret.</summary>
    public required string Certificate { get; init; }

    /// <summary>The private key (PKCS #8, DER), sealed; null when it is retired.</summary>
    public byte[]? Sealed { get; init; }

    /// <summary>End of its validity.</summary>
    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it came into its state.</summary>
    public required DateTimeOffset ChangedAt { get; init; }
}
