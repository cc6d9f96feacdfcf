namespace Switchyard.Admin.Client.AccessKeys;

/// <summary>What is to change of an access key; a null member stays as it is.</summary>
public sealed record AccessKeyPatch
{
    /// <summary>What people call it.</summary>
    public string? Name { get; init; }

    /// <summary>Enables or disables it; disabling cuts its open streams.</summary>
    public bool? Enabled { get; init; }

    /// <summary>First instant at which it is refused.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Workspace whose tools its requests get; an empty text takes it away.</summary>
    public string? Workspace { get; init; }

    /// <summary>Names of the tools it may use.</summary>
    public IReadOnlyList<string>? Tools { get; init; }

    /// <summary>Names of the providers it may use.</summary>
    public IReadOnlyList<string>? Providers { get; init; }
}
