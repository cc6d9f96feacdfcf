namespace Switchyard.Storage.Gateways;

/// <summary>A token together with its gateway, as the door needs them; judged by the database's clock.</summary>
public sealed record GatewayPassRow
{
    /// <summary>Id of the token.</summary>
    public required Guid TokenId { get; init; }

    /// <summary>SHA-256 of the token's text.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>The gateway.</summary>
    public required Guid GatewayId { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its labels, a JSON object of texts.</summary>
    public required string LabelsJson { get; init; }

    /// <summary>Whether the token is revoked or has expired.</summary>
    public bool Ended { get; init; }

    /// <summary>Whether the gateway is switched off.</summary>
    public bool Disabled { get; init; }

    /// <summary>Whether the gateway is deleted.</summary>
    public bool Deleted { get; init; }
}
