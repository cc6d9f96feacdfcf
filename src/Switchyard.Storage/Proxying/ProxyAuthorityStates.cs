namespace Switchyard.Storage.Proxying;

/// <summary>The states of a certificate authority of the forward proxy.</summary>
public static class ProxyAuthorityStates
{
    /// <summary>Clients are told to trust it; nothing is minted from it yet. At most one.</summary>
    public const string Next = "next";

    /// <summary>Certificates are minted from it. At most one.</summary>
    public const string Active = "active";

    /// <summary>It is over; its key is erased.</summary>
    public const string Retired = "retired";
}
