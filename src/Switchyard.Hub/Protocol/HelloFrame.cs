namespace Switchyard.Hub.Protocol;

/// <summary>The first frame of an instance: who it is, and what it has.</summary>
public sealed record HelloFrame : Frame
{
    /// <summary>Version of the protocol it speaks.</summary>
    public int Version { get; init; } = Protocol;

    /// <summary>Id or name of the gateway it believes to be, or null; another than the token's ends the connection.</summary>
    public string? GatewayId { get; init; }

    /// <summary>What it calls itself over all its starts, 1 to 64 characters.</summary>
    public required string InstanceId { get; init; }

    /// <summary>This start of it, 1 to 64 characters. A UUIDv7 is compared by its time, anything else by arrival.</summary>
    public required string BootId { get; init; }

    /// <summary>Epoch of what it has, or null when it has nothing.</summary>
    public Guid? Epoch { get; init; }

    /// <summary>The last event it has applied; 0 for none.</summary>
    public long LastSeq { get; init; }

    /// <summary>Hash of the state it has, or null for «not compared».</summary>
    public string? StateHash { get; init; }

    /// <summary>Its half of the key agreement for secrets (P-256, SubjectPublicKeyInfo, Base64), or null: then it gets no secrets.</summary>
    public string? PublicKey { get; init; }

    /// <summary>Version of Switchyard it runs, or null.</summary>
    public string? Product { get; init; }
}
