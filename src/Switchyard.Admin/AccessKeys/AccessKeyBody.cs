namespace Switchyard.Admin.AccessKeys;

/// <summary>The shape of an access key to be issued or changed, for the API's description; <see cref="AccessKeyRequest"/> reads it. A new one needs a name and a user.</summary>
internal sealed record AccessKeyBody(
    string? Name = null,
    Guid? UserId = null,
    bool? Enabled = null,
    DateTimeOffset? ExpiresAt = null,
    string? Workspace = null,
    IReadOnlyList<string>? Tools = null,
    IReadOnlyList<string>? Providers = null);
