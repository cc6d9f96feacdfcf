namespace Switchyard.Bundles.Endpoint.Access;

/// <summary>Who calls.</summary>
/// <param name="UserId">The user.</param>
/// <param name="AccessKeyId">The access key he came with.</param>
/// <param name="Name">Name of the user, for records.</param>
/// <param name="Ended">Cancelled within a second when the key is revoked, has expired or may no longer use the workspace: everything that runs for him ends then.</param>
public sealed record McpCaller(Guid UserId, Guid AccessKeyId, string Name, CancellationToken Ended);
