namespace Switchyard.Admin.Client.Proxying;

/// <summary>A certificate authority of the forward proxy.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State"><c>next</c>, <c>active</c> or <c>retired</c>.</param>
/// <param name="Subject">As trust stores show it.</param>
/// <param name="Fingerprint">SHA-256 of the certificate, hexadecimal.</param>
/// <param name="NotAfter">End of its validity.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ChangedAt">When it came into its state.</param>
/// <param name="Certificate">PEM text.</param>
public sealed record ProxyAuthority(
    Guid Id, string State, string Subject, string Fingerprint, DateTimeOffset NotAfter, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt, string Certificate);
